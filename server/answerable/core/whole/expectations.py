"""Expected values that change together with what they are expected of: then nothing tells whether the new value is right."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from answerable.core.facts import Fact
from answerable.core.file_pair import FilePair

__all__ = ["Expected", "defines", "expected", "expected_facts", "is_test_path"]

_TEST: Final = re.compile(
    r"(?:^|/)(?:tests?|testing|__tests__|spec|specs|e2e|features)/|(?:^|/)test_[^/]*$|[_.-](?:unit)?(?:test|spec)s?\.\w+$|(?:Tests?|IT|TestCase|Spec)\.\w+$|(?:^|/)conftest\.py$"
)
_SNAPSHOT: Final = re.compile(
    r"(?:^|/)(?:__snapshots__|__image_snapshots__|snapshots|golden|goldens|expected|approvals?)/|\.(?:snap|ambr|golden|approved\.\w+|expected|stdout|snapshot)$"
)
_EXPECTING: Final = re.compile(
    r"(?i)assert|expect|should|\brequire\.|\bwant\b|\bexpected\b|\bmust_|\bis\(|\bt\.(?:is|equal|deepEqual|same)\(|\beq\(|check_|verify|REQUIRE|CHECK"
)
_LITERAL: Final = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`|(?<![\w.])-?\d[\w.]*|\b(?:True|False|None|true|false|null|nil|NULL|undefined)\b"
)
_DEFINING: Final = re.compile(
    r"\b(?:def|class|func|fn|function|export|public|protected|struct|enum|trait|interface|type|module|const|raise|throw|return|static|extern)\b|^\w[\w*& ]*\(|[:=(]\s*(?:async )?\("
)
_ENDING: Final = re.compile(r"\breturn (?:None|null|nil|undefined)\b|\b(?:raise|throw)\b")
_LONGEST: Final = 400  # characters of a line
_MOST: Final = 4_000  # lines that are compared


class Expected(NamedTuple):
    """A changed test file or snapshot: its first changed expectation, 0-based, with the line before and after."""

    pair: FilePair
    line: int
    old: str
    new: str


def defines(pair: FilePair) -> bool:
    """Whether a line that went may have begun a definition or ended one, or one that came ends one with nothing."""
    if not pair.old or is_test_path(pair.path):
        return False
    return any(_DEFINING.search(line) for _, line in _surplus(pair.old, pair.new)) or any(
        _ENDING.search(line) for _, line in _surplus(pair.new, pair.old)
    )


def is_test_path(path: str) -> bool:
    """Whether a file is a test, or what a test compares with."""
    return _TEST.search(path) is not None or _SNAPSHOT.search(path) is not None


def expected(pair: FilePair) -> Expected | None:
    """The first expectation of a test whose value changed, and nothing else of it; `None` when there is none."""
    if not pair.old or not pair.new or pair.old == pair.new:
        return None
    if _SNAPSHOT.search(pair.path):
        return Expected(pair, _first_new(pair), "", "")
    if not _TEST.search(pair.path):
        return None
    gone, come = _surplus(pair.old, pair.new), _surplus(pair.new, pair.old)
    before = {_frame(text): text for _, text in gone if _counts(text)}
    for line, text in come:
        old = before.get(_frame(text)) if _counts(text) else None
        if old is not None and old.strip() != text.strip():
            return Expected(pair, line, old.strip(), text.strip())
    return None


def expected_facts(found: Sequence[Expected], sources: Sequence[str]) -> Iterator[tuple[Expected, Fact]]:
    """What to say of them, given the paths of the changed files that are no tests."""
    if not sources:
        return
    for each in found:
        kind = "snapshot" if not each.new else "value"
        value = f"{_values(each.old)} became {_values(each.new)}" if each.new else sources[0]
        yield each, Fact("expected", kind, value, sources[0], "", each.line, each.line + 1)


def _counts(text: str) -> bool:
    return len(text) <= _LONGEST and _EXPECTING.search(text) is not None and _LITERAL.search(text) is not None


def _frame(text: str) -> str:
    """A line without its literals and its layout."""
    return "".join(_LITERAL.sub("§", text).split())


def _values(text: str) -> str:
    return " ".join(_LITERAL.findall(text))[:60]


def _surplus(one: str, other: str) -> list[tuple[int, str]]:
    """The lines that only one text has, with their numbers."""
    known = Counter(other.split("\n"))
    found = []
    for number, line in enumerate(one.split("\n")):
        if known[line] > 0:
            known[line] -= 1
        else:
            found.append((number, line))
    return found if len(found) <= _MOST else []


def _first_new(pair: FilePair) -> int:
    found = _surplus(pair.new, pair.old)
    return found[0][0] if found else 0
