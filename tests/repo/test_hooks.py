"""The scripts that git runs, in every shell at hand and with names that shells trip over."""

import shutil
import subprocess

import pytest

from answerable.repo.hooks import GitHooks
from answerable.repo.shims import NAMES, Runner, forward, is_ours, shim
from support.git import make_repo

SHELLS = [shell for shell in ("sh", "dash", "bash", "ksh", "zsh", "busybox") if shutil.which(shell)]
RUNNERS = {
    "an interpreter": Runner("/opt/my 'py'/$bin/python"),
    "the configuration": Runner(""),
    "a user's package": Runner("/usr/bin/python3", ("-E", "-P")),
}


def check_output(script, *arguments, stdin="", code=0, folder=None):
    """Run a script with `sh`; what it prints on standard output."""
    done = subprocess.run(
        ["sh", script, *arguments], input=stdin, capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("runner", RUNNERS)
def test_every_shell_can_read_every_script(tmp_path, shell, runner):
    words = [shell, "sh"] if shell == "busybox" else [shell]
    for name in NAMES:
        for sourced in (True, False):
            for before in ("", "/some where/it's"):
                script = shim(name, RUNNERS[runner], before=before, sourced=sourced)
                assert is_ours(script.encode())
                (tmp_path / name).write_text(script)
                subprocess.run([*words, "-n", tmp_path / name], check=True)


def interpreter(folder, code=0):
    """A stand-in for Python that tells how it was called."""
    path = folder / "my 'py' $x"
    path.write_text(f'#!/bin/sh\nprintf "<%s>" "$@"\ncat\nexit {code}\n')
    path.chmod(0o755)
    return Runner(str(path))


@pytest.mark.parametrize("code", [0, 1, 126, 139])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "commit-msg"])
def test_our_own_failure_is_nobodys(tmp_path, name, code):
    script = tmp_path / name
    script.write_text(shim(name, interpreter(tmp_path, code)))
    said = check_output(script, "a b", "$c", stdin="in\n\n")
    assert said == f"<-I><-m><answerable><hook><{name}><a b><$c>in\n\n"


@pytest.mark.parametrize("name", ["post-rewrite", "pre-push"])
@pytest.mark.parametrize("stdin", ["", "\n", "one\ntwo\n", "no end", "a\n\n\n", "x" * 300_000])
def test_both_read_the_same_input(tmp_path, name, stdin):
    script = tmp_path / name
    script.write_text(shim(name, interpreter(tmp_path)))
    before = tmp_path / f"{name}.answerable-chained"
    before.write_text("#!/bin/sh\ncat\necho '|'\n")
    before.chmod(0o755)
    said = check_output(script, "x", stdin=stdin)
    assert said == f"{stdin}|\n<-I><-m><answerable><hook><{name}><x>{stdin}"


@pytest.mark.parametrize("name", NAMES)
def test_a_refusal_of_the_hook_before_ends_it(tmp_path, name):
    script = tmp_path / name
    script.write_text(shim(name, interpreter(tmp_path)))
    before = tmp_path / f"{name}.answerable-chained"
    before.write_text("#!/bin/sh\nexit 7\n")
    before.chmod(0o755)
    assert check_output(script, "x", stdin="much\n" * 50_000, code=7) == ""


def test_a_forward_hands_everything_on(tmp_path):
    target = tmp_path / "it's here"
    script = tmp_path / "pre-rebase"
    script.write_text(forward(str(target)))
    assert check_output(script, "x") == ""
    target.write_text('#!/bin/sh\nprintf "<%s>" "$@"\ncat\nexit 3\n')
    target.chmod(0o755)
    assert check_output(script, "a b", stdin="in", code=3) == "<a b>in"


PATHS = {
    "nothing": ("", "private"),
    "a folder of the worktree": (".githooks", "shared"),
    "husky": (".husky/_", "husky"),
    "an older husky": (".husky", "shared"),
    "a folder in .git": (".git/my-hooks", "private"),
    "outside": ("../elsewhere", "foreign"),
    "nowhere": ("/dev/null", "foreign"),
    "home": ("~/hooks", "foreign"),
    "a link out of the worktree": ("link", "foreign"),
}


@pytest.mark.parametrize("name", PATHS)
def test_where_hooks_are(tmp_path, name):
    value, kind = PATHS[name]
    repo = make_repo(tmp_path, "a 'repo' $x")
    (repo.top / "link").symlink_to(tmp_path)
    if value:
        repo.git("config", "core.hooksPath", value)
    hooks = GitHooks(repo.plumbing(), "python")
    assert hooks.folder.kind == kind
