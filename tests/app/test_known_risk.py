"""Which changes are known from what was found before."""

from collections.abc import Iterable

import pytest

from answerable.app.known_risk import known_findings, remember_findings
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding, Level

A, B, C = (FilePair(f"{name}.py", "", name) for name in "abc")


class Memory:
    """A memory in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def known_findings(self, changes: Iterable[str]) -> dict[str, bytes]:
        return {change: self.kept[change] for change in changes if change in self.kept}

    def keep_findings(self, change: str, findings: bytes) -> None:
        self.kept[change] = findings


def found_in(pair: FilePair) -> Finding:
    """A finding of a file, as it is remembered."""
    return Finding("R", "n", Level.WARN, pair.path, 1, 1, "", "", "", "", "f")


@pytest.mark.parametrize(
    ("remembered", "asked", "expected"),
    [
        ([], [A], None),
        ([([A], [])], [A], []),
        ([([A], [A])], [A], [A]),
        ([([A], []), ([B], [])], [A, B], []),
        ([([A], []), ([B], [])], [A, B, C], None),
        # A file that has something to say alone may have nothing to say in company.
        ([([A], [A]), ([B], [])], [A, B], None),
        ([([A], [A]), ([B], []), ([B, A], [])], [A, B], []),
        ([([A, B], [A, B])], [A, B], [A, B]),
        ([([A, B], [])], [A], None),
    ],
)
def test_known_findings(
    remembered: list[tuple[list[FilePair], list[FilePair]]],
    asked: list[FilePair],
    expected: list[FilePair] | None,
) -> None:
    memory = Memory()
    for pairs, noisy in remembered:
        remember_findings(pairs, map(found_in, noisy), "1", memory)
    known = known_findings(asked, "1", memory)
    assert (None if known is None else list(known)) == (
        None if expected is None else [found_in(pair) for pair in expected]
    )
    assert known_findings(asked, "2", memory) is None


def test_damage_is_not_known() -> None:
    memory = Memory()
    for pairs in ([A], [B]):
        remember_findings(pairs, (), "1", memory)
    memory.kept = dict.fromkeys(memory.kept, b"damaged")
    assert known_findings([A], "1", memory) is None
    assert known_findings([A, B], "1", memory) is None
