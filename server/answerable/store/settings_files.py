"""The files a team maintains in its repository, decoded and validated: policy and roster.

The shapes here are the published formats; their JSON Schemas are made from them. A key nobody knows is an error,
because a misspelt `require` must not become a rule without one.
"""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from answerable.core.allowances import AllowanceSource
from answerable.core.blast.tiers import BlastTier
from answerable.core.globs import Globs, parse_globs
from answerable.core.guarding.table import read_table
from answerable.core.origin import Grade
from answerable.core.policy import (
    BreakGlass,
    Load,
    Policy,
    PolicySource,
    RuleSource,
    TierSource,
    build_policy,
)
from answerable.core.requirement import Requirement
from answerable.core.roster import Person, Roster, Team, build_roster

__all__ = [
    "LARGEST",
    "AllowFile",
    "PersonFile",
    "PolicyFile",
    "RequireFile",
    "RosterFile",
    "RuleFile",
    "SettingsFiles",
    "decode_toml",
]

#: A settings file of more bytes than this is nobody's handiwork.
LARGEST: Final = 1_000_000
_VERSION: Final = 1

_Name = Annotated[str, Meta(min_length=1, max_length=200)]
_Globs = Annotated[list[Annotated[str, Meta(min_length=1)]], Meta(min_length=1)]


class RequireFile(msgspec.Struct, forbid_unknown_fields=True):
    """What satisfies the rule, all of it together; nobody who had a part in the change can give it."""

    reviewed_by: Annotated[
        _Name | None, Meta(description="Every AI line reviewed by somebody of this level or above.")
    ] = None
    signed: Annotated[bool, Meta(description="Whether only signed reviews (sign-offs) count there.")] = False
    signoffs: Annotated[int, Meta(ge=0, le=100, description="So many sign-offs.")] = 0
    level: Annotated[_Name | None, Meta(description="The lowest level of those who sign off.")] = None
    teams: Annotated[list[_Name], Meta(description="Teams of which they are.")] = msgspec.field(
        default_factory=list
    )
    distinct: Annotated[
        Literal["people", "teams"], Meta(description="What the sign-offs have to differ in.")
    ] = "people"
    owners: Annotated[
        bool, Meta(description="A sign-off of an owning team for every file that a team owns.")
    ] = False
    findings_acknowledged: Annotated[
        bool, Meta(description="Every finding of level block accepted by name in a sign-off.")
    ] = False
    records: Annotated[
        Literal["attested", "labelled", "corroborated", "inferred"] | None,
        Meta(description="Every added line in a record of this grade or above."),
    ] = None


class RuleFile(msgspec.Struct, forbid_unknown_fields=True):
    """One rule: when it fires, and what it then requires; without `require` it forbids what it describes."""

    name: Annotated[_Name, Meta(description="Unique; verdicts speak of the rule by it.")]
    why: Annotated[str, Meta(description="The reason, shown when the rule is not satisfied.")] = ""
    severity: Literal["deny", "warn"] = "deny"
    scope: Annotated[
        _Globs | None, Meta(description="The rule is about these files only, and counts only there.")
    ] = None
    when: Annotated[
        dict[str, Any], Meta(description="Predicates that all have to hold; empty means every change.")
    ] = msgspec.field(default_factory=dict)
    require: RequireFile | None = None


class TierFile(msgspec.Struct, forbid_unknown_fields=True):
    """A class of paths; tiers stand lowest first."""

    name: _Name
    paths: _Globs
    blast: Annotated[
        BlastTier | None, Meta(description="The blast radius that a change there has at least.")
    ] = None


class LoadFile(msgspec.Struct, forbid_unknown_fields=True):
    """How much one reviewer can read before the verdict says "rubber stamp"."""

    lines_per_signoff: Annotated[int, Meta(gt=0)] | None = None
    lines_per_day: Annotated[int, Meta(gt=0, description="By one reviewer on one day, UTC.")] | None = None


class BreakGlassFile(msgspec.Struct, forbid_unknown_fields=True):
    """Signed overrides of a denial; without this table nobody can override anything."""

    level: Annotated[_Name, Meta(description="The lowest level of those who may.")]
    hours: Annotated[int, Meta(gt=0, le=8760, description="How long an override holds at most.")] = 24
    follow_up_days: Annotated[
        int, Meta(gt=0, le=365, description="Within how many days the change is signed off after all.")
    ] = 7


