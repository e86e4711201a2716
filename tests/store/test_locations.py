"""Where files are kept."""

import subprocess
import sys
from pathlib import Path

import pytest

from answerable.store import locations

SERVER = Path(locations.__file__).parents[2]


def test_the_journal_is_in_the_common_directory():
    assert locations.journal_path("/repo/.git") == "/repo/.git/answerable/journal.db"


@pytest.mark.parametrize(
    ("variable", "directory"),
    [
        ("XDG_CACHE_HOME", locations.cache_directory),
        ("XDG_STATE_HOME", locations.state_directory),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have their own places")
def test_directories_are_where_the_user_wants_them(tmp_path, monkeypatch, variable, directory):
    monkeypatch.setenv(variable, str(tmp_path))
    assert directory() == str(tmp_path / "answerable")
    assert not (tmp_path / "answerable").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have their own places")
def test_logs_are_part_of_the_state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert locations.log_directory() == str(tmp_path / "answerable" / "log")


def test_the_journal_is_light_to_import():
    """A hook that opens it pays for no more than it needs."""
    heavy = {
        "dataclasses",
        "inspect",
        "asyncio",
        "pathlib",
        "platformdirs",
        "msgspec",
        "logging",
        "subprocess",
        "tempfile",
    }
    code = f"import sys, answerable.store.journal; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": str(SERVER)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""
