"""What an editor is shown, as plain values and plain words; `lsp/convert.py` turns them into the protocol's types.

Names of agents, models, sessions and people come from outside: every text that is built from them here is fit for
a title or a label, and `markdown` makes one fit for a hover.
"""

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from answerable.core.blast.radius import Overall, words
from answerable.core.finding import Finding, Level
from answerable.core.origin import Author, Grade, LineClass, Mechanism, Origin, counts_as_ai

__all__ = [
    "AiBlock",
    "DiagnosticView",
    "Paragraph",
    "Severity",
    "agent_name",
    "blast_title",
    "diagnostic",
    "explanation",
    "hint_label",
    "hover_text",
    "lens_title",
    "markdown",
    "plain_text",
    "region_class",
    "unreviewed",
]

#: How much of an old text is quoted, and of the reasons of a blast radius told.
_QUOTED: Final = 300
_EXPLAINED: Final = 2000


class Severity(IntEnum):
    """LSP's numbers."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3
    HINT = 4


class AiBlock(NamedTuple):
    """Neighbouring lines that an AI wrote, `first` to `last` (0-based, half-open), blank lines between them included.

    `lines` counts the `ai` and `mixed` ones, `mixed` the latter. `reviewers` have reviewed every one of them.
    """

    first: int
    last: int
    lines: int
    mixed: int
    origin: Origin
    reviewers: tuple[str, ...]


class Paragraph(NamedTuple):
    """One paragraph of a hover: words, or source text that is shown as it is."""

    text: str
    is_code: bool = False


class DiagnosticView(NamedTuple):
    """One diagnostic on whole lines, 0-based and half-open. `old_text` is what stood there before, where it matters.

    `fingerprint` is the finding's, empty for what is none. `when` says before what the old text stood there.
    """

    first: int
    last: int
    severity: Severity
    code: str
    message: str
    old_text: str = ""
    fingerprint: str = ""
    when: str = "Before"


def region_class(origin: Origin) -> LineClass:
    """The class of text with one origin: a guess that it is an AI's leaves it unknown."""
    if counts_as_ai(origin):
        return LineClass.AI
    return _CLASSES[origin.author]


def agent_name(origin: Origin) -> str:
    """Whom to name for AI text."""
    return _plain(origin.agent) or "an AI tool"


def explanation(origin: Origin) -> list[str]:
    """Who wrote text of this origin, how we know, and who reviewed it: one sentence each."""
    said = [_who(origin)]
    if origin.author is not Author.UNKNOWN:
        said.append(_HOW_BY_MECHANISM.get(origin.mechanism) or _HOW[origin.grade])
    if origin.author is Author.AI and not counts_as_ai(origin):
        said.append("A guess never counts as AI.")
    elif origin.author is Author.AI:
        people = ", ".join(map(_plain, origin.reviewed_by))
        said.append(f"Reviewed by {people}." if people else "Nobody has reviewed it yet.")
    return said


def hover_text(
    origin: Origin, line_class: LineClass, findings: Sequence[Finding], blast: Overall | None = None
) -> list[Paragraph]:
    """The paragraphs of a hover over text of this origin, on a line of this class with these findings.

    `blast` is the blast radius of what the line belongs to, as far as it is known.
    """
    paragraphs = [Paragraph(" ".join(explanation(origin)))]
    if line_class is LineClass.MIXED:
        paragraphs.append(Paragraph("This line is mixed: not all of it is an AI's."))
    for finding in findings:
        paragraphs.append(Paragraph(f"{finding.rule} {finding.name}: {_sentence(finding.message)}"))
        if finding.old_text:
            paragraphs += [
                Paragraph(f"{_when(finding)}:"),
                Paragraph(_quoted(finding.old_text), is_code=True),
            ]
        if finding.remedy:
            paragraphs.append(Paragraph(f"Remedy: {_sentence(finding.remedy)}"))
        if finding.blast and blast is None:
            paragraphs.append(Paragraph(f"Blast radius: {_sentence(finding.blast)}"))
    if blast is not None:
        paragraphs.append(Paragraph(_blast(blast)))
    return paragraphs


def lens_title(block: AiBlock) -> str:
    """`AI (claude-code) · 12 lines · unreviewed`."""
    name = f" ({_plain(block.origin.agent)})" if block.origin.agent else ""
    count = f"{block.lines} line{'s' if block.lines != 1 else ''}"
    mixed = f", {block.mixed} mixed" if block.mixed else ""
    people = ", ".join(map(_plain, block.reviewers))
    return f"AI{name} · {count}{mixed} · {f'reviewed by {people}' if people else 'unreviewed'}"


def blast_title(blast: Overall) -> str:
    """`direct 3, transitive at most 12, owners 2, tier high`."""
    owners = f", owners {len(blast.owners)}" if blast.owners else ""
    return f"direct {blast.direct}, transitive at most {blast.transitive}{owners}, tier {blast.tier}"


def hint_label(block: AiBlock) -> str:
    """The short mark at the end of a region's first line."""
    return f"AI: {_plain(block.origin.agent) or 'unnamed tool'}{' ✓' if block.reviewers else ''}"


