"""Who text came from, how it arrived, and how well we know: the words every other module speaks.

The types here are tuples and string enums, not dataclasses: the git hooks import them, and importing
`dataclasses` with twenty classes costs a hook 13 ms (measured).
"""

from enum import StrEnum
from typing import Final, NamedTuple

__all__ = [
    "COMMITTED",
    "TYPED",
    "UNKNOWN",
    "Author",
    "Grade",
    "LineClass",
    "Mechanism",
    "Origin",
    "counts_as_ai",
    "intern_origin",
    "stronger",
]


class Author(StrEnum):
    """Who text came from. `tool` is a formatter or a refactoring."""

    AI = "ai"
    HUMAN = "human"
    TOOL = "tool"
    UNKNOWN = "unknown"


class Mechanism(StrEnum):
    """How text arrived in the document."""

    TYPED = "typed"
    PASTED = "pasted"
    COMPLETION = "completion"
    AGENT_EDIT = "agent-edit"
    AGENT_SHELL = "agent-shell"
    UNDO = "undo"
    REDO = "redo"
    FORMAT = "format"
    REFACTOR = "refactor"
    MOVE = "move"
    SNIPPET = "snippet"
    DISK = "disk"
    VCS = "vcs"
    DECLARED = "declared"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """How well an origin is known, strongest first (the order of definition is the order of strength)."""

    ATTESTED = "attested"
    LABELLED = "labelled"
    CORROBORATED = "corroborated"
    INFERRED = "inferred"
    NONE = "none"

    @property
    def strength(self) -> int:
        """4 for `attested` down to 0 for `none`."""
        return _STRENGTH[self]


_STRENGTH: Final = {grade: len(Grade) - 1 - place for place, grade in enumerate(Grade)}


class LineClass(StrEnum):
    """What a line is, from its non-blank characters. `neutral` lines are blank and never counted."""

    AI = "ai"
    HUMAN = "human"
    TOOL = "tool"
    MIXED = "mixed"
    UNKNOWN = "unknown"
    NEUTRAL = "neutral"


class Origin(NamedTuple):
    """Where one run of characters came from.

    `agent`, `version`, `model` and `session` are empty when unknown, never guessed. `session` is the
    producer's own conversation id. `reviewed_by` holds the e-mail addresses of the people who marked the
    text as reviewed, in the order in which they did.
    """

    author: Author
    mechanism: Mechanism
    grade: Grade
    agent: str = ""
    version: str = ""
    model: str = ""
    session: str = ""
    reviewed_by: tuple[str, ...] = ()


#: Nothing was observed: the answer for everything that no evidence covers.
UNKNOWN: Final = Origin(Author.UNKNOWN, Mechanism.UNKNOWN, Grade.NONE)
#: Text of the parent commit: nobody's in this change.
COMMITTED: Final = Origin(Author.UNKNOWN, Mechanism.VCS, Grade.NONE)
#: Observed typing in an editor.
TYPED: Final = Origin(Author.HUMAN, Mechanism.TYPED, Grade.LABELLED)

_interned: dict[Origin, Origin] = {}


def intern_origin(origin: Origin) -> Origin:
    """The one shared instance equal to `origin`: runs compare by identity first and share memory."""
    return _interned.setdefault(origin, origin)


def counts_as_ai(origin: Origin) -> bool:
    """Whether text of this origin counts as AI in a stamp, a record or a verdict: a guess never does."""
    return origin.author is Author.AI and origin.grade.strength >= Grade.CORROBORATED.strength


def stronger(first: Origin, second: Origin) -> Origin:
    """The better known of two origins of the same text; the first on a tie."""
    if (first.author is Author.UNKNOWN) != (second.author is Author.UNKNOWN):
        return second if first.author is Author.UNKNOWN else first
    return second if second.grade.strength > first.grade.strength else first
