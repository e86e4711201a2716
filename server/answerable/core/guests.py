"""What other tools found, as SARIF 2.1.0 tells it: read, put in its place, and reduced to what a change brought.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. A log is foreign text: whatever it holds, what can be
used comes back, and the rest as problems. A guest never finds anything of level `block`.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

from answerable.core.diffing import added_lines
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding, Level
from answerable.core.secrets import masked
from answerable.core.text import split_lines

__all__ = ["Guest", "GuestResult", "introduced", "path_of", "read_sarif"]

#: SARIF's levels, and ours. `security-severity` of 7 and above (GitHub's "high") makes a result at least `review`.
_LEVELS: Final[Mapping[str, Level]] = {
    "error": Level.REVIEW,
    "warning": Level.WARN,
    "note": Level.INFO,
    "none": Level.INFO,
}
_HIGH: Final = 7.0
#: Results of these kinds say that all is well, and of these states that the change did not bring them.
_FINE: Final = frozenset({"pass", "notApplicable"})
_OLD: Final = frozenset({"unchanged", "absent"})
_BASES: Final = 8  # base ids that may be built on each other
#: Lines. Some tools name the whole block that lacks something: one changed line in it does not make that new.
_SHORT: Final = 3
_SHOWN: Final = 12  # lines of new text
_LONGEST: Final = 500  # characters of a message
_DRIVE: Final = re.compile(r"^/?[A-Za-z]:(?=/)")
_ODD: Final = re.compile(r"[^a-z0-9._-]+")
_BLANKS: Final = re.compile(r"\s+")


class GuestResult(NamedTuple):
    """One result: `place` is a path with `/`, absolute or not; lines are 1-based and inclusive, 0 without a region.

    `rule` begins with the tool: `ruff/S602`. `link` explains the rule, `allowed` is why the tool itself let it pass.
    """

    tool: str
    rule: str
    name: str
    level: Level
    place: str
    line: int
    end_line: int
    message: str
    link: str
    allowed: str


class Guest(NamedTuple):
    """How much one tool had to say, and how much of that the change brought."""

    tool: str
    results: int
    introduced: int


class _Run:
    """One run of a log: what its results refer to."""

    def __init__(self, run: Mapping[str, object]) -> None:
        tool = _table(run.get("tool"))
        driver = _table(tool.get("driver"))
        self.tool = _ODD.sub("-", _text(driver.get("name")).strip().lower()).strip("-") or "unnamed"
        self._components = [driver, *map(_table, _list(tool.get("extensions")))]
        self._by_id = {
            _text(rule.get("id")): rule
            for component in reversed(self._components)
            for rule in map(_table, _list(component.get("rules")))
        }
        self._bases = _table(run.get("originalUriBaseIds"))
        self._artifacts = _list(run.get("artifacts"))
        folders = [_table(_table(one).get("workingDirectory")) for one in _list(run.get("invocations"))]
        self._folder = next((_text(one.get("uri")) for one in folders if one), "")

    def rule(self, result: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
        """The id of a result's rule, and what the run says about it."""
        reference = _table(result.get("rule"))
        name = _text(result.get("ruleId")) or _text(reference.get("id"))
        component = _table(reference.get("toolComponent")).get("index")
        at = component + 1 if isinstance(component, int) and component >= 0 else 0
        place = result.get("ruleIndex", reference.get("index"))
        rules = _list(self._components[at].get("rules")) if at < len(self._components) else []
        found = _table(_at(rules, place)) or self._by_id.get(name) or {}
        return name or _text(found.get("id")), found

    def place(self, location: Mapping[str, object]) -> str:
        """The path that an artifact location means."""
        artifact = _at(self._artifacts, location.get("index"))
        if not _text(location.get("uri")) and artifact is not None:
            location = _table(_table(artifact).get("location"))
        uri = _text(location.get("uri"))
        base = _text(location.get("uriBaseId"))
        for _ in range(_BASES):
            if _is_absolute(uri) or not base:
                break
            outer = _table(self._bases.get(base))
            uri = _joined(_text(outer.get("uri")), uri)
            base = _text(outer.get("uriBaseId"))
        if not _is_absolute(uri) and not _text(location.get("uriBaseId")):
            uri = _joined(self._folder, uri)
        return _path(uri)


