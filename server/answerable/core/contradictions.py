"""What contradicts itself between the roster, git's allowed_signers and the mailmap."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from answerable.core.roster import Person, Roster, normal_email
from answerable.core.signoff.signers import Signer

__all__ = ["contradictions", "roster_notes"]

_WILD = frozenset("*?!")


def contradictions(
    roster: Roster, signers: Sequence[Signer], mailmap: Mapping[str, str], now: int
) -> Iterator[str]:
    """In sentences. `now` is in seconds since the epoch."""
    yield from _shared_keys(roster, signers)
    yield from _foreign_keys(roster, signers)
    for signer in signers:
        if (
            any(_WILD.intersection(one) for one in signer.principals)
            and "cert-authority" not in signer.options
        ):
            yield f"Line {signer.line} of allowed_signers gives one key to everybody whom {','.join(signer.principals)} matches."
    for person in roster.people:
        if _has_left(person, now) and _lines_of(roster, signers, person):
            lines = ", ".join(str(one.line) for one in _lines_of(roster, signers, person))
            yield f"{person.shown} left on {_day(person.until)} and still has a key (line {lines} of allowed_signers)."
    for further, proper in mailmap.items():
        one, other = _owner(roster, further), _owner(roster, proper)
        if one is not None and other is not None and one is not other:
            yield f"The mailmap gives {further} of {one.name} to {other.name}."


def roster_notes(roster: Roster, signers: Sequence[Signer], now: int) -> Iterator[str]:
    """What is no contradiction and still worth a look, in sentences."""
    for person in roster.people:
        if _has_left(person, now):
            yield f"{person.shown} left on {_day(person.until)}."
        elif person.since is not None and now < person.since:
            yield f"{person.shown} only comes on {_day(person.since)}."
        elif not _lines_of(roster, signers, person):
            yield f"{person.shown} has no key in allowed_signers and cannot sign anything off."
    for signer in signers:
        for principal in signer.principals:
            if not _WILD.intersection(principal) and _owner(roster, principal) is None:
                yield f"Line {signer.line} of allowed_signers is for {principal}, who is not on the roster."


def _shared_keys(roster: Roster, signers: Sequence[Signer]) -> Iterator[str]:
    owners: dict[str, Person] = {}
    told = set()
    for signer in signers:
        for principal in signer.principals:
            person = _owner(roster, principal)
            if person is None or "cert-authority" in signer.options:
                continue
            other = owners.setdefault(signer.key, person)
            if other is not person and (signer.key, person.email) not in told:
                told.add((signer.key, person.email))
                yield f"The key {signer.key} belongs to both {other.name} and {person.name} (line {signer.line} of allowed_signers)."


def _foreign_keys(roster: Roster, signers: Sequence[Signer]) -> Iterator[str]:
    for person in roster.people:
        for signer in _lines_of(roster, signers, person) if person.keys else ():
            if signer.key not in person.keys and "cert-authority" not in signer.options:
                yield f"Line {signer.line} of allowed_signers gives {person.name} the key {signer.key}, which the roster does not."


def _lines_of(roster: Roster, signers: Sequence[Signer], person: Person) -> list[Signer]:
    return [
        one for one in signers if any(_owner(roster, principal) is person for principal in one.principals)
    ]


def _owner(roster: Roster, email: str) -> Person | None:
    """Whose address it is, whether they are here or not."""
    own = roster.identity(email)
    return next((person for person in roster.people if normal_email(person.email) == own), None)


def _has_left(person: Person, now: int) -> bool:
    return person.until is not None and person.until <= now


def _day(moment: int | None) -> str:
    return f"{datetime.fromtimestamp(moment or 0, UTC):%Y-%m-%d}"
