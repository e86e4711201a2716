"""The policy: rules about changes, each a condition and what it then requires.

A rule fires when its condition holds. Predicates that stand in one table all have to hold; `all`, `any` and `not`
combine tables. A rule that fired is satisfied by its requirement and by nothing else: one without a requirement
forbids what it describes. `scope` limits a rule to some files: it fires only when the change touches them, and
counts and requires only there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from answerable.core.allowances import Allowance, AllowanceSource, build_allowances, explain_allowance
from answerable.core.blast.tiers import BlastTier
from answerable.core.globs import Globs, parse_globs
from answerable.core.predicates import PREDICATES
from answerable.core.requirement import Requirement, requirement_problems, requirement_words
from answerable.core.scene import Scene, Test, Tier, Vocabulary

__all__ = [
    "BreakGlass",
    "Load",
    "Policy",
    "PolicySource",
    "Rule",
    "RuleSource",
    "Severity",
    "TierSource",
    "build_policy",
    "explain_policy",
    "explain_rule",
]

Severity = Literal["deny", "warn"]

#: Tables nested deeper than this are a mistake or an attack.
_DEEPEST: Final = 16
#: The predicates that look at findings.
_ON_FINDINGS: Final = frozenset({"findings", "finding_level", "rule", "risk"})


class RuleSource(NamedTuple):
    """A rule as its file has it."""

    name: str
    why: str
    severity: Severity
    scope: tuple[str, ...] | None
    when: Mapping[str, object]
    require: Requirement | None


class Load(NamedTuple):
    """How much one reviewer can read: lines in one sign-off, and in all of one day (UTC); `None` for no limit."""

    lines_per_signoff: int | None = None
    lines_per_day: int | None = None


class BreakGlass(NamedTuple):
    """Who may override a denial, for how many hours at most, and within how many days it is looked at after all."""

    level: str
    hours: int
    follow_up_days: int


class TierSource(NamedTuple):
    """A tier as its file has it: path patterns, and the least blast radius of a change there, `None` for any."""

    name: str
    paths: tuple[str, ...]
    blast: BlastTier | None = None


class PolicySource(NamedTuple):
    """A policy as its file has it; its tiers stand lowest first."""

    rules: Sequence[RuleSource]
    tiers: Sequence[TierSource] = ()
    load: Load = Load()
    break_glass: BreakGlass | None = None
    allowances: Sequence[AllowanceSource] = ()


class Rule(NamedTuple):
    """A rule that can be decided. `asks_branch`: it cannot be while nobody knows where the change goes.

    `asks_blast`: nor while nobody measured the blast radius. `asks_findings`: what it says depends on the findings.
    """

    name: str
    why: str
    severity: Severity
    scope: Globs | None
    when: Test
    require: Requirement | None
    asks_branch: bool = False
    asks_blast: bool = False
    asks_findings: bool = False


class Policy(NamedTuple):
    """The rules of a repository, in the order of its file."""

    rules: tuple[Rule, ...]
    tiers: tuple[Tier, ...] = ()
    load: Load = Load()
    break_glass: BreakGlass | None = None
    allowances: tuple[Allowance, ...] = ()

    @property
    def asks_blast(self) -> bool:
        """Whether a rule asks how far a change reaches."""
        return any(rule.asks_blast for rule in self.rules)

    @property
    def asks_findings(self) -> bool:
        """Whether a rule asks what a change could break."""
        return any(rule.asks_findings for rule in self.rules)


def build_policy(
    source: PolicySource, levels: Sequence[str], teams: Sequence[str] = ()
) -> tuple[Policy | None, list[str]]:
    """The policy, or `None` and what is wrong with it in sentences. `levels` are the roster's, lowest first."""
    problems = [] if source.rules else ["The policy has no rule: it would decide nothing."]
    tiers, wrong = _tiers(source.tiers)
    problems += wrong
    vocabulary = Vocabulary(tuple(levels), frozenset(teams), tiers)
    names = [rule.name for rule in source.rules]
    problems += [
        f"Two rules are named {name!r}." for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if source.break_glass and source.break_glass.level not in levels:
        problems.append(
            f"break_glass.level names the level {source.break_glass.level!r}, which the roster does not declare."
        )
    rules = []
    for number, one in enumerate(source.rules, 1):
        rule, wrong = _rule(one, vocabulary)
        label = repr(one.name) if one.name else f"number {number}"
        problems += [f"Rule {label}: {problem}." for problem in wrong]
        rules += [rule] if rule else []
    allowances, wrong = build_allowances(source.allowances)
    problems += wrong
    policy = Policy(tuple(rules), tiers, source.load, source.break_glass, allowances)
    return (None if problems else policy), problems


def explain_rule(rule: Rule) -> str:
    """The rule in one plain sentence."""
    scope = f"In {rule.scope}: " if rule.scope else ""
    condition = f"when the change {rule.when.sentence}" if rule.when.sentence else "for every change"
    return f"{scope}{condition}, {_then(rule)}"


def explain_policy(policy: Policy) -> list[str]:
    """What the policy says beside its rules, in sentences."""
    said = [
        f"The tier {tier.name} ({rank} of {len(policy.tiers)}) are the paths {tier.globs}{_least(tier)}."
        for rank, tier in enumerate(policy.tiers, 1)
    ]
    if policy.load.lines_per_signoff is not None:
        said.append(
            f"A sign-off of more than {policy.load.lines_per_signoff} lines is reported as a rubber stamp."
        )
    if policy.load.lines_per_day is not None:
        said.append(
            f"More than {policy.load.lines_per_day} lines signed off by one person on one day are reported as a rubber stamp."
        )
    said += map(explain_allowance, policy.allowances)
    glass = policy.break_glass
    if glass is not None:
        said.append(
            f"In an emergency somebody of level {glass.level} or above may override a denial for at most {glass.hours} "
            f"hours; every verdict says so, and within {glass.follow_up_days} days the change must be signed off after all."
        )
    return said


def _then(rule: Rule) -> str:
    outcome = "the gate denies it" if rule.severity == "deny" else "the gate warns"
    return f"{outcome}." if rule.require is None else f"{outcome} unless {requirement_words(rule.require)}."


def _least(tier: Tier) -> str:
    return f"; a change there has a blast radius of {tier.blast} at least" if tier.blast else ""


def _tiers(sources: Sequence[TierSource]) -> tuple[tuple[Tier, ...], list[str]]:
    tiers, problems = [], []
    names = [source.name for source in sources]
    for name, patterns, blast in sources:
        globs, wrong = parse_globs(patterns)
        problems += [f"Tier {name!r}: {one}." for one in wrong]
        if names.count(name) > 1:
            problems.append(f"Two tiers are named {name!r}.")
        if any(char in "<>=!\"' \t" or not char.isprintable() for char in name):
            problems.append(f"{name!r} cannot be the name of a tier: no blanks, quotes or comparison signs.")
        tiers += [Tier(name, globs, blast)] if globs else []
    return tuple(tiers), problems


def _rule(source: RuleSource, vocabulary: Vocabulary) -> tuple[Rule | None, list[str]]:
    problems = [] if source.name.strip() else ["it has no name"]
    scope = None
    if source.scope is not None:
        scope, wrong = parse_globs(source.scope)
        problems += [f"scope: {one}" for one in wrong]
    named = _names(source.when, 0)
    if source.require is not None:
        problems += requirement_problems(source.require, vocabulary)
        if (
            source.require == Requirement(source.require.reviewed_by, source.require.signed)
            and {
                "unknown_lines",
                "unknown_share",
            }
            & named
        ):
            # Otherwise a rule about unknown lines would be satisfied by a review that cannot cover them.
            problems.append(
                "a review covers AI lines only, so it cannot answer for unknown_lines; require `signoffs`, or nothing"
            )
    when = _table(source.when, vocabulary, "when", 0)
    if isinstance(when, list):
        return None, problems + when
    asks = (
        "branch" in named,
        not named.isdisjoint({"blast", "risk"}),
        not named.isdisjoint(_ON_FINDINGS)
        or (source.require is not None and source.require.findings_acknowledged),
    )
    rule = Rule(source.name, source.why, source.severity, scope, when, source.require, *asks)
    return (None if problems else rule), problems


def _table(table: Mapping[str, object], vocabulary: Vocabulary, place: str, depth: int) -> Test | list[str]:
    """One table of predicates, all of which have to hold; or what is wrong with it."""
    if depth > _DEEPEST:
        return [f"{place} is nested too deeply"]
    if not table and depth:
        return [f"{place} is empty"]
    tests: list[Test] = []
    problems: list[str] = []
    for name, argument in table.items():
        found = _entry(name, argument, vocabulary, f"{place}.{name}", depth)
        if isinstance(found, Test):
            tests.append(found)
        else:
            problems += found
    return problems or _joined(tests, all, " and ")


def _entry(name: str, argument: object, vocabulary: Vocabulary, place: str, depth: int) -> Test | list[str]:
    if name in {"all", "any"}:
        return _combined(name, argument, vocabulary, place, depth)
    if name == "not":
        if not isinstance(argument, dict):
            return [f"{place} is a table of predicates, not {argument!r}"]
        found = _table(argument, vocabulary, place, depth + 1)
        return _negated(found) if isinstance(found, Test) else found
    predicate = PREDICATES.get(name)
    if predicate is None:
        return [
            f"{place}: there is no predicate {name!r}; there are {', '.join(PREDICATES)}, all, any and not"
        ]
    read = predicate.read(argument, vocabulary)
    if isinstance(read, str):
        return [f"{place}{read}" if read.startswith(".") else f"{place} {read}"]
    return read


def _combined(
    name: str, argument: object, vocabulary: Vocabulary, place: str, depth: int
) -> Test | list[str]:
    if not isinstance(argument, list) or not argument:
        return [f'{place} is a list of tables, as in [{{ ai_lines = ">0" }}], not {argument!r}']
    tests: list[Test] = []
    problems: list[str] = []
    for number, part in enumerate(argument):
        inner = f"{place}[{number}]"
        found = (
            _table(part, vocabulary, inner, depth + 1) if isinstance(part, dict) else [f"{inner} is no table"]
        )
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
