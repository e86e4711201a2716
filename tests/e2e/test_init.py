"""`answerable init` in real repositories: what it installs runs, what was there runs on, and all of it goes away."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from support.git import Repo, make_repo

COMMAND = Path(sys.executable).with_name("answerable")
NAMES = ("prepare-commit-msg", "commit-msg", "post-commit", "post-merge", "post-rewrite", "pre-push")
STAMPED = "Provenance-Lines: "


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.commit("start", **{"a.py": "a = 1\n"})
    return made


def init(repo, *options, expect=0):
    """Run `answerable init`; what it said on both streams."""
    done = subprocess.run(
        [COMMAND, "init", *options],
        cwd=repo.top,
        env=repo.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stderr
    return done.stdout, done.stderr


def script(path, text, mode=0o755):
    """A hook that somebody else wrote."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def picture(*folders):
    """Every file below the folders, with its bytes and mode."""
    return {
        str(path): (path.read_bytes(), stat.S_IMODE(path.lstat().st_mode))
        for folder in folders
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def message(repo, revision="HEAD"):
    return repo.git("log", "-1", "--format=%B", revision)


def commit(repo, *options, **environ):
    """Change a file and commit it; the exit code and what git said."""
    with (repo.top / "a.py").open("a") as file:
        file.write("b = 2\n")
    done = subprocess.run(
        ["git", "commit", "-a", *options],
        cwd=repo.top,
        env=repo.environ | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def check_stamps(repo):
    assert commit(repo, "-m", "change")[0] == 0
    assert STAMPED in message(repo)


def check_round_trip(repo, *watched, options=(), remove=()):
    """Installing stamps, a second time changes nothing, removing restores every byte."""
    before = picture(*watched)
    init(repo, *options)
    check_stamps(repo)
    installed = picture(*watched)
    said, _ = init(repo, *options)
    assert "Nothing to change" in said
    assert picture(*watched) == installed
    init(repo, "--remove", *remove)
    assert picture(*watched) == before
    repo.git("checkout", "-q", "--", ".", check=False)
    commit(repo, "-m", "unstamped change")
    assert STAMPED not in message(repo)


def test_a_plain_repository(repo):
    check_round_trip(repo, repo.top / ".git/hooks")


def test_a_repository_without_a_hooks_folder(tmp_path):
    made = make_repo(tmp_path, "bare-template", "--template=")
    made.commit("start", **{"a.py": "a = 1\n"})
    check_round_trip(made, made.top / ".git/hooks")


def test_dry_run_changes_nothing_and_shows_everything(repo):
    before = picture(repo.top)
    said, _ = init(repo, "--dry-run", "--style", "asf", "--policy")
    assert picture(repo.top) == before
    for name in NAMES:
        assert f"write   {repo.top}/.git/hooks/{name}" in said
    assert "-m answerable hook prepare-commit-msg" in said
    assert "answerable.style = asf" in said
    assert "policy.toml" in said


def test_json(repo):
    said, _ = init(repo, "--json")
    told = json.loads(said)
    assert told["schema"] == "answerable.init/v1"
    assert told["done"] is True
    assert [step["verb"] for step in told["steps"]] == ["write"] * len(NAMES)


def test_hooks_that_were_there_run_first_with_their_say(repo):
    hooks = repo.top / ".git/hooks"
    script(
        hooks / "prepare-commit-msg", '#!/bin/sh\nprintf "JIRA-1 " | cat - "$1" > "$1.x" && mv "$1.x" "$1"\n'
    )
    script(hooks / "commit-msg", "#!/bin/sh\n! grep -q refused $1\n")
    script(hooks / "post-commit", "#!/bin/sh\ntouch post-commit-ran\n", 0o700)
    script(hooks / "post-rewrite", "#!/bin/sh\ncat > rewritten-$1\n", 0o644)  # not executable: git ignores it
    check_round_trip(repo, hooks)
    init(repo)
    check_stamps(repo)
    assert message(repo).startswith("JIRA-1 change")
    assert (repo.top / "post-commit-ran").exists()
    assert commit(repo, "-m", "refused")[0] == 1
    assert not (repo.top / "rewritten-amend").exists()


def test_standard_input_reaches_both(repo, tmp_path):
    remote = make_repo(tmp_path, "remote", "--bare")
    hooks = repo.top / ".git/hooks"
    script(hooks / "pre-push", '#!/bin/sh\necho "$1" > pushed\ncat >> pushed\n')
    script(hooks / "post-rewrite", '#!/bin/sh\necho "$1" > rewritten\ncat >> rewritten\n')
    init(repo)
    check_stamps(repo)
    old = repo.git("rev-parse", "HEAD")
    repo.git("commit", "-q", "--amend", "-m", "amended")
    new = repo.git("rev-parse", "HEAD")
    assert (repo.top / "rewritten").read_text() == f"amend\n{old} {new}\n"
    repo.git("push", "-q", str(remote.top), "main")
    assert (
        (repo.top / "pushed").read_text().startswith(f"{remote.top}\nrefs/heads/main {new} refs/heads/main ")
    )


def test_a_pre_push_hook_that_says_no_is_heard(repo, tmp_path):
    remote = make_repo(tmp_path, "remote", "--bare")
    script(repo.top / ".git/hooks/pre-push", "#!/bin/sh\nexit 3\n")
    init(repo)
    repo.git("push", "-q", str(remote.top), "main", check=False)
    assert not remote.git("for-each-ref")


def test_husky(repo):
    user_hook = script(repo.top / ".husky/commit-msg", 'grep -q change "$1"\n', 0o644)
    for name in (*NAMES, "pre-commit"):
        script(
            repo.top / f".husky/_/{name}",
            '#!/usr/bin/env sh\nn=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n'
            '[ ! -f "$s" ] && exit 0\nsh -e "$s" "$@"\n',
        )
    repo.git("config", "core.hooksPath", ".husky/_")
    check_round_trip(repo, repo.top / ".husky")
    init(repo)
    check_stamps(repo)
    assert commit(repo, "-m", "something else")[0] == 1
    assert user_hook.with_name("commit-msg.answerable-chained").exists()
    # What the team shares names no machine's interpreter.
    assert str(COMMAND.parent) not in (repo.top / ".husky/prepare-commit-msg").read_text()


def test_a_folder_of_hooks_in_the_worktree(repo):
    script(repo.top / ".githooks/pre-commit", "#!/bin/sh\ntouch pre-commit-ran\n")
    repo.git("config", "core.hooksPath", ".githooks")
    check_round_trip(repo, repo.top / ".githooks")
    init(repo)
    check_stamps(repo)
    assert (repo.top / "pre-commit-ran").exists()


def test_shared_hooks_are_silent_where_answerable_is_missing(repo):
    repo.git("config", "core.hooksPath", ".githooks")
    init(repo)
    repo.git("config", "--unset", "answerable.python")
    assert commit(repo, "-q", "-m", "change") == (0, "")
    assert STAMPED not in message(repo)


def foreign(repo, tmp_path):
    """A folder of hooks that a user's global configuration names."""
    folder = tmp_path / "global-hooks"
    script(folder / "prepare-commit-msg", '#!/bin/sh\necho "Team: x" >> "$1"\n')
    script(folder / "pre-commit", "#!/bin/sh\ntouch pre-commit-ran\n")
    config = tmp_path / "gitconfig"
    config.write_text(f"[core]\n\thooksPath = {folder}\n")
    return Repo(repo.top, repo.home, {"GIT_CONFIG_GLOBAL": str(config)}), folder


def test_foreign_hooks_are_left_alone(repo, tmp_path):
    user, folder = foreign(repo, tmp_path)
    before = picture(repo.top, folder)
    _, said = init(user, expect=1)
    assert "--local-hooks" in said
    assert picture(repo.top, folder) == before


def test_foreign_hooks_run_first_with_local_ones(repo, tmp_path):
    user, folder = foreign(repo, tmp_path)
    init(user, "--local-hooks")
    check_stamps(user)
    assert "Team: x" in message(user)
    assert (repo.top / "pre-commit-ran").exists()
    assert "Nothing to change" in init(user)[0]
    before = picture(folder)
    init(user, "--remove")
    assert picture(folder) == before
    assert not user.git("config", "--local", "core.hooksPath", check=False)
    commit(user, "-m", "change")
    assert STAMPED not in message(user)
    assert "Team: x" in message(user)


def test_linked_worktrees_share_the_hooks(repo, tmp_path):
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "other")
    linked = Repo(tmp_path / "linked", repo.home)
    said, _ = init(linked)
    assert f"{repo.top}/.git/hooks" in said
    check_stamps(linked)
    check_stamps(repo)


def test_a_hook_manager_that_comes_later(repo):
    """As pre-commit does it: what it finds becomes NAME.legacy, which it runs."""
    init(repo)
    hooks = repo.top / ".git/hooks"
    (hooks / "prepare-commit-msg").rename(hooks / "prepare-commit-msg.legacy")
    script(hooks / "prepare-commit-msg", '#!/bin/sh\n"$0.legacy" "$@"\n')
    check_stamps(repo)
    assert "Nothing to change" in init(repo)[0]
    init(repo, "--remove")
    assert sorted(path.name for path in hooks.iterdir() if path.suffix != ".sample") == ["prepare-commit-msg"]


def test_a_hook_that_replaced_ours(repo):
    hooks = repo.top / ".git/hooks"
    first = script(hooks / "pre-push", "#!/bin/sh\nexit 0\n")
    init(repo)
    first.unlink()
    second = script(hooks / "pre-push", "#!/bin/sh\nexit 3\n")
    _, said = init(repo, expect=1)
    assert "was replaced" in said
    assert second.read_text() == "#!/bin/sh\nexit 3\n"
    _, said = init(repo, "--remove", expect=1)
    assert "is not ours" in said


def test_an_interpreter_that_is_gone_costs_a_line_and_no_commit(repo):
    init(repo)
    hook = repo.top / ".git/hooks/prepare-commit-msg"
    hook.write_text(re.sub("^python=.*$", "python=/nowhere/python", hook.read_text(), flags=re.MULTILINE))
    for name in ("post-commit", "post-merge", "post-rewrite", "pre-push"):
        (hook.parent / name).unlink()
    code, said = commit(repo, "-q", "-m", "change")
    assert code == 0
    assert said.splitlines() == [
        "answerable: this commit gets no stamp: /nowhere/python is gone; run `answerable init` again"
    ]


def test_a_module_of_the_repository_is_not_run(repo):
    init(repo)
    repo.write("answerable.py", "raise SystemExit('hijacked')\n")
    repo.write("sitecustomize.py", "raise SystemExit('hijacked')\n")
    code, said = commit(repo, "-q", "-m", "change", PYTHONPATH=str(repo.top))
    assert (code, "hijacked" in said) == (0, False)
    assert STAMPED in message(repo)


STYLE_LINES = {"kernel": True, "none": False}


@pytest.mark.parametrize("style", STYLE_LINES)
def test_style(repo, style):
    init(repo, "--style", style)
    assert repo.git("config", "--local", "answerable.style") == style
    commit(repo, "-m", "change")
    assert (STAMPED in message(repo)) is STYLE_LINES[style]
    init(repo, "--remove")
    assert not repo.git("config", "--local", "answerable.style", check=False)


def test_policy_is_never_overwritten(repo):
    init(repo, "--policy")
    policy = repo.top / ".answerable/policy.toml"
    assert "senior" in policy.read_text()
    policy.write_text("mine\n")
    _, said = init(repo, "--policy", expect=2)
    assert "not overwritten" in said
    assert policy.read_text() == "mine\n"


WRONG = {
    "an unknown style": (("--style", "mine"), 64),
    "removing with a style": (("--remove", "--style", "asf"), 64),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage(repo, name):
    options, code = WRONG[name]
    init(repo, *options, expect=code)


def test_outside_a_repository(tmp_path):
    place = Repo(tmp_path, tmp_path)
    assert "not in a git repository" in init(place, expect=2)[1]


def test_a_folder_that_cannot_be_written(repo):
    hooks = repo.top / ".git/hooks"
    for path in hooks.iterdir():
        path.unlink()
    hooks.rmdir()
    hooks.write_text("a file where the folder should be")
    assert "could not be changed" in init(repo, expect=2)[1]


def editor(tmp_path, name, text):
    """A program that edits a message file."""
    return str(script(tmp_path / name, f"#!/bin/sh\n{text}"))


def check_abort(repo, said, *options, **environ):
    head = repo.git("rev-parse", "HEAD")
    code, errors = commit(repo, *options, **environ)
    assert (code, said in errors) == (1, True), errors
    assert repo.git("rev-parse", "HEAD") == head


@pytest.mark.parametrize(
    "options", [(), ("-s",), ("-v",), ("--cleanup=scissors",), ("--cleanup=scissors", "-v")]
)
@pytest.mark.parametrize("comment", ["#", ";"])
def test_an_untouched_editor_still_aborts(repo, options, comment):
    init(repo)
    repo.git("config", "core.commentChar", comment)
    check_abort(repo, "empty commit message", *options, GIT_EDITOR="true")


def test_a_written_message_is_stamped_below_its_title(repo, tmp_path):
    init(repo)
    write = editor(tmp_path, "write", 'printf "my title" | cat - "$1" > "$1.x" && mv "$1.x" "$1"\n')
    for options in ((), ("-s",), ("-v",), ("--cleanup=scissors", "-v")):
        code, errors = commit(repo, *options, GIT_EDITOR=write)
        assert code == 0, errors
        assert message(repo).startswith("my title\n\n")
        assert repo.git("log", "-1", "--format=%(trailers:key=Provenance-Lines,valueonly)")
        assert "diff --git" not in message(repo)


def test_an_untouched_template_still_aborts(repo, tmp_path):
    init(repo)
    (tmp_path / "template").write_text("Title here\n\nWhy:\n")
    repo.git("config", "commit.template", str(tmp_path / "template"))
    check_abort(repo, "did not edit the message", GIT_EDITOR="true")
    check_abort(repo, "did not edit the message", "--no-edit")
    write = editor(tmp_path, "write", 'sed -i "s/Title here/My title/" "$1"\n')
    assert commit(repo, GIT_EDITOR=write)[0] == 0
    assert message(repo).startswith("My title\n\nWhy:\n")
    assert STAMPED in message(repo)


def test_an_emptied_message_aborts(repo, tmp_path):
    init(repo)
    check_abort(repo, "empty commit message", GIT_EDITOR=editor(tmp_path, "clear", ': > "$1"\n'))


def test_an_empty_message_without_an_editor(repo):
    init(repo)
    check_abort(repo, "empty commit message", "-m", "")
    assert commit(repo, "--allow-empty-message", "-m", "")[0] == 0
    assert message(repo) == ""


def test_no_verify_is_stamped_too(repo):
    init(repo)
    assert commit(repo, "--no-verify", "-m", "change")[0] == 0
    assert STAMPED in message(repo)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(repo):
    (repo.top / ".git/hooks").chmod(0o500)
    assert "could not be changed" in init(repo, expect=2)[1]


def test_a_merge_keeps_its_record(repo):
    init(repo)
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side", **{"b.py": "b = 1\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("main", **{"c.py": "c = 1\n"})
    repo.git("merge", "-q", "--no-edit", "side")
    records = repo.git("ls-tree", "-r", "--name-only", "refs/answerable/records")
    stamped = repo.git("log", "-1", "--format=%(trailers:key=Provenance-Record,valueonly)").removeprefix(
        "sha256:"
    )
    assert stamped.strip() in records
