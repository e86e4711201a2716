from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from support.git import Repo, make_repo
from support.lsp import Editor, start_editor


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make_repo(tmp_path)


@pytest_asyncio.fixture
async def start(repo: Repo) -> AsyncIterator[Callable[..., Awaitable[Editor]]]:
    """Starts editors on `repo`; at the end each server must leave cleanly with every message read."""
    editors: list[Editor] = []

    async def begin(client: str = "vscode", *args: str, **more: object) -> Editor:
        editors.append(await start_editor(client, [repo.top], repo.environ, *args, **more))
        return editors[-1]

    yield begin
    for editor in editors:
        if editor._server.returncode is None:
            await editor.shutdown_session()
        assert editor._server.returncode == 0
        assert editor.leftovers() == []
        await editor.stop()
