"""From a word of the command line to the arguments it becomes: variables, substitutions, braces, splitting.

Characters that quoting has taken their meaning from are kept apart by moving them to the private use area until
everything else is expanded.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from answerable.core.guarding.syntax import Node, Part, Process, Substitution, Text, Variable, Word
from answerable.core.guarding.values import MOST_VALUES, UNKNOWN, Argument, State

__all__ = ["Expander"]

_SPECIAL: Final = "{},*?[]~"
_AWAY: Final = {ord(char): 0xE000 + ord(char) for char in _SPECIAL}
_BACK: Final[dict[int, str | None]] = {0xE000 + ord(char): char for char in _SPECIAL} | {0xE0FF: None}
#: Where an unquoted value is split into words.
_SPLIT: Final = "\x01"
#: Keeps an empty word that was quoted: an empty one that was not is none.
_KEPT: Final = "\ue0ff"
_BLANK: Final = re.compile(r"[ \t\n]+")
_PATTERN: Final = re.compile(r"[*?\[]")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_SEQUENCE: Final = re.compile(r"(-?\d{1,4})\.\.(-?\d{1,4})|([a-zA-Z])\.\.([a-zA-Z])")
#: Characters of a word: here-documents are words too.
_LONGEST: Final = 400_000
#: Variables that every shell sets, and numbers that are never a path.
_SET: Final = {
    "HOME": "~",
    "TMPDIR": "/tmp",  # noqa: S108 - what it usually is
    "TMP": "/tmp",  # noqa: S108 - what it usually is
    "TEMP": "/tmp",  # noqa: S108 - what it usually is
    "RUNNER_TEMP": "/tmp/runner",  # noqa: S108 - what it stands for
    "IFS": " ",
    "$": "1",
    "?": "0",
    "#": "0",
    "RANDOM": "1",
    "SECONDS": "1",
    "UID": "1000",
    "EPOCHSECONDS": "1",
}

#: Runs commands for what they print; `None` when that is not known.
Output = Callable[[tuple[Node, ...], State], str | None]


class Expander:
    """Expands words; `output` runs the commands in substitutions."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._processes = 0

    def arguments(self, word: Word, state: State) -> list[Argument]:
        """The arguments that a word becomes, one of them for each value that it may have."""
        found = [
            Argument(piece.translate(_BACK), _PATTERN.search(piece) is not None)
            for text in self._alternatives(word, state)
            for braced in _braces(text)
            for piece in braced.split(_SPLIT)
            if piece
        ]
        return found if len(found) <= MOST_VALUES else [Argument(UNKNOWN, pattern=True)]

    def texts(self, word: Word, state: State) -> list[str]:
        """The values of a word that is neither split nor expanded further, as in an assignment."""
        return [text.replace(_SPLIT, " ").translate(_BACK) for text in self._alternatives(word, state)]

    def text(self, word: Word, state: State) -> str:
        """The value of such a word, unknown when it may have several."""
        values = self.texts(word, state)
        return values[0] if len(values) == 1 else UNKNOWN

    def _alternatives(self, word: Word, state: State) -> list[str]:
        built = [""]
        for part in word:
            values = self._part(part, state)
            built = [before + value for before in built for value in values]
            if len(built) > MOST_VALUES or sum(map(len, built)) > _LONGEST:
                return [UNKNOWN]
        return built

    def _part(self, part: Part, state: State) -> Sequence[str]:
        if isinstance(part, Text):
            return [(part.text or _KEPT).translate(_AWAY) if part.quoted else part.text]
        if isinstance(part, Process):
            self._processes += 1
            name = f"/dev/fd/{64 - self._processes}"
            text = self._output(part.body, state.copy())
            if part.reads and text is not None:
                state.written[name] = text
            return [name]
        if isinstance(part, Substitution):
            printed = self._output(part.body, state.copy())
            values: Sequence[str] = [UNKNOWN if printed is None else printed.rstrip("\n")]
        else:
            values = self._variable(part, state)
        return [_prepared(value, quoted=part.quoted) for value in values]

    def _variable(self, part: Variable, state: State) -> Sequence[str]:
        if not part.name:
            self._alternatives(part.operand, state)
            return ["1"]
        values = _held(part.name, state)
        operator = part.operator.removeprefix(":")
        if operator in {"-", "="}:
            if values is None:
                values = self.texts(part.operand, state)
            if operator == "=":
                state.assign(part.name, values)
            return values
        if operator == "+":
            return (
                [*self.texts(part.operand, state)]
                if values is not None
                else ["", *self.texts(part.operand, state)]
            )
        if values is None:
            self.texts(part.operand, state)
            return [UNKNOWN]
        if part.operator and operator != "?":
            operand = self.text(part.operand, state)
            return [_changed(value, part.operator, operand) for value in values]
        return values


