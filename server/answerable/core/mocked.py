"""Tests that test what they replaced, and programs that behave otherwise where they are tested: comparators of TST005."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.spelling import tail

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["MOCKS"]

_AFFIX: Final = re.compile(r"(?i)^tests?[_-]|[_.-](?:unit)?(?:tests?|spec)$|(?:tests?|spec|it)$")
_TEXT: Final = re.compile(r"[\"']([\w./@-]+)[\"']")
_PARTIAL: Final = re.compile(r"requireActual|importActual|importOriginal|jest\.requireActual")
_CHECKS: Final = re.compile(r"(?i)assert|expect|require|should|\bt\.|check")
#: Where another test begins.
_NEXT: Final = re.compile(r"\s*(?:async )?def test|func Test|TEST\w*\(|\s*class Test")
_NEAR: Final = 30  # lines


def _calls_what_it_replaces(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a function is replaced by a double, and its own answer is what the same test checks."""
    name = _replaced(fact)
    if not name:
        return False
    called = re.compile(rf"(?<![\w$]){re.escape(name)}\(")
    lines = context.delta.new_source.split("\n")[fact.end_line : fact.end_line + _NEAR]
    until = next((at for at, line in enumerate(lines) if _NEXT.match(line)), len(lines))
    return any(called.search(line) and _CHECKS.search(line) for line in lines[:until])


def _replaces_its_unit(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the module or class that a test file is named after is replaced as a whole."""
    if _PARTIAL.search(context.delta.new_source):
        return False
    unit = _flat(_unit(context.delta.path))
    found = _TEXT.search(fact.value)
    name = (
        found[1].rsplit("/", 1)[-1].split(".")[0] if found else fact.value.strip("()").removesuffix(".class")
    )
    if context.delta.language == "rs":
        name = fact.key.split("::")[0].removeprefix("Mock")
    return bool(unit) and _flat(name) == unit


def _replaced(fact: Fact) -> str:
    """The name of the function that a call to a mocking library replaces."""
    found = _TEXT.findall(fact.value)
    if fact.key.endswith("setattr") and found:
        return str(found[-1 if "." in found[0] else 0]).rsplit(".", 1)[-1]
    if found and "." in found[0]:
        return str(found[0]).rsplit(".", 1)[-1]
    # `(orders,Cancel(_))`, and `(Cancel,func()…)` elsewhere
    first = r"\w+," if fact.key == "EXPECT_CALL" else ""
    words = re.match(rf"\({first}(?:\w+\.)*(\w+)[(,]", fact.value)
    return words[1] if words else ""


def _unit(path: str) -> str:
    name = path.rsplit("/", 1)[-1].split(".", 1)[0]
    shorter = _AFFIX.sub("", name)
    return shorter if shorter != name or "." in path.rsplit("/", 1)[-1].partition(".")[2] else name


def _flat(name: str) -> str:
    return re.sub(r"[\W_]", "", tail(name)).lower()


MOCKS: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "calls-what-it-replaces": _calls_what_it_replaces,
    "replaces-its-unit": _replaces_its_unit,
}
