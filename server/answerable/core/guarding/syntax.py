"""The parts of a shell command line, as `parser` finds them. What they mean is `walk`'s business."""

from typing import NamedTuple

__all__ = [
    "Assignment",
    "Block",
    "Function",
    "Here",
    "Node",
    "Part",
    "Pipeline",
    "Process",
    "Redirect",
    "Simple",
    "Substitution",
    "Text",
    "Variable",
    "Word",
]


class Text(NamedTuple):
    """Literal text. What was quoted is neither split nor expanded."""

    text: str
    quoted: bool


class Variable(NamedTuple):
    """`$name` or `${name operator operand}`. The name is empty for what nobody can know (arithmetic)."""

    name: str
    operator: str
    operand: tuple["Part", ...]
    quoted: bool


class Substitution(NamedTuple):
    """`$(body)` or backticks: the body's output becomes text."""

    body: tuple["Node", ...]
    quoted: bool


class Process(NamedTuple):
    """`<(body)` or `>(body)`: the word is a file that the body writes or reads."""

    body: tuple["Node", ...]
    reads: bool


Part = Text | Variable | Substitution | Process
Word = tuple[Part, ...]


class Here:
    """A here-document. Its text follows on later lines, so that it is filled in when they are reached."""

    __slots__ = ("delimiter", "literal", "strips", "text")

    def __init__(self, delimiter: str, *, literal: bool, strips: bool) -> None:
        self.delimiter = delimiter
        self.literal = literal
        self.strips = strips
        self.text = ""


class Redirect(NamedTuple):
    """`operator target`; a here-document has `here`, a here-string (`<<<`) its text as target."""

    operator: str
    target: Word
    here: Here | None = None


class Assignment(NamedTuple):
    """`name=value`; an array has any number of values."""

    name: str
    values: tuple[Word, ...]


class Simple(NamedTuple):
    """A command with its words, or assignments and redirections alone."""

    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


class Pipeline(NamedTuple):
    """Commands that feed one another."""

    stages: tuple["Node", ...]


class Block(NamedTuple):
    """A compound command: `kind` is subshell, group, if, loop, for or case.

    The branches of `if` and `case` stand one after another in `body`: any of them may run. `variable` and `items`
    belong to `for`; items are `None` when the loop goes over the arguments.
    """

    kind: str
    body: tuple["Node", ...]
    redirects: tuple[Redirect, ...]
    variable: str = ""
    items: tuple[Word, ...] | None = None


class Function(NamedTuple):
    """The definition of a function: nothing runs until it is called."""

    name: str
    body: tuple["Node", ...]


Node = Simple | Pipeline | Block | Function
