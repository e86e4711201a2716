"""What depends on the code in sight: hovers, lenses and diagnostics once the worktree is indexed, and without it."""

import asyncio

import pytest
from lsprotocol import types

from answerable.lsp.schedule import Schedule
from answerable.lsp.survey import Surveys
from support.agent import agent_wrote

CART = "def total(items):\n    if not items:\n        raise ValueError(items)\n    return sum(items)\n"
USER = "from shop.cart import total\n\n\ndef use(items):\n    return total(items)\n"
AI = "\n\ndef again(items):\n    return total(items)\n"
NINE = "direct 9, transitive at most 9, owners @pay, tier high"


@pytest.fixture
def shop(repo):
    """A repository in which nine files of somebody else use one function."""
    files = {f"pay/u{number}.py": USER for number in range(9)}
    repo.commit(**{"shop/cart.py": CART, ".github/CODEOWNERS": "/pay/ @pay\n", **files})
    return repo


async def indexed(editor):
    """Wait until the client is told to ask for lenses again, which it is when the index is made."""
    await editor.heard(types.WORKSPACE_CODE_LENS_REFRESH)


@pytest.mark.asyncio
async def test_a_hover_and_a_lens_tell_what_depends_on_the_code(start, shop):
    agent_wrote(shop, "shop/cart.py", CART, CART + AI)
    shop.write("shop/cart.py", CART + AI)
    editor = await start("vscode", options={})
    uri = editor.open(shop.top / "shop/cart.py", CART + AI)
    await indexed(editor)
    assert (await editor.heard(types.PROGRESS)) is not None
    said = await editor.hover(uri, 1, 6)
    assert (
        r"Blast radius of shop/cart.py:total: direct 10, transitive at most 10, owners @pay, tier high"
        in said
    )
    assert "10 places refer to it directly" in said
    titles = [lens.command.title for lens in await editor.lenses(uri)]
    assert titles == [
        "AI (claude-code) · 2 lines · unreviewed",
        "mark reviewed",
        "direct 0, transitive at most 0, tier low",
    ]
    # A new function of a text that is not saved is found by its name, and so are the old ones below it.
    editor.edit(uri, (0, 0), (0, 0), "import os\n\n\ndef before(x):\n    return x\n\n\n")
    assert "Blast radius of shop/cart.py:total: direct 10" in await editor.hover(uri, 8, 6)
    assert "Blast radius of shop/cart.py:before: direct 0" in await editor.hover(uri, 3, 6)


@pytest.mark.asyncio
async def test_a_finding_tells_how_far_its_code_reaches(start, shop):
    editor = await start("vscode", options={})
    uri = editor.open(shop.top / "shop/cart.py", CART)
    await indexed(editor)
    editor.edit(uri, (1, 0), (3, 0), "")
    [found] = await editor.found(uri)
    assert f"Blast radius: {NINE}." in found.message


@pytest.mark.asyncio
async def test_a_saved_file_is_indexed_again(start, shop):
    editor = await start("vscode", options={})
    uri = editor.open(shop.top / "shop/cart.py", CART)
    await indexed(editor)
    other = editor.open(shop.top / "pay/u0.py", USER)
    shop.write("pay/u0.py", "def use(items):\n    return 1\n")
    editor.replace(other, "def use(items):\n    return 1\n")
    editor.saved(other)
    async with asyncio.timeout(30):
        while "direct 8" not in await editor.hover(uri, 0, 6):
            pass


@pytest.mark.asyncio
async def test_nothing_is_indexed_where_nobody_wants_it_or_there_is_no_repository(start, shop, tmp_path):
    editor = await start("vscode", options={"blast": False})
    uri = editor.open(shop.top / "shop/cart.py", CART)
    assert "Blast radius" not in await editor.hover(uri, 0, 6)
    (tmp_path / "alone.py").write_text(CART)
    uri = editor.open(tmp_path / "alone.py", CART)
    assert "Blast radius" not in await editor.hover(uri, 0, 6)


class Quiet:
    """Progress that nobody sees."""

    async def __aenter__(self):
        return lambda _message, _percentage: None

    async def __aexit__(self, *_):
        return None


@pytest.fixture
def surveys(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("answerable.lsp.survey._LATER", 0.0)
    errors = []
    made = Surveys(Schedule(errors.append), lambda _title: Quiet())
    made.again = asyncio.Event()
    made.ready = made.again.set
    yield made
    assert errors == []


async def asked(surveys, folder):
    return await surveys.at(folder, "shop/cart.py", CART.splitlines(keepends=True), [(1, 1), (99, 99)])


@pytest.mark.asyncio
async def test_a_process_that_dies_is_started_again_and_knows_as_much(surveys, shop):
    folder = str(shop.top)
    assert await asked(surveys, folder) == [None, None]
    surveys.begin(folder)
    for _ in range(2):
        await asyncio.wait_for(surveys.again.wait(), 30)
        one, other = await asked(surveys, folder)
        assert (one.target, one.direct) == ("shop/cart.py:total", 9)
        assert other.target == "shop/cart.py"
        surveys.again.clear()
        surveys.child.process.kill()
        assert await asked(surveys, folder) == [None, None]
    await surveys._schedule.close()
    await surveys.close()


@pytest.mark.asyncio
async def test_who_changes_their_mind_is_not_told_any_more(surveys, shop):
    folder = str(shop.top)
    surveys.begin(folder)
    await asyncio.wait_for(surveys.again.wait(), 30)
    surveys.want(False)
    assert await asked(surveys, folder) == [None, None]
    surveys.again.clear()
    surveys.want(True)
    await asyncio.wait_for(surveys.again.wait(), 30)
    assert (await asked(surveys, folder))[0] is not None
    await surveys._schedule.close()
    await surveys.close()


@pytest.mark.asyncio
async def test_a_folder_without_git_is_given_up(surveys, tmp_path):
    (tmp_path / "plain").mkdir()
    surveys.begin(str(tmp_path / "plain"))
    while surveys.child.process is None or surveys.child.is_busy:  # noqa: ASYNC110 - there is no event for nothing
        await asyncio.sleep(0)
    assert await surveys.at(str(tmp_path / "plain"), "a.py", ["x\n"], [(1, 1)]) == [None]
    await surveys._schedule.close()
    await surveys.close()
