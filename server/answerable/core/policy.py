"""The policy: rules about changes, each a condition and what it then requires.

A rule fires when its condition holds. Predicates that stand in one table all have to hold; `all`, `any` and `not`
combine tables. A rule that fired is satisfied by its requirement and by nothing else: one without a requirement
forbids what it describes. `scope` limits a rule to some files: it fires only when the change touches them, and
counts and requires only there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from answerable.core.globs import Globs, parse_globs
from answerable.core.predicates import PREDICATES, Scene, Test

__all__ = ["Policy", "Requirement", "Rule", "RuleSource", "Severity", "build_policy", "explain_rule"]

Severity = Literal["deny", "warn"]

#: Tables nested deeper than this are a mistake or an attack.
_DEEPEST: Final = 16


class Requirement(NamedTuple):
    """Every AI line reviewed by somebody of level `reviewed_by` or above who is no author of the change.

    `signed` refuses reviews without a signature.
    """

    reviewed_by: str
    signed: bool


class RuleSource(NamedTuple):
    """A rule as its file has it. `reviewed_by` is empty when nothing is required."""

    name: str
    why: str
    severity: Severity
    scope: tuple[str, ...] | None
    when: Mapping[str, object]
    reviewed_by: str
    signed: bool


class Rule(NamedTuple):
    """A rule that can be decided."""

    name: str
    why: str
    severity: Severity
    scope: Globs | None
    when: Test
    require: Requirement | None


class Policy(NamedTuple):
    """The rules of a repository, in the order of its file."""

    rules: tuple[Rule, ...]


def build_policy(sources: Sequence[RuleSource], levels: Sequence[str]) -> tuple[Policy | None, list[str]]:
    """The policy, or `None` and what is wrong with it in sentences. `levels` are the roster's, lowest first."""
    problems = [] if sources else ["The policy has no rule: it would decide nothing."]
    names = [source.name for source in sources]
    problems += [
        f"Two rules are named {name!r}." for name in sorted({n for n in names if names.count(n) > 1})
    ]
    rules = []
    for number, source in enumerate(sources, 1):
        rule, wrong = _rule(source, levels)
        label = repr(source.name) if source.name else f"number {number}"
        problems += [f"Rule {label}: {one}." for one in wrong]
        rules += [rule] if rule else []
    return (None if problems else Policy(tuple(rules))), problems


def explain_rule(rule: Rule) -> str:
    """The rule in one plain sentence."""
    scope = f"In {rule.scope}: " if rule.scope else ""
    condition = f"when the change {rule.when.sentence}" if rule.when.sentence else "for every change"
    return f"{scope}{condition}, {_then(rule)}"


def _then(rule: Rule) -> str:
    outcome = "the gate denies it" if rule.severity == "deny" else "the gate warns"
    if rule.require is None:
        return f"{outcome}."
    signed = " in a signed review" if rule.require.signed else ""
    return (
        f"{outcome} unless every AI line was reviewed{signed} by somebody of level {rule.require.reviewed_by} or "
        "above who is no author of the change."
    )


def _rule(source: RuleSource, levels: Sequence[str]) -> tuple[Rule | None, list[str]]:
    problems = [] if source.name.strip() else ["it has no name"]
    scope = None
    if source.scope is not None:
        scope, wrong = parse_globs(source.scope)
        problems += [f"scope: {one}" for one in wrong]
    require = Requirement(source.reviewed_by, source.signed) if source.reviewed_by else None
    if require and require.reviewed_by not in levels:
        problems.append(
            f"require.reviewed_by names the level {require.reviewed_by!r}, which the roster does not declare"
        )
    if require and "unknown_lines" in _names(source.when, 0):
        # Otherwise a rule about unknown lines would be satisfied by a review that cannot cover them.
        problems.append(
            "a review covers AI lines only, so it cannot answer for unknown_lines; leave `require` out"
        )
    when = _table(source.when, levels, "when", 0)
    if isinstance(when, list):
        return None, problems + when
    return (
        None if problems else Rule(source.name, source.why, source.severity, scope, when, require)
    ), problems


def _table(table: Mapping[str, object], levels: Sequence[str], place: str, depth: int) -> Test | list[str]:
    """One table of predicates, all of which have to hold; or what is wrong with it."""
    if depth > _DEEPEST:
        return [f"{place} is nested too deeply"]
    if not table and depth:
        return [f"{place} is empty"]
    tests: list[Test] = []
    problems: list[str] = []
    for name, argument in table.items():
        found = _entry(name, argument, levels, f"{place}.{name}", depth)
        if isinstance(found, Test):
            tests.append(found)
        else:
            problems += found
    return problems or _joined(tests, all, " and ")


def _entry(name: str, argument: object, levels: Sequence[str], place: str, depth: int) -> Test | list[str]:
    if name in {"all", "any"}:
        return _combined(name, argument, levels, place, depth)
    if name == "not":
        if not isinstance(argument, dict):
            return [f"{place} is a table of predicates, not {argument!r}"]
        found = _table(argument, levels, place, depth + 1)
        return _negated(found) if isinstance(found, Test) else found
    predicate = PREDICATES.get(name)
    if predicate is None:
        return [
            f"{place}: there is no predicate {name!r}; there are {', '.join(PREDICATES)}, all, any and not"
        ]
    read = predicate.read(argument, levels)
    return [f"{place} {read}"] if isinstance(read, str) else read


def _combined(name: str, argument: object, levels: Sequence[str], place: str, depth: int) -> Test | list[str]:
    if not isinstance(argument, list) or not argument:
        return [f'{place} is a list of tables, as in [{{ ai_lines = ">0" }}], not {argument!r}']
    tests: list[Test] = []
    problems: list[str] = []
    for number, part in enumerate(argument):
        inner = f"{place}[{number}]"
        found = _table(part, levels, inner, depth + 1) if isinstance(part, dict) else [f"{inner} is no table"]
        if isinstance(found, Test):
            tests.append(found)
        else:
            problems += found
    if problems:
        return problems
    return _joined(tests, all, " and ") if name == "all" else _joined(tests, any, " or ")


def _joined(tests: Sequence[Test], combine: Callable[[Iterator[bool]], bool], word: str) -> Test:
    if len(tests) == 1:
        return tests[0]
    sentence = word.join(test.sentence for test in tests)
    if word == " or ":
        sentence = f"either {sentence}"
    held = tuple(tests)
    return Test(lambda scene: combine(test.holds(scene) for test in held), sentence)


def _negated(test: Test) -> Test:
    def holds(scene: Scene) -> bool:
        return not test.holds(scene)

    return Test(holds, f"is not one that {test.sentence}")


def _names(value: object, depth: int) -> set[str]:
    """Every key in nested tables."""
    if depth > 2 * _DEEPEST:
        return set()
    if isinstance(value, dict):
        return set(value).union(*(_names(one, depth + 1) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(_names(one, depth + 1) for one in value))
    return set()
