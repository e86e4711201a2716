"""The added lines of a net change, gathered by the commit and the file version that brought them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.history import CommitPatch, FilePatch
from answerable.core.ledger import Stretch, WantedLine
from answerable.core.lineage import Introduced, Piece
from answerable.core.text import split_lines

__all__ = ["NetChange", "net_change", "outside_stretches", "stretches"]

_SYMLINK: Final = "120000"
_SUBMODULE: Final = "160000"


class NetChange(NamedTuple):
    """A net change. `texts` has, by path at the head, the added lines by their 1-based number.

    `opaque` are the files whose lines nobody can tell apart: binary ones, links and submodules.
    """

    files: tuple[FilePatch, ...]
    texts: Mapping[str, Mapping[int, str]]
    opaque: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path of the change, old and new, once and sorted."""
        return tuple(sorted({path for file in self.files for path in (file.old_path, file.path) if path}))


def net_change(files: Sequence[FilePatch]) -> NetChange:
    """The change that a patch with its added lines describes."""
    present = [file for file in files if file.path and (file.added or file.mode == _SUBMODULE)]
    opaque = {file.path for file in present if _is_opaque(file)}
    texts = {
        file.path: {line.line: line.text for line in file.added}
        for file in present
        if file.path not in opaque
    }
    return NetChange(tuple(files), texts, tuple(sorted(opaque)))


def stretches(
    introduced: Iterable[Introduced], texts: Mapping[str, Mapping[int, str]], commits: Iterable[CommitPatch]
) -> list[Stretch]:
    """The introduced lines by commit and file, with their text."""
    blobs = {(patch.commit, file.path): file.blob for patch in commits for file in patch.files}
    found: dict[tuple[str, str], list[WantedLine]] = {}
    for one in introduced:
        found.setdefault((one.commit, one.path), []).extend(_wanted(one.piece, texts))
    return [
        Stretch(commit, path, _blob(blobs.get((commit, path), ""), lines), tuple(lines))
        for (commit, path), lines in found.items()
    ]


def outside_stretches(pieces: Iterable[Piece], net: NetChange) -> list[Stretch]:
    """Lines of commits that are not of the range: they stand for themselves in the head's version of their file."""
    blobs = {file.path: file.blob for file in net.files}
    found: dict[str, list[WantedLine]] = {}
    for piece in pieces:
        own = piece._replace(here=piece.line)
        found.setdefault(piece.path, []).extend(_wanted(own, net.texts))
    return [
        Stretch("", path, _blob(blobs.get(path, ""), lines), tuple(lines)) for path, lines in found.items()
    ]


def _is_opaque(file: FilePatch) -> bool:
    return file.mode in {_SYMLINK, _SUBMODULE} or any("\0" in line.text for line in file.added)


def _wanted(piece: Piece, texts: Mapping[str, Mapping[int, str]]) -> Iterator[WantedLine]:
    for at in range(piece.size):
        text = texts[piece.path][piece.line + at]
        if "\r" in text[:-1]:
            # Git ends lines at line feeds only, records also at a lone carriage return: no number can be compared.
            yield from (WantedLine(piece.path, piece.line + at, 0, part) for part in split_lines(text))
        else:
            yield WantedLine(piece.path, piece.line + at, piece.here + at, text)


def _blob(blob: str, lines: Iterable[WantedLine]) -> str:
    """The blob by whose line numbers the lines can be looked up, empty where numbers do not compare."""
    return "" if any(line.here == 0 for line in lines) else blob
