"""How a finding is answered where it stands: what was lost is put back, somebody says why it is right, or asks others."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from answerable.core.diffing import Block, diff_lines
from answerable.core.finding import Finding, Level

__all__ = ["Mend", "allowance", "question", "restored"]


class Mend(NamedTuple):
    """The lines `first` to `last` (0-based, half-open) of a text become others, which have their endings."""

    first: int
    last: int
    lines: tuple[str, ...]


def restored(finding: Finding, old: Sequence[str], new: Sequence[str]) -> Mend | None:
    """What puts the old lines of a finding back into `new`, indented as their neighbours are now.

    `None` when it has none, or when several places would have to change.
    """
    first, last = finding.was[0] - 1, finding.was[1]
    if not 0 <= first < last <= len(old):
        return None
    if not finding.is_lost:
        span = range(finding.line - 1, min(finding.end_line, len(new)))
        shift = _shift(old[first:last], new[span.start : span.stop])
        return Mend(span.start, span.stop, _fitted(old[first:last], shift, new))
    blocks = [block for block in diff_lines(old, new) if block.old_start < last and first < block.old_end]
    return _put_back(first, last, blocks[0], old, new) if len(blocks) == 1 else None


def allowance(finding: Finding, opener: str, new: Sequence[str]) -> Mend | None:
    """A comment above a finding that allows it once its author has added the reason.

    `opener` begins a comment of the language. `None` where no comment can stand.
    """
    return _comment(finding, opener, f"allow {finding.rule} -- ", new)


def question(finding: Finding, opener: str, new: Sequence[str]) -> Mend | None:
    """A comment above a finding that asks for it to be named by a sign-off, as if it blocked.

    `None` where no comment can stand, and for what a sign-off has to name anyway.
    """
    if finding.level is Level.BLOCK:
        return None
    return _comment(finding, opener, f"sign-off {finding.rule}", new)


def _comment(finding: Finding, opener: str, said: str, new: Sequence[str]) -> Mend | None:
    at = finding.line - 1
    if not opener or at >= len(new) or (at and new[at - 1].rstrip("\r\n").endswith("\\")):
        return None
    line = new[at]
    indent = line[: len(line) - len(line.lstrip())] if line.strip() else ""
    return Mend(at, at, (f"{indent}{opener} answerable: {said}{_ending(new)}",))


def _put_back(first: int, last: int, block: Block, old: Sequence[str], new: Sequence[str]) -> Mend:
    """The lost lines of a changed block of lines, beside or instead of what stands there now."""
    here = new[block.new_start : block.new_end]
    lost = old[first:last]
    inside = {line.strip() for line in lost}
    if (
        first < block.old_start
        or last > block.old_end
        or (here and all(line.strip() in inside for line in here))
    ):
        # A part of what was lost is still there: around the block, or in it with another indentation.
        lost = old[max(first, block.old_start) : min(last, block.old_end)]
        return Mend(block.new_start, block.new_end, _fitted(lost, 0, new))
    for number in range(last, block.old_end):
        found = _only(old[number], here)
        if found is not None:
            at = block.new_start + found
            return Mend(at, at, _fitted(lost, _shift([old[number]], [new[at]]), new))
    for number in range(first - 1, block.old_start - 1, -1):
        found = _only(old[number], here)
        if found is not None:
            at = block.new_start + found
            return Mend(at + 1, at + 1, _fitted(lost, _shift([old[number]], [new[at]]), new))
    at = block.new_end if last == block.old_end and first > block.old_start else block.new_start
    return Mend(at, at, _fitted(lost, 0, new))


def _only(line: str, lines: Iterable[str]) -> int | None:
    """Where a line stands among others, but for its indentation; `None` unless it does once."""
    found = [at for at, other in enumerate(lines) if line.strip() and other.strip() == line.strip()]
    return found[0] if len(found) == 1 else None


def _shift(old: Sequence[str], new: Sequence[str]) -> int:
    """By how many characters the first line is indented more than it was."""
    if not old or not new or not old[0].strip() or not new[0].strip():
        return 0
    return _indent(new[0]) - _indent(old[0])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _fitted(lines: Sequence[str], shift: int, new: Sequence[str]) -> tuple[str, ...]:
    """Lines with the text's ending, indented by so many characters more or less."""
    blank = "\t" if any(line.startswith("\t") for line in lines) else " "
    found = []
    for line in lines:
        said = line.rstrip("\r\n")
        kept = said[min(-shift, _indent(said)) :] if shift < 0 else blank * shift + said
        found.append((kept if said.strip() else "") + _ending(new))
    return tuple(found)


def _ending(lines: Sequence[str]) -> str:
    """How the lines of a text end."""
    first = lines[0] if lines else ""
    return first[len(first.rstrip("\r\n")) :] or "\n"
