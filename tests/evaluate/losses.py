"""Mistakes in what is there: guards, conditions, handlers, limits, locks, waits and assertions lost, by rewriting lines.

The makers know nothing of the grammars and queries.
"""

import re
from collections.abc import Iterator, Sequence

from edits import BRACES, Maker, Mutation, closed, replaced, shallower, without

__all__ = ["LANGUAGES", "MAKERS"]

#: The languages, and how each leaves with an error.
LANGUAGES = {
    "go": r"return\b.*\b\w*(?:[eE]rr|ErrorF?)\w*|panic\(|log\.Fatal",
    "ja": r"throw\b",
    "rs": r"return\s+Err\b|panic!|bail!",
    "c": r"return\s+-\w+|return\s+(?:NULL|nullptr)\b|goto\b|throw\b",
    "js": r"throw\b",
    "py": r"raise\b",
    "rb": r"raise\b",
}


def guards_removed(lines: list[str], code: str) -> Iterator[Mutation]:
    """An `if` whose body only leaves with an error goes."""
    leaves = re.compile(rf"^\s*(?:{LANGUAGES.get(code, '(?!)')})")
    for at, line in enumerate(lines):
        if code in BRACES and re.match(r"\s*if\b.*\{\s*$", line) and at + 2 < len(lines):
            if leaves.match(lines[at + 1]) and re.match(r"\s*\}\s*$", lines[at + 2]):
                yield without("GRD001", "guard removed", lines, at, at + 3)
        elif code == "c" and re.match(r"\s*if\s*\(.*\)\s*$", line) and at + 1 < len(lines):
            before = lines[at - 1] if at else ""
            if leaves.match(lines[at + 1]) and "else" not in before and not _is_else(lines, at + 2):
                yield without("GRD001", "guard removed", lines, at, at + 2)
        elif code == "py" and re.match(r"\s*if\b.*:\s*$", line) and at + 1 < len(lines):
            if (
                leaves.match(lines[at + 1])
                and lines[at + 1].rstrip()[-1:] not in "([{,"
                and shallower(lines, at)
            ):
                yield without("GRD001", "guard removed", lines, at, at + 2)
        elif code == "rb" and re.match(r"\s*raise\b.*\s(?:if|unless)\s", line):
            yield without("GRD001", "guard removed", lines, at, at + 1)


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
        if closed(first) and closed(second):
            yield replaced("GRD003", "conjunct dropped", lines, at, f"{head}{first}{end}")
            word = "or" if code == "py" else "||"
            yield replaced("GRD003", "and becomes or", lines, at, f"{head}{first} {word} {second}{end}")


def errors_swallowed(lines: list[str], code: str) -> Iterator[Mutation]:  # noqa: C901 - one branch a language
    """A handler is emptied, an error is thrown away."""
    for at, line in enumerate(lines):
        if (
            code == "go"
            and re.match(r"\s*if (?:err :?= .*; )?err != nil \{\s*$", line)
            and at + 2 < len(lines)
        ):
            if re.match(r"\s*\}\s*$", lines[at + 2]) and lines[at + 1].strip()[:2] != "//":
                yield without("EXC002", "handler emptied", lines, at + 1, at + 2)
            match = re.match(r"(\s*)(\w+), err :?= (.*\)\s*)$", lines[at - 1]) if at else None
            if (
                match
                and "err" not in match[2]
                and re.match(r"\s*\}\s*$", lines[at + 2])
                and "; err" not in line
            ):
                changed = [*lines[: at - 1], f"{match[1]}{match[2]}, _ := {match[3]}", *lines[at + 3 :]]
                yield Mutation("EXC002", "error thrown away", "".join(lines), "".join(changed))
        elif (
            code in {"ja", "js", "c"}
            and re.match(r"\s*\}?\s*catch\s*\(.+\)\s*\{\s*$", line)
            and at + 2 < len(lines)
        ):
            if re.match(r"\s*\}", lines[at + 2]) and not re.match(r"\s*(//|throw\b|/\*|\})", lines[at + 1]):
                yield without("EXC002", "handler emptied", lines, at + 1, at + 2)
        elif code == "rb" and re.match(r"\s*rescue\b", line) and at + 2 < len(lines):
            if re.match(r"\s*end\b", lines[at + 2]) and not re.match(
                r"\s*(#|raise\b|nil$|end\b)", lines[at + 1]
            ):
                yield without("EXC002", "handler emptied", lines, at + 1, at + 2)
        elif code == "py" and re.match(r"\s*except\b.*:\s*$", line) and at + 1 < len(lines):
            body = lines[at + 1]
            if (
                not re.match(r"\s*(pass|continue|raise|\.\.\.|#)", body)
                and shallower(lines, at)
                and closed(body)
            ):
                blank = body[: len(body) - len(body.lstrip())]
                yield replaced("EXC002", "handler emptied", lines, at + 1, f"{blank}pass\n")
        elif code == "rs":
            match = re.match(r"(\s+)([a-z]\w*(?:\.\w+)*\(.*\))\?;\s*$", line)
            if match and match[2].count("(") == match[2].count(")"):
                yield replaced("EXC002", "error thrown away", lines, at, f"{match[1]}let _ = {match[2]};\n")


