"""Whether a definition is exported, by each language's own rule."""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

__all__ = ["EXPORTED", "Defined", "listed_names"]

_ALL: Final = re.compile(rb"^__all__\s*(?::[^=]*)?\+?=\s*[(\[]([^\])]*)[\])]", re.MULTILINE)
_EXPORTS: Final = re.compile(
    rb"^\s*export\s+(?:type\s+)?\{([^}]*)\}\s*(?!\s*from)|module\.exports\s*=\s*\{([^}]*)\}", re.MULTILINE
)
_EXPORTED_ONE: Final = re.compile(
    rb"^(?:export\s+default|module\.exports\s*=|export\s*=)\s+([\w$]+)\s*;?\s*$", re.MULTILINE
)
_HIDDEN: Final = re.compile(rb"^[ \t]*(private|protected|public)\b[ \t]*(?:#.*)?$", re.MULTILINE)


class Defined(NamedTuple):
    """A definition as it stands in the source: bytes before its node, from its start to its name, and before its class.

    `listed` are the names that the file says it exports, `None` where it says nothing.
    """

    path: str
    name: str
    kind: str
    before: bytes
    head: bytes
    container: bytes
    nested: bool
    listed: frozenset[str] | None


def listed_names(source: bytes, code: str) -> frozenset[str] | None:
    """The names in `__all__`, `export { … }` or `module.exports`."""
    if code == "py":
        found = [
            each for match in _ALL.finditer(source) for each in re.findall(rb"[\"'](\w+)[\"']", match[1])
        ]
        return frozenset(each.decode() for each in found) if found else None
    if code != "js":
        return None
    names = [match[1] for match in _EXPORTED_ONE.finditer(source)]
    for match in _EXPORTS.finditer(source):
        names += re.findall(rb"[\w$]+", match[1] or match[2] or b"")
    return frozenset(each.decode("utf-8", "replace") for each in names)


def _python(one: Defined) -> bool:
    if one.listed is not None and not one.nested:
        return one.name in one.listed
    return not one.name.startswith("_") or one.name.endswith("__")


def _script(one: Defined) -> bool:
    if one.nested:
        return not one.name.startswith("#") and not re.search(rb"\b(?:private|protected)\b", one.head)
    return (
        one.kind == "member"
        or one.name == "default"
        or re.search(rb"\bexport(?:\s+(?:default|declare|abstract|async|const))*\s*$", one.before) is not None
        or one.name in (one.listed or ())
    )


def _go(one: Defined) -> bool:
    return one.name[:1].isupper()


def _java(one: Defined) -> bool:
    return re.search(rb"\bprivate\b", one.head) is None


def _rust(one: Defined) -> bool:
    return one.nested or re.search(rb"\bpub\b", one.head) is not None or b"#[macro_export]" in one.before


def _c(one: Defined) -> bool:
    is_header = one.path.endswith((".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp"))
    if not is_header and not one.nested and one.kind not in {"function", "variable", "declaration"}:
        return False
    return (is_header or not one.head.startswith(b"#")) and re.search(rb"\bstatic\b", one.head) is None


def _ruby(one: Defined) -> bool:
    if re.search(rb"\bprivate(?:_class_method)?[ \t]+$", one.before):
        return False
    said = [match[1] for match in _HIDDEN.finditer(one.container)]
    return not said or said[-1] == b"public"


def _shell(_one: Defined) -> bool:
    return True


#: The rule of each language, by its code.
EXPORTED: Final[Mapping[str, Callable[[Defined], bool]]] = {
    "py": _python,
    "js": _script,
    "go": _go,
    "ja": _java,
    "rs": _rust,
    "c": _c,
    "rb": _ruby,
    "sh": _shell,
}
