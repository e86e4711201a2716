"""The decision table: `data/guard/*.txt` hold commands with what must be decided about them."""

import pytest

from support.guard import judged, rows

TABLE = rows("commands.txt")
HELD_OUT = rows("heldout.txt")
PLATFORMS = rows("platforms.txt")


def check_command(row):
    """One row: exactly this verdict, and the dangers that it names."""
    decision = judged(row.command)
    assert decision.verdict.word == row.verdict, (row.command, decision.sentence)
    assert set(row.kinds) <= set(decision.kinds), (row.command, decision.kinds)
    assert bool(decision.sentence) == (row.verdict != "allow")
    if decision.sentence:
        assert "; instead, " in decision.sentence
        assert decision.sentence.endswith(".")


@pytest.mark.parametrize("row", [*TABLE, *HELD_OUT, *PLATFORMS], ids=lambda row: row.command[:60])
def test_command(row):
    check_command(row)


def test_the_table_is_large_and_nearly_half_of_it_is_harmless():
    commands = {row.command for row in TABLE}
    harmless = [row for row in TABLE if row.verdict == "allow"]
    assert len(commands) == len(TABLE) >= 300
    assert len(harmless) >= 0.4 * len(TABLE)


def test_no_harmless_command_is_refused_and_destruction_is_caught():
    """What the project promises of the table, whatever becomes of single rows."""
    verdicts = [(row.verdict, judged(row.command).verdict.word) for row in (*TABLE, *HELD_OUT, *PLATFORMS)]
    assert not [pair for pair in verdicts if pair[0] == "allow" and pair[1] != "allow"]
    dangerous = [found for expected, found in verdicts if expected != "allow"]
    assert sum(found != "allow" for found in dangerous) >= 0.98 * len(dangerous)
