"""What is known of the values in a command line: arguments, variables, folders and files it has written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.guarding.syntax import Node

__all__ = [
    "LONGEST_VALUE",
    "MOST_VALUES",
    "UNKNOWN",
    "Argument",
    "Call",
    "Ground",
    "State",
    "joined_path",
    "known",
    "listed",
    "plain",
]

#: Stands for text that nobody can know before the command runs. No argument of a program can contain it.
UNKNOWN: Final = "\0"
#: Characters that the values of a variable or word may have together; beyond, they are unknown.
LONGEST_VALUE: Final = 20_000
#: Values that one word or variable may have; beyond, it is unknown.
MOST_VALUES: Final = 48


class Argument(NamedTuple):
    """One word as a program gets it. `UNKNOWN` stands for what is not known; `pattern` says that it is expanded."""

    text: str
    pattern: bool = False


class Ground(NamedTuple):
    """Where the command runs: the top of the repository, the folder, and the user's home, all absolute or empty."""

    top: str = ""
    folder: str = ""
    home: str = ""


class Call(NamedTuple):
    """A program that would run.

    `given` is its standard input, `None` when that is not known. `before` and `after` are the programs of the same
    pipeline. `redirects` are operator and target. `settings` are the variables set for it. `place` is empty, `remote`
    or `container`. `fetched` are files that the same command line has downloaded.
    """

    program: str
    arguments: tuple[Argument, ...]
    folder: str
    given: str | None = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    place: str = ""
    written: Mapping[str, str] = {}
    fetched: frozenset[str] = frozenset()

    @property
    def texts(self) -> tuple[str, ...]:
        """The arguments as texts."""
        return tuple(argument.text for argument in self.arguments)

    @property
    def words(self) -> tuple[str, ...]:
        """The arguments that are no options."""
        return tuple(argument.text for argument in self.arguments if not argument.text.startswith("-"))

    @property
    def options(self) -> frozenset[str]:
        """The options, with clustered short ones also one by one and values after `=` cut off."""
        return frozenset(_options(self.texts))

    @property
    def line(self) -> str:
        """Program and arguments in one line."""
        return " ".join((self.program, *self.texts))


class State:
    """The shell at one moment. Subshells work on a copy."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.variables: dict[str, tuple[str, ...]] = {}
        self.functions: dict[str, tuple[Node, ...]] = {}
        self.aliases: dict[str, str] = {}
        self.written: dict[str, str] = {}
        self.fetched: set[str] = set()
        self.arguments: tuple[str, ...] | None = None

    def copy(self) -> "State":
        """The same shell, changed by itself. Files are shared: a subshell writes the same disk."""
        other = State(self.folder)
        other.variables = dict(self.variables)
        other.functions = dict(self.functions)
        other.aliases = dict(self.aliases)
        other.written, other.fetched = self.written, self.fetched
        other.arguments = self.arguments
        return other

    def change(self, builtin: str, texts: Sequence[str]) -> None:
        """Do what a builtin of the shell does to the shell."""
        if builtin in {"cd", "pushd"}:
            targets = [text for text in texts if not text.startswith("-") or text == "-"] or ["~"]
            self.folder = joined_path(self.folder, UNKNOWN if targets[0] == "-" else targets[0])
        elif builtin == "alias":
            pairs = (text.partition("=") for text in texts)
            self.aliases.update((name, value) for name, equals, value in pairs if equals)
        elif builtin == "set" and "--" in texts:
            self.arguments = tuple(texts[texts.index("--") + 1 :])
        elif builtin in {"unset", "read", "mapfile", "readarray", "getopts"}:
            for text in texts:
                if text.isidentifier():
                    self.assign(text, ["" if builtin == "unset" else UNKNOWN])

    def assign(self, name: str, values: Iterable[str], *, perhaps: bool = False) -> None:
        """Give a variable its values; `perhaps` keeps those that it may have had."""
        kept = self.variables.get(name, ()) if perhaps else ()
        found = tuple(dict.fromkeys((*kept, *values)))
        fits = len(found) <= MOST_VALUES and sum(map(len, found)) <= LONGEST_VALUE
        self.variables[name] = found if fits else (UNKNOWN,)


def known(text: str) -> bool:
    """Whether all of `text` is known."""
    return UNKNOWN not in text


def plain(text: str) -> str:
    """`text` for people: an ellipsis for what is unknown, on one line, and not too long."""
    shown = " ".join(text.replace(UNKNOWN, "…").split())
    return shown if len(shown) <= 60 else shown[:57] + "…"


def listed(text: str) -> frozenset[str]:
    """The words of a text: how long lists of names are written down."""
    return frozenset(text.split())


def joined_path(folder: str, path: str) -> str:
    """`path` seen from `folder`, with `.` and `..` resolved as text."""
    if not path.startswith(("/", "~", UNKNOWN)):
        path = f"{folder}/{path}" if folder else path
    parts: list[str] = []
    for name in path.split("/"):
        if name == ".." and parts and parts[-1] not in {"..", "~"} and known(parts[-1]):
            parts.pop()
        elif name not in {"", "."} and not (name == ".." and path.startswith("/") and not parts):
            parts.append(name)
    return ("/" if path.startswith("/") else "") + "/".join(parts)


def _options(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        if text == "--":
            return
        if text.startswith("--"):
            yield text.partition("=")[0]
        elif text.startswith("-") and len(text) > 1:
            yield text.partition("=")[0]
            for letter in text[1:]:
                if not letter.isalnum():
                    break
                yield f"-{letter}"
