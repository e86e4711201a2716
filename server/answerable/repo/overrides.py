"""The overrides among the statements under `refs/answerable/signoffs`: they travel as sign-offs do."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import msgspec

from answerable.core.signoff.armour import LARGEST as LARGEST_SIGNATURE
from answerable.core.signoff.instant import is_instant
from answerable.core.signoff.override import OVERRIDE_TYPE, OverrideStatement, StoredOverride
from answerable.core.signoff.statement import LARGEST, statement_id
from answerable.repo.ledger_ref import LedgerRef

__all__ = ["GitOverrides"]

_NAME: Final = re.compile(r"([0-9a-f]{2})/(\1[0-9a-f]{62})\.json")
_OBJECT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_MOST_SIGNATURES: Final = 8


class GitOverrides:
    """The overrides of one repository."""

    def __init__(self, ledger: LedgerRef) -> None:
        self._ledger = ledger

    def all(self) -> Sequence[StoredOverride]:
        """Every override that is one: what does not hash to its name or has not the shape is left out."""
        names = self._ledger.names()
        statements = [name for name in names if _NAME.fullmatch(name)]
        found = []
        for name, data in zip(statements, self._ledger.read(statements), strict=True):
            one = name[3:67]
            if data is not None and OVERRIDE_TYPE.encode() in data and statement_id(data) == one:
                statement = _decode(data)
                found += [StoredOverride(one, statement, data, self._signed(one, names))] if statement else []
        return found

    def _signed(self, one: str, names: Sequence[str]) -> tuple[str, ...]:
        wanted = [name for name in names if name.startswith(f"{one[:2]}/{one}.") and name.endswith(".sig")]
        contents = self._ledger.read(wanted[:_MOST_SIGNATURES])
        return tuple(
            data.decode("ascii", "replace") for data in contents if data and len(data) <= LARGEST_SIGNATURE
        )


def _decode(data: bytes) -> OverrideStatement | None:
    if len(data) > LARGEST:
        return None
    try:
        statement: OverrideStatement = _decoder().decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return statement if _is_sound(statement) else None


@cache
def _decoder() -> msgspec.json.Decoder[OverrideStatement]:
    return msgspec.json.Decoder(OverrideStatement)


def _is_sound(statement: OverrideStatement) -> bool:
    predicate = statement["predicate"]
    if len(statement["subject"]) != 1 or not predicate["reason"].strip():
        return False
    head = statement["subject"][0]["digest"]
    objects = (
        head["gitCommit"],
        head["gitTree"],
        *predicate["base"].values(),
        *predicate["merge_base"].values(),
    )
    instants = (predicate["signed_at"], predicate["until"], predicate["due"])
    return all(_OBJECT.fullmatch(str(one)) for one in objects) and all(map(is_instant, instants))
