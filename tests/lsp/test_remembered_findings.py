"""What the server found is known to a commit of the same text."""

from collections.abc import Awaitable, Callable

import pytest

from answerable.app.known_risk import known_findings
from answerable.core.file_pair import FilePair
from answerable.syntax.edition import edition
from answerable.wiring.risks import analyser_edition
from answerable.wiring.workspace import open_workspace
from support.git import Repo
from support.lsp import Editor

OLD = "def f(x):\n    if x is None:\n        raise ValueError(x)\n    return x\n"
NEW = "def f(x):\n    return x\n"


def known(repo: Repo, new: str) -> list[tuple[str, int]] | None:
    """What the journal knows about a change of the file."""
    workspace = open_workspace(str(repo.top), repo.environ)
    found = known_findings([FilePair("a.py", OLD, new)], analyser_edition(), workspace.journal)
    workspace.close()
    return None if found is None else [(one.rule, one.line) for one in found]


@pytest.mark.asyncio
@pytest.mark.parametrize(("new", "expected"), [(NEW, [("GRD001", 2)]), (f"{OLD}\n\nx = f(1)\n", [])])
async def test_what_was_found_is_kept(
    repo: Repo,
    start: Callable[..., Awaitable[Editor]],
    new: str,
    expected: list[tuple[str, int]],
) -> None:
    # The server finds out about its own anew: our code may have been edited since another test asked.
    edition.cache_clear()
    repo.commit(**{"a.py": OLD})
    editor = await start()
    uri = editor.open(repo.top / "a.py", new)
    assert len(await editor.found(uri)) == len(expected)
    await editor.shutdown_session()
    assert known(repo, new) == expected
    assert known(repo, f"{new}\n") is None
