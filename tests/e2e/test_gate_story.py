"""The main job without anything made up: init, an agent's report, the hooks' commit, the gate, a review, the gate."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.gate import POLICY, ROSTER
from support.git import make_repo

BEFORE = "def total(order):\n    return order.sum\n"
AFTER = f"{BEFORE}\n\ndef refund(order, amount):\n    order.paid -= amount\n    return order\n"


class Story:
    """A repository with the hooks, worked on by several people on one machine."""

    def __init__(self, folder: Path) -> None:
        self.repo = make_repo(folder)
        self.repo.commit(
            "base",
            **{".answerable/policy.toml": POLICY, ".answerable/roster.toml": ROSTER, "shop.py": BEFORE},
        )
        self.answerable("init")
        self.repo.git("checkout", "-q", "-b", "topic")

    def answerable(self, *args: str, stdin: object = None, codes: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "answerable", *args],
            cwd=self.repo.top,
            env=self.repo.environ,
            input=json.dumps(stdin).encode() if stdin else b"",
            capture_output=True,
            check=False,
        )
        assert done.returncode in codes, (args, done.stdout, done.stderr)
        return done.stdout.decode()

    def become(self, name: str) -> None:
        self.repo.git("config", "user.email", f"{name}@example.org")

    def agent_edits(self, path: str, text: str) -> None:
        where = {"repo_working_dir": str(self.repo.top)}
        session = {"agent_name": "bot", "model": "m-1", "conversation_id": "c-1"}
        self.answerable(
            "checkpoint", "agent-v1", stdin={"type": "human", **where, "will_edit_filepaths": [path]}
        )
        self.repo.write(path, text)
        report = {"type": "ai_agent", **where, **session, "edited_filepaths": [path]}
        self.answerable("checkpoint", "agent-v1", stdin=report)

    def commit(self, *options: str) -> None:
        self.repo.git("add", "-A")
        self.repo.git("commit", "-q", *options)

    def verdict(self, range_: str = "main..topic") -> dict:
        return json.loads(self.answerable("gate", range_, "--json", codes=(0, 1, 2)))


@pytest.fixture
def story(tmp_path):
    made = Story(tmp_path)
    made.become("mia")
    made.agent_edits("shop.py", AFTER)
    made.commit("-m", "Refund")
    return made


def check(verdict, decision, **totals):
    """The decision and the totals that are not 0."""
    assert verdict["decision"] == decision, verdict
    assert {name: count for name, count in verdict["totals"].items() if count} == totals, verdict


def test_ai_lines_of_a_mid_level_engineer_are_denied(story):
    check(story.verdict(), "deny", ai=3)


@pytest.mark.parametrize(("reviewer", "decision"), [("sam", "pass"), ("mia", "deny"), ("jo", "deny")])
def test_a_review_before_the_commit_counts_if_it_is_a_seniors(tmp_path, reviewer, decision):
    made = Story(tmp_path)
    made.become("mia")
    made.agent_edits("shop.py", AFTER)
    made.become(reviewer)
    made.answerable("review", "shop.py")
    made.become("mia")
    made.commit("-m", "Refund")
    check(made.verdict(), decision, ai=3, reviewed=3)


def test_after_a_rebase_over_the_same_file(story):
    story.repo.git("checkout", "-q", "main")
    story.repo.write("shop.py", f"import money\n\n\n{BEFORE}")
    story.commit("--no-verify", "-m", "import")
    story.repo.git("rebase", "-q", "main", "topic")
    check(story.verdict(), "deny", ai=3)


def test_after_a_cherry_pick_and_after_a_squash(story):
    story.repo.write("shop.py", AFTER.replace("return order.sum", "return order.sum + order.tax"))
    story.commit("-m", "Tax")
    by_hand = story.verdict()["totals"]
    assert (by_hand["ai"], by_hand["mixed"] + by_hand["human"] + by_hand["unknown"]) == (3, 1)
    story.repo.git("checkout", "-q", "-b", "picked", "main")
    story.repo.git("cherry-pick", "main..topic")
    assert story.verdict("main..picked")["totals"]["ai"] == 3
    story.repo.git("checkout", "-q", "-b", "squashed", "main")
    story.repo.git("merge", "-q", "--squash", "topic")
    story.commit("--no-edit")
    assert story.verdict("main..squashed")["totals"]["ai"] == 3


def test_on_another_clone_the_records_must_have_been_fetched(story, tmp_path):
    clone = tmp_path / "ci"
    story.repo.git("clone", "-q", "--bare", str(story.repo.top), str(clone))
    story.repo.top = clone
    verdict = story.verdict()
    assert verdict["decision"] == "undecided"
    [advice] = [problem for problem in verdict["problems"] if "git fetch" in problem]
    story.repo.git(*advice.partition("run `git ")[2].partition("`")[0].replace("'", "").split())
    check(story.verdict(), "deny", ai=3)