def read_sarif(log: object) -> tuple[list[GuestResult], list[str]]:
    """The results of a decoded log, and what cannot be used of it in sentences."""
    table = _table(log)
    version = table.get("version")
    if not isinstance(table.get("runs"), list) or version != "2.1.0":
        return [], [f"it is no SARIF 2.1.0: its version is {version!r:.40}"]
    found: list[GuestResult] = []
    lost = 0
    for run in map(_table, _list(table["runs"])):
        known = _Run(run)
        for result in map(_table, _list(run.get("results"))):
            if result.get("kind", "fail") in _FINE or result.get("baselineState") in _OLD:
                continue
            read = _result(known, result)
            found += read
            lost += not read
    return found, [f"{lost} result(s) name no file or no rule"] if lost else []


def path_of(place: str, tops: Sequence[str], known: Collection[str]) -> str:
    """The path in the repository that a result means; empty when it is outside.

    `tops` are the spellings of the repository's folder, `known` the paths of the change: a tool that ran elsewhere, in
    a container, names absolute paths of which only the end is ours.
    """
    place = _DRIVE.sub("", place)
    if not place.startswith("/"):
        return _normal(place)
    for top in (_DRIVE.sub("", top.replace("\\", "/")).rstrip("/") for top in tops):
        if place.startswith(f"{top}/"):
            return _normal(place[len(top) + 1 :])
    ends = [path for path in known if place.endswith(f"/{path}")]
    return max(ends, key=len, default="")


def introduced(
    results: Iterable[GuestResult],
    baseline: Iterable[GuestResult] | None,
    pairs: Iterable[FilePair],
    tops: Sequence[str],
) -> tuple[list[Finding], list[Guest]]:
    """The results that the change brought, as findings; and for every tool how many there were.

    Without a baseline: those on lines that were added (of more than three lines: half of them; without a line: the file
    is new). With one, the results of the same tools for the old texts: those of changed files that it does not have,
    wherever they stand.
    """
    changed = {pair.path: pair for pair in pairs}
    before = None if baseline is None else Counter(_likeness(each, tops, changed) for each in baseline)
    added: dict[str, frozenset[int]] = {}
    counts: dict[str, list[int]] = {}
    seen: Counter[str] = Counter()
    found: list[Finding] = []
    for result in results:
        count = counts.setdefault(result.tool, [0, 0])
        count[0] += 1
        path = path_of(result.place, tops, changed)
        pair = changed.get(path)
        if pair is None:
            continue
        if before is not None:
            likeness = _likeness(result, tops, changed)
            before[likeness] -= 1
            is_new = before[likeness] < 0
        else:
            if path not in added:
                added[path] = _added(pair)
            is_new = _touches(result, pair, added[path])
        if is_new:
            count[1] += 1
            found.append(_finding(result, pair, seen))
    return found, [Guest(tool, *count) for tool, count in sorted(counts.items())]


def _result(run: _Run, result: Mapping[str, object]) -> list[GuestResult]:
    rule, described = run.rule(result)
    location = _table(_table(_at(_list(result.get("locations")), 0)).get("physicalLocation"))
    place = run.place(_table(location.get("artifactLocation")))
    if not rule or not place:
        return []
    region = _table(location.get("region"))
    line = _line(region.get("startLine"))
    rule = _one_line(rule).removeprefix(f"{run.tool}/")
    name = _text(described.get("name"))
    name = _one_line(name) if name and not _BLANKS.search(name) else rule
    return [
        GuestResult(
            tool=run.tool,
            rule=f"{run.tool}/{rule}",
            name=name,
            level=_level(result, described),
            place=place,
            line=line,
            end_line=max(line, _line(region.get("endLine"))),
            message=_message(result, described) or name,
            link=_one_line(_text(described.get("helpUri"))),
            allowed=_allowed(result),
        )
    ]


def _level(result: Mapping[str, object], rule: Mapping[str, object]) -> Level:
    default = _table(rule.get("defaultConfiguration")).get("level", "warning")
    level = _LEVELS.get(_text(result.get("level", default)), Level.WARN)
    if result.get("kind") in {"informational", "open", "review"}:
        level = Level.INFO
    severity = _table(rule.get("properties")).get("security-severity")
    try:
        is_high = float(_text(severity) if isinstance(severity, str) else str(severity)) >= _HIGH
    except ValueError:
        is_high = False
    return Level.REVIEW if is_high else level


