"""Configuring agents over files of any habit: what was there comes back byte for byte, also after a second time."""

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.cli.agent_setup import Root, Wanted, configure
from answerable.cli.output import Output

AGENTS = {
    "claude-code": ".claude/settings.local.json",
    "cursor": ".cursor/hooks.json",
    "codex": ".codex/config.toml",
    "gemini-cli": ".gemini/settings.json",
}
ODD = [
    "",
    " \n",
    "{}",
    "{ }\r\n",
    '{"hooks": {}}\n',
    '\ufeff{"hooks": {"Stop": []}, // why\n}',
    '{"version": 1}',
    '{"a": [1,\n2,], "hooks": {"BeforeTool": [ ]\n} }',
    "# only a comment\n",
    "\n\n[hooks]\n\n[features]\na = 1",
    'a = 1\r\n[[hooks.Stop]]\r\n[[hooks.Stop.hooks]]\r\ncommand = "./x"\r\n',
    "not a configuration at all {",
]


def run(folder, agent, *, remove):
    root = Root(str(folder / "repo"), str(folder / "memory"), is_user=False)
    output = Output(stream=io.StringIO(), environ={"NO_COLOR": "1"})
    return configure(output, Wanted((agent,)), root, dry_run=False, remove=remove)


@pytest.mark.parametrize("agent", AGENTS)
@settings(max_examples=30, deadline=None)
@given(text=st.none() | st.sampled_from(ODD), twice=st.booleans(), mode=st.sampled_from([0o600, 0o644]))
def test_what_was_there_comes_back(agent, text, twice, mode):
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "repo", AGENTS[agent])
        Path(name, "repo").mkdir()
        if text is not None:
            path.parent.mkdir()
            path.write_bytes(text.encode())
            path.chmod(mode)
        plan = run(Path(name), agent, remove=False)
        assert bool(plan.problems) is (len(plan.changes) == 0)
        after = path.read_bytes() if path.exists() else None
        if twice:
            assert run(Path(name), agent, remove=False).changes == []
            assert (path.read_bytes() if path.exists() else None) == after
        run(Path(name), agent, remove=True)
        assert (path.read_bytes() if path.exists() else None) == (None if text is None else text.encode())
        assert text is None or path.stat().st_mode & 0o777 == mode
        assert path.parent.exists() is (text is not None)
        assert list(Path(name, "memory").glob("*")) == []
