"""What the hooks add to `git commit`: interleaved pairs of plain and hooked commits of the same change.

    python tests/bench/bench_commit.py [PAIRS]

Prints for each size the median of both, the median difference, the ratio and the spread (middle half) of the
differences. Half of the files are known from the journal, half are not; a third of each existed before. A row that
calls `check_password` has words at which a risk rule could fire, so that all of its changes are analysed as well: by
the hook, or before the commit by an editor that has shown each file.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from answerable.app.known_risk import remember_findings
from answerable.core.evidence import Snapshot, content_digest
from answerable.core.file_pair import FilePair
from answerable.core.origin import TYPED, Author, Grade, Mechanism, Origin
from answerable.core.text import Attributed, split_lines
from answerable.wiring.risks import analyser, analyser_edition
from answerable.wiring.workspace import open_workspace

AGENT = Origin(
    Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "gemini-cli", "1.2", "gemini-2.5-pro", "talk-1"
)
#: Files, lines in all, what the hooks may add in seconds (DESIGN 9), the called function, whether an editor looked.
SIZES = [
    (10, 500, 0.1, "compute", False),
    (10, 500, 0.1, "check_password", True),
    (10, 500, 0.1, "check_password", False),
    (1000, 100_000, 1.5, "compute", True),
    (1000, 100_000, 1.5, "compute", False),
]


def environment(home):
    """Git without the machine's configuration."""
    kept = {"PATH": os.environ["PATH"], "HOME": home}
    return kept | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


def git(top, *args):
    """Run git in a repository."""
    subprocess.run(["git", "-C", top, *args], check=True, capture_output=True, env=environment(str(top)))


def make(folder, name, *, hooked):
    """A repository, with hooks or without."""
    top = Path(folder) / name
    top.mkdir()
    git(top, "init", "-q")
    git(top, "config", "user.email", "bench@example.org")
    git(top, "config", "user.name", "Bench")
    if hooked:
        command = [sys.executable, "-m", "answerable", "init"]
        subprocess.run(command, cwd=top, check=True, capture_output=True, env=environment(str(top)))
    return top


def text_of(file, lines, turn, call):
    """A file of which every third line is blank or a brace, as in real code."""
    shapes = ("    value_{n} = {c}({n}, {f}, {t})\n", "    return value_{n}\n", "\n", "}}\n")
    return "".join(
        shapes[n % 4].format(n=n, c=call, f=file, t=turn if n % 5 == 0 else 0) for n in range(lines)
    )


def change(tops, files, lines, turn, call="compute"):
    """The same change in both repositories: a third of the files changes, the others are new."""
    texts = {}
    for file in range(files):
        path = f"src/old{file}.py" if file % 3 == 0 else f"src/turn{turn}/new{file}.py"
        texts[path] = text_of(file, lines // files, turn, call)
    for top in tops:
        for path, text in texts.items():
            target = top / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        git(top, "add", "-A")
    return texts


def remember(top, texts):
    """Let the journal know every other file: an agent and a person in turns of ten lines."""
    workspace = open_workspace(str(top), environment(str(top)))
    for path, text in list(texts.items())[::2]:
        lines = tuple(split_lines(text))
        runs = tuple(((len(line), AGENT if n // 10 % 2 else TYPED),) for n, line in enumerate(lines))
        workspace.journal.save(Snapshot(path, content_digest(text), Attributed(lines, runs), "gemini-cli"))
    workspace.close()


def look(top, texts):
    """Look at every file as the language server does while it is open."""
    workspace, analyse = open_workspace(str(top), environment(str(top))), analyser()
    for path, text in texts.items():
        old = (
            (workspace.objects.file("HEAD", path) or b"").decode() if workspace.objects.commit("HEAD") else ""
        )
        found, problems = analyse(path, old, text)
        if not problems:
            remember_findings([FilePair(path, old, text)], found, analyser_edition(), workspace.journal)
    workspace.close()


def commit(top):
    """Seconds that one commit takes."""
    begin = time.perf_counter()
    git(top, "commit", "-q", "-m", "change")
    return time.perf_counter() - begin


def check_stamped(top):
    """A hook that failed would be fast."""
    show = ["git", "-C", top, "log", "-1", "--format=%B"]
    message = subprocess.run(
        show, check=True, capture_output=True, text=True, env=environment(str(top))
    ).stdout
    if not ("Assisted-by: gemini-cli" in message and "Provenance-Record" in message):
        raise SystemExit(f"The commit was not stamped as it should be:\n{message}")


def measure(files, lines, pairs, call, *, seen):
    """Seconds of plain and hooked commits, in pairs."""
    with tempfile.TemporaryDirectory() as folder:
        plain, hooked = make(folder, "plain", hooked=False), make(folder, "hooked", hooked=True)
        measured = []
        for turn in range(pairs + 1):
            texts = change((plain, hooked), files, lines, turn, call)
            remember(hooked, texts)
            if seen:
                look(hooked, texts)
            order = (plain, hooked) if turn % 2 else (hooked, plain)
            took = {top: commit(top) for top in order}
            measured.append((took[plain], took[hooked]))
            check_stamped(hooked)
    return measured[1:]


def main(pairs=9):
    """Measure and print every size."""
    for files, lines, target, call, seen in SIZES:
        measured = measure(files, lines, pairs if files < 100 else max(3, pairs // 3), call, seen=seen)
        plain, hooked = (statistics.median(column) for column in zip(*measured, strict=True))
        added = sorted(b - a for a, b in measured)
        low, high = added[len(added) // 4], added[-1 - len(added) // 4]
        median = statistics.median(added)
        print(
            f"commit {files:5} files {lines:7} lines, {call}{', seen in an editor' if seen else ''}: plain {plain * 1000:7.1f} ms, hooked {hooked * 1000:7.1f} ms, "
            f"added {median * 1000:+7.1f} ms ({low * 1000:+.1f} … {high * 1000:+.1f}), "
            f"ratio {hooked / plain:5.2f}, target {target * 1000:+.0f} ms: {'met' if median <= target else 'MISSED'}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
