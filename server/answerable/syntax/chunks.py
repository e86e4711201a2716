"""Chunks: the parts of a text that are parsed alone while it is edited.

tree-sitter's own incremental parsing takes up to 20 ms for one edit of 10,000 lines of Python and hardly reuses anything
in shell scripts. A chunk parses alone in a fraction of one: what begins on a line of its own at the top of the file, or
in the body of a long class, which is then parsed between the first and the last lines of that class (its frame).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import tree_sitter

from answerable.syntax.documents import placed_pieces
from answerable.syntax.languages import Language
from answerable.syntax.parsing import parse, source_bytes
from answerable.syntax.pieces import Piece, code_piece
from answerable.syntax.units import definition_of, split

__all__ = ["NO_FRAME", "Chunk", "Frame", "Key", "lower", "read_chunks"]

#: A class of more lines than this is parsed by its members.
_LONG: Final = 100


class Frame(NamedTuple):
    """What a chunk is parsed between: whole lines of source, `lines` of them in `head`."""

    head: bytes
    foot: bytes
    lines: int


NO_FRAME: Final = Frame(b"", b"", 0)
Key = tuple[Frame, bytes]


class Chunk(NamedTuple):
    """So many whole lines of a text; the lines of its pieces count from its first.

    `owner` is the long class that it is a part of, if any; the `edge`s of a class are its lines around its members.
    """

    lines: int
    text: bytes
    frame: Frame
    owner: object
    is_edge: bool
    is_broken: bool
    pieces: tuple[Piece, ...]

    @property
    def key(self) -> Key:
        """Chunks with the same key have the same pieces, and are equal."""
        return self.frame, self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chunk) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


class _Mark(NamedTuple):
    """Where a chunk begins."""

    row: int
    frame: Frame
    owner: object = None
    is_edge: bool = False


def read_chunks(
    lines: Sequence[str], frame: Frame, owner: object, language: Language, budget: float
) -> list[Chunk] | None:
    """The chunks of some lines of a text, or `None` when parsing them exceeds the budget in seconds.

    None when the lines stand, without a mistake, outside of what the frame begins.
    """
    text = source_bytes("".join(lines).replace("\r\n", "\n"))
    source = frame.head + text + frame.foot
    tree = parse(source, language, budget=budget)
    if tree is None:
        return None
    return _Reader(source, language, frame, owner).chunks(tree.root_node, len(lines))


class _Reader:
    """Cuts one parsed text."""

    def __init__(self, source: bytes, language: Language, frame: Frame, owner: object) -> None:
        self._source = source
        self._rows = _rows(source)
        self._language = language
        self._frame = frame
        self._owner = owner
        self._broken: list[int] = []

    def chunks(self, root: tree_sitter.Node, count: int) -> list[Chunk]:
        """The chunks of the `count` lines between the frame's."""
        first = self._frame.lines
        end = first + count
        top = self._body(root, first)
        if (
            first
            and not root.has_error
            and any(first <= each.start_point[0] < end and not each.is_extra for each in root.children)
        ):
            return []
        marks = [_Mark(first, self._frame, self._owner)]
        if top is not None:
            for mark in self._marks(top, first, end, self._frame, self._owner):
                if mark.row > marks[-1].row:
                    marks.append(mark)
                else:
                    marks[-1] = mark
        elif count:
            self._broken.append(first)
        if root.has_error and not self._broken:
            self._broken.append(marks[-1].row)
        return list(self._cut(root, marks, end))

    def _cut(self, root: tree_sitter.Node, marks: Sequence[_Mark], end: int) -> Iterator[Chunk]:
        found = self._pieces(root)
        at = 0
        while at < len(found) and found[at].line < marks[0].row:
            at += 1
        for mark, following in pairwise([*marks, _Mark(end, NO_FRAME)]):
            pieces = []
            while at < len(found) and found[at].line < following.row:
                pieces.append(lower(found[at], -mark.row))
                at += 1
            yield Chunk(
                following.row - mark.row,
                b"".join(self._rows[mark.row : following.row]),
                mark.frame,
                mark.owner,
                mark.is_edge,
                any(mark.row <= row < following.row for row in self._broken),
                tuple(pieces),
            )

    def _pieces(self, root: tree_sitter.Node) -> list[Piece]:
        if self._language.reader:
            return [piece for _, piece in placed_pieces(root, self._source)]
        return [code_piece(unit, self._source, self._language) for unit in split(root, self._language)]

    def _body(self, root: tree_sitter.Node, first: int) -> tree_sitter.Node | None:
        """What the members between the frame's lines stand in; `None` when the frame does not hold any more."""
        if not first:
            only = root.named_children[0] if root.named_child_count == 1 else root
            # The blocks of HCL stand in one node below the root.
            return only if only.type == "body" else root
        found: tree_sitter.Node | None = None
        inner: tree_sitter.Node | None = root
        while inner is not None:
            around = [each for each in inner.named_children if each.start_point[0] < first <= _last_row(each)]
            inner = self._class_body(around[-1]) if around else None
            found = inner or found
        return found

    def _class_body(self, node: tree_sitter.Node) -> tree_sitter.Node | None:
        target, _ = definition_of(node, self._language)
        return target.child_by_field_name("body") if target.type in self._language.classes else None

    def _marks(
        self, node: tree_sitter.Node, first: int, end: int, frame: Frame, owner: object
    ) -> Iterator[_Mark]:
        reached = first - 1
        for child in node.children:
            row = child.start_point[0]
            if child.has_error and row < end:
                self._broken.append(max(row, first))
            if first <= row < end and row > reached and child.is_named:
                yield _Mark(row, frame, owner)
                yield from self._nested(child, end, frame, owner)
            reached = max(reached, _last_row(child))

    def _nested(self, child: tree_sitter.Node, end: int, frame: Frame, owner: object) -> Iterator[_Mark]:
        """The marks inside a long class: its first lines, its members, its last lines, and what follows it."""
        row, last = child.start_point[0], _last_row(child)
        body = self._class_body(child) if _LONG <= last - row < end - row else None
        members = [] if body is None else body.named_children
        if body is None or not members:
            return
        inside, after = members[0].start_point[0], _last_row(members[-1]) + 1
        has_foot = body.end_byte > members[-1].end_byte
        if inside <= row or _shares_row(members[0]) or (has_foot and last < after):
            return
        head = b"".join(self._rows[row:inside])
        foot = b"".join(self._rows[after : last + 1]) if has_foot else b""
        inner = Frame(frame.head + head, foot + frame.foot, frame.lines + inside - row)
        own = owner or object()
        yield _Mark(row, frame, own, is_edge=True)
        yield from self._marks(body, inside, after, inner, own)
        if has_foot:
            yield _Mark(after, frame, own, is_edge=True)
        if last + 1 < end:
            yield _Mark(last + 1, frame, owner)


def lower(piece: Piece, lines: int) -> Piece:
    """The piece moved down by so many lines."""
    return piece._replace(line=piece.line + lines, end_line=piece.end_line + lines) if lines else piece


def _last_row(node: tree_sitter.Node) -> int:
    """The last line that a node has something of: some end at the start of the next."""
    row, column = node.end_point
    return row - 1 if column == 0 and row > node.start_point[0] else row


def _shares_row(node: tree_sitter.Node) -> bool:
    before = node.prev_sibling
    return before is not None and _last_row(before) == node.start_point[0]


def _rows(source: bytes) -> list[bytes]:
    r"""Lines as tree-sitter counts them: by `\n` alone."""
    *rows, rest = source.split(b"\n")
    whole = [row + b"\n" for row in rows]
    return [*whole, rest] if rest else whole
