"""What an edit takes out of a definition without putting anything in its place.

Most mistakes that reach production leave something out (J. A. Duraes, H. S. Madeira, "Emulation of Software Faults", IEEE
Transactions on Software Engineering 32 (11), 2006): the reverse of a fix mostly only takes away, and few other edits
do. Both questions are asked of one file: a definition that shrank among many that were rewritten tells little.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.alignment import Block, changed_span
from answerable.core.diffing import diff_lines
from answerable.core.facts import Delta, Fact
from answerable.core.file_pair import Lines

__all__ = ["Shape", "is_calm", "is_part", "shape_of", "taken_out"]

_TOKEN: Final = r"|(?P<token>\w+|->|::|&&|\|\||[=!<>:]=|[^\w\s])"  # noqa: S105 - of source code
_LITERAL: Final = r'(?P<literal>"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`)'
_HASHED: Final = re.compile(rf"{_LITERAL}|(?P<comment>#[^\n]*){_TOKEN}", re.DOTALL)
_SLASHED: Final = re.compile(
    rf"{_LITERAL}|(?P<comment>//[^\n]*|/\*.*?\*/|^\s*\*(?:\s[^\n]*|/)?$){_TOKEN}", re.DOTALL | re.MULTILINE
)
#: How comments of the languages begin that are looked at.
_COMMENTS: Final = {"py": _HASHED, "rb": _HASHED, **dict.fromkeys(("js", "go", "ja", "rs", "c"), _SLASHED)}
_IMPORT: Final = re.compile(
    r"\s*(?:import\b|from\s+\S+\s+import\b|#\s*include\b|use\s|pub use\s|require\b|package\b)"
)
_DOCSTRING: Final = ('"""', "'''")
#: Names in front of a name, and words that change what may be done with a thing and not what it does.
_DRESS: Final = re.compile(
    r"(?:\w*(?:::|\.|->))+|(?:final|public|private|protected|static|const|inline|export|async|constexpr|virtual|override|"
    r"readonly|pub|mut|let|explicit|noexcept|return|else|pass)*|[(),;{}&*\s]*"
)

_SPACED: Final = frozenset({"&&", "||", "=", ":=", "==", "!=", "<=", ">="})

_MOST_DEFINITIONS: Final = 3
_MOST_LINES: Final = 4_000  # from the first change to the last
_MOST_BLOCKS: Final = 6
_MOST_TOKENS: Final = 150
_FEW: Final = 3  # facts
_SMALL: Final = 20  # facts
_MANY: Final = 200  # facts
_SAID: Final = frozenset(
    {"comment", "string", "definition", "member", "import", "parameter", "default", "reduction"}
)
#: What a loss leaves behind.
_TRACES: Final = frozenset({"swallow", "discard", "shortcut", "bare-handler"})
_CONDITIONS: Final = frozenset(
    {"guard", "bail", "assert", "condition", "require", "bail-unless", "wrapped", "hindrance"}
)


class Shape(NamedTuple):
    """What became of a definition.

    `is_reduced`: all that it gained is what it lost, with something taken out. `is_touched`: hardly anything of it changed.
    `is_smaller`: it lost more than it gained. `lost` counts what it lost.
    """

    is_reduced: bool
    is_touched: bool
    is_smaller: bool
    lost: int


def shape_of(delta: Delta) -> Shape:
    """The shape of the change of one definition, by its facts."""
    whole = _telling(delta.lost)
    lost, gained = _innermost(whole), _innermost(_telling(delta.gained))
    gained = [fact for fact in gained if fact.kind not in _TRACES]
    reduced = bool(lost) and all(any(_is_rest(new, old) for old in whole) for new in gained)
    return Shape(reduced, max(len(lost), len(gained)) <= _FEW, len(gained) < len(lost), len(lost))


def is_calm(deltas: Sequence[Delta]) -> bool:
    """Whether little changed in a file, and no definition of it went."""
    if len(deltas) > _MOST_DEFINITIONS + 1:
        return False
    lost = [fact for delta in deltas for fact in delta.lost]
    return len(_telling(lost)) <= _SMALL and not any(fact.kind == "definition" for fact in lost)


def is_part(part: Sequence[str], whole: Iterable[str]) -> bool:
    """Whether `part` is left of `whole` when something is taken out of it."""
    rest = iter(whole)
    return all(token in rest for token in part)


