"""The roster: the people of a repository, the addresses they commit with, their levels, scopes and teams.

Levels are declared here, lowest first, because they describe people; a policy only names them. Whoever is not on
the roster has the lowest level as an author and does not count as a reviewer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from answerable.core.globs import Globs

__all__ = ["Person", "Roster", "Team", "build_roster", "is_agent", "normal_email"]

#: Addresses that agents and bots commit with: a machine cannot answer for anything.
_AGENTS: Final = re.compile(
    r"noreply@(anthropic|openai|cursor|aider|google|amazon|github)\.(com|chat|sh|dev)|aider@aider\.chat|"
    r"cursoragent@cursor\.com|codex@openai\.com|amp@ampcode\.com|.*\[bot\]@users\.noreply\.github\.com|.*\[bot\]"
)


class Person(NamedTuple):
    """One human. `aliases` are further addresses of theirs.

    `scopes` are the paths that they may answer for, `None` for all. `since` and `until` are instants in seconds since
    the epoch between which they are on the roster, `until` excluded. `keys` are the fingerprints (`SHA256:…`) of the
    only keys that are theirs, empty for "whatever allowed_signers says".
    """

    name: str
    email: str
    aliases: tuple[str, ...]
    level: str
    scopes: Globs | None = None
    since: int | None = None
    until: int | None = None
    keys: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """`Name <address>`."""
        return f"{self.name} <{self.email}>"

    def is_here(self, now: int) -> bool:
        """Whether they are on the roster at an instant, in seconds since the epoch."""
        return (self.since is None or self.since <= now) and (self.until is None or now < self.until)

    def answers_for(self, path: str) -> bool:
        """Whether the path is within their scopes."""
        return self.scopes is None or self.scopes.matches(path)


class Team(NamedTuple):
    """People who own some paths. `members` are addresses; a team that owns nothing is only a name for people."""

    name: str
    members: tuple[str, ...]
    owns: Globs | None


class Roster:
    """People by address. Build one with `build_roster`.

    `must_sign` says that commits must carry the signature of their author: otherwise an address proves nothing.
    """

    def __init__(
        self,
        levels: Sequence[str],
        people: Sequence[Person],
        teams: Sequence[Team] = (),
        *,
        must_sign: bool = False,
    ) -> None:
        self.levels = tuple(levels)
        self.people = tuple(people)
        self.teams = tuple(teams)
        self.must_sign = must_sign
        self._now: int | None = None
        self._mailmap: Mapping[str, str] = MappingProxyType({})
        self._by_email = {
            normal_email(address): person for person in people for address in (person.email, *person.aliases)
        }

    def at(self, now: int, mailmap: Mapping[str, str] = MappingProxyType({})) -> "Roster":
        """The roster as it is at an instant: who has left or not yet come is nobody's reviewer any more.

        `mailmap` says whose further addresses are (see `core.mailmap`). It tells people apart and gives nobody a level:
        everybody may change it.
        """
        roster = Roster(self.levels, self.people, self.teams, must_sign=self.must_sign)
        roster._now, roster._mailmap = now, mailmap
        return roster

    def person(self, email: str) -> Person | None:
        """Whose address it is, or `None`."""
        person = self._by_email.get(normal_email(email))
        if person is None or (self._now is not None and not person.is_here(self._now)):
            return None
        return person

    def identity(self, email: str) -> str:
        """One address for all the addresses of a person; a stranger's own otherwise."""
        address = normal_email(email)
        if address not in self._by_email:
            address = self._mailmap.get(address, address)
        person = self._by_email.get(address)
        return normal_email(person.email) if person else address

    def level(self, email: str) -> str:
        """The level of whoever has this address: the lowest for a stranger."""
        person = self.person(email)
        return person.level if person else self.levels[0]

    def lowest(self, emails: Iterable[str]) -> str:
        """The lowest level among these people; the lowest there is when there is nobody."""
        ranks = [self.levels.index(self.level(email)) for email in emails]
        return self.levels[min(ranks, default=0)]

    def at_least(self, level: str) -> list[Person]:
        """The people of a level or a higher one, in the roster's order; of any level for an empty one."""
        enough = self.levels[self.levels.index(level) if level else 0 :]
        here = (one for one in self.people if self._now is None or one.is_here(self._now))
        return [person for person in here if person.level in enough]

    def teams_of(self, email: str) -> frozenset[str]:
        """The names of the teams that somebody is in."""
        own = self.identity(email)
        return frozenset(team.name for team in self.teams if own in map(self.identity, team.members))

    def owners(self, path: str) -> tuple[str, ...]:
        """The names of the teams that own a path."""
        return tuple(team.name for team in self.teams if team.owns is not None and team.owns.matches(path))


