r"""Git's own grammar of trailers, as `git interpret-trailers` reads a message with no `trailer.*` configured.

Trailers stand in the last paragraph of a message, above comments, a scissors line and a `---` divider. A paragraph
counts when all its lines are trailers, or when a line that git itself writes (`Signed-off-by: `,
`(cherry picked from commit `) stands in it and at least a quarter of its lines are trailers. The first paragraph
is the title and never counts. A line that begins with white space continues the trailer above it.

Messages are text with undecodable bytes as surrogates; offsets are in characters, half-open. Lines end at `\n`
and nowhere else, and white space is what git's C code takes for it, so that a differential test can hold this
module against git byte for byte.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, NamedTuple

__all__ = [
    "Item",
    "Layout",
    "Trailer",
    "completed",
    "locate",
    "parse_trailers",
    "replace_items",
    "set_trailers",
]

_SPACE: Final = " \t\r\n"
_KEY: Final = re.compile(r"([A-Za-z0-9-]+)[ \t]*:")
_GENERATED: Final = ("Signed-off-by: ", "(cherry picked from commit ")
_CUT: Final = "------------------------ >8 ------------------------"
_FOLD: Final = re.compile(r"\n[ \t\r\n]*")


class Trailer(NamedTuple):
    """One `key: value`, unfolded and trimmed."""

    key: str
    value: str


class Item(NamedTuple):
    """One entry of a trailer block, continuation lines included: `start`..`end` in characters of the message.

    `trailer` is `None` for a line of the block that is no trailer (prose beside a sign-off, a comment).
    """

    start: int
    end: int
    trailer: Trailer | None


class Layout(NamedTuple):
    """Where the trailers of a message are.

    `start`..`end` is the trailer block; without one both are the place where git would begin it.
    """

    start: int
    end: int
    items: tuple[Item, ...]


def locate(message: str, comment: str = "#", *, divider: bool = True) -> Layout:
    """Where the trailers of `message` are; `comment` is core.commentChar (or commentString)."""
    limit = _divider(message) if divider else len(message)
    nul = message.find("\0", 0, limit)
    limit = nul if nul >= 0 else limit
    end = _text_end(message, limit, comment)
    start = _block_start(message, end, comment)
    return Layout(start, end, tuple(_items(message, start, end, comment)))


def parse_trailers(
    message: str, comment: str = "#", *, divider: bool = True
) -> tuple[list[Trailer], list[str]]:
    """The trailers of `message` in order, and what looks like one but is none, in sentences."""
    layout = locate(message, comment, divider=divider)
    found = [item.trailer for item in layout.items if item.trailer is not None]
    strange = [
        item for item in layout.items if item.trailer is None and not _is_comment(message, item, comment)
    ]
    problems = [f"{len(strange)} line(s) of the trailer paragraph are no trailers."] if strange else []
    return found, problems


def set_trailers(
    message: str, own: Sequence[Trailer], keys: Collection[str], comment: str = "#", *, divider: bool = True
) -> str:
    """`message` with its trailers of `keys` (in any case) replaced by `own`; every other byte stays.

    The new ones stand where the first replaced one stood, else at the end of the trailer block, else in a
    paragraph of their own. The title cannot hold trailers: a message without any text is the caller's affair.
    """
    folded = {key.casefold() for key in keys}
    message = completed(message)
    layout = locate(message, comment, divider=divider)
    return replace_items(
        message, layout, lambda item: item.trailer is not None and item.trailer.key.casefold() in folded, own
    )


def completed(message: str) -> str:
    """`message`, its last line ended where that makes it the divider that it will be as soon as a line follows."""
    return f"{message}\n" if message.rpartition("\n")[2] == "---" else message


def replace_items(
    message: str, layout: Layout, is_own: Callable[[Item], bool], own: Sequence[Trailer]
) -> str:
    """`message` with the items that `is_own` accepts replaced by `own`."""
    eol = _line_ending(message[: layout.end])
    lines = "".join(f"{key}: {value}{eol}" for key, value in own)
    old = [item for item in layout.items if is_own(item)]
    if old:
        return _swap(message, layout, old, lines)
    if not lines:
        return message
    place = _append_place(message, layout)
    before, after = message[:place], message[place:]
    if before and not before.endswith("\n"):
        before += eol
    if layout.start == layout.end and not _ends_with_blank_line(before):
        before += eol
    return before + lines + after


def _append_place(message: str, layout: Layout) -> int:
    """The end of the block without the lines of white space that may end it: git would take them for its border."""
    return _line_end(message, layout.start, layout.end) if layout.items else layout.end


def _line_end(message: str, start: int, end: int) -> int:
    """The end of the last line in `start`..`end` that is not blank."""
    last = start + len(message[start:end].rstrip(_SPACE))
    newline = message.find("\n", last, end)
    return end if newline < 0 else newline + 1


def _swap(message: str, layout: Layout, old: Sequence[Item], lines: str) -> str:
    """The items `old` taken out of the block and `lines` put where the first of them was."""
    pieces = []
    place = layout.start
    for item in old:
        pieces.append(message[place : item.start])
        if item is old[0]:
            pieces.append(lines)
        place = item.end
    pieces.append(message[place : layout.end])
    block = "".join(pieces)
    before = message[: layout.start]
    if not block:
        before = _without_blank_line(before)
    return before + block + message[layout.end :]


def _divider(message: str) -> int:
    """Where the first line `---` (and white space after it) begins: below it is a patch, not the message."""
    for start, end in _lines(message, 0, len(message)):
        if message.startswith("---", start) and start + 3 < end and message[start + 3] in _SPACE:
            return start
    return len(message)


def _text_end(message: str, limit: int, comment: str) -> int:
    """The end of the text without the comments, blank lines and conflict lists that end it.

    Git keeps the offset 0 for "none yet", so a run of comments that begins the message counts from its second
    line on: the same here, for the same answer.
    """
    cutoff = _cut_line(message, limit, comment)
    tail = 0
    in_conflicts = False
    for start, _ in _lines(message, 0, cutoff, limit):
        if message.startswith((comment, "\n"), start):
            tail = tail or start
        elif message.startswith("Conflicts:\n", start):
            in_conflicts = True
            tail = tail or start
        elif not (in_conflicts and message.startswith("\t", start)):
            if tail:
                in_conflicts = False
            tail = 0
    return tail or cutoff


def _cut_line(message: str, limit: int, comment: str) -> int:
    """Where the scissors line begins, or `limit`."""
    pattern = f"\n{comment} {_CUT}"
    if message.startswith(pattern[1:]):
        return 0
    found = message.find(pattern, 0, limit)
    return found + 1 if found >= 0 else limit


def _block_start(message: str, end: int, comment: str) -> int:
    """Where the trailer block that ends at `end` begins; `end` when the last paragraph is none."""
    lines = list(_lines(message, 0, end))
    title = _title_lines(message, lines, comment)
    tally = _Tally()
    for number in range(len(lines) - 1, title - 1, -1):
        line = message[lines[number][0] : lines[number][1]]
        if line.startswith(comment):
            tally.other()
        elif not line.strip(_SPACE):
            if tally.seen:
                return lines[number][1] if tally.is_block() else end
        else:
            tally.count(line)
    return end


def _title_lines(message: str, lines: Sequence[tuple[int, int]], comment: str) -> int:
    """How many lines the first paragraph has, comments included."""
    for number, (start, end) in enumerate(lines):
        if not message.startswith(comment, start) and not message[start:end].strip(_SPACE):
            return number
    return len(lines)


class _Tally:
    """What the last paragraph holds, counted from its end upwards."""

    def __init__(self) -> None:
        self.seen = False
        self._trailers = 0
        self._prose = 0
        self._indented = 0
        self._generated = False

    def count(self, line: str) -> None:
        """Count one line that is neither blank nor a comment."""
        self.seen = True
        if line.startswith(_GENERATED):
            self._generated = True
            self._trailer()
        elif _KEY.match(line):
            self._trailer()
        elif line[0] in _SPACE:
            self._indented += 1
        else:
            self._prose += 1
            self.other()

    def other(self) -> None:
        """A line that continues nothing: indented lines below it are prose."""
        self._prose += self._indented
        self._indented = 0

    def is_block(self) -> bool:
        """Git's rule, at the blank line above the paragraph."""
        self.other()
        if self._generated:
            return self._trailers * 3 >= self._prose
        return self._trailers > 0 and self._prose == 0

    def _trailer(self) -> None:
        self._trailers += 1
        self._indented = 0


