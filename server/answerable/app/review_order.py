"""The files of a change in the order in which to read them, from everything that is known of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from answerable.app.radius import Ground, radius_at
from answerable.core.blast.radius import Blast
from answerable.core.blast.tiers import BlastTier
from answerable.core.diffing import diff_lines
from answerable.core.familiar import Familiar
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding
from answerable.core.ledger import AI_CLASSES
from answerable.core.order import HunkToRead, Measures, Told, ToRead, entropy_of, in_order
from answerable.core.origin import LineClass
from answerable.core.ports import Change

__all__ = ["KnownOfChange", "review_order"]


class KnownOfChange(NamedTuple):
    """What is known of a change beside its text.

    `classes` are those of lines (1-based, of the new text) by path; `authors` e-mail addresses, none when nobody knows.
    """

    findings: Sequence[Finding]
    classes: Mapping[str, Mapping[int, LineClass]]
    ground: Ground
    blast: Blast
    familiar: Familiar
    authors: Collection[str]


def review_order(changes: Iterable[Change], pairs: Iterable[FilePair], known: KnownOfChange) -> list[ToRead]:
    """The changed files, what to read first first; and files that did not change, for findings in them."""
    by_path = {change.path: change for change in changes}
    texts = {pair.path: pair for pair in pairs}
    hunks = {path: _hunks(texts[path], known) if path in texts else [] for path in by_path}
    lines = {path: sum(one.added + one.removed for one in found) for path, found in hunks.items()}
    entropy = entropy_of(list(lines.values()))
    files = [
        ToRead(
            path=path,
            told=_told(change, hunks[path], known),
            measures=_measures(change, lines[path], len(by_path), entropy, known),
            hunks=hunks[path],
            is_new=change.status == "A",
        )
        for path, change in by_path.items()
    ]
    others = dict.fromkeys(one.path for one in known.findings if one.path not in by_path)
    files += [_unchanged(path, max(1, len(by_path)), entropy, known) for path in others]
    return in_order(files)


def _hunks(pair: FilePair, known: KnownOfChange) -> list[HunkToRead]:
    old, new = pair.lines
    blocks = diff_lines(old, new)
    spans = [_span(block.new_start, block.new_end, len(new)) for block in blocks]
    findings: list[list[Finding]] = [[] for _ in blocks]
    for one in known.findings:
        if one.path == pair.path and blocks:
            nearest = min(range(len(blocks)), key=lambda at: _distance(one, spans[at]))
            findings[nearest].append(one)
    classes = known.classes.get(pair.path, {})
    return [
        HunkToRead(
            start=span[0],
            end=span[1],
            added=block.new_end - block.new_start,
            removed=block.old_end - block.old_start,
            told=Told(
                found,
                _tier_at(pair.path, span, known.ground),
                sum(classes.get(line + 1) in AI_CLASSES for line in range(block.new_start, block.new_end)),
            ),
        )
        for block, span, found in zip(blocks, spans, findings, strict=True)
    ]


def _span(start: int, end: int, lines: int) -> tuple[int, int]:
    """The 1-based lines of a block; of one that only took lines out the line that stands there now."""
    first = start + 1 if start < end else min(start + 1, max(1, lines))
    return first, max(first, end)


def _distance(finding: Finding, span: tuple[int, int]) -> int:
    return max(0, span[0] - finding.end_line, finding.line - span[1])


def _tier_at(path: str, span: tuple[int, int], ground: Ground) -> BlastTier | None:
    found = radius_at(ground, path, None, span)
    return found.tier if found is not None else None


def _told(change: Change, hunks: Iterable[HunkToRead], known: KnownOfChange) -> Told:
    return Told(
        [one for one in known.findings if one.path == change.path],
        known.blast.tier({change.old_path, change.path}),
        sum(hunk.told.ai_lines for hunk in hunks),
    )


def _measures(change: Change, lines: int, files: int, entropy: float, known: KnownOfChange) -> Measures:
    path = change.old_path or change.path
    is_new = change.status == "A"
    age = 0.0 if is_new else known.familiar.age(path)
    times = known.familiar.known(path, known.authors) if known.authors else None
    return Measures(lines, files, entropy, age, times)


def _unchanged(path: str, files: int, entropy: float, known: KnownOfChange) -> ToRead:
    """A file that breaks because of what changed in others."""
    found = [one for one in known.findings if one.path == path]
    return ToRead(path, Told(found), Measures(0, files, entropy, known.familiar.age(path), None))
