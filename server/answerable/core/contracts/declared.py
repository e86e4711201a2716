"""What documents and scripts offer by name: inputs of workflows and modules, ports, keys, paths, options, parameters.

The name stands under its holder where it has one: `workflow_call/environment`, `api/80`, `add_order/amount`. The value is
a type, and `required` behind it says that who uses the holder has to give it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from answerable.core.facts import Fact
from answerable.core.values import Value

__all__ = [
    "REQUIRED",
    "block_offers",
    "declared",
    "demands",
    "object_offers",
    "routine_offers",
    "workflow_offers",
]

REQUIRED: Final = "required"
#: A template's directive in a manifest that was read as text.
_HOLE: Final = "TEMPLATE"
_DEEP: Final = 16

_PORT: Final = re.compile(r"[\w$./{}:-]+")
_PAIRED: Final = re.compile(r"([\w.-]+)=(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|\S*)")
#: Variables that only steer how an image is built, or what tools in it print.
_OF_THE_BUILD: Final = re.compile(
    r"^(?:PATH|DEBIAN_FRONTEND|LANG|LC_\w+|LANGUAGE|TERM|TZ|HOME|PYTHON\w+|PIP_\w+|POETRY_\w+|UV_\w+|NPM_CONFIG_\w+|npm_config_\w+|"
    r"GOFLAGS|GOPATH|GOROOT|CGO_ENABLED|JAVA_HOME|\w+_(?:VERSION|SHA256|CHECKSUM|URL|HOME))$"
)
_ROUTINE: Final = re.compile(
    r"^create\s+(?:or\s+(?:replace|alter)\s+)?(?:definer\s*=\s*\S+\s+)?(?P<kind>function|procedure|proc)\s+"
    r"(?P<name>[\w.\"`\[\]]+)\s*\((?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_VIEW: Final = re.compile(
    r"^create\s+(?:or\s+(?:replace|alter)\s+)?(?:materialized\s+)?view\s+(?:if\s+not\s+exists\s+)?(?P<name>[\w.\"`\[\]]+)\s*"
    r"(?:\((?P<columns>[\w\s,\"`]+)\)\s*)?as\s+select\s+(?:distinct\s+)?(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_FROM: Final = re.compile(r"\s*from\b", re.IGNORECASE)
_PARAMETER: Final = re.compile(
    r"^(?:(?:in|out|inout|variadic)\s+)?(?P<name>@?[A-Za-z_]\w*)\s+(?P<type>.+?)(?P<default>\s*(?:=|\bdefault\b).*)?$",
    re.IGNORECASE | re.DOTALL,
)
_COLUMN: Final = re.compile(r"(?:\bas\s+|\.|\s|^)[\"`\[]?(?P<name>[A-Za-z_]\w*)[\"`\]]?\s*$", re.IGNORECASE)


def declared(facts: Iterable[Fact], code: str) -> Iterator[Fact]:
    """The facts `wire` of a document or script, which others hold already or which are read from its facts."""
    known = list(facts)
    yield from (fact for fact in known if fact.kind == "wire")
    if code == "df":
        yield from _image(known)
    elif code == "sh":
        for fact in known:
            yield from _script(fact)


def demands(old: Iterable[Fact], gained: Iterable[Fact], text: str) -> Iterator[Fact]:
    """A fact `demand` for each new name that has to be given to what was there before, in the old text."""
    names, holders = set(), set()
    for fact in old:
        names.add(fact.key)
        holders.add((fact.owner, _holder(fact)))
    for fact in gained:
        # The blocks of Terraform stand alone: the file was there when it had any line, and only some may be at hand.
        was_there = (fact.owner, _holder(fact)) in holders or (not _holder(fact) and bool(text))
        if fact.key not in names and was_there and fact.value.endswith(REQUIRED):
            yield fact._replace(kind="demand")


def workflow_offers(value: Value) -> Iterator[Fact]:
    """The inputs, secrets and outputs of a reusable workflow, of one that is started by hand, or of an action."""
    holders = [("workflow_call", value.get("on", "workflow_call"))]
    holders.append(("workflow_dispatch", value.get("on", "workflow_dispatch")))
    if value.get("runs").members:
        holders.append(("action", value))
    for holder, members in holders:
        for owner in ("input", "secret", "output"):
            for name, entry in members.get(f"{owner}s").members:
                is_given = entry.get("required").text == "true" and entry.get("default").kind == "none"
                said = _typed(entry.get("type").text, demanded=is_given)
                yield _wire(f"{holder}/{name}", said, owner, "", entry)


def block_offers(kind: str, labels: Sequence[str], value: Value) -> Iterator[Fact]:
    """What a module of Terraform takes and gives."""
    if kind == "variable" and labels:
        of_type = "".join(value.get("type").text.split()) or "any"
        yield _wire(labels[0], _typed(of_type, demanded=value.get("default").kind == "none"), kind, "", value)
    elif kind == "output" and labels:
        yield _wire(labels[0], "", kind, "", value)


def object_offers(value: Value, scope: str) -> Iterator[Fact]:
    """Ports of a service, keys of a config map, paths of an ingress, served versions and fields of a custom resource."""
    kind, name = value.get("kind").text, value.get("metadata", "name").text
    if kind == "Service":
        found = _ports(value, name, scope)
    elif kind == "ConfigMap":
        members = (*value.get("data").members, *value.get("binaryData").members)
        found = (_wire(f"{name}/{key}", "", "key", scope, entry) for key, entry in members)
    elif kind == "Ingress":
        found = _paths(value, scope)
    elif kind == "CustomResourceDefinition":
        found = _versions(value, scope)
    else:
        return
    yield from (fact for fact in found if _HOLE not in fact.key)


def routine_offers(statement: str) -> Iterator[tuple[str, str, str, str]]:
    """(kind, key, value, owner) of the parameters of a routine or the columns of a view, of a bare statement."""
    routine = _ROUTINE.match(statement)
    if routine is not None:
        holder = _plain(routine["name"])
        for part in _parts(routine["rest"]):
            found = _PARAMETER.match(part)
            if found is not None:
                said = _typed(" ".join(found["type"].lower().split()), demanded=not found["default"])
                yield "wire", f"{holder}/{found['name'].lower()}", said, "parameter"
        return
    view = _VIEW.match(statement)
    if view is not None:
        for part in (view["columns"] or "").split(",") if view["columns"] else _parts(view["rest"]):
            found = _COLUMN.search(part.strip())
            if found is not None:
                yield "wire", f"{_plain(view['name'])}/{found['name'].lower()}", "", "column"


def _image(facts: Sequence[Fact]) -> Iterator[Fact]:
    """What whoever builds or runs an image uses: arguments of any stage, the rest of its last one."""
    said = [fact for fact in facts if fact.kind == "instruction"]
    last = next((fact.owner for fact in reversed(said) if fact.key == "FROM"), "")
    for fact in said:
        if fact.key == "ARG":
            yield _again(fact, fact.value.partition("=")[0], "build argument")
        elif fact.owner != last:
            continue
        elif fact.key == "ENV":
            names = _PAIRED.findall(fact.value) or [fact.value.partition(" ")[0]]
            yield from (_again(fact, name, "variable") for name in names if not _OF_THE_BUILD.match(name))
        elif fact.key == "EXPOSE":
            yield from (_again(fact, port, "port") for port in _PORT.findall(fact.value))
        elif fact.key == "VOLUME":
            yield from (_again(fact, path, "volume") for path in re.findall(r"[\w./${}-]+", fact.value))
        elif fact.key == "ENTRYPOINT":
            yield _again(fact, "ENTRYPOINT", "instruction")


def _script(fact: Fact) -> Iterator[Fact]:
    """The options and exported variables of a shell script."""
    if fact.kind == "option":
        yield _again(fact, fact.value.rstrip("*").rstrip("="), "option")
    elif fact.kind == "exported" and fact.value.isupper():
        yield _again(fact, fact.value, "variable")
    elif fact.kind == "command" and fact.key == "getopts":
        letters = [*fact.value.split(), "", ""][1].strip("\"'").lstrip(":")
        for letter, argument in re.findall(r"(\w)(:?)", letters):
            yield _again(fact, f"-{letter}", "option")._replace(value="a value" if argument else "a switch")


def _ports(value: Value, name: str, scope: str) -> Iterator[Fact]:
    for port in value.get("spec", "ports").items:
        for part, owner in (("port", "port"), ("name", "port name")):
            if port.get(part).text:
                yield _wire(f"{name}/{port.get(part).text}", "", owner, scope, port)


def _paths(value: Value, scope: str) -> Iterator[Fact]:
    for rule in value.get("spec", "rules").items:
        for path in rule.get("http", "paths").items:
            yield _wire(
                f"{rule.get('host').text or '*'}{path.get('path').text or '/'}", "", "path", scope, path
            )


def _versions(value: Value, scope: str) -> Iterator[Fact]:
    kind = value.get("spec", "names", "kind").text
    for version in value.get("spec", "versions").items:
        if version.get("served").text == "true":
            holder = f"{kind} {version.get('name').text}"
            yield _wire(holder, "", "version", scope, version)
            for name, schema in version.get("schema", "openAPIV3Schema", "properties").members:
                if name not in {"apiVersion", "kind", "metadata"}:
                    yield from _fields(schema, f"{holder}/{name}", scope, 0)


def _fields(schema: Value, path: str, scope: str, depth: int) -> Iterator[Fact]:
    if depth > _DEEP:
        return
    inner = schema.get("items") if schema.get("items").members else schema
    demanded = {each.text for each in inner.get("required").items}
    for name, member in inner.get("properties").members:
        is_given = name in demanded and member.get("default").kind == "none"
        yield _wire(
            f"{path}/{name}", _typed(member.get("type").text, demanded=is_given), "field", scope, member
        )
        yield from _fields(member, f"{path}/{name}", scope, depth + 1)


def _parts(text: str) -> Iterator[str]:
    """What stands between the commas of a list up to its end: a bracket that closes it, or FROM."""
    depth, start = 0, 0
    for at, mark in enumerate(text):
        is_over = (mark == ")" and not depth) or (not depth and mark.isspace() and _FROM.match(text, at))
        if is_over or (mark == "," and not depth):
            yield text[start:at].strip()
            start = at + 1
        if is_over:
            return
        depth += (mark == "(") - (mark == ")")
    yield text[start:].strip()


def _typed(of_type: str, *, demanded: bool) -> str:
    return f"{of_type} {REQUIRED}".strip() if demanded else of_type


def _plain(name: str) -> str:
    return re.sub(r"[\"`\[\]]", "", name).lower()


def _holder(fact: Fact) -> str:
    return fact.key.rpartition("/")[0]


def _again(fact: Fact, key: str, owner: str) -> Fact:
    return Fact("wire", key, "", owner, "", fact.line, fact.end_line)


def _wire(key: str, value: str, owner: str, scope: str, where: Value) -> Fact:
    return Fact("wire", key, value, owner, scope, where.line, where.end_line)
