"""Between the protocol's types and ours. The only place that knows what a client counts columns in."""

import os
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from lsprotocol import types

from answerable.core.document import Document
from answerable.core.mending import Mend
from answerable.core.positions import Encoding, Place, Span, from_column, to_column
from answerable.core.regions import Region
from answerable.core.text import Attributed
from answerable.core.views import DiagnosticView, Paragraph, markdown, plain_text, region_class
from answerable.lsp.capabilities import ACTION_KIND, Client
from answerable.lsp.messages import RegionEntry

__all__ = [
    "file_of",
    "line_range",
    "readable",
    "to_argument",
    "to_diagnostic",
    "to_entry",
    "to_hover",
    "to_lines",
    "to_place",
    "to_position",
    "to_span",
]

_HALF_PAIRS: Final = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    """A client's text without halves of surrogate pairs, which no encoding can carry; every column stays."""
    return text if text.isascii() else _HALF_PAIRS.sub("\ufffd", text)


def file_of(uri: str) -> str:
    """The path of a `file:` URI on this machine, empty for every other one. Bytes that are not UTF-8 survive."""
    if not uri.startswith("file:"):
        return ""
    rest = uri.removeprefix("file:")
    if rest.startswith("//"):
        host, slash, rest = rest[2:].partition("/")
        if host not in {"", "localhost"}:
            return ""
        rest = slash + rest
    path = os.fsdecode(unquote_to_bytes(rest))
    return os.path.normpath(path) if path.startswith("/") and "\0" not in path else ""


def to_place(document: Document, position: types.Position, encoding: Encoding) -> Place:
    """The place a client means; past the end of a line its end, past the last line the end of the text."""
    if position.line >= len(document.lines):
        return document.end()
    return Place(position.line, to_column(document.lines[position.line], position.character, encoding))


def to_span(document: Document, asked: types.Range, encoding: Encoding) -> tuple[Span, str]:
    """The span a client means, and what was wrong with its range, if anything."""
    start, end = (to_place(document, position, encoding) for position in (asked.start, asked.end))
    last = len(document.lines)
    problem = ""
    if asked.start.line > last or asked.end.line > last:
        problem = f"a range to line {max(asked.start.line, asked.end.line) + 1} of {last}"
    if end < start:
        start, end, problem = end, start, "a range that ends before it begins"
    return Span(start, end), problem


def to_lines(asked: types.Range, count: int) -> tuple[int, int]:
    """The lines a range touches, half-open, of a text of `count` lines. An end at column 0 does not touch its line."""
    last = asked.end.line + (asked.end.character > 0 or asked.end.line == asked.start.line)
    return min(asked.start.line, count), min(last, count)


def to_position(lines: Sequence[str], place: Place, encoding: Encoding) -> types.Position:
    """A place in the client's units."""
    line = lines[place.line] if place.line < len(lines) else ""
    return types.Position(place.line, from_column(line, place.column, encoding))


def line_range(lines: Sequence[str], first: int, last: int, encoding: Encoding) -> types.Range:
    """The range of the lines `first` to `last` (half-open) from the first character that is not blank to the end."""
    top = lines[first] if first < len(lines) else ""
    bottom = max(first, last - 1)
    end = lines[bottom] if bottom < len(lines) else ""
    return types.Range(
        to_position(lines, Place(first, len(top) - len(top.lstrip()) if top.strip() else 0), encoding),
        to_position(lines, Place(bottom, len(end)), encoding),
    )


def to_diagnostic(view: DiagnosticView, uri: str, attributed: Attributed, client: Client) -> types.Diagnostic:
    """A diagnostic as this client can show it."""
    where = line_range(attributed.lines, min(view.first, len(attributed.lines)), view.last, client.encoding)
    related = None
    if view.old_text and client.related_information:
        related = [
            types.DiagnosticRelatedInformation(types.Location(uri, where), f"{view.when}: {view.old_text}")
        ]
    return types.Diagnostic(
        range=where,
        message=view.message,
        severity=types.DiagnosticSeverity(view.severity),
        code=view.code,
        source=ACTION_KIND,
        related_information=related,
        code_description=types.CodeDescription(f"{client.rules_page}#{view.code.lower()}")
        if view.fingerprint and client.describes_codes and client.rules_page
        else None,
        data={"fingerprint": view.fingerprint} if view.fingerprint and client.keeps_data else None,
    )


def to_workspace_edit(
    uri: str, version: int, mend: Mend, lines: Sequence[str], client: Client
) -> types.WorkspaceEdit:
    """Lines that become others. Where the client can check it, only in the version of the text that was looked at."""
    text = "".join(mend.lines)
    end = types.Position(mend.last, 0)
    if mend.last == len(lines) and lines and not lines[-1].endswith(("\n", "\r")):
        # The last line has no ending: the edit stops where it does, and begins a line of its own if it only adds.
        end = to_position(lines, Place(mend.last - 1, len(lines[-1])), client.encoding)
        text = text.rstrip("\r\n") if mend.first < mend.last else f"\n{text}".rstrip("\r\n")
    start = end if mend.first == mend.last else types.Position(mend.first, 0)
    edits: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = [
        types.TextEdit(types.Range(start, end), text)
    ]
    if not client.document_changes:
        return types.WorkspaceEdit(changes={uri: [types.TextEdit(types.Range(start, end), text)]})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri, version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, edits)])


def to_hover(paragraphs: Sequence[Paragraph], client: Client) -> types.Hover | None:
    """A hover in the client's markup, `None` without anything to say."""
    if not paragraphs:
        return None
    if client.markdown:
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, markdown(paragraphs)))
    return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, plain_text(paragraphs)))


def to_entry(region: Region, lines: Sequence[str], encoding: Encoding) -> RegionEntry:
    """A region for `answerable/regions`."""
    origin = region.origin
    return RegionEntry(
        range=types.Range(
            to_position(lines, region.start, encoding), to_position(lines, region.end, encoding)
        ),
        class_=region_class(origin).value,
        mechanism=origin.mechanism.value,
        grade=origin.grade.value,
        agent=origin.agent,
        agent_version=origin.version,
        model=origin.model,
        session=origin.session,
        reviewed_by=origin.reviewed_by,
    )


def to_argument(uri: str, where: types.Range, agent: str = "") -> dict[str, object]:
    """The argument of a command, `messages.Target` as the client will send it back."""
    start, end = ({"line": at.line, "character": at.character} for at in (where.start, where.end))
    return {"uri": uri, "range": {"start": start, "end": end}, **({"agent": agent} if agent else {})}
