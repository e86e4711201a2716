"""The comparators that rules name in `check`: what a pattern cannot say.

Each takes the fact, the old fact of a changed pair (or `None`) and the context, and answers whether the rule
fires. They are total: any fact, however odd, gets an answer.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from answerable.core.conditions import admits_more, loses_part, refuses_less
from answerable.core.facts import Delta, Fact
from answerable.core.guards import guard_gone
from answerable.core.infrastructure import INFRASTRUCTURE
from answerable.core.lattice import amounts, at_least_times, looser_where, unrestricted, wider_handler
from answerable.core.secrets import looks_secret
from answerable.core.shell import dangerous_removal
from answerable.core.spelling import identifiers, literal, tail

from answerable.core.workflows import GATES
__all__ = ["CHECKS", "Check", "Context"]

_STRONG: Final = re.compile(
    r"(?i)sha-?(224|256|384|512)|sha3|blake[23]|argon2|bcrypt|scrypt|pbkdf2|\bsecrets\.|SystemRandom|os\.urandom|"
    r"crypto\.(random|getRandom|webcrypto)|getRandomValues|randomBytes|randomUUID|randomInt|uuid4|-gcm\b|\bAES\b|chacha|nanoid|"
    r"SecureRandom|crypto/rand|rand\.(?:Reader|Read)\b|OsRng|ThreadRng|getrandom|arc4random|RAND_bytes|SecureRandom|NewTLS|TransportCredentials|"
    r"prepareStatement|BCrypt|PasswordEncoder|EVP_sha(?:256|384|512)|GCM"
)
_AUTH: Final = re.compile(
    r"(?i)auth|login|loggedin|permission|role|admin|csrf|guard|verify|protect|jwt|passport|session|acl|scope|limit"
)
_TESTS: Final = re.compile(
    r"(?:^|/)(?:tests?|testing|__tests__|spec|e2e)/|(?:^|/)test_[^/]*$|_(?:test|spec)\.\w+$|Tests?\.\w+$|\.(?:test|spec|e2e|cy)\.\w+$|(?:^|/)conftest\.py$"
)
_IN_TESTS: Final = re.compile(r"(?:^|\.)\w*tests?(?:\.|$)")
_BOUNDED: Final = re.compile(r"(?:^|:)(?:strn\w+|strl\w+|v?snprintf|fgets|str\w+_s|getline)$")
_MEMBER: Final = re.compile(r"[:\"](\w+)")
_ORDERS: Final = re.compile(r"(?i)seq_?cst|acq_?rel|acquire|release")
_EMPTY_HANDED: Final = re.compile(
    r'^(?:return(?: (?:None|False|null|undefined|false|""|\[\]|\{\}|\(\)|0|-1))?|continue|break)$'
)
_WIDE: Final = frozenset(
    {"", "Exception", "BaseException", "Throwable", "RuntimeException", "StandardError", "..."}
)
_ERROR: Final = re.compile(r"\b(?:err\w*|\w*Err\w*|\w*_err)\b")
_HANDLING: Final = re.compile(r"\.(?:unwrap_or\w*|ok_or\w*|map_err|or_else|unwrap_or_else|and_then)$")
_TAKING: Final = frozenset({"taken", "failure", "propagate"})
_DOINGS: Final = frozenset({"call", "assign", "exit", "keyword", "discard"})
_SEEN_IN: Final = frozenset({"condition", "guard", "bail", "expectation", "swallow"})
_PARAMETERS: Final = re.compile(
    r"prepare|\?|\$\d|:\w+|@\w+|%s.*,|setParameter|Named|addBatch|\bargs?\b|sanitize_sql|quote", re.IGNORECASE
)
_STRICT_WORDS: Final = {"e": "errexit", "u": "nounset", "pipefail": "pipefail"}


class Context(NamedTuple):
    """Where a fact stands: its definition, and all that the whole change gained, and lost by path."""

    delta: Delta
    gained: Sequence[Fact]
    lost: Sequence[tuple[str, Fact]]


Check = Callable[[Fact, Fact | None, Context], bool]


def _guard_gone(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return guard_gone(fact, context.delta, context.gained)


def _secret(fact: Fact, _other: Fact | None, context: Context) -> bool:
    value = literal(fact.value)
    if value is None and context.delta.language == "sh" and "$" not in fact.value:
        value = fact.value
    return value is not None and looks_secret(fact.key, value)


def _dangerous_removal(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return dangerous_removal(fact.value, context.delta.new_source)


def _unrestricted(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return unrestricted(fact.value) and not _fresh_object(fact, context)


def _looser_where(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and looser_where(other.value, fact.value)


def _drops_existing(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return not _fresh_object(fact, context)


def _fresh_object(fact: Fact, context: Context) -> bool:
    """Whether the object of a statement is made or replaced by the same change: nothing that existed is lost."""
    name = fact.owner.lower()
    return bool(name) and any(
        each.kind == "sql-fresh" and each.key == name and _first(each, fact) for each in context.gained
    )


def _first(fresh: Fact, fact: Fact) -> bool:
    return fresh.value != "create" or fresh.line <= fact.line


def _refuses_less(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and refuses_less(other.value, fact.value)


def _admits_more(fact: Fact, other: Fact | None, _context: Context) -> bool:
    # Where both ways are written out, a negation that goes has only changed their places.
    has_else = fact.owner == "else"
    return other is not None and admits_more(other.value, fact.value, negation_counts=not has_else)


def _loses_part(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and (loses_part(other.value, fact.value) or _bound_moved(other, fact))


def _bound_moved(old: Fact, new: Fact) -> bool:
    """A quiet exit with nothing in its hands refuses; any other one answers."""
    compare = refuses_less if _EMPTY_HANDED.match(old.key) else admits_more
    single = not re.search(r"\b(?:and|or)\b|&&|\|\||\bnot\b|^!", f"{old.value} {new.value}")
    return single and compare(old.value, new.value)


def _wider_handler(fact: Fact, other: Fact | None, context: Context) -> bool:
    return other is not None and wider_handler(other.value, fact.value, context.delta.language)


def _three_times(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and at_least_times(other.value, fact.value, 3)


def _less(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and at_least_times(fact.value, other.value, 1) and other.value != fact.value


def _fewer(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether the definition lost more facts of this kind than it gained: they went, they were not rewritten."""
    lost = sum(each.kind == fact.kind for each in context.delta.lost)
    return lost > sum(each.kind == fact.kind for each in context.delta.gained)


