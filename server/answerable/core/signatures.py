"""Whether callers of an earlier signature still fit a later one, by the text of its parameters and of what it returns.

Texts are layout-free (`spelling.normalise`). What cannot be told counts as compatible.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from answerable.core.facts import Delta

__all__ = ["contract_break", "signature_break"]

_OPEN: Final = "([{<"
_CLOSE: Final = ")]}>"
_NOTHING: Final = re.compile(r"^return (?:None|null|nil|undefined)$")
_RAISED: Final = re.compile(r"^(?:raise|throw)(?: new)? ([\w.:]+)")
_NULLABLE: Final = re.compile(r"\bOptional\[|\bNone\b|\bnull\b|\bundefined\b|^Option<|^Optional<|@Nullable")


class _Parameter(NamedTuple):
    """`name` empty where only types count; `place` is `position`, `keyword` or `rest`."""

    name: str
    type: str
    required: bool
    place: str


def signature_break(old: str, new: str, code: str) -> str:
    """Why calls that fitted the old parameters do not fit the new ones; empty when they do."""
    read = _READERS.get(code)
    if read is None or old == new:
        return ""
    before, after = list(read(_parts(old))), list(read(_parts(new)))
    return _positions(before, after, code) or _keywords(before, after)


def contract_break(delta: Delta) -> str:
    """Why what a definition gives or raises is not what its callers knew; empty when nothing says so."""
    lost = [fact.value for fact in delta.lost if fact.kind == "returns"]
    gained = [fact.value for fact in delta.gained if fact.kind == "returns"]
    if len(lost) == len(gained) == 1 and not _fits(lost[0], gained[0], delta.language):
        return f"gives {_short(gained[0])} and no longer {_short(lost[0])}"
    exits = [[fact.value for fact in side if fact.kind == "exit"] for side in (delta.lost, delta.gained)]
    if (
        delta.language in {"py", "js", "rb"}
        and any(map(_NOTHING.match, exits[1]))
        and not any(map(_NOTHING.match, exits[0]))
    ):
        return "may now give nothing"
    before, after = ({match[1] for each in side if (match := _RAISED.match(each))} for side in exits)
    if before - after and after - before:
        return f"raises {min(after - before)} and no longer {min(before - after)}"
    return ""


def _fits(old: str, new: str, code: str) -> bool:
    """Whether whoever took the old type can take the new one: the same, or less to be ready for."""
    before, after = _members(old), _members(new)
    if before == after or (code in {"py", "js"} and after <= before):
        return True
    if not before or not after or code in {"py", "js"}:
        # An annotation that comes or is put otherwise says nothing of what is given; that nothing may be given does.
        return not (_NULLABLE.search(new) and not _NULLABLE.search(old))
    return False


def _members(text: str) -> frozenset[str]:
    text = re.sub(r"^(?::|->)", "", text)
    return frozenset(part for part in re.sub(r"Optional\[(.+)\]$", r"\1|None", text).split("|") if part)


def _short(text: str) -> str:
    return re.sub(r"^(?::|->)", "", text)[:60]


def _positions(before: Sequence[_Parameter], after: Sequence[_Parameter], code: str) -> str:
    old = [each for each in before if each.place == "position"]
    new = [each for each in after if each.place == "position"]
    named = {each.name for each in after if each.name}
    rest = any(each.place == "rest" for each in after)
    for at, each in enumerate(old):
        if at >= len(new):
            return (
                ""
                if rest or (code == "py" and each.name in named)
                else f"no longer takes {each.name or each.type}"
            )
        other = new[at]
        moved = other.name in {one.name for one in old} or each.name in {one.name for one in new}
        if each.name and each.name != other.name and moved:
            return f"takes {other.name} where it took {each.name}"
        if other.required and not each.required:
            return f"now needs {other.name or other.type}"
        if each.type and other.type and not _accepts(each.type, other.type):
            return f"takes {other.type} where it took {each.type}"
    missing = next((each for each in new[len(old) :] if each.required), None)
    return f"now needs {missing.name or missing.type}" if missing is not None else ""


def _keywords(before: Sequence[_Parameter], after: Sequence[_Parameter]) -> str:
    old = {each.name: each for each in before if each.place == "keyword"}
    known = {each.name for each in after if each.name}
    if not any(each.place == "rest" and each.type == "**" for each in after):
        gone = next((name for name in old if name not in known), "")
        if gone:
            return f"no longer takes {gone}"
    given = {each.name for each in before if each.required}
    fresh = (
        each.name for each in after if each.place == "keyword" and each.required and each.name not in given
    )
    needed = next(fresh, "")
    return f"now needs {needed}" if needed else ""


def _accepts(old: str, new: str) -> bool:
    """Whether a parameter of the new type takes what the old one took."""
    return (
        old == new
        or set(old.split("|")) <= set(new.split("|"))
        or new in {"any", "unknown", "interface{}", "Object"}
    )


def _parts(text: str) -> list[str]:
    """The parameters between the brackets."""
    if text[:1] in {"(", "|"} and text[-1:] in {")", "|"}:
        text = text[1:-1]
    parts, depth, start = [], 0, 0
    for at, mark in enumerate(text):
        if mark in _OPEN:
            depth += 1
        elif mark in _CLOSE and text[at - 1 : at + 1] not in {"=>", "->"}:
            depth -= 1
        elif mark == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


def _python(parts: Sequence[str]) -> Iterator[_Parameter]:
    place = "position"
    for part in parts:
        name = re.split(r"[:=]", part)[0]
        if part.startswith("**"):
            yield _Parameter("", "**", False, "rest")
        elif part.startswith("*"):
            place = "keyword"
            if part != "*":
                yield _Parameter("", "*", False, "rest")
        elif name not in {"self", "cls", "/"}:
            yield _Parameter(name, "", "=" not in part, place)


def _script(parts: Sequence[str]) -> Iterator[_Parameter]:
    for whole in parts:
        part = re.sub(r"^(?:public|private|protected|readonly|override) ", "", whole)
        found = re.match(
            r"(?P<name>[\w$]+|\{.*\}|\[.*\])(?P<optional>\?)?(?::(?P<type>[^=]+(?:=>[^=]+)*))?(?P<default>=)?",
            part,
        )
        if part.startswith("..."):
            yield _Parameter("", "", False, "rest")
        elif found is not None and found["name"] != "this":
            name = found["name"] if found["name"][0] not in "{[" else "{}"
            yield _Parameter(
                name, found["type"] or "", not (found["optional"] or found["default"]), "position"
            )


def _go(parts: Sequence[str]) -> Iterator[_Parameter]:
    types: list[str] = []
    for part in reversed(parts):
        # `a,b string`: a name without a type has that of the next one.
        words = part.split(" ", 1)
        named = len(words) == 2 and re.fullmatch(r"\w+", words[0])
        grouped = not named and types and any(" " in each for each in parts)
        types.append(
            types[-1] if grouped else words[1] if named else re.sub(r"^\w+(?=[*\[.])(?!\w*\.\w)", "", part)
        )
    for one in reversed(types):
        yield _Parameter("", one, True, "rest" if one.startswith("...") else "position")


def _java(parts: Sequence[str]) -> Iterator[_Parameter]:
    for part in parts:
        plain = re.sub(r"@\w+(?:\([^)]*\))?|\bfinal\b", "", part).strip()
        kind = re.sub(r"\s*\b\w+$", "", plain) or plain
        yield _Parameter("", kind, True, "rest" if kind.endswith("...") else "position")


def _rust(parts: Sequence[str]) -> Iterator[_Parameter]:
    for part in parts:
        if not re.fullmatch(r"&?(?:'\w+ )?(?:mut )?self(?::.*)?", part):
            yield _Parameter("", part.partition(":")[2] or part, True, "position")


def _c(parts: Sequence[str]) -> Iterator[_Parameter]:
    for part in parts:
        declared, default, _ = part.partition("=")
        kind = (
            re.sub(r"(?<=[\w*&>\] ])\s*\b\w+(?=\[\]|$)", "", declared)
            if re.search(r"[ *&>]\w+(?:\[\])?$", declared)
            else declared
        )
        if declared not in {"void", "..."}:
            yield _Parameter("", kind.strip(), not default, "position")


def _ruby(parts: Sequence[str]) -> Iterator[_Parameter]:
    for part in parts:
        keyword = re.match(r"(\w+):(.*)", part)
        if part.startswith("**"):
            yield _Parameter("", "**", False, "rest")
        elif part.startswith("*"):
            yield _Parameter("", "*", False, "rest")
        elif keyword is not None:
            yield _Parameter(keyword[1], "", not keyword[2], "keyword")
        elif not part.startswith("&"):
            yield _Parameter(part.partition("=")[0].strip(), "", "=" not in part, "position")


_READERS: Final[dict[str, Callable[[Sequence[str]], Iterator[_Parameter]]]] = {
    "py": _python, "js": _script, "go": _go, "ja": _java, "rs": _rust, "c": _c, "rb": _ruby,
}  # fmt: skip