def diagnostic(finding: Finding, *, old_in_message: bool) -> DiagnosticView:
    """A finding as a diagnostic. Clients without related information get the old text in the message."""
    written = _WRITTEN.get(finding.line_class, "")
    parts = [f"{_sentence(finding.message)}{written}"]
    if old_in_message and finding.old_text:
        parts.append(f"{_when(finding)}: {_quoted(finding.old_text)}")
    elif finding.is_recent:
        parts.append("It was otherwise before the agent's edit.")
    if finding.remedy:
        parts.append(f"Remedy: {_sentence(finding.remedy)}")
    if finding.blast:
        parts.append(f"Blast radius: {_sentence(finding.blast)}")
    return DiagnosticView(
        finding.line - 1,
        finding.end_line,
        _severity(finding),
        finding.rule,
        "\n".join(parts),
        _quoted(finding.old_text) if finding.old_text else "",
        finding.fingerprint,
        _when(finding),
    )


def _when(finding: Finding) -> str:
    """Before what the old text of a finding stood there: before the change, or before a part of it."""
    return "Before the agent's edit" if finding.is_recent else "Before"


def _severity(finding: Finding) -> Severity:
    """How loud a finding is: one step louder in what an AI wrote, where nobody may have thought of it yet."""
    severity = _SEVERITIES[finding.level]
    is_bumped = finding.line_class in _WRITTEN and severity in {Severity.WARNING, Severity.INFORMATION}
    return Severity(severity - 1) if is_bumped else severity


def unreviewed(block: AiBlock) -> DiagnosticView:
    """The diagnostic for an AI region that nobody has reviewed."""
    return DiagnosticView(
        block.first, block.last, Severity.INFORMATION, "unreviewed", f"{lens_title(block)}."
    )


def markdown(paragraphs: Sequence[Paragraph]) -> str:
    """Paragraphs as Markdown in which nothing foreign is markup."""
    return "\n\n".join(
        _fenced(one.text) if one.is_code else _MARKUP.sub(r"\\\g<0>", one.text) for one in paragraphs
    )


def plain_text(paragraphs: Sequence[Paragraph]) -> str:
    """Paragraphs for a client that shows no Markdown."""
    return "\n\n".join(one.text for one in paragraphs)


def _blast(blast: Overall) -> str:
    target = f" of {blast.target}" if blast.target else ""
    return _plain(f"Blast radius{target}: {' '.join((f'{words(blast)}.', *blast.reasons))}", _EXPLAINED)


_CLASSES: Final = {
    Author.AI: LineClass.UNKNOWN,
    Author.HUMAN: LineClass.HUMAN,
    Author.TOOL: LineClass.TOOL,
    Author.UNKNOWN: LineClass.UNKNOWN,
}
_SEVERITIES: Final = {
    Level.BLOCK: Severity.ERROR,
    Level.REVIEW: Severity.WARNING,
    Level.WARN: Severity.INFORMATION,
    Level.INFO: Severity.HINT,
}
_WRITTEN: Final = {
    LineClass.AI: " (Written by an AI.)",
    LineClass.MIXED: " (Written in part by an AI.)",
}
_HOW: Final = {
    Grade.ATTESTED: "It was reported where it was made, and the content matches the report.",
    Grade.LABELLED: "The editor named the source when the text arrived.",
    Grade.CORROBORATED: "It was reported for this file, and the content matches in part.",
    Grade.INFERRED: "Only its shape suggests that.",
    Grade.NONE: "Nothing was observed.",
}
_HOW_BY_MECHANISM: Final = {
    Mechanism.DECLARED: "Somebody declared it; nothing observed says otherwise.",
    Mechanism.TYPED: "It was seen as it was typed.",
}
_BLANKS: Final = re.compile(r"\s+")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_TICKS: Final = re.compile("`+")
#: What Markdown would read as markup inside a paragraph of ours. No more: some clients show the backslashes.
_MARKUP: Final = re.compile(r"[\\`*\[\]<>|~&]|(?<!\w)_|_(?!\w)|:(?=//)")


def _who(origin: Origin) -> str:
    if origin.author is Author.UNKNOWN:
        return _UNKNOWN.get(origin.mechanism, "Nobody knows who wrote this: nothing was observed.")
    if origin.author is Author.HUMAN:
        return f"Written by a human{_VERBS.get(origin.mechanism, '')}."
    if origin.author is Author.TOOL:
        return f"Made by a tool ({origin.mechanism.value})."
    details = [
        f"model {_plain(origin.model)}" if origin.model else "",
        f"session {_plain(origin.session)}" if origin.session else "",
    ]
    known = ", ".join(filter(None, details))
    version = f" {_plain(origin.version)}" if origin.version else ""
    verb = "Written by" if counts_as_ai(origin) else "Possibly written by"
    return f"{verb} {agent_name(origin)}{version}{f' ({known})' if known else ''}."


_UNKNOWN: Final = {
    Mechanism.VCS: "Committed before: nobody's in this change.",
    Mechanism.PASTED: "Pasted from somewhere: nobody knows who wrote it.",
    Mechanism.DISK: "It came from the disk, and nobody reported writing it.",
}
_VERBS: Final = {Mechanism.TYPED: " in the editor", Mechanism.DECLARED: ", by declaration"}


def _plain(foreign: str, longest: int = 100) -> str:
    """A foreign name on one line, without characters that would hide or reorder text."""
    return _BLANKS.sub(" ", _CONTROLS.sub(" ", foreign)).strip()[:longest]


def _quoted(text: str) -> str:
    """Source text, shortened. It is the user's own and keeps its lines."""
    kept = text.strip("\r\n")
    return kept if len(kept) <= _QUOTED else f"{kept[:_QUOTED]}…"


def _fenced(code: str) -> str:
    longest = max(map(len, _TICKS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