def errors_kept(lines: list[str], code: str) -> Iterator[Mutation]:
    """An error is no longer passed on, or ends the program."""
    for at, line in enumerate(lines):
        if code == "rs" and (match := re.match(r"(.*\w\(.*\))\?;\s*$", line)) and "//" not in line:
            yield replaced("EXC003", "unwrap for ?", lines, at, f"{match[1]}.unwrap();\n")
        elif code == "go" and re.match(r"\s*if .*err != nil \{\s*$", line) and at + 2 < len(lines):
            if re.match(r"\s*return .*\berr\b\s*$", lines[at + 1]) and re.match(r"\s*\}\s*$", lines[at + 2]):
                blank = re.match(r"\s*", lines[at + 1]).group()
                yield replaced("EXC003", "logged, not returned", lines, at + 1, f"{blank}log.Println(err)\n")
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
            yield replaced("EXC003", "logged, not thrown", lines, at + 1, f"{blank}log(e);\n")


def limits_raised(lines: list[str], _code: str) -> Iterator[Mutation]:
    """A time limit becomes ten times as long."""
    for at, line in enumerate(lines):
        match = re.match(
            r"^(.*[tT]ime_?[oO]ut\w*\"?\]?\s*(?:[:=(]|:?=|=>|,)\s*\(?(?:time\.\w+\s*\*\s*|Duration[.:]+\w+\()?)([1-9]\d*)(.*)$",
            line,
            re.DOTALL,
        )
        if match and not re.match(r"\s*(//|\*|#|/\*|--)", line) and not match[3][:1].isalnum():
            yield replaced("LIM001", "timeout times ten", lines, at, f"{match[1]}{match[2]}0{match[3]}")


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
        if pattern.match(line) and closed(line):
            yield without("TST002", "assertion removed", lines, at, at + 1)


def negations_dropped(lines: list[str], code: str) -> Iterator[Mutation]:
    """A condition is asked the other way round, where there is no other branch."""
    heads = {
        "py": r"(\s*if )not ([\w.]+(?:\([\w., ]*\))?)(:\s*)$",
        "rb": r"(.*\bif )!([\w.?@]+)(\s*)$",
        "go": r"(\s*if )!([\w.]+(?:\([\w., ]*\))?)( \{\s*)$",
        "rs": r"(\s*if )!([\w.]+(?:\([\w., &]*\))?)( \{\s*)$",
    }
    pattern = heads.get(code, r"(\s*if \()!([\w.>-]+(?:\([\w., ]*\))?)(\)\s*\{?\s*)$")
    for at, line in enumerate(lines):
        match = re.match(pattern, line)
        if match and not any(
            re.match(r"\s*\}?\s*(?:else|elif|elsif)\b", each) for each in lines[at + 1 : at + 12]
        ):
            yield replaced("GRD003", "negation dropped", lines, at, "".join(match.groups()))


def handlers_widened(lines: list[str], code: str) -> Iterator[Mutation]:
    """A handler of one type catches everything."""
    wide = {
        "py": (r"(\s*except )(?!Exception|BaseException)([\w.]+)((?: as \w+)?:\s*)$", "Exception"),
        "ja": (r"(\s*\}\s*catch \((?:final )?)(?!Exception|Throwable)(\w+)( \w+\)\s*\{\s*)$", "Exception"),
        "rb": (r"(\s*rescue )(?!StandardError|Exception)([A-Z][\w:]+)((?: => \w+)?\s*)$", "Exception"),
        "c": (r"(\s*\}?\s*catch\s*\()(const [\w:]+&?(?: \w+)?)(\)\s*\{\s*)$", "..."),
    }
    if code not in wide:
        return
    pattern, name = wide[code]
    for at, line in enumerate(lines):
        if match := re.match(pattern, line):
            yield replaced("EXC001", "handler widened", lines, at, f"{match[1]}{name}{match[3]}")


