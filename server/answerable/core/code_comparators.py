"""Comparators of program code: errors that nobody looks at any more, conditions that went, arguments that grew.

They are total, as those of `comparators` are.
"""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from answerable.core.concurrency import waits_no_more
from answerable.core.facts import Delta, Fact
from answerable.core.guards import guard_gone
from answerable.core.lattice import amounts, at_least_times
from answerable.core.reductions import shape_of
from answerable.core.spelling import identifiers, tail

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["CODE", "built_from_text", "puts_into_text"]

_ERROR: Final = re.compile(r"\b(?:err\w*|\w*Err\w*|\w*_err)\b")
_HANDLING: Final = re.compile(r"\.(?:unwrap_or\w*|ok_or\w*|map_err|or_else|unwrap_or_else|and_then)$")
_FEW: Final = 8  # facts
_TAKING: Final = frozenset({"taken", "failure", "propagate"})
_DOINGS: Final = frozenset({"call", "assign", "exit", "keyword", "discard"})
_SEEN_IN: Final = frozenset({"condition", "guard", "bail", "expectation", "swallow"})
_PARAMETERS: Final = re.compile(
    r"prepare|\?|\$\d|:\w+|@\w+|%s.*,|setParameter|Named|addBatch|\bargs?\b|sanitize_sql|quote", re.IGNORECASE
)
#: A text that values are put into: by a sign behind it, or by braces in it.
_JOINED: Final = re.compile(r'["`]\s*(?:\+|%\s*[\w(]|\.format\()|Sprintf\(|String\.format\(')
_INTERPOLATED: Final = re.compile(r'[$#]\{|\bf"[^"]*\{')
_PLACE: Final = re.compile(r"\?|\$\d|[\s=(,]:\w")
_STATEMENT: Final = re.compile(r"(?i)\b(?:select|insert|update|delete|where|from)\b")
_VERIFIES: Final = re.compile(r"\bVERIFY_[A-Z_]+")
_BOUNDED: Final = re.compile(r"(?:^|:)(?:strn\w+|strl\w+|v?snprintf|fgets|str\w+_s|getline)$")
_MEMBER: Final = re.compile(r"[:\"](\w+)")
_LIMIT: Final = re.compile(r"(?i)time_?out|deadline|max_?wait")
_ORDERS: Final = re.compile(r"(?i)seq_?cst|acq_?rel|acquire|release")
#: A line of Go or Rust that leaves what the language keeps safe.
_UNSAFE: Final = re.compile(r"^(?!\s*//).*\bunsafe(?:\.\w|\s*(?:\{|fn\b|impl\b|trait\b|extern\b))")


def built_from_text(code: str) -> bool:
    """Whether values are put into a text here, which has no places for parameters beside them."""
    if _PLACE.search(code) or (_INTERPOLATED.search(code) and "%s" in code):
        return False
    return puts_into_text(code)


def puts_into_text(code: str) -> bool:
    """Whether values are put into a text here, whatever stands beside them."""
    return _INTERPOLATED.search(code) is not None or _JOINED.search(code) is not None