def _held(name: str, state: State) -> Sequence[str] | None:
    """The values of a variable, `None` when nothing is known."""
    if name in state.variables:
        return state.variables[name]
    if name in {"@", "*"} and state.arguments is not None:
        return [" ".join(state.arguments)]
    if name.isdigit() and name != "0" and state.arguments is not None:
        at = int(name) - 1
        return [state.arguments[at] if at < len(state.arguments) else ""]
    if name == "PWD":
        return [state.folder or "."]
    return [_SET[name]] if name in _SET else None


def _prepared(value: str, *, quoted: bool) -> str:
    if quoted:
        # A home that a quoted variable names is the home all the same.
        return (value or _KEPT).translate({**_AWAY, ord("~"): "~"})
    return _BLANK.sub(_SPLIT, value.translate({ord("{"): _AWAY[ord("{")], ord("}"): _AWAY[ord("}")]}))


def _changed(value: str, operator: str, operand: str) -> str:  # noqa: PLR0911 - one return per operator
    """A value that `${name operator operand}` changes, as far as that is plain text."""
    if UNKNOWN in value or UNKNOWN in operand:
        return UNKNOWN
    if operator == ":":
        start, _, length = operand.partition(":")
        if start.strip().isdigit() and (not length or length.strip().isdigit()):
            return value[int(start) :][: int(length) if length else None]
        return UNKNOWN
    if _PATTERN.search(operand):
        return UNKNOWN
    if operator[0] == "#":
        return value.removeprefix(operand)
    if operator[0] == "%":
        return value.removesuffix(operand)
    if operator[0] == "/":
        old, _, new = operand.partition("/")
        return value.replace(old, new, -1 if operator == "//" else 1) if old else value
    return {"^": value[:1].upper() + value[1:], "^^": value.upper(), ",": value[:1].lower() + value[1:]}.get(
        operator, value.lower() if operator == ",," else UNKNOWN
    )


def _braces(text: str) -> list[str]:
    """Brace expansion, innermost first."""
    waiting, done = [text], []
    while waiting:
        one = waiting.pop(0)
        match = next((found for found in _BRACES.finditer(one) if _expands(one, found)), None)
        if match is None:
            done.append(one)
        elif len(waiting) + len(done) > MOST_VALUES:
            return [UNKNOWN]
        else:
            head, tail = one[: match.start()], one[match.end() :]
            waiting += [head + value + tail for value in _choices(match[1])]
    return done


def _expands(text: str, match: re.Match[str]) -> bool:
    is_parameter = match.start() > 0 and text[match.start() - 1] == "$"
    return not is_parameter and ("," in match[1] or _SEQUENCE.fullmatch(match[1]) is not None)


def _choices(inner: str) -> list[str]:
    sequence = _SEQUENCE.fullmatch(inner)
    if sequence is None:
        return inner.split(",")
    if sequence[1] is None:
        first, last = ord(sequence[3]), ord(sequence[4])
        return [chr(code) for code in _range(first, last)]
    return [str(number) for number in _range(int(sequence[1]), int(sequence[2]))]


def _range(first: int, last: int) -> range:
    step = 1 if last >= first else -1
    return range(first, last + step, step)[: MOST_VALUES + 1]