def normal_email(email: str) -> str:
    """An address as it is compared: without blanks around it and in lower case, ASCII letters only.

    Other letters keep their case: folding them would make one person of two.
    """
    return "".join(char.lower() if char.isascii() else char for char in email.strip())


def is_agent(email: str) -> bool:
    """Whether the address is a machine's."""
    return _AGENTS.fullmatch(normal_email(email)) is not None


def build_roster(
    levels: Sequence[str], people: Sequence[Person], teams: Sequence[Team] = (), *, must_sign: bool = False
) -> tuple[Roster | None, list[str]]:
    """The roster, or `None` and its contradictions in sentences."""
    problems = [
        *_level_problems(levels),
        *_people_problems(levels, people),
        *_claimed_twice(people),
        *_key_problems(people),
        *_team_problems(people, teams),
    ]
    return (None if problems else Roster(levels, people, teams, must_sign=must_sign)), problems


def _level_problems(levels: Sequence[str]) -> Iterator[str]:
    if not levels:
        yield "`levels` names no level; declare them lowest first."
    for level in sorted({level for level in levels if levels.count(level) > 1}):
        yield f"The level {level!r} is declared twice."
    for level in levels:
        if not level or any(char in "<>=!\"' \t" or not char.isprintable() for char in level):
            yield f"{level!r} cannot be the name of a level: no blanks, quotes or comparison signs."


def _people_problems(levels: Sequence[str], people: Sequence[Person]) -> Iterator[str]:
    for person in people:
        if person.level not in levels:
            yield f"{person.shown} has the level {person.level!r}, which `levels` does not declare."
        if not person.name.strip():
            yield f"The person with the address {person.email!r} has no name."
        if person.since is not None and person.until is not None and person.since >= person.until:
            yield f"{person.shown} leaves before they come: `until` is not after `since`."
        for address in (person.email, *person.aliases):
            if "@" not in address.strip("@") or any(char in "<>" for char in address):
                yield f"{address!r} of {person.name or 'somebody'} is no e-mail address."
            elif is_agent(address):
                yield f"{address!r} of {person.name or 'somebody'} is an agent's address, and an agent is no person."


def _claimed_twice(people: Sequence[Person]) -> Iterator[str]:
    claimed: dict[str, Person] = {}
    for person in people:
        for address in (person.email, *person.aliases):
            other = claimed.setdefault(normal_email(address), person)
            if other is not person:
                yield f"The address {address} belongs to both {other.name} and {person.name}."


def _key_problems(people: Sequence[Person]) -> Iterator[str]:
    owners: dict[str, Person] = {}
    for person in people:
        for key in person.keys:
            other = owners.setdefault(key, person)
            if other is not person:
                yield f"The key {key} belongs to both {other.name} and {person.name}."


def _team_problems(people: Sequence[Person], teams: Sequence[Team]) -> Iterator[str]:
    names = [team.name for team in teams]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"Two teams are named {name!r}."
    known = {normal_email(address) for person in people for address in (person.email, *person.aliases)}
    for team in teams:
        for member in team.members:
            if normal_email(member) not in known:
                yield f"{member!r} of the team {team.name!r} is not on the roster."