def _fewer_calls(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether the definition calls the function less often than before."""
    name = tail(fact.key)
    lost = sum(each.kind == "call" and tail(each.key) == name for each in context.delta.lost)
    return lost > sum(each.kind == "call" and tail(each.key) == name for each in context.delta.gained)


def _owner_stays(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether the call that lost a keyword is still made, with other arguments."""
    name = tail(fact.owner)
    return any(each.kind == "call" and tail(each.key) == name for each in context.delta.gained)


def _replaces_stronger(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    return any(_STRONG.search(f"{each.key}{each.value}") for each in context.delta.lost)


def _replaces_handler(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    return any(each.kind == "handler" for each in context.delta.lost)


def _replaces_same_kind(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return any(each.kind == fact.kind for each in context.delta.lost)


def _not_new_and_narrow(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether an empty handler is wide, or was there before with something in it."""
    wide = fact.value in _WIDE
    return wide or not any(
        each.kind == "handler" and each.value == fact.value for each in context.delta.gained
    )


def _emptied(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether a handler of the same types stood there before, with something in it."""
    handlers = [
        sum(each.kind == "handler" and each.value == fact.value for each in side)
        for side in (context.delta.lost, context.delta.gained)
    ]
    return handlers[0] >= handlers[1] and bool(fact.value)


def _unwrapped(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether what stood under a condition still stands, now without it."""
    if any(
        each.kind in _DOINGS and fact.line <= each.line < fact.end_line and each.value not in fact.value
        for each in context.delta.lost
    ):
        return False
    return guard_gone(fact, context.delta, context.gained) and not any(
        each.kind in {"condition", "case"} and identifiers(each.value) & identifiers(fact.value)
        for each in context.delta.gained
    )


def _reraise_gone(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether more handlers stopped passing on than went or were joined."""
    return _surplus("reraise", context.delta) > max(0, _surplus("handler", context.delta))


def _surplus(kind: str, delta: Delta) -> int:
    return sum(each.kind == kind for each in delta.lost) - sum(each.kind == kind for each in delta.gained)


def _in_old_code(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether the definition stood there before: what is new may say from the start what holds for it."""
    new = {f"{each.scope}.{each.key}".strip(".") for each in context.gained if each.kind == "definition"}
    return not any(fact.scope == each or fact.scope.startswith(f"{each}.") for each in new)


def _failure_unseen(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether a call is still made whose error is no longer looked at, neither here nor by the caller."""
    lost, gained = context.delta.lost, context.delta.gained
    if _calls(lost, fact.key) > _calls(gained, fact.key):
        # The call went with its test. If nothing else did, the call was there to test something.
        return not gained and all(each.line < fact.end_line and fact.line < each.end_line for each in lost)
    if not fact.key and sum(each.kind == "call" for each in lost) > sum(
        each.kind == "call" for each in gained
    ):
        return False
    return not any(
        (each.kind == "returned" and each.key == fact.key)
        or (each.kind in _SEEN_IN and _ERROR.search(each.value))
        for each in gained
    )


def _error_dropped(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether the error that is thrown away was taken before, from the same call."""
    return any(
        (each.kind in _TAKING and each.key == fact.key)
        or (each.kind in {"guard", "bail", "condition"} and f"{fact.key}(" in each.value)
        for each in context.delta.lost
    )


def _propagation_lost(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether a call is still made whose error no longer reaches the caller."""
    lost, gained = context.delta.lost, context.delta.gained
    seen = any(each.kind in {"taken", "discard"} and each.key == fact.key for each in gained)
    mapped = any(each.kind == "propagate" and fact.key in each.key for each in gained)
    return _calls(lost, fact.key) <= _calls(gained, fact.key) and not seen and not mapped


def _replaces_handling(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether something that took a failure into account went."""
    return any(
        each.kind in {"propagate", "otherwise", "taken"}
        or (each.kind == "guard" and each.value.startswith(("Err", "None")))
        or (each.kind == "call" and _HANDLING.search(each.key))
        for each in context.delta.lost
    )


def _replaces_propagation(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    return _surplus("propagate", context.delta) > 0 and _surplus("call", context.delta) <= 0


def _calls(facts: Sequence[Fact], name: str) -> int:
    return sum(each.kind == "call" and each.key == name for each in facts)


def _replaces_parameters(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether a statement with parameters went where one built from text came."""
    return any(
        each.kind in {"call", "assign", "string"} and _PARAMETERS.search(f"{each.key}{each.value}")
        for each in context.delta.lost
    )


def _replaces_escaping_import(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    return any(each.kind == "import" and "html/template" in each.value for each in context.delta.lost)
    **GATES,


def _argument_three_times(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and any(
        was > 0 and now >= 3 * was for was, now in amounts(other.value, fact.value)
    )


def _argument_less(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and any(now < was for was, now in amounts(other.value, fact.value))


def _strictness_lost(fact: Fact, other: Fact | None, context: Context) -> bool:
    """Whether an option of the `set` that went is in none of those that came."""
    kept: set[str] = set()
    for each in context.delta.gained:
        kept |= _strictness(each.value) if each.kind == "command" and each.key == "set" else set()
    return bool(_strictness((other or fact).value) - kept)


def _strictness(command: str) -> set[str]:
    found = {
        name for name, word in _STRICT_WORDS.items() if re.search(rf"-\w*o\s+{word}|-o\s.*{word}", command)
    }
    for flags in re.findall(r"\s-([a-z]+)", command):
        found |= set(flags) & {"e", "u"}
    return found


def _auth_argument_lost(fact: Fact, other: Fact | None, _context: Context) -> bool:
    if other is None:
        return False
    lost = identifiers(other.value) - identifiers(fact.value)
    return any(_AUTH.search(name) for name in lost) and not any(
        _AUTH.search(name) for name in identifiers(fact.value) - identifiers(other.value)
    )


def _weaker_assertion(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and _strength(fact.value) < _strength(other.value)


def _strength(condition: str) -> int:
    """How much an assertion says: equality most, then membership and bounds, then mere presence."""
    if re.search(r"(?<![<>!=])==(?!=)|\bis (?!not\b)", condition):
        return 3
    if re.search(r"\bin\b|[<>]", condition):
        return 2
    return 1


def _test_gone_alone(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether tests went, and neither other tests came in their place nor what they tested went too."""
    if not _fewer(fact, None, context):
        return False
    return not any(
        each.kind == "definition" and not _TESTS.search(path) and not _IN_TESTS.search(each.scope)
        for path, each in context.lost
    )


def _still_used(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether what a call was given is still used where it stood, now without it."""
    names = identifiers(fact.value)
    return _fewer_calls(fact, None, context) and any(
        names & identifiers(each.value)
        for each in context.delta.gained
        if each.kind not in {"string", "comment"}
    )


def _replaces_same_call(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return any(each.kind == "call" and tail(each.key) == tail(fact.key) for each in context.delta.lost)


def _replaces_something(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    return any(each.kind in {"call", "assign", "exit"} for each in context.delta.lost)


def _fewer_of_key(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether a call went that no other of its name took the place of, while something else of the definition stays."""
    if not _fewer_calls(fact, None, context):
        return False
    return any(each.kind not in {"comment", "string"} for each in context.delta.gained) or not any(
        each.kind == "exit" for each in context.delta.lost
    )


def _call_stays(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether what is no longer waited for is still started."""
    name = fact.key.split("(", 1)[0]
    return not any(
        each.kind == "call" and (each.key == name or each.key in fact.key) for each in context.delta.lost
    )


def _call_in_value_stays(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether what is no longer closed is still opened."""
    return any(each.kind == "assign" and each.value == fact.value for each in context.delta.gained)


def _order_weaker(fact: Fact, other: Fact | None, _context: Context) -> bool:
    """Whether fewer of the orders that bind are named."""
    return other is not None and len(_ORDERS.findall(fact.value)) < len(_ORDERS.findall(other.value))


def _ten_times(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and at_least_times(other.value, fact.value, 10)


def _argument_ten_times(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and any(
        was > 0 and now >= 10 * was for was, now in amounts(other.value, fact.value)
    )


def _replaces_bounded(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether a function that knew the room went."""
    return any(each.kind == "call" and _BOUNDED.search(each.key) for each in context.delta.lost)


def _fewer_members(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and set(_MEMBER.findall(fact.value)) < set(_MEMBER.findall(other.value))


def _on_old_table(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether a migration changes a table that the same change does not create."""
    made = {
        name
        for each in context.gained
        if each.kind == "call" and tail(each.key) in {"create_table", "create_join_table"}
        for name in _MEMBER.findall(each.value)[:1]
    }
    return not set(_MEMBER.findall(fact.value)[:1]) & made


def _on_existing_table(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether the call names no table or model that the same change creates."""
    made = {
        name.lower()
        for each in context.gained
        if each.kind == "call" and tail(each.key) in {"create_table", "CreateModel"}
        for name in re.findall(r'"(\w+)"', each.value)[:1]
    }
    return not any(name.lower() in made for name in re.findall(r'"(\w+)"', fact.value))


#: By the name a rule uses.
CHECKS: Final[dict[str, Check]] = {
    "guard-gone": _guard_gone,
    "secret": _secret,
    "dangerous-removal": _dangerous_removal,
    "unrestricted": _unrestricted,
    "looser-where": _looser_where,
    "drops-existing": _drops_existing,
    "refuses-less": _refuses_less,
    "admits-more": _admits_more,
    "loses-part": _loses_part,
    "wider-handler": _wider_handler,
    "three-times": _three_times,
    "less": _less,
    "fewer": _fewer,
    "fewer-calls": _fewer_calls,
    "owner-stays": _owner_stays,
    "replaces-stronger": _replaces_stronger,
    "replaces-handler": _replaces_handler,
    "replaces-same-kind": _replaces_same_kind,
    "not-new-and-narrow": _not_new_and_narrow,
    "test-gone-alone": _test_gone_alone,
    "still-used": _still_used,
    "replaces-same-call": _replaces_same_call,
    "replaces-something": _replaces_something,
    "emptied": _emptied,
    "fewer-of-key": _fewer_of_key,
    "call-stays": _call_stays,
    "call-in-value-stays": _call_in_value_stays,
    "order-weaker": _order_weaker,
    "ten-times": _ten_times,
    "argument-ten-times": _argument_ten_times,
    "replaces-bounded": _replaces_bounded,
    "fewer-members": _fewer_members,
    "on-old-table": _on_old_table,
    "replaces-propagation": _replaces_propagation,
    "propagation-lost": _propagation_lost,
    "replaces-handling": _replaces_handling,
    "unwrapped": _unwrapped,
    "reraise-gone": _reraise_gone,
    "in-old-code": _in_old_code,
    "failure-unseen": _failure_unseen,
    "error-dropped": _error_dropped,
    "replaces-parameters": _replaces_parameters,
    "replaces-escaping-import": _replaces_escaping_import,
    "argument-three-times": _argument_three_times,
    "argument-less": _argument_less,
    "strictness-lost": _strictness_lost,
    "auth-argument-lost": _auth_argument_lost,
    "weaker-assertion": _weaker_assertion,
    "on-existing-table": _on_existing_table,
    **INFRASTRUCTURE,
}
