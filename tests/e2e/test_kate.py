"""A real Kate on a screen of its own, driven by keys: a finding is shown and mended, a typed line is a person's."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from support.editors import editor_command
from support.git import make_repo

SETTINGS = Path(__file__).parents[2] / "client-vscode" / "editors" / "kate" / "settings.json"
SERVER = Path(sys.executable).with_name("answerable-lsp")
GUARDED = (
    "def drop(user, table):\n    if not user.is_admin:\n        raise PermissionError\n    table.drop()\n"
)
UNGUARDED = "def drop(user, table):\n    table.drop()\n"

pytestmark = [pytest.mark.editor, pytest.mark.xdist_group("editors")]


class Kate:
    """One Kate with one file. What it and the server say to each other is read from copies of their streams."""

    def __init__(self, repo, display, run):
        self.repo = repo
        self.process = None
        self.environ = repo.environ | {"DISPLAY": f":{display}", "XDG_RUNTIME_DIR": run}
        server = repo.home / "server"
        server.write_text(f"#!/bin/sh\ntee '{server}.in' | '{SERVER}' --stdio | tee '{server}.out'\n")
        server.chmod(0o755)
        settings = json.loads(SETTINGS.read_text())
        settings["servers"]["python"]["command"] = [str(server)]
        ours = repo.home / ".config" / "kate" / "lspclient" / "settings.json"
        ours.parent.mkdir(parents=True)
        ours.write_text(json.dumps(settings))
        # What a user answers when Kate asks whether the server may be started, and the option that README names.
        allowed = f"[lspclient]\nAllowedServerCommandLines={server}\nIncrementalSync=true\n"
        (repo.home / ".config" / "katerc").write_text(allowed)

    def open(self, name, line):
        """Open a file with the cursor at the start of a line; wait until the server was told."""
        command = [editor_command("kate", "kate"), "--new", "--line", str(line), name]
        self.process = subprocess.Popen(
            command, cwd=self.repo.top, env=self.environ, stderr=subprocess.DEVNULL
        )
        self.xdotool("search", "--sync", "--onlyvisible", "--name", f"^{name}")
        assert self.until(lambda: self.heard("in", "textDocument/didOpen"))

    def xdotool(self, *arguments):
        program = editor_command("xdotool", "xdotool")
        subprocess.run([program, *arguments], env=self.environ, check=True, capture_output=True, timeout=30)

    def heard(self, stream, word):
        """Whether a word went to the server (`in`) or came from it (`out`)."""
        copy = self.repo.home / f"server.{stream}"
        return copy.exists() and word in copy.read_text()

    def press_until(self, key, check):
        """Press a key, again when nothing came of it."""
        for _ in range(10):
            self.xdotool("key", key)
            if self.until(check, 2.0):
                return
        raise AssertionError(f"nothing came of {key}")

    def until(self, check, patience=20.0):
        stop = time.monotonic() + patience
        while not (found := check()) and time.monotonic() < stop:
            time.sleep(0.02)
        return found

    def close(self):
        """Leave as a user does; the server then has told the journal everything."""
        self.xdotool("key", "ctrl+q")
        self.process.wait(20)


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.commit("start", **{"guarded.py": GUARDED})
    made.run(sys.executable, "-m", "answerable", "init")
    return made


@pytest.fixture
def kate(repo):
    program = editor_command("Xvfb", "xvfb")
    told, display = os.pipe()
    screen = subprocess.Popen(
        [program, "-displayfd", str(display), "-screen", "0", "1200x800x24", "-nolisten", "tcp"],
        pass_fds=[display],
        stderr=subprocess.DEVNULL,
    )
    os.close(display)
    # With a run-time folder of a longer name, as pytest's are, Kate lost the letters that were typed.
    with os.fdopen(told) as number, tempfile.TemporaryDirectory(prefix="kate") as run:
        editor = Kate(repo, number.readline().strip(), run)
        yield editor
        for process in filter(None, (editor.process, screen)):
            process.kill()
            process.wait()


def test_a_finding_is_shown_and_its_quick_fix_does_nothing_else(repo, kate):
    repo.write("guarded.py", UNGUARDED)
    kate.open("guarded.py", 2)
    assert kate.until(lambda: kate.heard("out", "GRD001"))
    kate.press_until("ctrl+period", lambda: kate.heard("in", "textDocument/codeAction"))
    kate.press_until("ctrl+s", lambda: (repo.top / "guarded.py").read_text() != UNGUARDED)
    assert (repo.top / "guarded.py").read_text() == GUARDED
    assert not kate.heard("in", "workspace/executeCommand")


def test_a_typed_line_is_a_persons_in_the_commit(repo, kate):
    kate.open("guarded.py", 5)
    kate.xdotool("type", "--delay", "20", "answer = 42")
    # Kate tells of changes up to a second later: what is closed before that was never told.
    assert kate.until(lambda: kate.heard("in", '"text": "2"'))
    kate.press_until("ctrl+s", lambda: (repo.top / "guarded.py").read_text() == f"{GUARDED}answer = 42\n")
    kate.close()
    repo.git("commit", "-q", "-a", "-m", "typed in Kate")
    assert "ai=0 mixed=0 human=1 tool=0 unknown=0" in repo.git("log", "-1", "--format=%B")
