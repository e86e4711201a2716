"""Rules: what a change may lose, gain or change, declared in `grammars/rules/*.toml`.

A rule has clauses; each names one event on one kind of fact and the patterns its parts must match. A pattern
is a list of exact spellings (compared without case) or a regular expression that is searched for.
`grammars/README.md` documents every field.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from answerable.core.finding import Level

__all__ = [
    "Clause",
    "Event",
    "Extension",
    "Pattern",
    "Rule",
    "extended",
    "matches",
    "parse_extensions",
    "parse_rules",
]

#: "lost", "gained" or "changed"
Event = str
Pattern = str | frozenset[str]

_EVENTS: Final = frozenset({"lost", "gained", "changed"})
_PATTERNS: Final = ("key", "value", "owner", "scope", "old", "new", "path")
_CLAUSE_FIELDS: Final = frozenset(
    {*_EVENTS, *_PATTERNS, "languages", "unless", "check", "with_lost", "same", "message", "tests", "level"}
)
_RULE_TEXTS: Final = ("id", "name", "title", "mode", "message", "remedy", "why", "source")


class Clause(NamedTuple):
    """One way in which a rule fires.

    `kinds` are the kinds of fact it looks at; `patterns` what the parts of the fact must match and `unless`
    what they must not; `check` names a comparator. `with_lost` is a kind of fact that must have gone together
    with this one (the exit of a guard). `same` says by what a fact lost here and gained there is recognised as
    moved: "value" (and key), "text" (value alone), "key", "kind", "secret" (the text, in whatever kind of fact it stood) or "object" (a command, however quietly). `tests` keeps the level in test code, where it is otherwise `info`.
    `level` is the clause's own, `None` for that of the rule.
    """

    event: Event
    kinds: frozenset[str]
    languages: frozenset[str]
    patterns: tuple[tuple[str, Pattern], ...]
    unless: tuple[tuple[str, Pattern], ...]
    check: str
    with_lost: str
    same: str
    message: str
    tests: bool
    level: Level | None = None


class Rule(NamedTuple):
    """A rule as `answerable rules` explains it. `languages` are short codes; a `hidden` rule shows no values.

    A `weighed` rule has its level only where little else of the file changed, see `core.weighing`. A `general` one is
    silent on lines of which another rule speaks. A `rehearsed` one blocks nothing where things are only tried or shown,
    see `core.weighing`.
    """

    id: str
    name: str
    title: str
    level: Level
    mode: str
    languages: tuple[str, ...]
    message: str
    remedy: str
    why: str
    source: str
    clauses: tuple[Clause, ...]
    hidden: bool
    weighed: bool = False
    general: bool = False
    rehearsed: bool = False


class Extension(NamedTuple):
    """A rule's further languages. Its clauses for the language `like` hold for them too, beside `clauses`."""

    rule: str
    languages: tuple[str, ...]
    like: str
    clauses: tuple[Clause, ...]


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def matches(pattern: Pattern, text: str) -> bool:
    """Whether `text` is one of the spellings, or contains the expression.

    Expressions are compiled when first needed: compiling all of them would cost more than most changes.
    """
    if isinstance(pattern, str):
        return _compiled(pattern).search(text) is not None
    return text.lower() in pattern


def parse_rules(data: Mapping[str, object]) -> tuple[list[Rule], list[str]]:
    """The rules of one decoded TOML file, and a sentence for each that cannot be used."""
    entries = data.get("rule", [] if "extend" in data else None)
    if not isinstance(entries, list):
        return [], ["there is no list of tables [[rule]]"]
    rules: list[Rule] = []
    problems: list[str] = []
    for number, entry in enumerate(entries, 1):
        found = _rule(entry, problems, f"rule {number}")
        if found is not None:
            rules.append(found)
    return rules, problems


def parse_extensions(data: Mapping[str, object]) -> tuple[list[Extension], list[str]]:
    """The extensions of one decoded TOML file, and a sentence for each that cannot be used."""
    extensions: list[Extension] = []
    problems: list[str] = []
    for number, entry in enumerate(_list(data.get("extend")), 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("rule"), str):
            problems.append(f"extension {number} names no rule")
            continue
        where = str(entry["rule"])
        languages = tuple(str(each) for each in _list(entry.get("languages")))
        found = [_clause(raw, languages, problems, where) for raw in _list(entry.get("when"))]
        clauses = tuple(clause for clause in found if clause is not None)
        extensions.append(Extension(where, languages, str(entry.get("like", "")), clauses))
    return extensions, problems