def limits_dropped(lines: list[str], code: str) -> Iterator[Mutation]:
    """A time limit goes from a call or from a list of settings."""
    for at, line in enumerate(lines):
        if re.match(r"\s*(?://|\*|#|/\*|--)", line):
            continue
        if code in {"py", "rb"}:
            separator = "=" if code == "py" else ": ?"
            match = re.match(rf"(.*\w\(.*), \w*timeout{separator}[\w.]+(\).*)$", line, re.DOTALL)
            if match and not re.match(r"\s*(?:async )?def\b", line):
                yield replaced("LIM001", "timeout dropped", lines, at, f"{match[1]}{match[2]}")
        elif (code == "js" and re.match(r"\s*\w*[tT]imeout: \d{4,},\s*$", line)) or (
            code == "go" and re.match(r"\s*\w*Timeout:\s+[\w.* ]+,\s*$", line)
        ):
            yield without("LIM001", "timeout dropped", lines, at, at + 1)


def locks_removed(lines: list[str], code: str) -> Iterator[Mutation]:
    """A lock is no longer taken."""
    for at, line in enumerate(lines):
        if code == "go" and re.match(r"\s*[\w.]+\.R?Lock\(\)\s*$", line):
            until = (
                at + 2
                if at + 1 < len(lines) and re.match(r"\s*defer .*Unlock\(\)", lines[at + 1])
                else at + 1
            )
            yield without("CON001", "lock removed", lines, at, until)
        elif code == "py" and (match := re.match(r"(\s*)with [\w.]*lock\w*:\s*$", line)):
            yield replaced("CON001", "lock removed", lines, at, f"{match[1]}if True:\n")
        elif code == "ja" and (match := re.match(r"(\s*)synchronized \(.*\) \{\s*$", line)):
            yield replaced("CON001", "lock removed", lines, at, f"{match[1]}{{\n")
        elif code == "c" and re.match(r"\s*(?:pthread_|uv_)(?:mutex|rwlock)_(?:wr|rd)?lock\(.*\);\s*$", line):
            yield without("CON001", "lock removed", lines, at, at + 1)
        elif code == "rb" and (match := re.match(r"(\s*)[@\w.]*mutex\w*\.synchronize do\s*$", line)):
            yield replaced("CON001", "lock removed", lines, at, f"{match[1]}begin\n")


def waits_removed(lines: list[str], code: str) -> Iterator[Mutation]:
    """What was waited for is only started."""
    pattern = {
        "py": r"(\s+(?:\w+ = )?)await (\w[\w.]*\(.*\)\s*)$",
        "js": r"(\s+)await (\w[\w.]*\(.*\);?\s*)$",
    }
    for at, line in enumerate(lines):
        if code in pattern and (match := re.match(pattern[code], line)) and closed(line):
            yield replaced("CON003", "await dropped", lines, at, f"{match[1]}{match[2]}")
        elif (
            code == "rs"
            and (match := re.match(r"(\s+[\w.]+\(.*\))\.await(\?;|;)\s*$", line))
            and closed(line)
        ):
            yield replaced("CON003", "await dropped", lines, at, f"{match[1]};\n")


def tests_skipped(lines: list[str], code: str) -> Iterator[Mutation]:
    """A test is no longer run."""
    before = {
        "py": (r"(\s*)def test_\w+\(", "@pytest.mark.skip(reason='later')"),
        "ja": (r"(\s*)@Test\b", "@Disabled"),
        "rs": (r"(\s*)#\[(?:tokio::)?test\]", "#[ignore]"),
    }
    behind = {
        "go": (r"func Test\w+\(t \*testing\.T\) \{\s*$", '\tt.Skip("later")'),
        "c": (r"TEST(?:_F|_P)?\(.*\) \{\s*$", "  GTEST_SKIP();"),
        "rb": (r"\s*def test_\w+\s*$", "    skip 'later'"),
    }
    for at, line in enumerate(lines):
        if code == "js" and (match := re.match(r"(\s*(?:it|test))(\(['\"].*)$", line, re.DOTALL)):
            yield replaced("TST003", "test skipped", lines, at, f"{match[1]}.skip{match[2]}")
        elif code in before and (match := re.match(before[code][0], line)):
            yield replaced("TST003", "test skipped", lines, at, f"{match[1]}{before[code][1]}\n{line}")
        elif code in behind and re.match(behind[code][0], line):
            yield replaced("TST003", "test skipped", lines, at, f"{line}{behind[code][1]}\n")


def _is_else(lines: list[str], at: int) -> bool:
    return at < len(lines) and re.match(r"\s*\}?\s*else\b", lines[at]) is not None


MAKERS: Sequence[Maker] = (
    guards_removed,
    conditions_weakened,
    negations_dropped,
    handlers_widened,
    errors_swallowed,
    errors_kept,
    limits_raised,
    limits_dropped,
    locks_removed,
    waits_removed,
    tests_weakened,
    tests_skipped,
)