def taken_out(code: str, lines: Lines, before: Iterable[Fact], after: Iterable[Fact]) -> list[Fact]:
    """A fact of kind `reduction` for each definition out of which something was only taken, and for the rest of the file.

    `code` is the short code of the language, `lines` those of the old and of the new text, the facts are those of what
    changed in them. The value of a fact is what went, its lines are those of the old text. Where more was done than a few
    changes, and where these lie very far apart, there are none.
    """
    pattern = _COMMENTS.get(code)
    if pattern is None:
        return []
    span = changed_span(*lines)
    if max(span.old_end - span.old_start, span.new_end - span.new_start) > _MOST_LINES:
        return []
    was, now = _definitions(before), _definitions(after)
    gone = [place for name, place in was.items() if name not in now]
    groups: dict[str, list[_Change]] = {}
    for change in _changes(lines, span, pattern):
        if not any(first <= change.start + 1 and change.end <= end + 1 for first, end in gone):
            groups.setdefault(_holder(change, was), []).append(change)
    if len(groups) > _MOST_DEFINITIONS or sum(map(len, groups.values())) > _MOST_BLOCKS:
        return []
    facts = (_fact(name, changes) for name, changes in groups.items())
    return sorted((fact for fact in facts if fact is not None), key=lambda fact: fact.line)


class _Change(NamedTuple):
    """Changed lines of the old text, half-open, and the tokens that went, `None` where others came.

    `is_inside`: something of the lines is left.
    """

    start: int
    end: int
    gone: list[str] | None
    is_inside: bool


def _changes(lines: Lines, span: Block, pattern: re.Pattern[str]) -> Iterator[_Change]:
    """The changes of code, apart from layout and comments."""
    old, new = lines[0][span.old_start : span.old_end], lines[1][span.new_start : span.new_end]
    for block in diff_lines(old, new):
        was = _tokens(old[block.old_start : block.old_end], pattern)
        now = _tokens(new[block.new_start : block.new_end], pattern)
        if was != now:
            start = span.old_start + block.old_start
            yield _Change(start, span.old_start + block.old_end, _difference(was, now), bool(now))


def _difference(was: Sequence[str], now: Sequence[str]) -> list[str] | None:
    """The tokens of `was` that `now` has not; `None` when `now` has others."""
    gone, at = [], 0
    for token in was:
        if at < len(now) and now[at] == token:
            at += 1
        else:
            gone.append(token)
    return gone if at == len(now) else None


def _holder(change: _Change, definitions: Mapping[str, tuple[int, int]]) -> str:
    """The innermost definition that holds a change; empty for none."""
    holders = [
        (last - first, name)
        for name, (first, last) in definitions.items()
        if first <= change.start and change.end <= last
    ]
    return min(holders, default=(0, ""))[1]


def _fact(name: str, changes: Sequence[_Change]) -> Fact | None:
    """What went from a definition; `None` when anything came, or nothing of weight went.

    Outside of definitions whole lines come and go with what they declare: there only what lost a part of itself counts.
    """
    gone = [(change, change.gone) for change in changes if change.gone is not None]
    if len(gone) < len(changes) or sum(len(tokens) for _, tokens in gone) > _MOST_TOKENS:
        return None
    told = [(change, tokens) for change, tokens in gone if name or change.is_inside]
    if all(_DRESS.fullmatch("".join(tokens)) for _, tokens in told):
        return None
    change, tokens = max(told, key=lambda each: len(each[1]))
    return Fact("reduction", "", _spelled(tokens), "", name, change.start, max(change.end, change.start + 1))


def _definitions(facts: Iterable[Fact]) -> dict[str, tuple[int, int]]:
    return {fact.key: (fact.line, fact.end_line) for fact in facts if fact.kind == "definition"}


def _tokens(lines: Sequence[str], pattern: re.Pattern[str]) -> list[str]:
    text = "\n".join(line for line in lines if not _IMPORT.match(line))
    found = [match.group() for match in pattern.finditer(text) if match.lastgroup != "comment"]
    return [] if all(token.startswith(_DOCSTRING) for token in found) else found


def _spelled(tokens: Iterable[str]) -> str:
    spelled = ""
    for token in tokens:
        blank = spelled and spelled[-1].isalnum() and token[0].isalnum()
        spelled += f" {token} " if token in _SPACED else f" {token}" if blank else token
    return " ".join(spelled.split())


def _telling(facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.kind not in _SAID]


def _innermost(facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts but for those that say another one again: the call that is given a whole function as its argument."""
    if len(facts) > _MANY:
        return facts
    return [fact for fact in facts if not any(_repeats(fact, other) for other in facts)]


def _repeats(fact: Fact, other: Fact) -> bool:
    return (
        len(other.value) < len(fact.value)
        and fact.line <= other.line
        and other.end_line <= fact.end_line
        and other.value in fact.value
    )


def _is_rest(new: Fact, old: Fact) -> bool:
    one, whole = f"{new.key} {new.value}", f"{old.key} {old.value}"
    alike = new.kind == old.kind or (new.kind in _CONDITIONS) == (old.kind in _CONDITIONS)
    return alike and len(one) < len(whole) and is_part(_words(one), _words(whole))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)
