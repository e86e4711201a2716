"""The roster: the people of a repository, the addresses they commit with, and their levels.

Levels are declared here, lowest first, because they describe people; a policy only names them. Whoever is not on
the roster has the lowest level as an author and does not count as a reviewer.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

__all__ = ["Person", "Roster", "build_roster", "normal_email"]


class Person(NamedTuple):
    """One human. `aliases` are further addresses of theirs."""

    name: str
    email: str
    aliases: tuple[str, ...]
    level: str

    @property
    def shown(self) -> str:
        """`Name <address>`."""
        return f"{self.name} <{self.email}>"


class Roster:
    """People by address. Build one with `build_roster`."""

    def __init__(self, levels: Sequence[str], people: Sequence[Person]) -> None:
        self.levels = tuple(levels)
        self.people = tuple(people)
        self._by_email = {
            normal_email(address): person for person in people for address in (person.email, *person.aliases)
        }

    def person(self, email: str) -> Person | None:
        """Whose address it is, or `None`."""
        return self._by_email.get(normal_email(email))

    def identity(self, email: str) -> str:
        """One address for all the addresses of a person; a stranger's own otherwise."""
        person = self.person(email)
        return normal_email(person.email if person else email)

    def level(self, email: str) -> str:
        """The level of whoever has this address: the lowest for a stranger."""
        person = self.person(email)
        return person.level if person else self.levels[0]

    def lowest(self, emails: Iterable[str]) -> str:
        """The lowest level among these people; the lowest there is when there is nobody."""
        ranks = [self.levels.index(self.level(email)) for email in emails]
        return self.levels[min(ranks, default=0)]

    def at_least(self, level: str) -> list[Person]:
        """The people of a level or a higher one, in the roster's order."""
        enough = self.levels[self.levels.index(level) :]
        return [person for person in self.people if person.level in enough]


def normal_email(email: str) -> str:
    """An address as it is compared: without blanks around it and in lower case, ASCII letters only.

    Other letters keep their case: folding them would make one person of two.
    """
    return "".join(char.lower() if char.isascii() else char for char in email.strip())


def build_roster(levels: Sequence[str], people: Sequence[Person]) -> tuple[Roster | None, list[str]]:
    """The roster, or `None` and its contradictions in sentences."""
    problems = [*_level_problems(levels), *_people_problems(levels, people), *_claimed_twice(people)]
    return (None if problems else Roster(levels, people)), problems


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
        for address in (person.email, *person.aliases):
            if "@" not in address.strip("@") or any(char in "<>" for char in address):
                yield f"{address!r} of {person.name or 'somebody'} is no e-mail address."


def _claimed_twice(people: Sequence[Person]) -> Iterator[str]:
    claimed: dict[str, Person] = {}
    for person in people:
        for address in (person.email, *person.aliases):
            other = claimed.setdefault(normal_email(address), person)
            if other is not person:
                yield f"The address {address} belongs to both {other.name} and {person.name}."
