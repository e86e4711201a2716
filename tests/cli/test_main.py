"""The command line's frame: verbs, exit codes, and errors as one sentence."""

import importlib.metadata
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from answerable.cli import main as main_module
from answerable.cli.main import FAILED, LIGHT, USAGE, main
from answerable.cli.verbs import VERBS
from answerable.core.errors import GitFailed, UsageError
from answerable.wiring.workspace import TOOL


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_exists_and_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert find_spec(f"answerable.cli.commands.{verb}") is not None
    assert main([verb, "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Usage: answerable ")
    assert len(said.splitlines()) > 4


def test_help_lists_the_verbs_and_loads_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"\n  {verb} " in said for verb in VERBS)
    script = "import sys; from answerable.cli.main import main; main(['--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    loaded = done.stdout.split()
    assert not [name for name in loaded if name.startswith("answerable.cli.commands.")]


@pytest.mark.parametrize(
    ("words", "code"),
    [(["no-such-verb"], USAGE), (["status", "--no-such-option"], USAGE), (["--version"], 0)],
)
def test_exit_codes(words: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == code
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("That makes no sense."), USAGE, "answerable: That makes no sense.\n"),
        (GitFailed("git x failed: y."), FAILED, "answerable: git x failed: y.\n"),
        (GitFailed("a\x1b[31mb\u202ec\nd"), FAILED, "answerable: a\\x1b[31mb\\u202ec\\nd\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_are_one_sentence(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_words: list[str]) -> int:
        raise error

    monkeypatch.setattr(main_module, "_dispatch", fail)
    assert main([]) == code
    assert capsys.readouterr().err == said


def test_outside_a_repository_is_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "answerable", "status"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, check=False, text=True, env={"PATH": "/usr/bin:/bin"}
    )
    assert done.returncode == FAILED
    assert done.stderr.startswith("answerable: ")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path) -> None:
    command = f"{sys.executable} -m answerable --help | head -c 1"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=False, text=True)
    assert done.stderr == ""


def test_the_light_verbs_are_verbs() -> None:
    assert LIGHT.keys() <= VERBS.keys()


def test_records_name_the_version_that_is_installed() -> None:
    assert f"answerable {importlib.metadata.version('answerable')}" == TOOL
