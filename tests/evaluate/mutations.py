"""Injected mutations: how many of the mistakes that a generator makes in real sources are found.

`python tests/evaluate/mutations.py FOLDER... [--most 300] [--show]` reads the source files below the folders and makes one
small mistake at a time, by rewriting lines: it knows nothing of the grammars and queries. For each kind of mistake
and language it prints how many were made, how many gave a finding of the rule that the mistake is about, and how many
gave any finding. Then it makes harmless edits (a reformatting, a rename of a local, a moved function, new comments) and
prints how many alarmed.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from answerable.core.finding import Level
from answerable.core.needles import code_of
from answerable.syntax.analyser import Analyser

_BRACES = frozenset({"go", "ja", "rs", "c", "js"})
_MOST_LINES = 2_500
_LEAVES = {
    "go": r"return\b.*\b\w*(?:[eE]rr|ErrorF?)\w*|panic\(|log\.Fatal",
    "ja": r"throw\b",
    "rs": r"return\s+Err\b|panic!|bail!",
    "c": r"return\s+-\w+|return\s+(?:NULL|nullptr)\b|goto\b|throw\b",
    "js": r"throw\b",
    "py": r"raise\b",
    "rb": r"raise\b",
}


_KEYWORDS = frozenset(
    [
        "abstract",
        "assert",
        "async",
        "await",
        "begin",
        "break",
        "catch",
        "class",
        "const",
        "continue",
        "default",
        "defer",
        "delete",
        "elsif",
        "ensure",
        "except",
        "export",
        "extends",
        "extern",
        "false",
        "final",
        "finally",
        "float",
        "implements",
        "import",
        "include",
        "instanceof",
        "interface",
        "lambda",
        "match",
        "module",
        "namespace",
        "native",
        "package",
        "panic",
        "private",
        "protected",
        "public",
        "raise",
        "range",
        "require",
        "rescue",
        "return",
        "select",
        "self",
        "sizeof",
        "static",
        "string",
        "struct",
        "super",
        "switch",
        "synchronized",
        "template",
        "throw",
        "throws",
        "trait",
        "typedef",
        "undef",
        "union",
        "unless",
        "unsafe",
        "until",
        "using",
        "virtual",
        "void",
        "volatile",
        "where",
        "while",
        "yield",
    ]
)


class Mutation(NamedTuple):
    """One mistake: the rule it is about, and the new text."""

    rule: str
    kind: str
    text: str


Maker = Callable[[list[str], str], Iterator[Mutation]]


def guards_removed(lines: list[str], code: str) -> Iterator[Mutation]:
    """An `if` whose body only leaves with an error goes."""
    leaves = re.compile(rf"^\s*(?:{_LEAVES.get(code, '(?!)')})")
    for at, line in enumerate(lines):
        if code in _BRACES and re.match(r"\s*if\b.*\{\s*$", line) and at + 2 < len(lines):
            if leaves.match(lines[at + 1]) and re.match(r"\s*\}\s*$", lines[at + 2]):
                yield _without("GRD001", "guard removed", lines, at, at + 3)
        elif code == "c" and re.match(r"\s*if\s*\(.*\)\s*$", line) and at + 1 < len(lines):
            before = lines[at - 1] if at else ""
            if leaves.match(lines[at + 1]) and "else" not in before and not _is_else(lines, at + 2):
                yield _without("GRD001", "guard removed", lines, at, at + 2)
        elif code == "py" and re.match(r"\s*if\b.*:\s*$", line) and at + 1 < len(lines):
            if (
                leaves.match(lines[at + 1])
                and lines[at + 1].rstrip()[-1:] not in "([{,"
                and _shallower(lines, at)
            ):
                yield _without("GRD001", "guard removed", lines, at, at + 2)
        elif code == "rb" and re.match(r"\s*raise\b.*\s(?:if|unless)\s", line):
            yield _without("GRD001", "guard removed", lines, at, at + 1)


def conditions_weakened(lines: list[str], code: str) -> Iterator[Mutation]:
    """The second half of a conjunction goes, and `&&` becomes `||`."""
    for at, line in enumerate(lines):
        if code in {"py", "rb"}:
            match = re.match(r"(\s*(?:el)?if\s+)([\w.()!?]+) (?:and|&&) ([\w.()!? ]+?)(:?\s*)$", line)
        elif code in {"go", "rs"}:
            match = re.match(r"(\s*if\s+)([\w.()!]+) && ([\w.()!]+)(\s*\{\s*)$", line)
        else:
            match = re.match(r"(\s*if\s*\()([\w.()!>-]+) && ([\w.()!>-]+)(\)\s*\{?\s*)$", line)
        if match is None:
            continue
        head, first, second, end = match.groups()
        # Where the branch refuses or stops, the shorter condition refuses more: that is no weakening.
        if at + 1 < len(lines) and re.match(
            r"\s*(?:return|throw|raise|break|continue|goto|next|panic|final|String|[\w.]+ :?= )",
            lines[at + 1],
        ):
            continue
        if first.count("(") == first.count(")"):
            yield _with("GRD003", "conjunct dropped", lines, at, f"{head}{first}{end}")
            word = "or" if code == "py" else "||"
            yield _with("GRD003", "and becomes or", lines, at, f"{head}{first} {word} {second}{end}")


def errors_swallowed(lines: list[str], code: str) -> Iterator[Mutation]:  # noqa: C901 - one branch a language
    """A handler is emptied, an error is thrown away."""
    for at, line in enumerate(lines):
        if (
            code == "go"
            and re.match(r"\s*if (?:err :?= .*; )?err != nil \{\s*$", line)
            and at + 2 < len(lines)
        ):
            if re.match(r"\s*\}\s*$", lines[at + 2]) and lines[at + 1].strip()[:2] != "//":
                yield _without("EXC002", "handler emptied", lines, at + 1, at + 2)
            match = re.match(r"(\s*)(\w+), err :?= (.*\)\s*)$", lines[at - 1]) if at else None
            if (
                match
                and "err" not in match[2]
                and re.match(r"\s*\}\s*$", lines[at + 2])
                and "; err" not in line
            ):
                changed = [*lines[: at - 1], f"{match[1]}{match[2]}, _ := {match[3]}", *lines[at + 3 :]]
                yield Mutation("EXC002", "error thrown away", "".join(changed))
        elif (
            code in {"ja", "js", "c"}
            and re.match(r"\s*\}?\s*catch\s*\(.*\)\s*\{\s*$", line)
            and at + 2 < len(lines)
        ):
            if re.match(r"\s*\}", lines[at + 2]) and not re.match(r"\s*(//|throw\b|/\*)", lines[at + 1]):
                yield _without("EXC002", "handler emptied", lines, at + 1, at + 2)
        elif code == "rb" and re.match(r"\s*rescue\b", line) and at + 2 < len(lines):
            if re.match(r"\s*end\b", lines[at + 2]) and not re.match(r"\s*(#|raise\b|nil$)", lines[at + 1]):
                yield _without("EXC002", "handler emptied", lines, at + 1, at + 2)
        elif code == "py" and re.match(r"\s*except\b.*:\s*$", line) and at + 1 < len(lines):
            body = lines[at + 1]
            if (
                not re.match(r"\s*(pass|continue|raise|\.\.\.|#)", body)
                and _shallower(lines, at)
                and _closed(body)
            ):
                blank = body[: len(body) - len(body.lstrip())]
                yield _with("EXC002", "handler emptied", lines, at + 1, f"{blank}pass\n")
        elif code == "rs":
            match = re.match(r"(\s+)([a-z]\w*(?:\.\w+)*\(.*\))\?;\s*$", line)
            if match and match[2].count("(") == match[2].count(")"):
                yield _with("EXC002", "error thrown away", lines, at, f"{match[1]}let _ = {match[2]};\n")


def errors_kept(lines: list[str], code: str) -> Iterator[Mutation]:
    """An error is no longer passed on, or ends the program."""
    for at, line in enumerate(lines):
        if code == "rs" and (match := re.match(r"(.*\w\(.*\))\?;\s*$", line)) and "//" not in line:
            yield _with("EXC003", "unwrap for ?", lines, at, f"{match[1]}.unwrap();\n")
        elif code == "go" and re.match(r"\s*if .*err != nil \{\s*$", line) and at + 2 < len(lines):
            if re.match(r"\s*return .*\berr\b\s*$", lines[at + 1]) and re.match(r"\s*\}\s*$", lines[at + 2]):
                blank = re.match(r"\s*", lines[at + 1]).group()
                yield _with("EXC003", "logged, not returned", lines, at + 1, f"{blank}log.Println(err)\n")
        elif (
            (
                code in {"ja", "js"}
                and re.match(r"\s*\}?\s*catch\s*\(.*\)\s*\{\s*$", line)
                and at + 2 < len(lines)
            )
            and re.match(r"\s*throw .*;\s*$", lines[at + 1])
            and re.match(r"\s*\}\s*$", lines[at + 2])
        ):
            blank = re.match(r"\s*", lines[at + 1]).group()
            yield _with("EXC003", "logged, not thrown", lines, at + 1, f"{blank}log(e);\n")


def limits_raised(lines: list[str], _code: str) -> Iterator[Mutation]:
    """A time limit becomes ten times as long."""
    for at, line in enumerate(lines):
        match = re.match(
            r"^(.*[tT]ime_?[oO]ut\w*\"?\]?\s*(?:[:=(]|:?=|=>|,)\s*\(?(?:time\.\w+\s*\*\s*|Duration[.:]+\w+\()?)([1-9]\d*)(.*)$",
            line,
            re.DOTALL,
        )
        if match and not re.match(r"\s*(//|\*|#|/\*|--)", line) and not match[3][:1].isalnum():
            yield _with("LIM001", "timeout times ten", lines, at, f"{match[1]}{match[2]}0{match[3]}")


def tests_weakened(lines: list[str], code: str) -> Iterator[Mutation]:
    """An assertion goes."""
    words = {
        "go": r"\s*(?:assert|require)\.\w+\(.*\)\s*$",
        "ja": r"\s*assert\w+\(.*\);\s*$",
        "rs": r"\s*assert(?:_eq|_ne)?!\(.*\);\s*$",
        "c": r"\s*(?:EXPECT|ASSERT)_\w+\(.*\);\s*$",
        "rb": r"\s*(?:assert\w*\b|expect\().*$",
        "py": r"\s*(?:assert |self\.assert\w+\().*$",
        "js": r"\s*expect\(.*\);?\s*$",
    }
    pattern = re.compile(words.get(code, "(?!)"))
    for at, line in enumerate(lines):
        if pattern.match(line) and _closed(line):
            yield _without("TST002", "assertion removed", lines, at, at + 1)


MAKERS: Sequence[Maker] = (
    guards_removed,
    conditions_weakened,
    errors_swallowed,
    errors_kept,
    limits_raised,
    tests_weakened,
)


def harmless(lines: list[str], code: str, luck: random.Random) -> Iterator[Mutation]:
    """Edits that change nothing that runs."""
    mark = "#" if code in {"py", "rb", "sh"} else "//"
    places = [at for at, line in enumerate(lines) if re.match(r"\s+\w.*[;){]\s*$", line)]
    if places and code not in {"py", "rb"}:
        at = luck.choice(places)
        yield Mutation(
            "", "comment", "".join([*lines[:at], f"{mark} what follows is the rest\n", *lines[at:]])
        )
    yield Mutation("", "indentation", "".join(re.sub(r"^(\s+)(?=\S)", r"\1\1", line) for line in lines))
    names = Counter(re.findall(r"\b[a-z]\w{4,}\b", "".join(lines)))
    local = [name for name, count in names.items() if 2 <= count <= 6 and name not in _KEYWORDS]
    if local:
        name = luck.choice(local)
        yield Mutation("", "rename", re.sub(rf"\b{name}\b", f"{name}_renamed", "".join(lines)))


def main() -> None:  # noqa: C901 - one loop over files, makers and mistakes
    """Print the two tables."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folders", nargs="+")
    options.add_argument("--most", type=int, default=300, help="mutations of one kind and language")
    options.add_argument("--show", action="store_true", help="what was missed and what alarmed")
    chosen = options.parse_args()
    luck = random.Random(11)
    files = [path for folder in chosen.folders for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    luck.shuffle(files)
    made: Counter[tuple[str, str, str]] = Counter()
    exact, any_rule = made.copy(), made.copy()
    quiet: Counter[tuple[str, str]] = Counter()
    alarmed = quiet.copy()
    for file in files:
        code = code_of(file.name, "")
        if code not in _LEAVES or (lines := _read(file)) is None:
            continue
        old = "".join(lines)
        for maker in MAKERS:
            for mutation in _some(list(maker(lines, code)), luck):
                row = (mutation.rule, code, mutation.kind)
                if made[row] >= chosen.most:
                    continue
                found, _ = Analyser()(_name(file, mutation), old, mutation.text)
                rules = {each.rule for each in found}
                made[row] += 1
                exact[row] += mutation.rule in rules
                any_rule[row] += bool(rules)
                if chosen.show and mutation.rule not in rules:
                    _difference("missed", file, mutation, old)
        for mutation in harmless(lines, code, luck):
            if quiet[code, mutation.kind] < chosen.most:
                found, _ = Analyser()(_name(file, mutation), old, mutation.text)
                found = [each for each in found if each.level is not Level.INFO]
                quiet[code, mutation.kind] += 1
                alarmed[code, mutation.kind] += bool(found)
                if chosen.show and found:
                    print(
                        "alarm",
                        file,
                        mutation.kind,
                        [(each.rule, each.line, each.message) for each in found][:3],
                    )
    print(f"{'rule':8} {'language':9} {'mistake':24} {'made':>6} {'found':>6} {'recall':>7} {'any':>7}")
    for row in sorted(made):
        rule, code, kind = row
        print(
            f"{rule:8} {code:9} {kind:24} {made[row]:6} {exact[row]:6} "
            f"{exact[row] / made[row]:7.1%} {any_rule[row] / made[row]:7.1%}"
        )
    total = sum(made.values())
    print(f"all: {total} mutations, {sum(exact.values()) / max(1, total):.1%} found by their rule")
    for code, kind in sorted(quiet):
        print(f"harmless {code:9} {kind:24} {quiet[code, kind]:6} {alarmed[code, kind]:6} alarms")


def _name(file: Path, mutation: Mutation) -> str:
    """A name that says whether the file is a test, and nothing else of where it lies."""
    return f"tests/{file.name}" if mutation.rule.startswith("TST") else f"src/{file.name}"


def _some(mutations: list[Mutation], luck: random.Random) -> list[Mutation]:
    return luck.sample(mutations, min(len(mutations), 4))


def _read(file: Path) -> list[str] | None:
    if re.search(r"(?i)vendor|node_modules|\.min\.|generated|\.pb\.", str(file)):
        return None
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    return lines if 10 < len(lines) < _MOST_LINES else None


def _without(rule: str, kind: str, lines: list[str], start: int, end: int) -> Mutation:
    return Mutation(rule, kind, "".join([*lines[:start], *lines[end:]]))


def _with(rule: str, kind: str, lines: list[str], at: int, line: str) -> Mutation:
    return Mutation(rule, kind, "".join([*lines[:at], line, *lines[at + 1 :]]))


def _is_else(lines: list[str], at: int) -> bool:
    return at < len(lines) and re.match(r"\s*\}?\s*else\b", lines[at]) is not None


def _closed(line: str) -> bool:
    return all(line.count(opener) == line.count(closer) for opener, closer in ("()", "[]", "{}"))


def _shallower(lines: list[str], at: int) -> bool:
    """Whether the block that opens at a line has one line: what follows is indented no deeper than its head."""
    follows = next((line for line in lines[at + 2 :] if line.strip()), "")
    depth = len(lines[at]) - len(lines[at].lstrip())
    return len(follows) - len(follows.lstrip()) <= depth and not re.match(r"\s*(?:else|elif)\b", follows)


def _difference(what: str, file: Path, mutation: Mutation, old: str) -> None:
    one, two = old.splitlines(), mutation.text.splitlines()
    at = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
    print(f"{what} {mutation.rule} {mutation.kind} {file}:{at + 1}")
    print("\n".join(f"    {line}" for line in one[max(0, at - 2) : at + 4]))


if __name__ == "__main__":
    main()