def _message(result: Mapping[str, object], rule: Mapping[str, object]) -> str:
    """The text of a result, or the rule's message that it names, with its arguments in place."""
    message = _table(result.get("message"))
    text = _text(message.get("text")) or _text(message.get("markdown"))
    if not text:
        named = _table(_table(rule.get("messageStrings")).get(_text(message.get("id"))))
        text = _text(named.get("text"))
    for number, argument in enumerate(_list(message.get("arguments"))[:20]):
        text = text.replace(f"{{{number}}}", _text(argument))
    return _one_line(text)


def _allowed(result: Mapping[str, object]) -> str:
    """Why the tool itself let it pass; empty when it did not."""
    for one in map(_table, _list(result.get("suppressions"))):
        if one.get("status", "accepted") == "accepted":
            return _one_line(_text(one.get("justification"))) or "suppressed"
    return ""


def _finding(result: GuestResult, pair: FilePair, seen: Counter[str]) -> Finding:
    lines = split_lines(pair.new)
    line = min(max(1, result.line), max(1, len(lines)))
    end_line = min(max(line, result.end_line), max(1, len(lines)))
    text = masked("".join(lines[line - 1 : min(end_line, line - 1 + _SHOWN)]).rstrip("\r\n"))
    said = f"{result.rule}\0{result.message}\0{text.strip()}"
    number = seen[said]
    seen[said] += 1
    digest = hashlib.blake2b(f"{said}\0{number}".encode("utf-8", "replace"), digest_size=8).hexdigest()
    finding = Finding(
        rule=result.rule,
        name=result.name,
        level=result.level,
        path=pair.path,
        line=line,
        end_line=end_line,
        message=result.message,
        remedy=f"See {result.link}" if result.link else f"See the documentation of {result.tool}.",
        old_text="",
        new_text=text,
        fingerprint=digest,
    )
    return finding.allow(result.allowed, "tool") if result.allowed else finding


def _likeness(result: GuestResult, tops: Sequence[str], known: Collection[str]) -> tuple[str, str, str]:
    """What makes two results the same although lines were added above: all but the line, and numbers in the message."""
    return result.rule, path_of(result.place, tops, known), re.sub(r"\d+", "", result.message)


def _touches(result: GuestResult, pair: FilePair, added: frozenset[int]) -> bool:
    if not result.line:
        return not pair.old
    touched = sum(result.line <= line <= result.end_line for line in added)
    size = result.end_line - result.line + 1
    return touched > 0 if size <= _SHORT else 2 * touched >= size


def _added(pair: FilePair) -> frozenset[int]:
    """The 1-based lines that the change added."""
    return frozenset(line + 1 for line in added_lines(split_lines(pair.old), split_lines(pair.new)))


def _is_absolute(uri: str) -> bool:
    return (
        uri.startswith("/")
        or re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", uri) is not None
        or bool(_DRIVE.match(uri))
    )


def _joined(base: str, uri: str) -> str:
    return uri if not base or _is_absolute(uri) else f"{base.rstrip('/')}/{uri}"


def _path(uri: str) -> str:
    """The path of a URI, or of what a tool wrote instead of one; empty for one that is no file."""
    uri = uri.replace("\\", "/")
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):", uri)
    if scheme is not None:
        if scheme[1].lower() != "file":
            return ""
        rest = uri[len(scheme[0]) :]
        uri = "/" + rest[2:].partition("/")[2] if rest.startswith("//") else rest
    path = unquote(uri.partition("?")[0].partition("#")[0], errors="surrogateescape")
    return "" if "\0" in path or not path.strip("/.") else path


def _normal(path: str) -> str:
    """A relative path without `.`, `..` and doubled slashes; empty when it leads outside."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and not parts:
            return ""
        if part == "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _one_line(text: str) -> str:
    shown = _BLANKS.sub(" ", text).strip()
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def _line(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 31 else 0


def _at(values: Sequence[object], place: object) -> object | None:
    return values[place] if isinstance(place, int) and 0 <= place < len(values) else None


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
