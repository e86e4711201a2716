"""The decision table: what is decided about each kind of danger, by default and as a policy has it.

A policy's `[guard]` gives verdicts by kind, `[guard.test]` and `[guard.production]` for environments, and
`[[guard.path]]` for files: `paths` are patterns, and the other keys kinds with their verdicts. A file that nothing
protects can be protected so: `protected = "ask"`.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.globs import Globs, parse_globs
from answerable.core.guarding.danger import DEFAULTS, FLOORS, Danger, Verdict

__all__ = ["PathRow", "Table", "default_table", "read_table", "stricter_of"]

_WORDS: Final = {verdict.word: verdict for verdict in Verdict}
_ENVIRONMENTS: Final = ("", "test", "production")


class PathRow(NamedTuple):
    """The verdicts for files that match."""

    paths: Globs
    verdicts: Mapping[str, Verdict]


class Table(NamedTuple):
    """Verdicts by kind and environment, and by path; the first row whose pattern matches decides."""

    verdicts: Mapping[tuple[str, str], Verdict]
    rows: tuple[PathRow, ...] = ()

    def verdict(self, danger: Danger) -> Verdict:
        """What is decided about a danger."""
        for row in self.rows:
            if danger.path and danger.kind in row.verdicts and row.paths.matches(danger.path):
                return max(row.verdicts[danger.kind], FLOORS.get(danger.kind, Verdict.ALLOW))
        return self.verdicts[danger.kind, danger.environment]

    def protects(self, path: str) -> bool:
        """Whether a row protects the file."""
        return any(
            row.verdicts.get("protected", Verdict.ALLOW) > Verdict.ALLOW and row.paths.matches(path)
            for row in self.rows
        )


def default_table() -> Table:
    """The table of a repository without a policy."""
    return Table(
        {
            (kind, environment): verdict
            for kind, row in DEFAULTS.items()
            for environment, verdict in zip(_ENVIRONMENTS, row.verdicts, strict=True)
        }
    )


def read_table(value: object) -> tuple[Table, list[str]]:
    """The table that a policy's `guard` makes of the defaults, and what is wrong with it; what is wrong counts not."""
    verdicts = dict(default_table().verdicts)
    if not isinstance(value, dict):
        return Table(verdicts), ["guard is a table of kinds and verdicts"]
    problems: list[str] = []
    rows: list[PathRow] = []
    for key, entry in value.items():
        if key == "path":
            rows, wrong = _rows(entry)
            problems += wrong
        elif key in _ENVIRONMENTS[1:]:
            found, wrong = _verdicts(entry, f"guard.{key}")
            problems += wrong
            verdicts.update({(kind, key): verdict for kind, verdict in found.items()})
        else:
            found, wrong = _verdicts({key: entry}, "guard")
            problems += wrong
            for kind, verdict in found.items():
                verdicts.update(_everywhere(value, kind, verdict))
    floored = {key: max(verdict, FLOORS.get(key[0], Verdict.ALLOW)) for key, verdict in verdicts.items()}
    return Table(floored, tuple(rows)), problems


def stricter_of(one: Table, other: Table, danger: Danger) -> Verdict:
    """The stricter of what two tables decide."""
    return max(one.verdict(danger), other.verdict(danger))


def _everywhere(value: Mapping[str, object], kind: str, verdict: Verdict) -> dict[tuple[str, str], Verdict]:
    """A verdict in every environment of which the policy says nothing itself; never milder in production."""
    row = {("", kind): verdict, ("test", kind): verdict}
    row["production", kind] = max(verdict, default_table().verdicts[kind, "production"])
    return {(kind, name): found for (name, _), found in row.items() if not _given(value, name, kind)}


def _given(value: Mapping[str, object], environment: str, kind: str) -> bool:
    inner = value.get(environment) if environment else None
    return isinstance(inner, dict) and kind in inner


def _verdicts(value: object, place: str) -> tuple[dict[str, Verdict], list[str]]:
    if not isinstance(value, dict):
        return {}, [f"{place} is a table of kinds and verdicts"]
    found: dict[str, Verdict] = {}
    problems = []
    for kind, word in value.items():
        if kind not in DEFAULTS:
            problems.append(
                f"{place}.{kind}: there is no such kind of danger; there are {', '.join(DEFAULTS)}"
            )
        elif not isinstance(word, str) or word not in _WORDS:
            problems.append(f"{place}.{kind} is allow, ask or deny, not {word!r}")
        else:
            found[kind] = _WORDS[word]
    return found, problems


def _rows(value: object) -> tuple[list[PathRow], list[str]]:
    if not isinstance(value, list):
        return [], ["guard.path is a list of tables, as in [[guard.path]]"]
    rows = []
    problems: list[str] = []
    for number, entry in enumerate(value):
        place = f"guard.path[{number}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("paths"), list):
            problems.append(f"{place} needs `paths`, a list of patterns")
            continue
        patterns: Sequence[str] = [pattern for pattern in entry["paths"] if isinstance(pattern, str)]
        globs, wrong = parse_globs(patterns)
        problems += [f"{place}.paths: {one}" for one in wrong]
        verdicts, wrong = _verdicts({key: word for key, word in entry.items() if key != "paths"}, place)
        problems += wrong
        if globs is not None:
            rows.append(PathRow(globs, verdicts))
    return rows, problems
