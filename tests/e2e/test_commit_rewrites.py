"""Rewritten, picked and merged commits: their stamps, and their records read back by content."""

from collections.abc import Callable
from pathlib import Path

import pytest

from answerable.core.anchors import relocate
from answerable.core.text import split_lines
from answerable.wiring.workspace import open_workspace
from support.git import Repo
from support.hooked import hooked_repo, record_of, remember, stamp_of, trailers_of

BASE = "one\ntwo\nthree\nfour\nfive\n"


def marked(first: str = "", last: str = "") -> str:
    """The base text between marked lines."""
    return first + "".join(f"?|{line}\n" for line in BASE.split()) + last


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository on a branch `work`, with an agent's line on it, beside main."""
    repo = hooked_repo(tmp_path)
    repo.commit("base", **{"a.txt": BASE, "other.txt": "x\n"})
    repo.git("checkout", "-q", "-b", "work")
    remember(repo, "a.txt", marked("A|made by an agent\n"))
    repo.git("commit", "-qam", "an agent's line")
    return repo


def advance_main(repo: Repo) -> None:
    """A commit on main that changes the same file in its middle."""
    repo.git("checkout", "-q", "main")
    repo.commit("main goes on", **{"a.txt": BASE.replace("three", "three\nmain\nmain again\nmore of main")})
    repo.git("checkout", "-q", "work")


def read_back(repo: Repo, path: str = "a.txt") -> dict[str, str]:
    """The class of each line of a file that HEAD's record knows, found by content."""
    lines = split_lines(repo.git("show", f"HEAD:{path}") + "\n")
    found: dict[str, str] = {}
    for entry in record_of(repo)["files"]:
        if entry["path"] == path:
            for region in entry["regions"]:
                for line in relocate(region["hashes"], lines):
                    if line is not None:
                        found[lines[line].strip()] = region["class"]
    return found


def amended(repo: Repo) -> None:
    repo.git("commit", "-q", "--amend", "-m", "another message")


def amended_with_more(repo: Repo) -> None:
    remember(repo, "a.txt", marked("A|made by an agent\n", "H|typed afterwards\n"))
    repo.git("commit", "-qa", "--amend", "--no-edit")


def amended_untracked(repo: Repo) -> None:
    repo.write("a.txt", "made by an agent\n" + BASE + "from an editor nobody watched\n")
    repo.git("commit", "-qa", "--amend", "--no-edit")


def amended_in_the_line(repo: Repo) -> None:
    repo.write("a.txt", "made by some agent\n" + BASE)
    repo.git("commit", "-qa", "--amend", "--no-edit")


def message_replaced_then_amended(repo: Repo) -> None:
    repo.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "--amend", "-m", "unstamped")
    assert stamp_of(repo) == ""
    repo.git("commit", "-q", "--amend", "-m", "stamped again")


def rebased(repo: Repo) -> None:
    advance_main(repo)
    repo.git("rebase", "-q", "main")


def rebased_by_mail(repo: Repo) -> None:
    advance_main(repo)
    repo.git("rebase", "-q", "--apply", "main")


def rebased_and_reworded(repo: Repo) -> None:
    advance_main(repo)
    editors = {"GIT_SEQUENCE_EDITOR": "sed -i s/^pick/reword/", "GIT_EDITOR": "sed -i 1s/^/reworded:/"}
    repo.git("rebase", "-q", "-i", "main", **editors)
    assert repo.git("log", "-1", "--format=%s").startswith("reworded:")


def picked(repo: Repo) -> None:
    advance_main(repo)
    repo.git("checkout", "-q", "main")
    repo.git("cherry-pick", "work")


def picked_without_commit(repo: Repo) -> None:
    advance_main(repo)
    repo.git("checkout", "-q", "main")
    repo.git("cherry-pick", "-n", "work")
    repo.git("commit", "-qm", "picked by hand")


def reverted_twice(repo: Repo) -> None:
    repo.git("revert", "--no-edit", "HEAD")
    assert trailers_of(repo)["Provenance-Lines"].startswith("ai=0")
    repo.git("revert", "--no-edit", "HEAD")


def stashed(repo: Repo) -> None:
    repo.git("reset", "-q", "--soft", "HEAD^")
    repo.git("stash", "-q")
    repo.git("stash", "pop", "-q")
    repo.git("commit", "-qam", "from a stash")


