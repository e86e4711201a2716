"""What to show for an open document: regions, AI blocks, the explanation of a place, diagnostics."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from answerable.app.track import may_be_declared
from answerable.core.blast.radius import Overall
from answerable.core.finding import Finding, Level
from answerable.core.origin import COMMITTED, UNKNOWN, Author, LineClass, Origin, counts_as_ai
from answerable.core.positions import Place
from answerable.core.regions import line_class, line_origin, line_reviewers
from answerable.core.settings import Settings
from answerable.core.text import Attributed
from answerable.core.views import (
    AiBlock,
    DiagnosticView,
    Paragraph,
    diagnostic,
    hover_text,
    unreviewed,
)

__all__ = ["Offer", "ai_blocks", "diagnostics", "explain", "offers", "with_classes"]

_AI_CLASSES: Final = frozenset({LineClass.AI, LineClass.MIXED})


def ai_blocks(attributed: Attributed) -> list[AiBlock]:
    """The AI-written lines, neighbours of one session and one state of review together."""
    blocks: list[AiBlock] = []
    for number, found, origin, reviewers in _ai_lines(attributed):
        line = AiBlock(number, number + 1, 1, int(found is LineClass.MIXED), origin, reviewers)
        if blocks and _belongs(blocks[-1], line, attributed):
            blocks[-1] = blocks[-1]._replace(
                last=line.last, lines=blocks[-1].lines + 1, mixed=blocks[-1].mixed + line.mixed
            )
        else:
            blocks.append(line)
    return blocks


def explain(
    attributed: Attributed, place: Place, findings: Sequence[Finding], blast: Overall | None = None
) -> list[Paragraph]:
    """The paragraphs that explain the character at `place`; none where there is nothing to explain.

    `blast` is the blast radius of what stands there, where that is known.
    """
    if place.line >= len(attributed.lines):
        return []
    here = [one for one in findings if one.line - 1 <= place.line < one.end_line]
    line, runs = attributed.lines[place.line], attributed.runs[place.line]
    found = line_class(line, runs)
    if found is LineClass.NEUTRAL and not here:
        return []
    return hover_text(_origin_at(attributed, place), found, here, blast)


def with_classes(findings: Iterable[Finding], attributed: Attributed) -> list[Finding]:
    """The findings with the class of the first line each is about."""
    lines, runs = attributed
    return [
        finding.written_by(line_class(lines[finding.line - 1], runs[finding.line - 1]))
        if 0 < finding.line <= len(lines)
        else finding
        for finding in findings
    ]


def diagnostics(
    findings: Iterable[Finding], blocks: Iterable[AiBlock], settings: Settings, *, old_in_message: bool
) -> list[DiagnosticView]:
    """What the settings let through, in the order of the text."""
    serious = list(Level)[: list(Level).index(Level(settings.diagnostics_level)) + 1]
    shown = []
    if settings.diagnostics_risk:
        shown += [diagnostic(one, old_in_message=old_in_message) for one in findings if one.level in serious]
    if settings.diagnostics_unreviewed:
        shown += [unreviewed(block) for block in blocks if not block.reviewers]
    return sorted(shown)


class Offer(NamedTuple):
    """What can be done about some lines: review AI text, declare text an AI's or one's own, explain it."""

    review: bool
    declare_ai: bool
    declare_human: bool
    explain: bool


def offers(attributed: Attributed, first: int, last: int) -> Offer:
    """What can be done about the lines `first` to `last` (half-open); nothing about text of the parent commit."""
    origins = {
        origin
        for line, runs in zip(attributed.lines[first:last], attributed.runs[first:last], strict=True)
        if line.strip()
        for _, origin in runs
    }
    origins.discard(COMMITTED)
    declarable = [origin.author for origin in origins if may_be_declared(origin)]
    return Offer(
        review=any(map(counts_as_ai, origins)),
        declare_ai=bool(declarable),
        declare_human=any(author is not Author.HUMAN for author in declarable),
        explain=bool(origins),
    )


def _ai_lines(attributed: Attributed) -> Iterator[tuple[int, LineClass, Origin, tuple[str, ...]]]:
    for number, (line, runs) in enumerate(zip(attributed.lines, attributed.runs, strict=True)):
        # Most lines of most files have no AI in them: find that out before anything else.
        if any(origin.author is Author.AI for _, origin in runs):
            found = line_class(line, runs)
            if found in _AI_CLASSES:
                yield number, found, line_origin(line, runs), line_reviewers(line, runs)


def _belongs(block: AiBlock, line: AiBlock, attributed: Attributed) -> bool:
    """Whether a line continues a block: only blank lines between, same session, same reviewers."""
    return (
        block.reviewers == line.reviewers
        and (block.origin.agent, block.origin.model, block.origin.session)
        == (line.origin.agent, line.origin.model, line.origin.session)
        and not any(text.strip() for text in attributed.lines[block.last : line.first])
    )


def _origin_at(attributed: Attributed, place: Place) -> Origin:
    at = 0
    for length, origin in attributed.runs[place.line]:
        at += length
        if place.column < at:
            return origin
    return attributed.runs[place.line][-1][1] if attributed.runs[place.line] else UNKNOWN
