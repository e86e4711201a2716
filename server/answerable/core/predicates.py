"""What the rules of a policy can ask about a change: one entry per predicate.

A predicate reads its argument from the policy and gives a `Test`: whether it holds for a scene, and the same in
words. Counts and shares compare as in `">0"`, `">= 50%"`, levels as in `"<senior"`.
"""

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Final, TypeGuard

from answerable.core import comparing
from answerable.core.blast.tiers import BLAST_TIERS
from answerable.core.globs import parse_globs
from answerable.core.ledger import AI_CLASSES
from answerable.core.line_predicate import LINES_SCHEMA, measured, read_lines, share_of
from answerable.core.origin import LineClass
from answerable.core.roster import normal_email
from answerable.core.scene import FINDING_LEVELS, LineKind, Predicate, Scene, Test, Vocabulary
from answerable.core.stamp import RISKS, risk_of
from answerable.core.timewindows import DURING_SCHEMA, read_window

__all__ = ["PREDICATES"]

_NAMES: Final = MappingProxyType({"type": "array", "items": {"type": "string"}, "minItems": 1})
_BOOLEAN: Final = MappingProxyType({"type": "boolean"})


def _is_ai(kind: LineKind) -> bool:
    return kind.line_class in AI_CLASSES


def _is_open_ai(kind: LineKind) -> bool:
    return kind.line_class in AI_CLASSES and not kind.is_reviewed


def _of(line_class: LineClass) -> Callable[[LineKind], bool]:
    return lambda kind: kind.line_class is line_class


def _count(measure: Callable[[Scene], int], noun: str, unit: str = "lines") -> Predicate:
    def read(argument: object, _: Vocabulary) -> Test | str:
        number = comparing.count(argument)
        if number is None:
            return f'compares a number of {unit}, as in ">0", not {argument!r}'
        return Test(lambda scene: number.holds(measure(scene)), f"has {number.words} {noun}")

    return Predicate(read, comparing.number_schema)


def _lines(wanted: Callable[[LineKind], bool], noun: str) -> Predicate:
    return _count(lambda scene: measured(scene, wanted), noun)


def _share(wanted: Callable[[LineKind], bool], words: str) -> Predicate:
    def read(argument: object, _: Vocabulary) -> Test | str:
        part = comparing.share(argument)
        if part is None:
            return f'compares a share in per cent, as in ">50%", not {argument!r}'
        return Test(lambda scene: part.holds(share_of(scene, wanted)), words.format(part.words))

    return Predicate(read, comparing.share_schema)


def _flag(holds: Callable[[Scene], bool], yes: str, no: str) -> Predicate:
    def read(argument: object, _: Vocabulary) -> Test | str:
        if not isinstance(argument, bool):
            return f"is true or false, not {argument!r}"
        return Test(lambda scene: holds(scene) is argument, yes if argument else no)

    return Predicate(read, _BOOLEAN)


def _author_level(argument: object, vocabulary: Vocabulary) -> Test | str:
    level = comparing.rank(argument, vocabulary.levels, "level", "the roster does not declare")
    if isinstance(level, str):
        return level
    return Test(lambda scene: level.holds(scene.rank), f"comes from an author who is {level.words}")


def _author(argument: object, _: Vocabulary) -> Test | str:
    if not _is_names(argument):
        return f'is a list of e-mail addresses, as in ["jo@example.org"], not {argument!r}'
    people = frozenset(map(normal_email, argument))
    return Test(
        lambda scene: not people.isdisjoint(scene.authors), f"has an author among {', '.join(argument)}"
    )


def _agent(argument: object, _: Vocabulary) -> Test | str:
    if not _is_names(argument):
        return f'is a list of agents, as in ["codex"], not {argument!r}'
    agents = frozenset(argument)
    return Test(
        lambda scene: any(kind.agent in agents and _is_ai(kind) for kind in scene.kinds),
        f"has lines of {' or '.join(argument)}",
    )


def _finding_level(argument: object, _: Vocabulary) -> Test | str:
    level = comparing.rank(
        argument, FINDING_LEVELS, "level", f"findings do not have: they have {', '.join(FINDING_LEVELS)}"
    )
    if isinstance(level, str):
        return level
    return Test(
        lambda scene: any(level.holds(FINDING_LEVELS.index(one["level"])) for one in scene.findings),
        f"has a finding of level {level.words}",
    )


def _risk(argument: object, _: Vocabulary) -> Test | str:
    level = comparing.rank(argument, RISKS, "level", f"a risk does not have: it has {', '.join(RISKS)}")
    if isinstance(level, str):
        return level
    return Test(
        # Without findings a change is below the lowest level.
        lambda scene: level.holds(RISKS.index(risk) if (risk := risk_of(scene.findings)) else -1),
        f"has a risk that is {level.words}",
    )


