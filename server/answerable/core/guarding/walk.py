"""Which programs a command line would run, with what is known of their arguments.

Every branch is taken: whatever may run, counts. What hides commands (other programs that carry them, shells,
`eval`, functions, here-documents, encoded text, files written by the same command line) is followed as far as it
can be known. A budget of steps ends what would not end by itself, and says so.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from answerable.core.guarding.carriers import SHELLS
from answerable.core.guarding.carrying import Carrying, Context
from answerable.core.guarding.expansion import Expander
from answerable.core.guarding.feeding import downloaded
from answerable.core.guarding.output import printed
from answerable.core.guarding.parser import parse, parse_document
from answerable.core.guarding.syntax import Block, Function, Node, Pipeline, Redirect, Simple, Text
from answerable.core.guarding.values import UNKNOWN, Argument, Call, State, joined_path, known, listed

__all__ = ["Walked", "walk"]

#: Commands that one command line may run, and how deeply they may carry one another.
_MOST_STEPS: Final = 1500
_DEEPEST: Final = 16
_DECLARING: Final = frozenset({"export", "declare", "local", "readonly", "typeset"})
_TAKES_ARGUMENTS: Final = frozenset({"xargs", "parallel"})
_XARGS_VALUED: Final = listed("-I -n -P -L -d -a -s -E --max-args --max-procs --delimiter")
_DOWNLOADERS: Final = frozenset({"curl", "wget", "aria2c", "http", "fetch"})


class Walked(NamedTuple):
    """The programs, in the order in which they are met, and whether everything was followed."""

    calls: tuple[Call, ...]
    whole: bool


def walk(command: str, folder: str) -> Walked:
    """The programs that `command` would run in `folder`. Never raises, always ends."""
    walker = _Walker()
    nodes, whole = parse(command)
    walker.whole = whole
    walker.run_all(nodes, State(folder), Context())
    return Walked(tuple(walker.calls), walker.whole)


class _Walker(Carrying):
    def __init__(self) -> None:
        super().__init__()
        self.whole = True
        self._steps = 0
        self._depth = 0
        self._expander = Expander(self._substituted)

    def run_all(self, nodes: Iterable[Node], state: State, context: Context) -> str | None:
        """Run commands one after another; what they print, `None` when it is not known."""
        outputs: list[str | None] = []
        for node in nodes:
            self._steps += 1
            if self._steps > _MOST_STEPS or self._depth > _DEEPEST:
                self.whole = False
                return None
            self._depth += 1
            outputs.append(self._run(node, state, context))
            self._depth -= 1
        if any(text is None for text in outputs):
            return None
        return "".join(text or "" for text in outputs)

    def _run(self, node: Node, state: State, context: Context) -> str | None:
        if isinstance(node, Simple):
            return self._simple(node, state, context)
        if isinstance(node, Pipeline):
            return self._pipeline(node, state, context)
        if isinstance(node, Function):
            state.functions[node.name] = node.body
            return ""
        return self._block(node, state, context)

    def _substituted(self, body: tuple[Node, ...], state: State) -> str | None:
        return self.run_all(body, state, Context())

    def _block(self, block: Block, state: State, context: Context) -> str | None:
        given, redirects = self._redirected(block.redirects, state, context.given)
        if block.kind == "subshell":
            state = state.copy()
        if block.kind == "for":
            words = block.items
            values = (
                list(state.arguments or (UNKNOWN,))
                if words is None
                else [one.text for word in words for one in self._expander.arguments(word, state)]
            )
            state.assign(block.variable, [*values] or [""])
        perhaps = context.perhaps or block.kind in {"if", "loop", "case"}
        inner = context._replace(given=given, perhaps=perhaps, redirects=())
        output = self.run_all(block.body, state, inner)
        if block.kind in {"if", "loop", "for", "case"}:
            output = None
        self.write(redirects, output, state)
        if any(target for operator, target in redirects if operator != "<"):
            self.calls.append(Call("", (), state.folder, redirects=redirects, place=context.place))
            return ""
        return output

    def _pipeline(self, pipeline: Pipeline, state: State, context: Context) -> str | None:
        given = context.given
        found: list[list[Call]] = []
        outer, self.calls = self.calls, []
        for stage in pipeline.stages:
            self.calls = []
            # The last stage too: `… | read x` and `… | while read x` know nothing more of x than before.
            given = self.run_all([stage], state.copy(), context._replace(given=given))
            found.append(self.calls)
        names = [[call.program for call in calls] for calls in found]
        self.calls = outer
        for at, calls in enumerate(found):
            before = tuple(name for stage in names[:at] for name in stage)
            after = tuple(name for stage in names[at + 1 :] for name in stage)
            self.calls += [
                call._replace(before=before + call.before, after=call.after + after) for call in calls
            ]
        return given

    def _simple(self, node: Simple, state: State, context: Context) -> str | None:
        start = len(self.calls)
        given, redirects = self._redirected(node.redirects, state, context.given)
        settings = []
        for assignment in node.assignments:
            values = [text for word in assignment.values for text in self._expander.texts(word, state)] or [
                ""
            ]
            if node.words:
                settings += [(assignment.name, value) for value in values[:1]]
            else:
                state.assign(assignment.name, values, perhaps=context.perhaps)
        words = [one for word in node.words for one in self._expander.arguments(word, state)]
        substituted = tuple(call.program for call in self.calls[start:])
        if words:
            reader = words[0].text.rpartition("/")[2]
            self.calls[start:] = [call._replace(after=(*call.after, reader)) for call in self.calls[start:]]
        inner = context._replace(
            given=given,
            settings=(*context.settings, *settings),
            redirects=redirects,
            substituted=substituted or context.substituted,
        )
        if words:
            output = (
                self._alias(words, state, inner)
                if words[0].text in state.aliases
                else self.invoke(words, state, inner)
            )
        else:
            output = ""
            if redirects:
                self.calls.append(Call("", (), state.folder, redirects=redirects, place=context.place))
        self.write(redirects, output, state)
        to_file = any(
            operator in {">", ">>", ">|", "&>", "&>>"} and target != "/dev/stdout"
            for operator, target in redirects
        )
        return "" if to_file else output

    def _alias(self, words: Sequence[Argument], state: State, context: Context) -> str | None:
        text = state.aliases.pop(words[0].text)
        return self.script(" ".join((text, *(_quoted(one.text) for one in words[1:]))), state, context)

    def _redirected(
        self, redirects: Sequence[Redirect], state: State, given: str | None
    ) -> tuple[str | None, tuple[tuple[str, str], ...]]:
        """The input that redirections give, and those that touch files."""
        found = []
        for redirect in redirects:
            if redirect.here is not None:
                here = redirect.here
                given = here.text if here.literal else self._expander.text(parse_document(here.text), state)
                continue
            target = self._expander.text(redirect.target, state)
            if redirect.operator == "<<<":
                given = target + "\n"
            elif redirect.operator == "<":
                given = state.written.get(joined_path(state.folder, target))
                found.append(("<", target))
            elif not target.isdigit() and target not in {"-", "/dev/null", "/dev/stderr", "/dev/stdout"}:
                found.append((redirect.operator, target))
        return given, tuple(found)

    def write(self, redirects: Sequence[tuple[str, str]], output: str | None, state: State) -> None:
        """Remember what a redirection writes."""
        for operator, target in redirects:
            if operator == "<" or not known(target):
                continue
            place = joined_path(state.folder, target)
            before = state.written.get(place, "") if operator in {">>", "&>>"} else ""
            state.written[place] = before + (UNKNOWN if output is None else output)

    def script(self, text: str, state: State, context: Context) -> str | None:
        """Run the text of a shell script."""
        nodes, whole = parse(text)
        self.whole = self.whole and whole
        return self.run_all(nodes, state, context._replace(redirects=()))

    def invoke(self, words: Sequence[Argument], state: State, context: Context) -> str | None:
        """Run a program, a builtin or a function; `words` begin with its name."""
        if not words:
            return ""
        self._steps += 1
        if self._steps > _MOST_STEPS or self._depth > _DEEPEST:
            self.whole = False
            return None
        self._depth += 1
        output = self._followed(words, state, context)
        self._depth -= 1
        return output

    def _followed(self, words: Sequence[Argument], state: State, context: Context) -> str | None:
        program = words[0].text.rpartition("/")[2] or words[0].text
        rest = tuple(words[1:])
        if words[0].text in state.functions:
            return self._call_function(words[0].text, rest, state, context)
        if program in _BUILTINS:
            return self._builtin(program, rest, state, context)
        if program in SHELLS:
            return self.shell(program, rest, state, context)
        written = (
            state.written.get(joined_path(state.folder, words[0].text)) if "/" in words[0].text else None
        )
        if written is not None:
            self.call(program, rest, state, context)
            return self.script(written, state.copy(), context)
        return self.carried_by(program, rest, state, context)

    def _call_function(
        self, name: str, rest: Sequence[Argument], state: State, context: Context
    ) -> str | None:
        outer = state.arguments
        state.arguments = tuple(one.text for one in rest)
        # A function that calls itself ends when it knows when; here it ends at once.
        body = state.functions.pop(name)
        output = self.run_all(body, state, context._replace(redirects=()))
        state.functions.setdefault(name, body)
        state.arguments = outer
        if _feeds_itself(name, body):
            self.calls.append(Call("fork-bomb", (), state.folder))
        return output

    def _builtin(
        self, program: str, rest: tuple[Argument, ...], state: State, context: Context
    ) -> str | None:
        texts = [one.text for one in rest]
        if program in _DECLARING:
            self._declare(texts, state, context)
        elif program == "eval":
            return self.text_of("eval", " ".join(texts), state, context)
        elif program == "trap":
            does = texts[0] if texts and not texts[0].startswith("-") else ""
            return self.script(does, state.copy(), context)
        elif program in {"source", "."}:
            return self._source(texts, state, context)
        else:
            state.change(program, texts)
        return ""

    def _declare(self, texts: Sequence[str], state: State, context: Context) -> None:
        for text in texts:
            name, equals, value = text.partition("=")
            if equals and name.isidentifier():
                state.assign(name, [value], perhaps=context.perhaps)
                self.calls.append(Call("export", (Argument(text),), state.folder))

    def _source(self, texts: Sequence[str], state: State, context: Context) -> str | None:
        place = joined_path(state.folder, texts[0]) if texts else ""
        if place in state.written:
            return self.script(state.written[place], state, context)
        return self.call("source", tuple(map(Argument, texts)), state, context)

    def call(self, program: str, rest: tuple[Argument, ...], state: State, context: Context) -> str | None:
        texts = [one.text for one in rest]
        if program in _DOWNLOADERS:
            state.fetched.update(downloaded(texts, context.redirects, state.folder))
        output = printed(program, texts, context.given, state.folder, state.written)
        if program == "tee":
            self.write([(">", text) for text in texts if not text.startswith("-")], context.given, state)
        if program == "pwd":
            output = state.folder or None
        if program == "git" and "rev-parse" in texts and "--show-toplevel" in texts:
            output = "$top"
        self.calls.append(
            Call(
                program,
                rest,
                state.folder,
                context.given,
                before=context.substituted,
                redirects=context.redirects,
                settings=context.settings,
                place=context.place,
                written=dict(state.written) if state.written else {},
                fetched=frozenset(state.fetched),
            )
        )
        return output


_BUILTINS: Final = _DECLARING | listed(
    "cd pushd unset alias read mapfile readarray getopts eval trap set source ."
)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _feeds_itself(name: str, body: Sequence[Node]) -> bool:
    """Whether a function is itself piped into itself: it fills the machine with processes."""
    for node in body:
        if isinstance(node, Block) and _feeds_itself(name, node.body):
            return True
        if isinstance(node, Pipeline) and all(_name_of(stage) == name for stage in node.stages):
            return True
    return False


def _name_of(node: Node) -> str:
    first = node.words[0] if isinstance(node, Simple) and node.words else ()
    return "".join(part.text for part in first if isinstance(part, Text))
