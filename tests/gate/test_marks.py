"""A finding that a comment marks for sign-off counts as blocking wherever findings are judged."""

from pathlib import Path

import pytest

from support.gate import POLICY, GateRepo

RULE = '[[rule]]\nname = "no-blockers"\nwhen = { finding_level = ">=block" }\n'
OLD = "H| def f(x):\nH|     if x is None:\nH|         raise ValueError(x)\nH|     return x\n"
STORIES = [
    ("", "pass", "review"),
    ("H|     # answerable: sign-off GRD001 -- who checks now?\n", "deny", "block"),
    ("H|     # answerable: sign-off SEC001\n", "pass", "review"),
]


@pytest.mark.parametrize("story", STORIES)
def test_a_mark_lets_the_gate_ask(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], story: tuple[str, str, str]
) -> None:
    comment, decision, level = story
    made = GateRepo(tmp_path)
    made.repo.git("checkout", "-q", "main")
    made.repo.write(".answerable/policy.toml", f"{POLICY}{RULE}")
    made.commit({"app/f.py": OLD})
    made.repo.git("checkout", "-q", "-B", "topic")
    made.commit({"app/f.py": f"H| def f(x):\n{comment}H|     return x\n"})
    _, verdict = made.verdict(capsys)
    assert (verdict["decision"], verdict["risk"]["level"]) == (decision, level)
