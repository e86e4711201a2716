"""Interface descriptions by their lines: Protocol Buffers, GraphQL, Thrift, OpenAPI and JSON Schema.

A fact `wire` has the name of what is promised (`Order.note`, `GET /orders`) as its key, its type as its value and what it
is as its owner: `field`, `call`, `operation`, `parameter` or `value`.
"""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.facts import Fact

__all__ = ["contract_kind", "is_contract", "wire_facts"]

_OPENAPI: Final = re.compile(r"^\s*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?\d", re.MULTILINE)
_JSON_SCHEMA: Final = re.compile(r"\"\$schema\"\s*:\s*\"https?://json-schema\.org/")
_BLOCK: Final = re.compile(
    r"^\s*(?:extend\s+)?(?P<kind>message|enum|service|oneof|struct|exception|union|type|interface|input)\s+(?P<name>\w+)[^{;]*\{"
)
_FIELD: Final = re.compile(
    r"^\s*(?:(?P<label>repeated|optional|required)\s+)?(?P<type>(?:map\s*<[^>]+>|[\w.]+))\s+(?P<name>\w+)\s*=\s*(?P<number>\d+)"
)
_RPC: Final = re.compile(r"^\s*rpc\s+(?P<name>\w+)\s*(?P<type>\([^)]*\)\s*returns\s*\([^)]*\))")
_VALUE: Final = re.compile(r"^\s*(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<number>-?\w+)\s*[;,\[]")
_RESERVED: Final = re.compile(r"^\s*reserved\s+(?P<what>[^;]+)")
_GRAPHQL: Final = re.compile(r"^\s*(?P<name>\w+)\s*(?P<arguments>\([^)]*\))?\s*:\s*(?P<type>[\[\]\w!]+)")
_THRIFT: Final = re.compile(
    r"^\s*(?P<number>\d+)\s*:\s*(?:(?P<label>required|optional)\s+)?(?P<type>[\w.<>, ]+?)\s+(?P<name>\w+)\s*[;,=(]?"
)
_KEYED: Final = re.compile(
    r"^(?P<indent>\s*)(?:- )?[\"']?(?P<key>[^\"':#{}\[\],]+?(?:\{[^}]*\}[^\"':#]*)*)[\"']?\s*:(?:\s+(?P<value>[^#\n]+?))?,?\s*$"
)
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})
_DEEP: Final = 60


def is_contract(path: str) -> bool:
    """Whether a file's name alone tells that it describes an interface."""
    return path.lower().endswith((".proto", ".graphql", ".graphqls", ".gql", ".thrift"))


def contract_kind(path: str, text: str) -> str:
    """The kind of an interface description; empty for any other file."""
    name = path.rsplit("/", 1)[-1].lower()
    if name.endswith(".proto"):
        return "proto"
    if name.endswith((".graphql", ".graphqls", ".gql")):
        return "graphql"
    if name.endswith(".thrift"):
        return "thrift"
    if name.endswith((".yaml", ".yml", ".json")):
        if _OPENAPI.search(text[:4_000]):
            return "openapi"
        if name.endswith((".schema.json", ".schema.yaml", ".schema.yml")) or _JSON_SCHEMA.search(
            text[:4_000]
        ):
            return "schema"
    return ""


def wire_facts(kind: str, text: str) -> Iterator[Fact]:
    """What a description promises."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if kind in {"openapi", "schema"}:
        return _described(kind, text)
    return _blocks(kind, text)


def _blocks(kind: str, text: str) -> Iterator[Fact]:
    """The facts of a language of named blocks in braces."""
    open_ones: list[str] = []
    prose = False
    for number, raw in enumerate(text.split("\n")):
        line = re.sub(r"//.*$|#.*$" if kind != "proto" else r"//.*$", "", raw)
        if line.count('"""') % 2:
            prose = not prose
            continue
        if prose or len(open_ones) > _DEEP:
            continue
        block = _BLOCK.match(line)
        if block is not None:
            # A choice among fields is no level of names.
            open_ones.append("" if block["kind"] == "oneof" else block["name"])
            inner = line[block.end() :]
            if "}" in inner:
                open_ones.pop()
            continue
        if open_ones:
            yield from _member(kind, ".".join(filter(None, open_ones)), line, number)
        for mark in re.sub(r"\"[^\"]*\"", "", line):
            if mark == "{":
                open_ones.append("")
            elif mark == "}" and open_ones:
                open_ones.pop()


def _member(kind: str, holder: str, line: str, number: int) -> Iterator[Fact]:
    reserved = _RESERVED.match(line)
    if reserved is not None:
        for what in re.findall(r"\"\w+\"|\d+", reserved["what"]):
            yield Fact("reserved", holder, what.strip('"'), "", "", number, number + 1)
        return
    call = _RPC.match(line)
    if call is not None:
        yield _wire(f"{holder}.{call['name']}", "".join(call["type"].split()), "call", number)
        return
    found = {"proto": _FIELD, "thrift": _THRIFT, "graphql": _GRAPHQL}[kind].match(line)
    if found is not None:
        parts = found.groupdict()
        said = " ".join(filter(None, (parts.get("label"), "".join(found["type"].split()))))
        yield _wire(
            f"{holder}.{found['name']}",
            f"{said} = {parts['number']}" if "number" in parts else said,
            "field",
            number,
        )
        for argument in re.finditer(r"(\w+)\s*:\s*([\[\]\w!]+)", parts.get("arguments") or ""):
            yield _wire(f"{holder}.{found['name']}({argument[1]})", argument[2], "parameter", number)
    elif (value := _VALUE.match(line)) is not None:
        yield _wire(f"{holder}.{value['name']}", value["number"], "value", number)
    elif kind == "graphql" and (word := re.match(r"^\s*([A-Z][A-Z0-9_]*)\s*(?:@.*)?$", line)) is not None:
        yield _wire(f"{holder}.{word[1]}", "", "value", number)


def _described(kind: str, text: str) -> Iterator[Fact]:
    """The operations and properties of an OpenAPI document or a JSON Schema, by the indentation of their keys."""
    stack: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n")):
        found = _KEYED.match(line)
        if found is None or not line.strip():
            continue
        depth = len(found["indent"]) + (2 if line.lstrip().startswith("- ") else 0)
        while stack and stack[-1][0] >= depth:
            stack.pop()
        path = [name for _, name in stack]
        key, value = found["key"].strip(), (found["value"] or "").strip().strip("\"',{[ ")
        if len(stack) < _DEEP:
            stack.append((depth, key))
        yield from _entry(kind, path, key, value, number)


def _entry(kind: str, path: list[str], key: str, value: str, number: int) -> Iterator[Fact]:
    if kind == "openapi" and len(path) == 2 and path[0] == "paths" and key in _METHODS:
        yield _wire(f"{key.upper()} {re.sub(r'{[^}]*}', '{}', path[1])}", "", "operation", number)
    elif key in {"type", "$ref", "format"} and len(path) >= 2 and path[-2] == "properties":
        yield _wire(
            f"{_holder(path[:-2])}.{path[-1]}{'' if key != 'format' else ' format'}", value, "field", number
        )


def _holder(path: list[str]) -> str:
    """The name of the schema that holds a property."""
    if path[:2] in (["components", "schemas"], ["definitions"]) or path[:1] in (["definitions"], ["$defs"]):
        path = path[2:] if path[0] == "components" else path[1:]
    return (
        ".".join(part for part in path if part not in {"properties", "items", "allOf", "content", "schema"})
        or "root"
    )


def _wire(key: str, value: str, kind: str, number: int) -> Fact:
    return Fact("wire", key, value, kind, "", number, number + 1)
