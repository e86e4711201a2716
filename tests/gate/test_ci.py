"""The templates for CI systems: the commands that stand in them, run as those systems run them, without the service."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from support.gate import GateRepo

TOP = Path(__file__).parents[2]


def action_steps():
    text = (TOP / ".github/actions/gate/action.yml").read_text()
    return [re.sub(r"(?m)^ {8}", "", run) for run in re.findall(r"run: \|\n((?: {8}.*\n)+)", text)]


def gitlab_steps():
    text = (TOP / "server/ci/gitlab.yml").read_text()
    script = text.partition("  script:\n")[2].partition("  artifacts:")[0]
    return ["\n".join(line.removeprefix("    - ") for line in script.splitlines())]


def jenkins_steps():
    text = (TOP / "server/ci/Jenkinsfile").read_text()
    return [text.split("'''")[1]]


#: The system -> what it runs, and the variables that it sets.
SYSTEMS = {
    "github": (action_steps, {"BASE": "origin/main", "TARGET": "main", "PACKAGE": "answerable"}),
    "gitlab": (gitlab_steps, {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}),
    "jenkins": (jenkins_steps, {"CHANGE_TARGET": "main", "PACKAGE": "answerable"}),
}


def install_nothing(script, folder):
    """The script with the installed program instead of one from an index: what is installed here is what is tested."""
    bin_ = folder / "bin"
    bin_.mkdir(exist_ok=True)
    program = bin_ / "answerable"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m answerable "$@"\n')
    program.chmod(0o755)
    kept = [line for line in script.splitlines() if "-m venv" not in line and "pip install" not in line]
    return re.sub(
        r'"?(\$RUNNER_TEMP|\$WORKSPACE_TMP|/tmp)/answerable/bin/answerable"?',
        shlex.quote(str(program)),
        "\n".join(kept),
    )


@pytest.mark.parametrize("reviewers", [(), ("sam",)], ids=["denied", "passes"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_commands_of(system, reviewers, tmp_path):
    steps, variables = SYSTEMS[system]
    made = GateRepo(tmp_path)
    made.commit({"a.py": "A| one\n"}, reviewers=reviewers)
    # A change that brings modules of its own: nothing of it may be imported or run.
    for name in ("pip", "answerable", "venv", "click"):
        made.commit({f"{name}/__init__.py": "H| raise SystemExit(99)\n"})
    clone = tmp_path / "clone"
    made.repo.git("clone", "-q", "-b", "topic", str(made.repo.top), str(clone))
    head = made.repo.git("rev-parse", "topic")
    environ = made.repo.environ | variables | {
        "HEAD": head, "CI_COMMIT_SHA": head, "RUNNER_TEMP": str(tmp_path), "WORKSPACE_TMP": str(tmp_path),
        "GITHUB_ACTIONS": "true" if system == "github" else "", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }  # fmt: skip
    code = 0
    for step in (install_nothing(one, tmp_path) for one in steps()):
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step], cwd=clone, env=environ,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        code = code or done.returncode
    assert code == (0 if reviewers else 1), done.stderr
    assert ("PASS" if reviewers else "DENIED") in done.stdout
    if system == "gitlab":
        assert "check_name" in (clone / "answerable.json").read_text()
    if system == "jenkins":
        assert "<testsuites" in (clone / "answerable.xml").read_text()
    if system == "github":
        assert "answerable-verdict" in (tmp_path / "summary.md").read_text()


def test_no_expression_stands_in_a_script():
    """A branch name is text: an expression inside a script would let it run commands."""
    for script in action_steps():
        assert "${{" not in script


def test_the_pre_receive_hook_is_the_command():
    hook = TOP / "server/ci/pre-receive"
    assert os.access(hook, os.X_OK)
    assert hook.read_text().splitlines()[-1] == "exec answerable gate --pre-receive"
