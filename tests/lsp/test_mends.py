"""Findings in the editor: what they link to, what they carry, and the edits that answer them."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lsprotocol import types

from answerable.app.annotate import diagnostics, with_classes
from answerable.core.finding import Finding, Level
from answerable.core.origin import Author, Grade, Mechanism, Origin
from answerable.core.settings import Settings
from answerable.core.text import split_lines, uniform

OLD = "def fetch(url):\n    if url is None:\n        raise ValueError('no url')\n    return get(url)\n"
NEW = "def fetch(url):\n    return get(url)\n"


def page_at(uri):
    """The text of a file by its URI."""
    return Path(unquote(urlsplit(uri).path)).read_text(encoding="utf-8")


RESTORE = "Restore what was removed (GRD001 guard.removed)"
ALLOW = "Allow GRD001 here, with a reason"
MARK = "Mark GRD001 for sign-off"


def applied(text, edits):
    """The text after a client applied edits whose columns are all 0 or the end of the last line."""
    (edit,) = edits
    lines = split_lines(text)
    start, end = edit.range.start, edit.range.end
    before = "".join(lines[: start.line]) + (lines[start.line][: start.character] if start.character else "")
    after = (lines[end.line][end.character :] if end.character else "") + "".join(
        lines[end.line + (end.character > 0) :]
    )
    return before + edit.new_text + after


@pytest.mark.asyncio
async def test_a_finding_brings_its_rule_its_old_text_and_its_mends(repo, start):
    repo.commit(**{"a.py": OLD})
    editor = await start()
    uri = editor.open(repo.top / "a.py", NEW, version=7)
    (found,) = await editor.found(uri)
    place, _, anchor = found.code_description.href.partition("#")
    assert f"## {anchor.upper()}\n" in page_at(place)
    assert len(found.data["fingerprint"]) == 16
    assert found.related_information[0].message.startswith("Before: ")
    mends = await editor.mends(uri, 1, 2)
    assert list(mends) == [RESTORE, ALLOW, MARK]
    assert [one.kind for one in mends.values()] == ["quickfix"] * 3
    (change,) = mends[RESTORE].edit.document_changes
    assert (change.text_document.uri, change.text_document.version) == (uri, 7)
    assert applied(NEW, change.edits) == OLD
    assert mends[RESTORE].is_preferred
    (change,) = mends[ALLOW].edit.document_changes
    assert applied(NEW, change.edits) == NEW.replace(
        "    return", "    # answerable: allow GRD001 -- \n    return"
    )
    (change,) = mends[MARK].edit.document_changes
    assert applied(NEW, change.edits) == NEW.replace(
        "    return", "    # answerable: sign-off GRD001\n    return"
    )
    assert list(await editor.mends(uri, 1, 2, "quickfix")) == [RESTORE, ALLOW, MARK]
    assert await editor.mends(uri, 1, 2, "answerable") == {}
    assert await editor.mends(uri, 1, 2, "refactor") == {}
    assert await editor.mends(uri, 0, 1) == {}


async def fixes(editor, uri, finding):
    """What is offered for one finding to a client that names the whole document as the range."""
    everywhere = types.Range(types.Position(0, 0), types.Position(4, 0))
    return await editor.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri), everywhere, types.CodeActionContext([finding])
        )
    )


@pytest.mark.asyncio
async def test_a_client_that_does_all_that_it_is_offered_is_offered_the_mend_alone(repo, start):
    repo.commit(**{"a.py": OLD + OLD.replace("fetch", "again")})
    editor = await start("kate-22.12")
    uri = editor.open(repo.top / "a.py", NEW + NEW.replace("fetch", "again"))
    first, second = await editor.found(uri)
    for finding in first, second:
        (mend,) = await fixes(editor, uri, finding)
        assert (mend.title, mend.edit is not None, mend.command) == (RESTORE, True, None)
        assert mend.edit.changes[uri][0].range.start.line == finding.range.start.line
    # The menu asks without a finding: the user chooses from everything there.
    assert list(await editor.mends(uri, 1, 2)) == [RESTORE, ALLOW, MARK]


@pytest.mark.asyncio
async def test_a_client_without_literals_is_offered_no_edits(repo, start):
    repo.commit(**{"a.py": OLD})
    editor = await start("bare")
    uri = editor.open(repo.top / "a.py", NEW)
    (found,) = await editor.found(uri)
    assert (found.code_description, found.data) == (None, None)
    assert await editor.mends(uri, 1, 2) == {}


@pytest.mark.asyncio
async def test_what_is_not_analysed_yet_is_not_mended(repo, start):
    repo.commit(**{"a.py": OLD})
    editor = await start(options={"analysis": {"delayMs": 300}, "blast": False})
    uri = editor.open(repo.top / "a.py", NEW)
    await editor.found(uri)
    editor.edit(uri, (0, 0), (0, 0), "\n")
    assert await editor.mends(uri, 0, 3) == {}
    await editor.found(uri)
    (change,) = (await editor.mends(uri, 2, 3))[RESTORE].edit.document_changes
    assert applied(f"\n{NEW}", change.edits) == f"\n{OLD}"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x = 1\nassert check(x)\nassert x", "x = 1"),
        ("def f(x):\n    if not x:\n        raise E\n    return x", "def f(x):\n    return x"),
    ],
)
async def test_the_end_of_a_text_without_a_last_line_ending(repo, start, old, new):
    repo.commit(**{"test_a.py": old})
    editor = await start()
    uri = editor.open(repo.top / "test_a.py", new)
    await editor.found(uri)
    for mend in (await editor.mends(uri, 0, 9)).values():
        if not mend.title.startswith(("Allow", "Mark")):
            (change,) = mend.edit.document_changes
            assert applied(new, change.edits).rstrip("\n") in {old, old.replace("\nassert x", "")} | {
                old.replace("assert check(x)\n", "")
            }


AI = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, agent="bot")
HUMAN = Origin(Author.HUMAN, Mechanism.TYPED, Grade.LABELLED)
LEVELS = [
    (Level.BLOCK, 1, 1),
    (Level.REVIEW, 2, 1),
    (Level.WARN, 3, 2),
    (Level.INFO, 4, 4),
]


@pytest.mark.parametrize(("level", "by_human", "by_ai"), LEVELS)
def test_what_an_ai_wrote_is_told_a_step_louder(level, by_human, by_ai):
    finding = Finding("X1", "x", level, "a", 1, 1, "m", "r", "", "", "0" * 16)
    settings = Settings()._replace(diagnostics_level="info")
    for origin, severity in ((HUMAN, by_human), (AI, by_ai)):
        found = with_classes([finding], uniform("x = 1\n", origin))
        (view,) = diagnostics(found, (), settings, old_in_message=False)
        assert view.severity == severity
