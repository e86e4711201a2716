"""Random edits against the oracle: every character keeps the origin of whoever inserted it."""

from collections.abc import Callable
from itertools import takewhile
from operator import eq

import pytest

from answerable.core.classify import Hint, Tombstones, apply_edit
from answerable.core.document import Document
from answerable.core.origin import TYPED, UNKNOWN, Author, Grade, Mechanism, Origin
from answerable.core.positions import Place, Span
from answerable.core.regions import transfer
from answerable.core.runs import settled
from answerable.core.text import content, split_lines
from core.oracle import Oracle

AGENT = Origin(Author.AI, Mechanism.AGENT_SHELL, Grade.ATTESTED, "agent", "1", "model", "session")
EDITING_AGENT = Hint(Mechanism.AGENT_EDIT, agent="agent")
COMPLETION = Hint(Mechanism.COMPLETION, producer="copilot")
BLANKS = " \n\t\r"


class Undo:
    """How to take a change back: at this offset remove one text and put another there.

    `unclear` when the change removed text next to where another change had just done so: without a hint nobody
    can tell whether a key that puts a part back is an undo.
    """

    def __init__(self, at: int, gone: str, back: str) -> None:
        self.at, self.gone, self.back = at, gone, back
        self.begin = at  # where the texts begin to differ
        self.unclear = False


class Session:
    """A document and the oracle's idea of it, changed together."""

    def __init__(self, seed: int) -> None:
        self.oracle = Oracle(seed)
        self.random = self.oracle.random
        self.document = Document("", UNKNOWN)
        self.tombstones = Tombstones()
        self.undos: list[Undo] = []
        self.redos: list[Undo] = []
        self.removal: Undo | None = None  # of the last change, if it only removed

    def edit(self, start: int, end: int, new: str, hint: Hint | None = None) -> None:
        """Replace a range in both, remembering how to take it back."""
        if start == end and not new:
            return
        record = Undo(start, new, self.oracle.text[start:end])
        last, unclear = self.removal, self.removal is not None and self.removal.unclear
        self.perform(record, hint)
        again = self.undos and last is self.undos[-1] and record.unclear
        if last and again and not new and not last.gone:
            # Editors take back a run of removals at one place together.
            last.back = record.back + last.back if end == last.at else last.back + record.back
            last.at = last.begin = start
            last.unclear, self.removal = unclear, last
        else:
            self.undos.append(record)
        self.redos.clear()

    def perform(self, record: Undo, hint: Hint | None) -> None:
        """Make the change that `record` takes back."""
        end = record.at + len(record.back)
        shared = sum(1 for _ in takewhile(bool, map(eq, record.gone, record.back)))
        removes = len(record.gone) < len(record.back) and record.back.endswith(record.gone[shared:])
        last = self.removal
        if record.gone != record.back:
            self.removal = record if removes else None
        begin = record.begin = record.at + shared
        if removes and last and last.begin in {begin, begin + len(record.back) - len(record.gone)}:
            last.unclear = record.unclear = True
        self.change(record.at, end, record.gone, hint)

    def change(self, start: int, end: int, new: str, hint: Hint | None) -> None:
        text = self.oracle.text
        if text[start - 1 : start + 1] == "\r\n":
            # No client can name a place inside a line ending.
            start, new = start - 1, "\r" + new
        if text[end - 1 : end + 1] == "\r\n":
            end, new = end + 1, new + "\n"
        span = Span(Place(*self.oracle.place(start)), Place(*self.oracle.place(end)))
        apply_edit(self.document, span, new, hint, self.tombstones)
        self.oracle.splice(start, end, new)

    def type(self) -> None:
        at = self.oracle.offset()
        blank = self.random.random() < 0.3
        self.edit(at, at, self.oracle.blank(BLANKS) if blank else self.oracle.words(1, TYPED))

    def type_over(self) -> None:
        start, end = self.oracle.span(5)
        self.edit(start, end, self.oracle.words(1, TYPED))

    def delete(self) -> None:
        self.edit(*self.oracle.span(20), "")

    def backspace(self) -> None:
        for _ in range(self.random.randint(1, 4)):
            start, end = self.oracle.span(0)
            self.edit(max(0, start - 1 - (self.oracle.text[start - 2 : start] == "\r\n")), end, "")

    def paste(self) -> None:
        at = self.oracle.offset()
        self.edit(at, at, self.oracle.words(6, UNKNOWN, " \n") + " " + self.oracle.words(1, UNKNOWN))

    def paste_over(self) -> None:
        start, end = self.oracle.span(30)
        new = self.oracle.words(6, UNKNOWN, " \n") + " " + self.oracle.words(1, UNKNOWN)
        self.edit(start, end, new)

    def complete(self) -> None:
        start, end = self.oracle.span(4)
        count = self.random.randint(1, 12)
        self.edit(start, end, self.oracle.words(count, COMPLETION.origin(), BLANKS), COMPLETION)

    def format(self) -> None:
        start, end = self.oracle.span(80)
        new = self.oracle.respaced(self.oracle.text[start:end])
        self.edit(start, end, new, self.random.choice([None, Hint(Mechanism.FORMAT)]))

    def rewritten(self, origin: Origin) -> str:
        """The text as an agent may rewrite it: characters gone, others come, whitespace different."""
        result: list[str] = []
        for char in self.oracle.text:
            chance = self.random.random()
            if chance > 0.08 or char.isspace():
                result.append(char)
            if chance > 0.96:
                result.append(self.oracle.words(self.random.randint(1, 5), origin, " \n"))
        return self.oracle.respaced("".join(result))

    def agent_in_buffer(self) -> None:
        self.edit(0, len(self.oracle.text), self.rewritten(EDITING_AGENT.origin()), EDITING_AGENT)

    def agent_on_disk(self) -> None:
        text = self.rewritten(AGENT)
        self.reload(text)

    def reload(self, text: str) -> None:
        changed = transfer(self.document.snapshot(), text, AGENT)
        assert content(changed) == text
        self.document = Document(text, UNKNOWN)
        assert self.document.set_runs(changed)
        self.oracle.splice(0, len(self.oracle.text), text)
        self.undos.clear()
        self.redos.clear()
        self.removal = None
        self.tombstones.end_run()

    def move(self) -> None:
        """Cut a line and paste it elsewhere: two edits."""
        lines = self.oracle.line_spans()
        if not lines:
            return
        start, end = self.random.choice(lines)
        line = self.oracle.text[start:end]
        if len("".join(line.split())) < 3 or line.endswith("\r"):
            return
        self.edit(start, end, "")
        at = self.random.choice([0, *(stop for _, stop in self.oracle.line_spans())])
        if self.oracle.text[:at].endswith("\r") and line.startswith("\n"):
            return
        self.edit(at, at, line)

    def move_on_disk(self) -> None:
        """The file comes back with one line in another place."""
        lines = [self.oracle.text[start:end] for start, end in self.oracle.line_spans()]
        movable = [
            at for at, line in enumerate(lines) if len("".join(line.split())) >= 3 and "\r" not in line
        ]
        if movable and len(movable) == len(lines) and lines[-1].endswith("\n"):
            line = lines.pop(self.random.choice(movable))
            lines.insert(self.random.randint(0, len(lines)), line)
            self.reload("".join(lines))

    def undo(self) -> None:
        self.take_back(self.undos, self.redos, Mechanism.UNDO)

    def redo(self) -> None:
        self.take_back(self.redos, self.undos, Mechanism.REDO)

    def take_back(self, source: list[Undo], other: list[Undo], mechanism: Mechanism) -> None:
        for _ in range(min(len(source), self.random.randint(1, 5))):
            record = source.pop()
            hint = Hint(mechanism) if record.unclear else self.random.choice([None, Hint(mechanism)])
            inverse = Undo(record.at, record.back, record.gone)
            self.perform(inverse, hint)
            other.append(inverse)

    def step(self) -> str:
        """One random operation; its name."""
        name, operation = self.random.choice(self.operations())
        operation()
        return name

    def operations(self) -> list[tuple[str, Callable[[], None]]]:
        often = [self.type, self.undo, self.redo, self.delete, self.move]
        once = [
            self.type_over,
            self.backspace,
            self.paste,
            self.paste_over,
            self.complete,
            self.format,
            self.agent_in_buffer,
            self.agent_on_disk,
            self.move_on_disk,
        ]
        return [(operation.__name__, operation) for operation in [*often * 2, *once]]


