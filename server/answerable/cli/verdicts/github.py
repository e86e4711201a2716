"""GitHub Actions: annotations as workflow commands; the step summary is the Markdown form.

GitHub shows ten errors and ten warnings of a step: the first of each are annotated, the rest is in the summary.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from answerable.cli.verdicts.notes import Note, headline, notes_of
from answerable.core.gate import Judgement

__all__ = ["annotations"]

_SHOWN: Final = 9
_COMMANDS: Final = {"pass": "notice", "deny": "error", "undecided": "error"}


def annotations(judgement: Judgement) -> Iterator[str]:
    """The lines to print: first the decision, then the notes."""
    yield f"::{_COMMANDS[judgement.verdict['decision']]} title=Answerable::{_data(headline(judgement))}"
    shown: Counter[str] = Counter()
    for note in notes_of(judgement):
        command = "notice" if note.level == "note" else note.level
        shown[command] += 1
        if shown[command] <= _SHOWN:
            yield f"::{command} {_properties(note)}::{_data(f'{note.sentence} {note.help}'.strip())}"


def _properties(note: Note) -> str:
    title = f"title={_property(note.rule or 'Answerable')}"
    if note.place is None:
        return title
    lines = f"line={note.place['start']},endLine={note.place['end']}"
    return f"file={_property(note.place['path'])},{lines},{title}"


def _data(text: str) -> str:
    """As GitHub's own toolkit escapes it: nothing can end the command or begin another one."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