class AllowFile(msgspec.Struct, forbid_unknown_fields=True):
    """Risk rules that are silenced in some files; what is silenced is still told."""

    rules: Annotated[
        list[_Name], Meta(min_length=1, description="Ids of risk rules, `*` allowed, as in SCH*.")
    ]
    paths: _Globs
    reason: Annotated[_Name, Meta(description="Why, shown wherever the allowance counts.")]
    until: Annotated[
        str | None, Meta(description="The first day on which it does not count any more, as in 2026-01-31.")
    ] = None


class PolicyFile(msgspec.Struct, forbid_unknown_fields=True):
    """`.answerable/policy.toml`: the rules of a repository."""

    version: Literal[1]
    rule: Annotated[list[RuleFile], Meta(min_length=1)]
    tier: Annotated[list[TierFile], Meta(description="Classes of paths, lowest first.")] = msgspec.field(
        default_factory=list
    )
    load: LoadFile = msgspec.field(default_factory=LoadFile)
    break_glass: BreakGlassFile | None = None
    allow: Annotated[list[AllowFile], Meta(description="Findings that are allowed.")] = msgspec.field(
        default_factory=list
    )
    guard: Annotated[
        dict[str, Any],
        Meta(
            description="What agents may do: kinds of danger to allow, ask or deny; see `core.guarding.table`."
        ),
    ] = msgspec.field(default_factory=dict)


class PersonFile(msgspec.Struct, forbid_unknown_fields=True):
    """One human; agents are never people."""

    name: _Name
    email: Annotated[_Name, Meta(description="The address of their commits.")]
    level: Annotated[_Name, Meta(description="One of `levels`.")]
    aliases: Annotated[list[_Name], Meta(description="Further addresses of theirs.")] = msgspec.field(
        default_factory=list
    )
    scopes: Annotated[
        _Globs | None, Meta(description="The paths that they may answer for; all without it.")
    ] = None
    since: Annotated[str | None, Meta(description="The first day on which they count, as in 2026-01-31.")] = (
        None
    )
    until: Annotated[str | None, Meta(description="The first day on which they do not any more.")] = None
    keys: Annotated[
        list[Annotated[str, Meta(pattern="^SHA256:[A-Za-z0-9+/]{43}$")]],
        Meta(description="Fingerprints of their keys, for `roster check`; allowed_signers has the keys."),
    ] = msgspec.field(default_factory=list)


class TeamFile(msgspec.Struct, forbid_unknown_fields=True):
    """Some people, and the paths that they own."""

    name: _Name
    members: Annotated[list[_Name], Meta(min_length=1, description="Addresses of people on the roster.")]
    owns: _Globs | None = None


class RosterFile(msgspec.Struct, forbid_unknown_fields=True):
    """`.answerable/roster.toml`: the people of a repository and their levels."""

    version: Literal[1]
    levels: Annotated[list[_Name], Meta(min_length=1, description="All levels, lowest first.")]
    person: list[PersonFile] = msgspec.field(default_factory=list)
    team: list[TeamFile] = msgspec.field(default_factory=list)
    signed_commits: Annotated[
        bool, Meta(description="Whether every commit must be signed with a key of its author.")
    ] = False


class SettingsFiles:
    """Decodes settings files; see `app.check_range.SettingsReader`."""

    def roster(self, data: bytes) -> tuple[Roster | None, list[str]]:
        """The roster, or `None` and what is wrong with it in sentences."""
        file, problems = decode_toml(data, RosterFile)
        if file is None:
            return None, problems
        problems = list(_person_problems(file))
        if problems:
            return None, problems
        teams = [Team(one.name, tuple(one.members), _globs(one.owns)) for one in file.team]
        return build_roster(
            file.levels, list(map(_person, file.person)), teams, must_sign=file.signed_commits
        )

    def policy(
        self, data: bytes, levels: Sequence[str], teams: Sequence[str] = ()
    ) -> tuple[Policy | None, list[str]]:
        """The policy, or `None` and what is wrong with it in sentences; `levels` and `teams` are the roster's."""
        file, problems = decode_toml(data, PolicyFile)
        if file is not None:
            _, problems = read_table(file.guard)
            problems += _allow_problems(file)
        if file is None or problems:
            return None, problems
        return build_policy(_policy(file), levels, teams)