def _emptied(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a handler of the same types stood there before, with something in it."""
    handlers = [
        sum(each.kind == "handler" and each.value == fact.value for each in side)
        for side in (context.delta.lost, context.delta.gained)
    ]
    return handlers[0] >= handlers[1] and bool(fact.value)


def _unwrapped(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what stood under a condition still stands, now without it."""
    if any(
        each.kind in _DOINGS and fact.line <= each.line < fact.end_line and each.value not in fact.value
        for each in context.delta.lost
    ):
        return False
    return guard_gone(fact, context.delta, context.gained) and not any(
        each.kind in {"condition", "case", "hindrance"} and identifiers(each.value) & identifiers(fact.value)
        for each in context.delta.gained
    )


def _reraise_gone(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether more handlers stopped passing on than went or were joined."""
    return _surplus("reraise", context.delta) > max(0, _surplus("handler", context.delta))


def _surplus(kind: str, delta: Delta) -> int:
    return sum(each.kind == kind for each in delta.lost) - sum(each.kind == kind for each in delta.gained)


def _in_old_code(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the definition stood there before: what is new may say from the start what holds for it."""
    new = {f"{each.scope}.{each.key}".strip(".") for each in context.gained if each.kind == "definition"}
    return not any(fact.scope == each or fact.scope.startswith(f"{each}.") for each in new)


def _failure_unseen(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a call is still made whose error is no longer looked at, neither here nor by the caller."""
    lost, gained = context.delta.lost, context.delta.gained
    if _calls(lost, fact.key) > _calls(gained, fact.key):
        # The call went with its test. If hardly anything else did, the call was there to test something.
        shape = shape_of(context.delta)
        return shape.is_reduced and shape.lost <= _FEW
    if not fact.key and sum(each.kind == "call" for each in lost) > sum(
        each.kind == "call" for each in gained
    ):
        return False
    if fact.value.startswith("return ") and all(
        each.value != fact.value for each in lost if each.kind == "exit"
    ):
        # What the test returned is returned all the same, without a test.
        return False
    return not any(
        (each.kind == "returned" and each.key == fact.key)
        or (each.kind in _SEEN_IN and _ERROR.search(each.value))
        for each in gained
    )


def _error_dropped(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the error that is thrown away was taken before, from the same call."""
    return any(
        (each.kind in _TAKING and each.key == fact.key)
        or (each.kind in {"guard", "bail", "condition"} and f"{fact.key}(" in each.value)
        for each in context.delta.lost
    )


def _propagation_lost(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a call is still made whose error no longer reaches the caller."""
    lost, gained = context.delta.lost, context.delta.gained
    seen = any(each.kind in {"taken", "discard"} and each.key == fact.key for each in gained)
    mapped = any(each.kind == "propagate" and fact.key in each.key for each in gained)
    return _calls(lost, fact.key) <= _calls(gained, fact.key) and not seen and not mapped


def _replaces_handling(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether something that took a failure into account went."""
    return any(
        each.kind in {"propagate", "otherwise", "taken"}
        or (each.kind == "guard" and each.value.startswith(("Err", "None")))
        or (each.kind == "call" and _HANDLING.search(each.key))
        for each in context.delta.lost
    )


def _replaces_propagation(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    return _surplus("propagate", context.delta) > 0 and _surplus("call", context.delta) <= 0


def _calls(facts: Sequence[Fact], name: str) -> int:
    return sum(each.kind == "call" and each.key == name for each in facts)


def _replaces_parameters(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a statement with parameters went where one built from text came, and none built from text."""
    if any(
        each.kind in {"call", "assign"} and _STATEMENT.search(each.value) and built_from_text(each.value)
        for each in context.delta.lost
    ):
        return False
    return any(
        each.kind in {"call", "assign", "string"} and _PARAMETERS.search(f"{each.key}{each.value}")
        for each in context.delta.lost
    )


def _replaces_escaping_import(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    return any(each.kind == "import" and "html/template" in each.value for each in context.delta.lost)


def _argument_three_times(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and any(
        was > 0 and now >= 3 * was for was, now in amounts(other.value, fact.value)
    )


def _argument_less(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and any(now < was for was, now in amounts(other.value, fact.value))


def _fewer_of_key(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a call went that no other of its name took the place of, while something else of the definition stays."""
    if not _called_less(fact, context):
        return False
    return any(each.kind not in {"comment", "string"} for each in context.delta.gained) or not any(
        each.kind == "exit" for each in context.delta.lost
    )


def _call_stays(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what is no longer waited for is still started, and still has something to wait for itself."""
    name = fact.key.split("(", 1)[0]
    return not waits_no_more(tail(name), context) and not any(
        each.kind == "call" and (each.key == name or each.key in fact.key) for each in context.delta.lost
    )


def _call_in_value_stays(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what is no longer closed is still opened."""
    return any(each.kind == "assign" and each.value == fact.value for each in context.delta.gained)


def _order_weaker(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether fewer of the orders that bind are named."""
    return other is not None and len(_ORDERS.findall(fact.value)) < len(_ORDERS.findall(other.value))


def _ten_times(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and at_least_times(other.value, fact.value, 10)


def _argument_ten_times(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and any(
        was > 0 and now >= 10 * was for was, now in amounts(other.value, fact.value)
    )


def _replaces_bounded(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a function that knew the room went."""
    return any(each.kind == "call" and _BOUNDED.search(each.key) for each in context.delta.lost)


def _fewer_members(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and set(_MEMBER.findall(fact.value)) < set(_MEMBER.findall(other.value))


def _limit_gone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a call is still made that had a time limit, and was given none by another name."""
    owner = tail(fact.owner)
    gained = context.delta.gained
    return any(each.kind == "call" and tail(each.key) == owner for each in gained) and not any(
        each.kind == "keyword" and tail(each.owner) == owner and _LIMIT.search(each.key) for each in gained
    )


def _no_longer_safe(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the definition kept to what the language keeps safe until now."""
    return not any("unsafe" in f"{each.kind} {each.key} {each.value}" for each in context.delta.lost)


def _unsafe_already(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether older lines of the file leave what the language keeps safe, too, though not those of this definition."""
    if not _no_longer_safe(fact, other, context):
        return False
    fresh = {
        line
        for delta in context.deltas
        if delta.path == context.delta.path
        for each in delta.gained
        if each.kind == "unsafe" or each.key.startswith("unsafe.")
        for line in range(each.line, each.end_line)
    }
    lines = enumerate(context.delta.new_source.split("\n"))
    return any(_UNSAFE.match(line) and number not in fresh for number, line in lines)


def _on_old_table(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a migration changes a table that the same change does not create."""
    made = {
        name
        for each in context.gained
        if each.kind == "call" and tail(each.key) in {"create_table", "create_join_table"}
        for name in _MEMBER.findall(each.value)[:1]
    }
    return not set(_MEMBER.findall(fact.value)[:1]) & made


def _taken_for_good(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a call that was taken out of a definition, if any was, is in no other place that the change fills."""
    gone = {
        tail(each.key)
        for path, each in context.lost
        if each.kind == "call" and path == context.delta.path and each.scope == fact.scope
    }
    gained = [each for each in context.gained if each.kind == "call"]
    gone -= {tail(each.key) for each in gained if each.scope == fact.scope}
    return not gone or bool(gone - {tail(each.key) for each in gained})


def _first_value(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a definition did not set this before."""
    return not any(each.kind == "assign" and each.key == fact.key for each in context.delta.lost)


def _verifies_less(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether more places than before name no more than these ways to verify, whatever stands around them."""
    named = set(_VERIFIES.findall(fact.value))
    lost, gained = (
        sum(
            each.kind == fact.kind and {"VERIFY_NONE"} <= set(_VERIFIES.findall(each.value)) <= named
            for each in side
        )
        for side in (context.delta.lost, context.delta.gained)
    )
    return gained > lost


def _called_less(fact: Fact, context: "Context") -> bool:
    """Whether the definition calls the function less often than before."""
    name = tail(fact.key)
    lost, gained = (
        sum(each.kind == fact.kind and tail(each.key) == name for each in side)
        for side in (context.delta.lost, context.delta.gained)
    )
    return lost > gained


#: By the name a rule uses.
CODE: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "argument-less": _argument_less,
    "argument-ten-times": _argument_ten_times,
    "argument-three-times": _argument_three_times,
    "call-in-value-stays": _call_in_value_stays,
    "call-stays": _call_stays,
    "emptied": _emptied,
    "error-dropped": _error_dropped,
    "failure-unseen": _failure_unseen,
    "fewer-members": _fewer_members,
    "fewer-of-key": _fewer_of_key,
    "first-value": _first_value,
    "in-old-code": _in_old_code,
    "limit-gone": _limit_gone,
    "no-longer-safe": _no_longer_safe,
    "on-old-table": _on_old_table,
    "order-weaker": _order_weaker,
    "propagation-lost": _propagation_lost,
    "replaces-bounded": _replaces_bounded,
    "replaces-escaping-import": _replaces_escaping_import,
    "replaces-handling": _replaces_handling,
    "replaces-parameters": _replaces_parameters,
    "replaces-propagation": _replaces_propagation,
    "reraise-gone": _reraise_gone,
    "taken-for-good": _taken_for_good,
    "ten-times": _ten_times,
    "unsafe-already": _unsafe_already,
    "unwrapped": _unwrapped,
    "verifies-less": _verifies_less,
}
