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
}  # fmt: skip


def likely(
    candidates: Iterable[Target], receivers: Iterable[str], member: str, code: str, path: str
) -> list[Target]:
    """The candidates whose class is called as one of the receiver's names, else all.

    None of them for a name that every container has, unless the class is the file's own.
    """
    found = list(candidates)
    names = [_plain(receiver) for receiver in receivers]
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