_File = TypeVar("_File")


def decode_toml(data: bytes, shape: type[_File]) -> tuple[_File | None, list[str]]:
    """A settings file of this shape, or `None` and what is wrong with it in sentences."""
    if len(data) > LARGEST:
        return None, [f"The file has more than {LARGEST:,} bytes."]
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return None, [f"The file is not UTF-8: byte {error.start} cannot be read."]
    except (ValueError, RecursionError) as error:  # tomllib's own error is a ValueError
        return None, [f"The file is not TOML: {error}."]
    version = table.get("version")
    if type(version) is int and version > _VERSION:
        return None, [f"The file is of version {version}; this Answerable reads up to {_VERSION}: update it."]
    try:
        return msgspec.convert(_dates_as_text(table), shape), []
    except msgspec.ValidationError as error:
        return None, [f"{error}."]


def _dates_as_text(value: object) -> object:
    """TOML's dates as they are written: a day is the same with and without quotes."""
    if isinstance(value, dict):
        return {key: _dates_as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _policy(file: PolicyFile) -> PolicySource:
    glass = file.break_glass
    return PolicySource(
        rules=[_rule(rule) for rule in file.rule],
        tiers=[TierSource(tier.name, tuple(tier.paths), tier.blast) for tier in file.tier],
        load=Load(file.load.lines_per_signoff, file.load.lines_per_day),
        break_glass=BreakGlass(glass.level, glass.hours, glass.follow_up_days) if glass else None,
        allowances=[_allowance(one) for one in file.allow],
    )


def _allowance(file: AllowFile) -> AllowanceSource:
    ends = None if file.until is None else _day(file.until)
    return AllowanceSource(tuple(file.rules), tuple(file.paths), file.reason, file.until or "", ends)


def _allow_problems(file: PolicyFile) -> Iterator[str]:
    for number, one in enumerate(file.allow, 1):
        if one.until is not None and _day(one.until) is None:
            yield f"Allowance number {number}: until is a day, as in 2026-01-31, not {one.until!r}."


def _rule(rule: RuleFile) -> RuleSource:
    return RuleSource(
        name=rule.name,
        why=rule.why,
        severity=rule.severity,
        scope=None if rule.scope is None else tuple(rule.scope),
        when=rule.when,
        require=None if rule.require is None else _requirement(rule.require),
    )


def _requirement(file: RequireFile) -> Requirement:
    return Requirement(
        reviewed_by=file.reviewed_by or "",
        signed=file.signed,
        signoffs=file.signoffs,
        level=file.level or "",
        teams=tuple(file.teams),
        distinct=file.distinct,
        owners=file.owners,
        findings_acknowledged=file.findings_acknowledged,
        records=None if file.records is None else Grade(file.records),
    )


def _person(file: PersonFile) -> Person:
    return Person(
        name=file.name,
        email=file.email,
        aliases=tuple(file.aliases),
        level=file.level,
        scopes=_globs(file.scopes),
        since=None if file.since is None else _day(file.since),
        until=None if file.until is None else _day(file.until),
        keys=tuple(file.keys),
    )


def _person_problems(file: RosterFile) -> Iterator[str]:
    for person in file.person:
        for key, day in (("since", person.since), ("until", person.until)):
            if day is not None and _day(day) is None:
                yield f"{person.name}: {key} is a day, as in 2026-01-31, not {day!r}."
    for name, patterns in [(one.name, one.scopes) for one in file.person] + [
        (one.name, one.owns) for one in file.team
    ]:
        if patterns is not None:
            yield from (f"{name}: {problem}." for problem in parse_globs(patterns)[1])


def _globs(patterns: Sequence[str] | None) -> Globs | None:
    return None if patterns is None else parse_globs(patterns)[0]


def _day(text: str) -> int | None:
    """The instant at which a day begins (UTC), in seconds since the epoch."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except (ValueError, OverflowError):
        return None
