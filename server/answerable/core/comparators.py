"""The comparators that rules name in `check`: what a pattern cannot say.

Each takes the fact, the old fact of a changed pair (or `None`) and the context, and answers whether the rule
fires. They are total: any fact, however odd, gets an answer.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from answerable.core.bounds import BOUNDS
from answerable.core.code_comparators import CODE, built_from_text, puts_into_text
from answerable.core.concurrency import CONCURRENCY
from answerable.core.conditions import admits_more, loses_part, refuses_less
from answerable.core.contracts.checks import CONTRACTS
from answerable.core.doors import AUTH, DOORS
from answerable.core.facts import Delta, Fact
from answerable.core.guardrail_comparators import GUARDRAILS
from answerable.core.guards import guard_gone
from answerable.core.infrastructure import INFRASTRUCTURE
from answerable.core.lattice import at_least_times, looser_where, unrestricted, wider_handler
from answerable.core.manifests.checks import DEPENDENCIES
from answerable.core.mocked import MOCKS
from answerable.core.running import RUNNING
from answerable.core.secrets import looks_secret
from answerable.core.shell import dangerous_removal
from answerable.core.spelling import identifiers, literal, tail
from answerable.core.sql_comparators import SQL
from answerable.core.tested import TESTS
from answerable.core.web import WEB
from answerable.core.workflow_checks import CHECKERS
from answerable.core.workflows import GATES

__all__ = ["CHECKS", "Check", "Context"]

_STRONG: Final = re.compile(
    r"(?i)sha-?(224|256|384|512)|sha3|blake[23]|argon2|bcrypt|scrypt|pbkdf2|\bsecrets\.|SystemRandom|os\.urandom|"
    r"crypto\.(random|getRandom|webcrypto)|getRandomValues|randomBytes|randomUUID|randomInt|uuid4|-gcm\b|\bAES\b|chacha|nanoid|"
    r"SecureRandom|crypto/rand|rand\.(?:Reader|Read)\b|OsRng|ThreadRng|getrandom|arc4random|RAND_bytes|SecureRandom|NewTLS|TransportCredentials|"
    r"prepareStatement|BCrypt|PasswordEncoder|EVP_sha(?:256|384|512)|GCM"
)
_ESCAPES: Final = re.compile(r"(?i)^(?!un|.*unescape|.*unquote).*(?:escape|quote|encode|saniti[sz]e|clean)")
_EMPTY_HANDED: Final = re.compile(
    r'^(?:return(?: (?:None|False|null|undefined|false|""|\[\]|\{\}|\(\)|0|-1))?|continue|break)$'
)
_WIDE: Final = frozenset(
    {"", "Exception", "BaseException", "Throwable", "RuntimeException", "StandardError", "..."}
)
_PLAIN: Final = re.compile(
    r"^(?:-?[\d_.]+(?:[eE]-?\d+)?[fFlLuU]*|\"[^\"]+\"|'[^']+'|True|False|true|false|:\w+)$"
)
_STRICT_WORDS: Final = {"e": "errexit", "u": "nounset", "pipefail": "pipefail"}


class Context(NamedTuple):
    """Where a fact stands: its definition, all that the whole change gained, and lost by path, and its definitions."""

    delta: Delta
    gained: Sequence[Fact]
    lost: Sequence[tuple[str, Fact]]
    deltas: Sequence[Delta] = ()


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
    has_else = fact.owner == "else" and (other is None or other.owner == "else")
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


def _other_default(fact: Fact, other: Fact | None, _context: Context) -> bool:
    """Whether one plain value took the place of another; what stands for "not given" is none."""
    return (
        other is not None
        and bool(_PLAIN.match(other.value) and _PLAIN.match(fact.value))
        and other.value != fact.value
    )


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
    lost = {
        name
        for name in identifiers(other.value) - identifiers(fact.value)
        # The same one out of a module.
        if not re.search(rf"\.{re.escape(name)}\b", fact.value)
    }
    return any(AUTH.search(name) for name in lost) and not any(
        AUTH.search(name) for name in identifiers(fact.value) - identifiers(other.value)
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


def _still_used(fact: Fact, _other: Fact | None, context: Context) -> bool:
    """Whether what a call was given is still used where it stood, now without it."""
    names = identifiers(fact.value)
    escaped = any(
        names & identifiers(each.value)
        for each in context.delta.gained
        if each.kind == "call" and tail(each.key) != tail(fact.key) and _ESCAPES.search(tail(each.key))
    )
    return (
        not escaped
        and _fewer_calls(fact, None, context)
        and any(
            names & identifiers(each.value)
            for each in context.delta.gained
            if each.kind not in {"string", "comment"}
        )
    )


def _replaces_same_call(fact: Fact, _other: Fact | None, context: Context) -> bool:
    lost = [each for each in context.delta.lost if each.kind == "call" and tail(each.key) == tail(fact.key)]
    was_text = puts_into_text(fact.value) and any(built_from_text(each.value) for each in lost)
    return bool(lost) and not was_text


def _replaces_something(_fact: Fact, _other: Fact | None, context: Context) -> bool:
    return any(each.kind in {"call", "assign", "exit"} for each in context.delta.lost)


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
    "other-default": _other_default,
    "replaces-stronger": _replaces_stronger,
    "replaces-handler": _replaces_handler,
    "replaces-same-kind": _replaces_same_kind,
    "not-new-and-narrow": _not_new_and_narrow,
    "still-used": _still_used,
    "replaces-same-call": _replaces_same_call,
    "replaces-something": _replaces_something,
    "strictness-lost": _strictness_lost,
    "auth-argument-lost": _auth_argument_lost,
    "weaker-assertion": _weaker_assertion,
    "on-existing-table": _on_existing_table,
    **CODE,
    **DOORS,
    **TESTS,
    **BOUNDS,
    **CONCURRENCY,
    **RUNNING,
    **SQL,
    **WEB,
    **CONTRACTS,
    **DEPENDENCIES,
    **MOCKS,
    **INFRASTRUCTURE,
    **GATES,
    **GUARDRAILS,
    **CHECKERS,
}
