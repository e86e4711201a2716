r"""Runs the marker files in `tests/data/regions`: what happens to a text, and the class of every line after it.

A file opens with sentences on what it shows. Then come steps, each a line that begins with `@`, some followed by
text lines that begin with `|`; in those `\r`, `\f`, `\t`, `\uXXXX` and `\\` are escapes, and one `\` at the end says
that no line feed follows. Places are `line:column`, 0-based as in LSP; texts within a step are JSON strings.

    @start ORIGIN + text         a document with one origin
    @type PLACE TEXT             one keystroke per character
    @backspace PLACE COUNT       so many removals, backwards
    @edit PLACE-PLACE TEXT [MECHANISM]   one edit, perhaps with the client's hint
    @edit PLACE-PLACE [MECHANISM] + text
    @undo [MECHANISM] / @redo    the last edit (or run of keystrokes) is taken back in one edit
    @disk ORIGIN + text          the file comes back as this text
    @claim ORIGIN + text         evidence: this text is of that origin
    @attest ORIGIN + text        the same evidence becomes known to the editor
    @review FIRST-LAST EMAIL     half-open lines
    @declare FIRST-LAST ORIGIN
    @expect + lines `class|text`
    @regions + lines `PLACE-PLACE author`
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

from answerable.core.classify import Hint, Tombstones, apply_edit
from answerable.core.document import Document
from answerable.core.origin import COMMITTED, TYPED, UNKNOWN, Author, Grade, Mechanism, Origin
from answerable.core.positions import Place, Span
from answerable.core.regions import claim, declare, line_class, mark_reviewed, regions, transfer
from answerable.core.text import content, uniform

FOLDER = Path(__file__).parents[1] / "data" / "regions"

ORIGINS = {
    "unknown": UNKNOWN,
    "committed": COMMITTED,
    "human": TYPED,
    "ai": Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "agent"),
    "maybe-ai": Origin(Author.AI, Mechanism.UNKNOWN, Grade.INFERRED),
    "tool": Origin(Author.TOOL, Mechanism.FORMAT, Grade.LABELLED),
    "said-human": Origin(Author.HUMAN, Mechanism.DECLARED, Grade.LABELLED),
    "said-ai": Origin(Author.AI, Mechanism.DECLARED, Grade.LABELLED),
}

_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|(.))")


class Step(NamedTuple):
    """One step: its verb, the rest of its line, the lines after it, and where it stands for messages."""

    verb: str
    rest: str
    block: list[str]
    line: int


def read_steps(text: str) -> tuple[str, list[Step]]:
    """The opening sentences and the steps of a marker file."""
    opening: list[str] = []
    steps: list[Step] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("@"):
            verb, _, rest = line[1:].partition(" ")
            steps.append(Step(verb, rest.strip(), [], number))
        elif steps and line.strip():
            steps[-1].block.append(line)
        else:
            opening.append(line)
    return " ".join(opening).strip(), steps


def unescaped(line: str) -> str:
    """The text that a text line stands for."""
    plain = {"r": "\r", "f": "\f", "t": "\t", "n": "\n", "\\": "\\"}
    ended = not line.endswith("\\") or line.endswith("\\\\")
    body = line if ended else line[:-1]
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else plain[m[2]], body) + "\n" * ended


class Script:
    """A document going through the steps of a file."""

    def __init__(self) -> None:
        self.document = Document("", UNKNOWN)
        self.tombstones = Tombstones()
        self.undone: list[tuple[Place, str, str]] = []
        self.done: list[tuple[Place, str, str]] = []

    def run(self, step: Step) -> None:
        getattr(self, f"do_{step.verb}")(step)

    def do_start(self, step: Step) -> None:
        self.document = Document(block_text(step), ORIGINS[step.rest])

    def do_type(self, step: Step) -> None:
        where, text = step.rest.split(" ", 1)
        place = read_place(where)
        for char in json.loads(text):
            self.edit(Span(place, place), char, None)
            place = Place(place.line + 1, 0) if char == "\n" else Place(place.line, place.column + 1)

    def do_backspace(self, step: Step) -> None:
        where, count = step.rest.split()
        place = read_place(where)
        for column in range(place.column, place.column - int(count), -1):
            self.edit(Span(Place(place.line, column - 1), Place(place.line, column)), "", None)

    def do_edit(self, step: Step) -> None:
        where, _, rest = step.rest.partition(" ")
        start, end = map(read_place, where.split("-"))
        if step.block:
            text, name = block_text(step), rest
        else:
            text, used = json.JSONDecoder().raw_decode(rest)
            name = rest[used:].strip()
        self.edit(Span(start, end), text, hint_of(name))

    def edit(self, span: Span, text: str, hint: Hint | None) -> None:
        edit = apply_edit(self.document, span, text, hint, self.tombstones)
        self.done.append((edit.start, edit.inserted, edit.removed))

    def do_undo(self, step: Step) -> None:
        self.take_back(self.done, self.undone, step)

    def do_redo(self, step: Step) -> None:
        self.take_back(self.undone, self.done, step)

    def take_back(
        self, source: list[tuple[Place, str, str]], other: list[tuple[Place, str, str]], step: Step
    ) -> None:
        place, gone, back = source.pop()
        apply_edit(self.document, Span(place, after(place, gone)), back, hint_of(step.rest), self.tombstones)
        other.append((place, back, gone))

    def do_disk(self, step: Step) -> None:
        text = block_text(step)
        changed = transfer(self.document.snapshot(), text, ORIGINS[step.rest])
        self.document = Document(text, UNKNOWN)
        assert self.document.set_runs(changed)

    def do_claim(self, step: Step) -> None:
        evidence = uniform(block_text(step), ORIGINS[step.rest])
        assert self.document.set_runs(claim(self.document.snapshot(), evidence))

    def do_attest(self, step: Step) -> None:
        self.tombstones.attest(uniform(block_text(step), ORIGINS[step.rest]))

    def do_review(self, step: Step) -> None:
        lines, email = step.rest.split()
        first, last = map(int, lines.split("-"))
        self.document.set_runs(mark_reviewed(self.document.snapshot(), first, last, email))

    def do_declare(self, step: Step) -> None:
        lines, name = step.rest.split()
        first, last = map(int, lines.split("-"))
        self.document.set_runs(declare(self.document.snapshot(), first, last, ORIGINS[name]))

    def do_expect(self, step: Step) -> None:
        expected = [line.partition("|") for line in step.block]
        shown = [
            (line_class(line, runs).value, line)
            for line, runs in zip(self.document.lines, self.document.runs, strict=True)
        ]
        wanted = [(name.strip(), unescaped(text)) for name, _, text in expected]
        assert shown == wanted, f"line {step.line}"

    def do_regions(self, step: Step) -> None:
        shown = [
            f"{region.start.line}:{region.start.column}-{region.end.line}:{region.end.column} "
            f"{region.origin.author.value}"
            for region in regions(self.document.snapshot())
        ]
        assert shown == step.block, f"line {step.line}"


def check_regions(name: str) -> None:
    """Run one marker file."""
    opening, steps = read_steps((FOLDER / name).read_text("utf-8"))
    assert opening.endswith("."), "a marker file opens with a sentence on what it shows"
    assert any(step.verb == "expect" for step in steps)
    script = Script()
    for step in steps:
        script.run(step)
        snapshot = script.document.snapshot()
        assert [sum(n for n, _ in runs) for runs in snapshot.runs] == [len(line) for line in snapshot.lines]
        assert content(snapshot) == "".join(script.document.lines)


def names() -> list[str]:
    """All marker files."""
    return sorted(path.name for path in FOLDER.glob("*.txt"))


def block_text(step: Step) -> str:
    return "".join(unescaped(line.removeprefix("|")) for line in step.block)


def hint_of(name: str) -> Hint | None:
    """A hint from a mechanism, with `:producer` after it where one is known."""
    mechanism, _, producer = name.partition(":")
    return Hint(Mechanism(mechanism), producer=producer) if mechanism else None


def read_place(text: str) -> Place:
    line, column = map(int, text.split(":"))
    return Place(line, column)


def after(place: Place, text: str) -> Place:
    """The place after `text`, whose lines end in line feeds."""
    down = text.count("\n")
    width = len(text) - text.rfind("\n") - 1
    return Place(place.line + down, width if down else place.column + width)
