"""Following what one program hands to another: carriers, containers, other machines, shells, `xargs` and `find`."""

from abc import abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from answerable.core.guarding.carriers import Carried, carried, in_container, on_host, on_remote
from answerable.core.guarding.feeding import filled, found_by
from answerable.core.guarding.values import UNKNOWN, Argument, Call, State, joined_path, known, listed

__all__ = ["Carrying", "Context"]

#: Editors run a shell command from a command of their own, as in `vim -c ':!make'`.
_EDITORS: Final = frozenset({"vim", "vi", "nvim", "ex"})
_XARGS_VALUED: Final = listed("-I -n -P -L -d -a -s -E --max-args --max-procs --delimiter")


class Context(NamedTuple):
    """What a command is given by what stands around it."""

    given: str | None = ""
    settings: tuple[tuple[str, str], ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    place: str = ""
    perhaps: bool = False
    substituted: tuple[str, ...] = ()


class Carrying:
    """The part of a walker that goes from a program to the one it runs."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    @abstractmethod
    def invoke(self, words: Sequence[Argument], state: State, context: Context) -> str | None:
        """Run a program, a builtin or a function; `words` begin with its name."""

    @abstractmethod
    def script(self, text: str, state: State, context: Context) -> str | None:
        """Run the text of a shell script."""

    @abstractmethod
    def call(self, program: str, rest: tuple[Argument, ...], state: State, context: Context) -> str | None:
        """Note that a program runs; what it prints, `None` when it is not known."""

    def carried_by(
        self, program: str, rest: tuple[Argument, ...], state: State, context: Context
    ) -> str | None:
        """Run a program that is neither builtin nor shell, and whatever it carries."""
        special = {"xargs": self._xargs, "find": self._find, "fd": self._fd, "fdfind": self._fd}.get(program)
        if special is not None:
            return special(rest, state, context)
        output = self.call(program, rest, state, context)
        if program in _EDITORS:
            for first, second in pairwise(rest):
                if first.text in {"-c", "--cmd"} and second.text.startswith(":!"):
                    self.script(second.text[2:], state.copy(), context)
        inside = in_container(program, rest)
        if inside is not None:
            return self._contained(program, rest, inside, state, context) if inside else None
        if program == "ssh" and (remote := on_remote(rest)) is not None:
            return self.script(remote, State("~"), context._replace(place="remote"))
        if program.startswith("python") and len(rest) > 1 and rest[0].text == "-m":
            return self.call(rest[1].text, rest[2:], state, context)
        if program in {"make", "gmake", "just"}:
            self._recipes(state, context)
            return output
        inner = carried(program, rest)
        return output if inner is None else self._within(program, inner, state, context)

    def _contained(
        self,
        program: str,
        rest: tuple[Argument, ...],
        inside: tuple[Argument, ...],
        state: State,
        context: Context,
    ) -> str | None:
        """Run a command inside a container; on the machine itself where it works in a mounted folder."""
        mounted = on_host(rest, inside)
        if mounted is not None:
            return self.invoke(mounted, state.copy(), context)
        mounts_root = any(one.text.startswith(("/:", "~:")) or "source=/," in one.text for one in rest)
        # A cluster's container is in use; one of this machine is thrown away.
        place = "remote" if mounts_root or program in {"kubectl", "oc"} else "container"
        return self.invoke(inside, State(""), context._replace(place=place))

    def _within(self, program: str, inner: Carried, state: State, context: Context) -> str | None:
        context = context._replace(settings=(*context.settings, *inner.settings))
        if inner.script is not None:
            return self.script(inner.script, state.copy(), context)
        words = filled(inner.words, UNKNOWN, "{}") if program == "parallel" else inner.words
        return self.invoke(words, state, context)

    def _recipes(self, state: State, context: Context) -> None:
        """Run the recipes of a makefile that the command line has just written, all of them."""
        for name in ("Makefile", "makefile", "GNUmakefile", "justfile"):
            text = state.written.get(joined_path(state.folder, name), "")
            lines = (line.lstrip("\t @-") for line in text.splitlines() if line.startswith(("\t", " ")))
            self.script("\n".join(lines).replace("$$", "$"), state.copy(), context)

    def shell(self, program: str, rest: tuple[Argument, ...], state: State, context: Context) -> str | None:
        """Run a shell: a text, a file, or what it is given."""
        at = 0
        while at < len(rest) and rest[at].text.startswith(("-", "+")) and rest[at].text != "-":
            option = rest[at].text
            if not option.startswith("--") and "c" in option and at + 1 < len(rest):
                return self._shell_text(program, rest, at + 1, state, context)
            at += 2 if option in {"-o", "+o", "--rcfile", "--init-file"} else 1
        operands = rest[at:]
        if operands and operands[0].text not in {"-", "/dev/stdin"}:
            place = joined_path(state.folder, operands[0].text)
            self.call(program, rest, state, context)
            if place in state.written:
                inner = state.copy()
                inner.arguments = tuple(one.text for one in operands[1:])
                return self.script(state.written[place], inner, context)
            return None
        self.call(program, rest, state, context)
        if context.given is not None:
            return self.script(context.given, state.copy(), context._replace(given=""))
        return None

    def _shell_text(
        self, program: str, rest: tuple[Argument, ...], at: int, state: State, context: Context
    ) -> str | None:
        inner = state.copy()
        inner.arguments = tuple(one.text for one in rest[at + 2 :])
        return self.text_of(program, rest[at].text, inner, context)

    def text_of(self, program: str, text: str, state: State, context: Context) -> str | None:
        """Run a text as a shell command; when nothing of it is known, only that it runs."""
        if not known(text):
            self.call(program, (Argument("-c"), Argument(text)), state, context._replace(given=""))
        return self.script(text, state, context) if text.strip().strip(UNKNOWN) else None

    def _xargs(self, rest: tuple[Argument, ...], state: State, context: Context) -> str | None:
        at, replaced = 0, ""
        while at < len(rest) and rest[at].text.startswith("-"):
            option = rest[at].text
            if option.startswith("-I"):
                replaced = option[2:] or (rest[at + 1].text if at + 1 < len(rest) else "")
            elif option in {"-i", "--replace"}:
                replaced = "{}"
            at += 2 if option in _XARGS_VALUED else 1
        words = rest[at:]
        self.call("xargs", rest, state, context)
        if not words:
            return context.given
        items = [UNKNOWN] if context.given is None else context.given.split() or [UNKNOWN]
        inner = context._replace(given="")
        output = None
        for item in items[:48] if replaced else [""]:
            given = filled(words, item, replaced) if replaced else (*words, *map(_found, items[:200]))
            output = self.invoke(given, state.copy(), inner)
        return output

    def _find(self, rest: tuple[Argument, ...], state: State, context: Context) -> str | None:
        self.call("find", rest, state, context)
        found = found_by(rest)
        at = 0
        while at < len(rest):
            word = rest[at].text
            if word == "-delete":
                self.call("rm", (Argument("-r"), *found), state, context)
            elif word in {"-exec", "-execdir", "-ok", "-okdir"}:
                stop = next((k for k in range(at + 1, len(rest)) if rest[k].text in {";", "+"}), len(rest))
                for target in found:
                    words = filled(rest[at + 1 : stop], target.text, "{}", pattern=True)
                    self.invoke(words, state.copy(), context)
                at = stop
            at += 1
        # What it prints goes to xargs: the same names.
        return "\n".join(one.text for one in found) + "\n"

    def _fd(self, rest: tuple[Argument, ...], state: State, context: Context) -> str | None:
        self.call("fd", rest, state, context)
        at = next(
            (at for at, one in enumerate(rest) if one.text in {"-x", "-X", "--exec", "--exec-batch"}),
            len(rest),
        )
        words = rest[at + 1 :]
        # Which files, nobody can tell, but more than one.
        found = Argument(UNKNOWN, pattern=True)
        named = any("{}" in one.text for one in words)
        full = filled(words, UNKNOWN, "{}", pattern=True) if named else (*words, found)
        return self.invoke(full, state, context) if words else None


def _found(item: str) -> Argument:
    """A name that `find` prints; what `found_by` says of it may be a pattern."""
    return Argument(item, pattern="*" in item)
