"""The files a team maintains in its repository, decoded and validated: policy and roster.

The shapes here are the published formats; their JSON Schemas are made from them. A key nobody knows is an error,
because a misspelt `require` must not become a rule without one.
"""

import tomllib
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from answerable.core.policy import Policy, RuleSource, build_policy
from answerable.core.roster import Person, Roster, build_roster

__all__ = ["LARGEST", "PersonFile", "PolicyFile", "RequireFile", "RosterFile", "RuleFile", "SettingsFiles"]

#: A settings file of more bytes than this is nobody's handiwork.
LARGEST: Final = 1_000_000
_VERSION: Final = 1

_Name = Annotated[str, Meta(min_length=1, max_length=200)]
_Globs = Annotated[list[Annotated[str, Meta(min_length=1)]], Meta(min_length=1)]


class RequireFile(msgspec.Struct, forbid_unknown_fields=True):
    """Every AI line reviewed by somebody of this level or above who is no author of the change."""

    reviewed_by: Annotated[_Name, Meta(description="The lowest level of a reviewer whose review counts.")]
    signed: Annotated[bool, Meta(description="Whether only signed reviews count.")] = False


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


class PolicyFile(msgspec.Struct, forbid_unknown_fields=True):
    """`.answerable/policy.toml`: the rules of a repository."""

    version: Literal[1]
    rule: Annotated[list[RuleFile], Meta(min_length=1)]


class PersonFile(msgspec.Struct, forbid_unknown_fields=True):
    """One human; agents are never people."""

    name: _Name
    email: Annotated[_Name, Meta(description="The address of their commits.")]
    level: Annotated[_Name, Meta(description="One of `levels`.")]
    aliases: Annotated[list[_Name], Meta(description="Further addresses of theirs.")] = msgspec.field(
        default_factory=list
    )


class RosterFile(msgspec.Struct, forbid_unknown_fields=True):
    """`.answerable/roster.toml`: the people of a repository and their levels."""

    version: Literal[1]
    levels: Annotated[list[_Name], Meta(min_length=1, description="All levels, lowest first.")]
    person: list[PersonFile] = msgspec.field(default_factory=list)


class SettingsFiles:
    """Decodes settings files; see `app.check_range.SettingsReader`."""

    def roster(self, data: bytes) -> tuple[Roster | None, list[str]]:
        """The roster, or `None` and what is wrong with it in sentences."""
        file, problems = _decode(data, RosterFile)
        if file is None:
            return None, problems
        people = [Person(one.name, one.email, tuple(one.aliases), one.level) for one in file.person]
        return build_roster(file.levels, people)

    def policy(self, data: bytes, levels: Sequence[str]) -> tuple[Policy | None, list[str]]:
        """The policy, or `None` and what is wrong with it in sentences; `levels` are the roster's."""
        file, problems = _decode(data, PolicyFile)
        return (
            (None, problems) if file is None else build_policy([_source(rule) for rule in file.rule], levels)
        )


_File = TypeVar("_File", PolicyFile, RosterFile)


def _decode(data: bytes, shape: type[_File]) -> tuple[_File | None, list[str]]:
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
        return msgspec.convert(table, shape), []
    except msgspec.ValidationError as error:
        return None, [f"{error}."]


def _source(rule: RuleFile) -> RuleSource:
    return RuleSource(
        name=rule.name,
        why=rule.why,
        severity=rule.severity,
        scope=None if rule.scope is None else tuple(rule.scope),
        when=rule.when,
        reviewed_by="" if rule.require is None else rule.require.reviewed_by,
        signed=rule.require is not None and rule.require.signed,
    )