def _items(message: str, start: int, end: int, comment: str) -> Iterator[Item]:
    """The entries of the block, each with its continuation lines."""
    begun = -1
    for line, stop in _lines(message, start, end):
        if begun >= 0 and message[line] in _SPACE:
            continue
        if begun >= 0:
            yield _item(message, begun, line, comment)
            begun = -1
        if _KEY.match(message, line, stop):
            begun = line
        else:
            yield Item(line, stop, None)
    if begun >= 0:
        # Lines of white space can only end the block; they belong to nobody.
        yield _item(message, begun, _line_end(message, begun, end), comment)


def _item(message: str, start: int, end: int, comment: str) -> Item:
    match = _KEY.match(message, start, end)
    if match is None or message.startswith(comment, start):
        return Item(start, end, None)
    value = message[match.end() : end].strip(_SPACE)
    return Item(start, end, Trailer(match[1], _FOLD.sub(" ", value).strip(_SPACE)))


def _is_comment(message: str, item: Item, comment: str) -> bool:
    return message.startswith(comment, item.start)


def _lines(message: str, start: int, end: int, limit: int | None = None) -> Iterator[tuple[int, int]]:
    """The lines that begin in `start`..`end`, as (start, end with ending), none reaching past `limit`."""
    limit = end if limit is None else limit
    while start < end:
        newline = message.find("\n", start, limit)
        stop = limit if newline < 0 else newline + 1
        yield start, stop
        start = stop


def _line_ending(text: str) -> str:
    r"""`\r\n` when the last complete line of `text` ends so."""
    return "\r\n" if text[: text.rfind("\n") + 1].endswith("\r\n") else "\n"


def _ends_with_blank_line(text: str) -> bool:
    last = text.rfind("\n", 0, len(text) - 1) + 1
    return bool(text) and not text[last:].strip(_SPACE)


def _without_blank_line(text: str) -> str:
    """`text` without the blank line that set the block apart."""
    for blank in ("\r\n", "\n"):
        if text.endswith("\n" + blank):
            return text[: -len(blank)]
    return text