def check_session(session: Session) -> None:
    """The document is well formed and knows what the oracle knows."""
    document = session.document
    assert "".join(document.lines) == session.oracle.text
    assert document.lines == split_lines(session.oracle.text)
    known = []
    for line, runs in zip(document.lines, document.runs, strict=True):
        assert settled(line, runs) == runs
        origins = [origin for length, origin in runs for _ in range(length)]
        known += [(char, origin) for char, origin in zip(line, origins, strict=True) if not char.isspace()]
    assert known == session.oracle.expected()


def check_random_session(seed: int, operations: int) -> None:
    """`operations` random operations from a seed; the history so far is the message of a failure."""
    session = Session(seed)
    history: list[str] = []
    for _ in range(operations):
        history.append(session.step())
        try:
            check_session(session)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, step {len(history)}: {history[-8:]}") from error


@pytest.mark.parametrize("seed", range(20))
def test_every_character_keeps_its_origin(seed: int) -> None:
    check_random_session(seed, 100)


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_every_character_keeps_its_origin_for_long(block: int) -> None:
    """20 times 60 sessions of 100 operations: 120,000."""
    for seed in range(1_000 + 60 * block, 1_060 + 60 * block):
        check_random_session(seed, 100)


def test_a_large_rewrite() -> None:
    """More differences than are searched for a minimal script."""
    session = Session(1)
    session.edit(0, 0, session.oracle.words(20_000, COMPLETION.origin(), " \n"), COMPLETION)
    for operation in (session.agent_on_disk, session.agent_in_buffer, session.undo, session.move_on_disk):
        operation()
        check_session(session)
