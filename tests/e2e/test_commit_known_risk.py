"""A commit of what was looked at before: what the journal remembers is in the stamp, and nothing is analysed again."""

from pathlib import Path

import pytest

from answerable.app.known_risk import known_findings, remember_findings
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding, Level
from answerable.syntax.edition import edition
from answerable.wiring.risks import analyser_edition
from answerable.wiring.workspace import open_workspace
from support.git import Repo
from support.hooked import hooked_repo, record_of, trailers_of

OLD, NEW = "SELECT 1;\n", "SELECT 1;\nDROP TABLE customers;\n"
PAIR = FilePair("a.sql", OLD, NEW)
#: Nothing that the analyser would say.
TOLD = Finding("SCH001", "sql.told", Level.WARN, "a.sql", 7, 7, "", "", "", "", "f" * 16)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    # The hooks find out about theirs anew: our code may have been edited since another test asked.
    edition.cache_clear()
    repo = hooked_repo(tmp_path)
    repo.commit(**{"a.sql": OLD})
    return repo


def remember(repo: Repo, pair: FilePair, *found: Finding) -> None:
    """As the language server does when it has looked at a file."""
    workspace = open_workspace(str(repo.top), repo.environ)
    remember_findings([pair], found, analyser_edition(), workspace.journal)
    workspace.close()


def lines(repo: Repo) -> list[int]:
    """The lines of the findings in HEAD's record."""
    return [finding["line"] for finding in record_of(repo)["findings"]]


def test_what_the_editor_found_is_in_the_stamp(repo: Repo) -> None:
    remember(repo, PAIR, TOLD)
    repo.commit(**{"a.sql": NEW})
    assert trailers_of(repo)["Provenance-Risk"] == "low sql.told"
    assert lines(repo) == [7]


@pytest.mark.parametrize(
    "other", [PAIR._replace(path="b.sql"), PAIR._replace(old=""), PAIR._replace(new=f"{NEW}\n")]
)
def test_another_change_is_analysed(repo: Repo, other: FilePair) -> None:
    remember(repo, other, TOLD)
    repo.commit(**{"a.sql": NEW})
    assert lines(repo) == [2]


def test_what_the_hook_found_is_remembered(repo: Repo) -> None:
    repo.commit(**{"a.sql": NEW})
    workspace = open_workspace(str(repo.top), repo.environ)
    known = known_findings([PAIR], analyser_edition(), workspace.journal)
    workspace.close()
    assert known is not None
    assert [(one.rule, one.line) for one in known] == [("SCH001", 2)]


def test_silent_files_are_silent_together_and_one_that_is_not_is_analysed(repo: Repo) -> None:
    remember(repo, PAIR)
    remember(repo, FilePair("b.sql", "", "DROP TABLE orders;\n"))
    repo.commit(**{"a.sql": NEW, "b.sql": "DROP TABLE orders;\n"})
    assert lines(repo) == []
    repo.commit(**{"b.sql": "DROP TABLE orders;\nDROP TABLE customers;\n"})
    assert lines(repo) == [2]
