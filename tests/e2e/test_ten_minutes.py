"""`server/TEN_MINUTES.md` as it stands: its commands are run, and what it says they print is what they print."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from support.git import clean_environment
from support.signers import needs_ssh_keygen

needs_ssh_keygen()

PAGE = Path(__file__).parents[2] / "server/TEN_MINUTES.md"
FENCE = re.compile(r"^```(sh fails|sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks():
    """Each script with whether it fails and the lines that it should print."""
    found = []
    for kind, text in FENCE.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "text":
            found[-1][2].extend(line for line in text.splitlines() if line.strip())
        else:
            found.append((text, kind.endswith("fails"), []))
    return found


def script(steps):
    """All of it for one shell, each block between marks; every command that fails is marked too."""
    parts = ["trap 'echo \"@@failed $BASH_COMMAND\"' ERR"]
    for number, (text, _, _) in enumerate(steps):
        parts += [f"echo '@@block {number}'", text]
    return "\n".join(parts)


def test_the_page_is_true(tmp_path):
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "answerable").write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m answerable "$@"\n'
    )
    (programs / "answerable").chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    environ = clean_environment(tmp_path) | {"PATH": f"{programs}:{os.environ['PATH']}", "NO_COLOR": "1"}
    steps = blocks()
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", script(steps)], cwd=work, env=environ, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    printed = re.split(r"(?m)^@@block \d+\n", done.stdout)[1:]
    assert len(printed) == len(steps), done.stdout
    for (text, fails, expected), output in zip(steps, printed, strict=True):
        plain = re.sub(r"(?m)^remote: ?| +$", "", output)
        assert ("@@failed" in plain) is fails, f"{text}\n{plain}"
        for line in expected:
            wanted = ".*".join(map(re.escape, line.split("…")))
            assert re.search(wanted, plain), f"{line!r} is not in\n{plain}"


def test_the_page_tells_of_all_that_it_promises():
    text = PAGE.read_text(encoding="utf-8")
    for words in (
        "git rebase",
        "--squash",
        "answerable override",
        "answerable verify",
        "answerable signoff",
        "--bare",
    ):
        assert words in text
