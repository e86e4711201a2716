"""What a change could break: from git's list of changed files to findings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding, Level
from answerable.core.ports import Change, Seen

__all__ = ["ChangeAnalyser", "decode", "findings_of", "is_serious", "pairs_of"]

_NOTHING: Final = frozenset({"", "0" * 40, "0" * 64})
_REGULAR: Final = "100"  # a mode that starts so is a regular file, no link and no submodule
_BINARY: Final = "binary"
_SNIFFED: Final = 8000  # bytes that git itself looks at to tell binary from text


class ChangeAnalyser(Protocol):
    """Judges all files of a change together, so that what moves from one to another is no loss."""

    def change(
        self, pairs: Iterable[FilePair], progress: Callable[[str], None] | None = None
    ) -> tuple[Sequence[Finding], Sequence[str]]:
        """The findings of the change, and what could not be looked at, in sentences. Never raises."""
        ...


def findings_of(
    changes: Sequence[Change],
    blobs: Callable[[Iterable[str]], Mapping[str, bytes | None]],
    read: Callable[[str], Seen],
    analyser: ChangeAnalyser,
    progress: Callable[[str], None] | None = None,
) -> tuple[list[Finding], list[str]]:
    """The findings of changed files. `blobs` reads many of git's blobs at once, `read` a file of the worktree."""
    problems: list[str] = []
    findings, more = analyser.change(pairs_of(changes, blobs, read, problems), progress)
    return list(findings), [*problems, *more]


def pairs_of(
    changes: Sequence[Change],
    blobs: Callable[[Iterable[str]], Mapping[str, bytes | None]],
    read: Callable[[str], Seen],
    problems: list[str],
) -> Iterator[FilePair]:
    """The texts before and after of every changed file that is text. A side without a blob id is read from disk."""
    files = [change for change in changes if _is_file(change)]
    wanted = [blob for change in files for blob in (change.old_blob, change.blob) if blob not in _NOTHING]
    contents = blobs(wanted) if wanted else {}
    for change in files:
        old = _seen(change.old_blob, contents)
        new = read(change.path) if _from_disk(change) else _seen(change.blob, contents)
        for side in (old, new):
            if side.text is None and side.note != _BINARY:
                problems.append(f"{change.path} was not analysed: {side.note or 'it is gone'}")
                break
        if old.text is not None and new.text is not None:
            yield FilePair(change.path, old.text, new.text)


def decode(content: bytes) -> str | None:
    """A file's text, or `None` for a binary one. Bytes that are not UTF-8 become surrogates."""
    if b"\0" in content[:_SNIFFED]:
        return None
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def is_serious(findings: Iterable[Finding]) -> bool:
    """Whether a finding asks for somebody's attention before the change ships."""
    return any(finding.level in {Level.BLOCK, Level.REVIEW} for finding in findings)


def _is_file(change: Change) -> bool:
    return change.mode.startswith(_REGULAR) or (change.status == "D" and change.old_mode.startswith(_REGULAR))


def _from_disk(change: Change) -> bool:
    return change.status != "D" and change.blob in _NOTHING


def _seen(blob: str, contents: Mapping[str, bytes | None]) -> Seen:
    if blob in _NOTHING:
        return Seen("")
    content = contents.get(blob)
    if content is None:
        return Seen(None, "it is missing or over 5 MB")
    text = decode(content)
    return Seen(text, "" if text is not None else _BINARY)
