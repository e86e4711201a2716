"""Which of several members of one name is meant where nobody knows the type of what stands before the dot."""

from collections.abc import Iterable
from typing import Final

from answerable.core.blast.project import Target

__all__ = ["likely"]

_SHORT: Final = 3  # characters below which a name is like too many others

#: What the containers, texts and files of a language itself can do, by its code.
_COMMON: Final = {
    "py": frozenset({
        "append", "clear", "close", "copy", "count", "decode", "encode", "extend", "find", "flush",
        "format", "get", "index", "insert", "isatty", "items", "join", "keys", "lower", "name", "pop",
        "popitem", "read", "readable", "readline", "remove", "replace", "reverse", "seek", "setdefault",
        "sort", "split", "start", "strip", "tell", "update", "upper", "values", "writable", "write",
        "writelines", "add", "discard", "union",
    }),
    "js": frozenset({
        "add", "apply", "at", "bind", "call", "catch", "clear", "concat", "delete", "entries", "every",
        "filter", "finally", "find", "flat", "flatMap", "forEach", "get", "has", "includes", "indexOf",
        "join", "keys", "length", "map", "match", "name", "pop", "push", "reduce", "replace", "reverse",
        "set", "shift", "slice", "some", "sort", "splice", "split", "test", "then", "toString", "trim",
        "values",
    }),
    "go": frozenset({
        "Add", "Close", "Context", "Done", "Error", "Flush", "Get", "Len", "Lock", "Name", "Next", "Read",
        "Reset", "Run", "Set", "Start", "Stop", "String", "Type", "Unlock", "Unwrap", "Value", "Wait",
        "Write",
    }),
    "ja": frozenset({
        "accept", "add", "addAll", "all", "append", "apply", "build", "call", "clear", "clone", "close",
        "collect", "compareTo", "contains", "containsKey", "entrySet", "equals", "filter", "first",
        "flush", "forEach", "format", "get", "getClass", "getKey", "getName", "getOrDefault", "getValue",
        "hasNext", "hashCode", "indexOf", "isEmpty", "iterator", "join", "key", "keySet", "length", "map",
        "name", "next", "of", "put", "putAll", "read", "remove", "replace", "run", "set", "size", "sort",
        "split", "stream", "substring", "test", "toString", "trim", "type", "value", "valueOf", "values",
        "write",
    }),
    "rs": frozenset({
        "all", "and_then", "any", "as_bytes", "as_mut", "as_ref", "as_str", "borrow", "clear", "clone",
        "cloned", "cmp", "collect", "contains", "contains_key", "count", "default", "drain", "drop",
        "entry", "eq", "err", "extend", "filter", "find", "first", "flush", "fmt", "fold", "from", "get",
        "get_mut", "hash", "insert", "into", "into_iter", "is_empty", "is_err", "is_none", "is_ok",
        "is_some", "iter", "iter_mut", "join", "keys", "last", "len", "lock", "map", "map_err", "max",
        "min", "name", "next", "ok", "path", "pop", "position", "push", "push_str", "read", "remove",
        "replace", "rev", "send", "sort", "split", "starts_with", "sum", "take", "to_owned", "to_string",
        "to_vec", "trim", "unwrap", "unwrap_or", "values", "with_capacity", "write", "zip",
    }),
    "c": frozenset({
        "append", "at", "back", "begin", "c_str", "clear", "close", "count", "data", "empty", "end",
        "erase", "find", "first", "front", "get", "insert", "join", "length", "name", "open", "pop_back",
        "push", "push_back", "read", "release", "reset", "resize", "second", "size", "str", "substr",
        "swap", "top", "value", "write",
    }),
    "rb": frozenset({
        "add", "all", "any", "attributes", "call", "class", "clear", "close", "collect", "count", "data",
        "default", "delete", "delete_if", "dup", "each", "empty?", "end", "fetch", "filter", "find",
        "first", "flush", "freeze", "get", "group_by", "has_key?", "hash", "id", "include?", "inspect",
        "instance_variable_get", "is_a?", "join", "key?", "keys", "last", "length", "map", "merge",
        "message", "method", "name", "new", "nil?", "open", "path", "pop", "present?", "public_send",
        "push", "read", "reduce", "reject", "replace", "respond_to?", "reverse", "select", "send", "set",
        "size", "sort", "split", "start", "string", "strip", "sub", "sum", "tap", "to_a", "to_h", "to_s",
        "to_sym", "type", "upcase", "update", "value", "values", "write", "zip",
    }),
}  # fmt: skip

#: Types of the languages themselves, after which many classes are called that are none of them.
_GENERAL: Final = frozenset({
    "any", "array", "bool", "bytes", "callable", "dict", "file", "float", "int", "iterable", "iterator", "list", "map", "mapping",
    "none", "number", "object", "optional", "promise", "record", "sequence", "set", "str", "string", "tuple", "type", "union",
})  # fmt: skip


def likely(
    candidates: Iterable[Target], receivers: Iterable[str], member: str, code: str, path: str
) -> list[Target]:
    """The candidates whose class is called as one of the receiver's names, else all.

    None of them for a name that every container has, unless the class is the file's own.
    """
    found = list(candidates)
    names = [name for receiver in receivers if (name := _plain(receiver)) not in _GENERAL]
    alike = [
        target
        for target in found
        for container in [_plain(target[1].rpartition(".")[0].rpartition(".")[2])]
        if any(_alike(name, container) for name in names)
    ]
    if alike:
        return alike
    if member in _COMMON.get(code, ()) or member.startswith("__"):
        return [target for target in found if target[0] == path]
    return found


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _alike(one: str, other: str) -> bool:
    return len(one) >= _SHORT and (one in other or (len(other) >= _SHORT and other in one))
