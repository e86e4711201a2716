"""Permissions as ordered things: IAM statements, workflow token scopes, and which of two lets more through.

Facts of a policy statement: `iam-allow` and `iam-deny` with the element as key and one of its entries as value;
the owner says "conditioned" when the statement has a condition, else "read" when it allows only to look, else
"write". `iam-statement` is keyed by what the statement names and valued with its conditions, one a line.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from answerable.core.facts import Fact
from answerable.core.values import DEEP, Value, leaves, texts

__all__ = ["covers", "looser_conditions", "narrower_denial", "policy_facts", "wider_token"]

_READS: Final = re.compile(
    r"(?i)^(?:[\w-]+:)?(?:get|list|describe|view|read|batchget|lookup|head|search|query|scan)[\w*]*$"
)
#: Conditions that ask for TLS or a second factor, and what a denial says instead.
_SECURE: Final = re.compile(
    r"(?i)(?:SecureTransport|MultiFactorAuthPresent)(?:\[\])? true$|MultiFactorAuthAge"
)
_INSECURE: Final = re.compile(r"(?i)(?:SecureTransport|MultiFactorAuthPresent)(?:\[\])? false$|TlsVersion")
_NAMES: Final = {
    "action": "Action", "actions": "Action", "resource": "Resource", "resources": "Resource",
    "principal": "Principal", "principals": "Principal", "notaction": "NotAction", "not_actions": "NotAction",
    "notresource": "NotResource", "not_resources": "NotResource", "notprincipal": "NotPrincipal",
    "not_principals": "NotPrincipal",
}  # fmt: skip
_LEVELS: Final = {"none": 0, "read": 1, "write": 2, "admin": 3}


def policy_facts(value: Value, scope: str, depth: int = 0) -> Iterator[Fact]:
    """Facts of every policy statement in a document, wherever it stands."""
    if depth > DEEP:
        return
    if value.kind == "map" and _is_statement(value):
        yield from _statement(value, scope)
        return
    for _, member in value.members:
        yield from policy_facts(member, scope, depth + 1)
    for item in value.items:
        yield from policy_facts(item, scope, depth + 1)


def covers(pattern: str, other: str) -> bool:
    """Whether a wildcard pattern of IAM includes everything that another spelling does."""
    return fnmatchcase(other.lower(), pattern.lower().replace("[", "[[]"))


def looser_conditions(old: str, new: str) -> bool:
    """Whether conditions of an allowing statement, one a line, lost one and got none in its place, or mean less."""
    before, after = _lines(old), _lines(new)
    asked, asks = ({line for line in lines if _SECURE.search(line)} for lines in (before, after))
    return (
        after < before
        or (bool(asked) and not asks)
        or any(_means_less(line, before) for line in after - before)
    )


def narrower_denial(old: str, new: str) -> bool:
    """Whether a denying statement denies less: it got a condition more, or no longer asks for TLS or a second factor."""
    before, after = _lines(old), _lines(new)
    asked, asks = (any(_INSECURE.search(line) for line in lines) for lines in (before, after))
    return before < after or (asked and not asks)


def _lines(text: str) -> set[str]:
    return set(filter(None, text.split("\n")))


def _means_less(line: str, before: set[str]) -> bool:
    """Whether a condition has a wildcard where its name had a value without one."""
    name, _, value = line.rpartition(" ")
    if "*" not in value:
        return False
    gone = [each.rpartition(" ")[2] for each in before if each.rpartition(" ")[0] == name]
    return any(value != each and covers(value, each) for each in gone)


def wider_token(old: str, new: str) -> bool:
    """Whether a workflow token of the scopes `new` may do something that one of `old` may not.

    Scopes are spelled `contents=read packages=write`, or `*=write`; `default` is what the repository's settings say.
    """
    if new in {"covered", old}:
        return False
    # Where everything below says for itself what it may do, a new word above it is for what comes later.
    if old in {"default", "covered"}:
        return "*=write" in new
    if new == "default":
        return "*=write" not in old
    before, after = _scopes(old), _scopes(new)
    rest_before, rest_after = before.pop("*", 0), after.pop("*", 0)
    return rest_after > rest_before or any(
        after.get(name, rest_after) > before.get(name, rest_before) for name in (*before, *after)
    )


def _scopes(text: str) -> dict[str, int]:
    return {
        name: _LEVELS.get(level, 2)
        for name, _, level in (part.partition("=") for part in text.split())
        if name
    }


def _is_statement(value: Value) -> bool:
    names = {name.lower() for name, _ in value.members}
    if "effect" in names and names & {"principal", "notprincipal"}:
        return True
    return bool(names & {"action", "notaction", "actions", "not_actions"}) and bool(
        names & {"effect", "resource", "resources", "notresource", "principal", "principals", "not_resources"}
    )


def _statement(value: Value, scope: str) -> Iterator[Fact]:
    elements: dict[str, list[tuple[str, int, int]]] = {}
    effect, stated = "Allow", value
    for name, member in value.members:
        if name.lower() == "effect":
            effect, stated = member.text, member
        elif (element := _NAMES.get(name.lower())) is not None:
            elements.setdefault(element, []).extend(_entries(element, member))
    conditions = sorted(_conditions(value))
    kind = "iam-deny" if effect.lower() == "deny" else "iam-allow"
    reads = all(_READS.match(text) for text, _, _ in elements.get("Action", []))
    owner = "conditioned" if conditions else "read" if reads and "NotAction" not in elements else "write"
    for element, entries in elements.items():
        for text, line, end_line in entries:
            yield Fact(kind, element, text, owner, scope, line, end_line)
    signature = "; ".join(
        f"{element} {', '.join(sorted(text for text, _, _ in entries))}"
        for element, entries in sorted(elements.items())
        # A statement is known by what it is about: who it lets in may change together with the rest.
        if "Principal" not in element
    )
    yield Fact("iam-effect", signature, effect, "", scope, stated.line, stated.end_line)
    yield Fact(
        "iam-statement",
        f"{effect} {signature}",
        "\n".join(conditions),
        effect,
        scope,
        value.line,
        value.end_line,
    )


def _entries(element: str, member: Value) -> Iterator[tuple[str, int, int]]:
    """The entries of an element; a map of principals gives theirs, `{"AWS": "*"}` or `identifiers = ["*"]`."""
    if member.kind == "map":
        for name, inner in member.members:
            if name != "type" or member.get("identifiers").kind == "none":
                yield from _entries(element, inner)
        return
    if member.kind == "list":
        for item in member.items:
            yield item.text, item.line, item.end_line
        if not member.items:
            yield "[]", member.line, member.end_line
    elif member.kind in {"scalar", "block"}:
        yield member.text, member.line, member.end_line


def _conditions(value: Value) -> Iterator[str]:
    for name, member in value.members:
        if name == "Condition":
            for leaf in leaves(member):
                yield f"{leaf.path} {leaf.text}"
        elif name == "condition":
            for text in sorted(texts(member.get("values"))):
                yield f"{member.get('test').text} {member.get('variable').text} {text}"