def extended(rules: Iterable[Rule], extensions: Iterable[Extension]) -> tuple[list[Rule], list[str]]:
    """The rules with their extensions, and a sentence for each extension of a rule that does not exist."""
    by_id = {rule.id: rule for rule in rules}
    problems: list[str] = []
    for each in extensions:
        rule = by_id.get(each.rule)
        if rule is None:
            problems.append(f"there is no rule {each.rule} to extend")
            continue
        more = [language for language in each.languages if language not in rule.languages]
        shared = frozenset(each.languages) if each.like else frozenset()
        clauses = tuple(
            clause._replace(languages=clause.languages | shared) if each.like in clause.languages else clause
            for clause in rule.clauses
        )
        by_id[rule.id] = rule._replace(languages=(*rule.languages, *more), clauses=(*clauses, *each.clauses))
    return list(by_id.values()), problems


def _rule(entry: object, problems: list[str], where: str) -> Rule | None:
    if not isinstance(entry, dict):
        problems.append(f"{where} is not a table")
        return None
    texts = {field: entry.get(field) for field in _RULE_TEXTS}
    where = str(texts["id"] or where)
    absent = [field for field, value in texts.items() if not isinstance(value, str) or not value]
    if absent:
        problems.append(f"{where} lacks {', '.join(absent)}")
        return None
    level = entry.get("level")
    if level not in {each.value for each in Level}:
        problems.append(f"{where} has no level block, review, warn or info")
        return None
    languages = tuple(str(each) for each in _list(entry.get("languages")))
    before = len(problems)
    clauses = tuple(
        clause
        for raw in _list(entry.get("when"))
        if (clause := _clause(raw, languages, problems, where)) is not None
    )
    if not clauses or len(problems) > before:
        problems.extend([f"{where} has no clause [[rule.when]]"] if not clauses else [])
        return None
    known = {field: str(value) for field, value in texts.items()}
    return Rule(
        level=Level(str(level)),
        languages=languages,
        clauses=clauses,
        hidden=entry.get("hidden") is True,
        weighed=entry.get("weighed") is True,
        general=entry.get("general") is True,
        rehearsed=entry.get("rehearsed") is True,
        **known,
    )


def _clause(raw: object, languages: tuple[str, ...], problems: list[str], where: str) -> Clause | None:
    if not isinstance(raw, dict):
        problems.append(f"{where} has a clause that is not a table")
        return None
    events = sorted(_EVENTS & raw.keys())
    unknown = sorted(set(raw) - _CLAUSE_FIELDS)
    level = str(raw.get("level", ""))
    if len(events) != 1 or unknown or level not in {"", *Level}:
        wrong = f"unknown fields {', '.join(unknown)}" if unknown else "not exactly one event"
        wrong = wrong if unknown or len(events) != 1 else f"the level {level}, which there is not"
        problems.append(f"{where} has a clause with {wrong}")
        return None
    negative = raw.get("unless", {})
    parts = [_patterns(raw, problems, where), _patterns(negative, problems, where)]
    own = _list(raw.get("languages")) or list(languages)
    return Clause(
        event=events[0],
        kinds=frozenset(str(kind) for kind in _list(raw[events[0]])),
        languages=frozenset(str(each) for each in own),
        patterns=parts[0],
        unless=parts[1],
        check=str(raw.get("check", "")),
        with_lost=str(raw.get("with_lost", "")),
        same=str(raw.get("same", "value")),
        message=str(raw.get("message", "")),
        tests=raw.get("tests") is True,
        level=Level(level) if level else None,
    )


def _patterns(raw: object, problems: list[str], where: str) -> tuple[tuple[str, Pattern], ...]:
    if not isinstance(raw, dict):
        problems.append(f"{where} has an `unless` that is not a table")
        return ()
    found: list[tuple[str, Pattern]] = []
    for part in _PATTERNS:
        pattern = raw.get(part)
        if isinstance(pattern, list):
            found.append((part, frozenset(str(each).lower() for each in pattern)))
        elif isinstance(pattern, str):
            found.append((part, pattern))
    return tuple(found)


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