def _rule(argument: object, _: Vocabulary) -> Test | str:
    if not _is_names(argument):
        return f'is a list of rules, `*` allowed, as in ["SCH*"], not {argument!r}'
    rules = tuple(argument)
    return Test(
        lambda scene: any(fnmatchcase(one["rule"], rule) for one in scene.findings for rule in rules),
        f"has a finding of {' or '.join(rules)}",
    )


def _paths(argument: object, _: Vocabulary) -> Test | str:
    if not _is_names(argument):
        return f'is a list of path patterns, as in ["src/**"], not {argument!r}'
    globs, problems = parse_globs(argument)
    if globs is None:
        return "; ".join(problems)
    return Test(lambda scene: globs.touched(scene.paths), f"touches {globs}")


def _path_tier(argument: object, vocabulary: Vocabulary) -> Test | str:
    names = [tier.name for tier in vocabulary.tiers]
    tier = comparing.rank(argument, names, "tier", "the policy does not declare")
    if isinstance(tier, str):
        return tier
    return Test(lambda scene: tier.holds(scene.tier), f"touches a path of a tier that is {tier.words}")


def _blast(argument: object, _: Vocabulary) -> Test | str:
    tier = comparing.rank(
        argument, BLAST_TIERS, "tier", f"a blast radius does not have: it has {', '.join(BLAST_TIERS)}"
    )
    if isinstance(tier, str):
        return tier
    return Test(lambda scene: tier.holds(scene.blast), f"has a blast radius that is {tier.words}")


def _branch(argument: object, _: Vocabulary) -> Test | str:
    if not _is_names(argument):
        return f'is a list of branch names, `*` allowed, as in ["main", "release/*"], not {argument!r}'
    names = tuple(argument)
    return Test(
        lambda scene: any(fnmatchcase(scene.branch, name) for name in names),
        f"goes to the branch {' or '.join(names)}",
    )


def _during(argument: object, _: Vocabulary) -> Test | str:
    window = read_window(argument)
    if isinstance(window, str):
        return window
    return Test(lambda scene: window.holds(scene.now), f"comes {window.words}")


def _is_names(value: object) -> TypeGuard[Sequence[str]]:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


#: Every predicate by its name in the policy.
PREDICATES: Final[Mapping[str, Predicate]] = MappingProxyType(
    {
        "ai_lines": _lines(_is_ai, "AI lines"),
        "ai_share": _share(_is_ai, "has AI text on {} of its lines"),
        "human_lines": _lines(_of(LineClass.HUMAN), "lines that a human wrote"),
        "tool_lines": _lines(_of(LineClass.TOOL), "lines that a tool wrote"),
        "unknown_lines": _lines(_of(LineClass.UNKNOWN), "lines of unknown origin"),
        "unknown_share": _share(_of(LineClass.UNKNOWN), "has {} of its lines of unknown origin"),
        "unreviewed_ai_lines": _lines(_is_open_ai, "AI lines that nobody but an author reviewed"),
        "lines": Predicate(read_lines, LINES_SCHEMA),
        "stamped": _flag(
            lambda scene: not scene.unstamped,
            "has a record for every commit",
            "has a commit without a record",
        ),
        "unstamped_commits": _count(lambda scene: scene.unstamped, "commits without a record", "commits"),
        "advised": _flag(
            lambda scene: scene.is_advised,
            "follows an AI's advice, as somebody declared",
            "follows no AI's advice that somebody declared",
        ),
        "findings": _count(lambda scene: len(scene.findings), "findings", "findings"),
        "finding_level": Predicate(_finding_level, comparing.name_schema),
        "risk": Predicate(_risk, comparing.name_schema),
        "rule": Predicate(_rule, _NAMES),
        "author_level": Predicate(_author_level, comparing.name_schema),
        "author": Predicate(_author, _NAMES),
        "agent": Predicate(_agent, _NAMES),
        "paths": Predicate(_paths, _NAMES),
        "path_tier": Predicate(_path_tier, comparing.name_schema),
        "blast": Predicate(_blast, comparing.name_schema),
        "added_lines": _count(lambda scene: sum(scene.kinds.values()), "added lines"),
        "removed_lines": _count(lambda scene: scene.removed, "removed lines"),
        "files": _count(lambda scene: len(scene.paths), "files", "files"),
        "branch": Predicate(_branch, _NAMES),
        "during": Predicate(_during, DURING_SCHEMA),
    }
)