def squash_merged(repo: Repo) -> None:
    remember(repo, "a.txt", marked("A|made by an agent\n", "H|typed by a person\n"))
    repo.git("commit", "-qam", "a person's line")
    advance_main(repo)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "work")
    repo.git("commit", "-q", "--no-edit")


def squash_merged_with_message(repo: Repo) -> None:
    advance_main(repo)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "work")
    repo.git("commit", "-q", "-m", "squashed")


def fixed_up(repo: Repo) -> None:
    remember(repo, "a.txt", marked("A|made by an agent\n", "H|typed to fix it\n"))
    repo.git("commit", "-qa", "--fixup", "HEAD")
    repo.git("rebase", "-q", "-i", "--autosquash", "main", GIT_SEQUENCE_EDITOR=":")
    assert repo.git("rev-list", "--count", "main..HEAD") == "1"


def fixed_up_and_rebased(repo: Repo) -> None:
    remember(repo, "a.txt", marked("A|made by an agent\n", "H|typed to fix it\n"))
    repo.git("commit", "-qa", "--fixup", "HEAD")
    repo.git("checkout", "-q", "main")
    repo.commit("main goes on", **{"other.txt": "y\n"})
    repo.git("checkout", "-q", "work")
    repo.git("rebase", "-q", "-i", "--autosquash", "main", GIT_SEQUENCE_EDITOR=":")
    assert repo.git("rev-list", "--count", "main..HEAD") == "1"


def squashed_in_editor(repo: Repo) -> None:
    remember(repo, "a.txt", marked("A|made by an agent\n", "H|typed in a second commit\n"))
    repo.git("commit", "-qam", "second")
    editors = {"GIT_SEQUENCE_EDITOR": "sed -i '2s/^pick/squash/'", "GIT_EDITOR": "true"}
    repo.git("rebase", "-q", "-i", "main", **editors)
    assert repo.git("rev-list", "--count", "main..HEAD") == "1"


AI = {"made by an agent": "ai"}


@pytest.mark.parametrize(
    ("way", "stamp", "lines"),
    [
        (amended, "ai=1", AI),
        (amended_with_more, "ai=1 human=1", AI | {"typed afterwards": "human"}),
        (amended_untracked, "ai=1 unknown=1", AI | {"from an editor nobody watched": "unknown"}),
        (amended_in_the_line, "mixed=1", {"made by some agent": "mixed"}),
        (message_replaced_then_amended, "ai=1", AI),
        (rebased, "ai=1", AI),
        (rebased_by_mail, "ai=1", AI),
        (rebased_and_reworded, "ai=1", AI),
        (picked, "ai=1", AI),
        (picked_without_commit, "ai=1", AI),
        (reverted_twice, "ai=1", AI),
        (stashed, "ai=1", AI),
        (squash_merged, "ai=1 human=1", AI | {"typed by a person": "human"}),
        (squash_merged_with_message, "ai=1", AI),
        (fixed_up, "ai=1 human=1", AI | {"typed to fix it": "human"}),
        (fixed_up_and_rebased, "ai=1 human=1", AI | {"typed to fix it": "human"}),
        (squashed_in_editor, "ai=1 human=1", AI | {"typed in a second commit": "human"}),
    ],
)
def test_a_way_to_rewrite(repo: Repo, way: Callable[[Repo], None], stamp: str, lines: dict[str, str]) -> None:
    way(repo)
    assert stamp_of(repo) == stamp
    assert read_back(repo) == lines
    # Git indents the messages it quotes in a squash; the stamp itself stands once.
    assert ("\n" + repo.git("log", "-1", "--format=%B")).count("\nProvenance-Lines") == 1


def test_a_record_is_found_by_the_contents_its_commit_was_rewritten_to(repo: Repo) -> None:
    advance_main(repo)
    before = repo.git("rev-parse", "HEAD:a.txt")
    repo.git("rebase", "-q", "--apply", "main")
    after = repo.git("rev-parse", "HEAD:a.txt")
    assert before != after
    workspace = open_workspace(str(repo.top), repo.environ)
    name = trailers_of(repo)["Provenance-Record"].removeprefix("sha256:")
    assert [name in workspace.journal.records_with_blob(blob) for blob in (before, after)] == [True, True]
    workspace.close()
