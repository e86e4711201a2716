"""The lines that we call added are those that git calls added."""

import random
import re
import subprocess
from pathlib import Path

from answerable.core.diffing import added_lines, diff_lines
from answerable.core.text import split_lines
from support.git import clean_environment

SOURCE = split_lines(Path(__file__).with_name("scripts.py").read_text("utf-8"))
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def functions() -> list[list[str]]:
    """The source cut at every definition."""
    parts: list[list[str]] = [[]]
    for line in SOURCE:
        if line.lstrip().startswith(("def ", "class ")):
            parts.append([])
        parts[-1].append(line)
    return parts


def edited(chance: random.Random, lines: list[str], parts: list[list[str]]) -> list[str]:
    """`lines` after a few edits as people make them: functions copied, lines removed, added, changed, moved."""
    lines = lines[:]
    for _ in range(chance.randint(1, 6)):
        at, kind = chance.randrange(len(lines)), chance.random()
        if kind < 0.25:
            lines[at:at] = chance.choice(parts)
        elif kind < 0.5:
            del lines[at : at + chance.randint(1, 6)]
        elif kind < 0.7:
            lines[at:at] = [chance.choice(SOURCE) for _ in range(chance.randint(1, 3))]
        elif kind < 0.9:
            lines[at] = lines[at].rstrip("\n") + "  # changed\n"
        else:
            moved = lines[at : at + 3]
            del lines[at : at + 3]
            to = chance.randrange(len(lines))
            lines[to:to] = moved
    return lines


def git_added(old: list[str], new: list[str], folder: Path) -> list[int]:
    """The 0-based lines that `git diff` adds."""
    (folder / "old").write_text("".join(old), "utf-8")
    (folder / "new").write_text("".join(new), "utf-8")
    command = ["git", "diff", "--no-index", "--no-ext-diff", "--no-textconv", "-U0", "old", "new"]
    done = subprocess.run(
        command, cwd=folder, env=clean_environment(folder), capture_output=True, check=False
    )
    found: list[int] = []
    for hunk in _HUNK.finditer(done.stdout.decode()):
        start, count = int(hunk[1]) - 1, int(hunk[2] or 1)
        found += range(start, start + count)
    return found


def test_added_lines_agree_with_git(tmp_path: Path) -> None:
    """Always as many; the same ones but for the rare cases in which several shortest scripts exist."""
    parts, same, rounds = functions(), 0, 80
    for seed in range(rounds):
        chance = random.Random(seed)
        old = edited(chance, SOURCE, parts)
        new = edited(chance, old, parts)
        ours, theirs = added_lines(old, new), git_added(old, new, tmp_path)
        assert len(ours) == len(theirs), f"seed {seed}"
        same += ours == theirs
    assert same >= rounds * 0.95


def test_sliding_rebuilds_the_text() -> None:
    parts = functions()
    for seed in range(80):
        chance = random.Random(seed)
        old = edited(chance, SOURCE, parts)
        new = edited(chance, old, parts)
        rebuilt, at = [], 0
        for block in diff_lines(old, new):
            assert len(rebuilt) + block.old_start - at == block.new_start
            rebuilt += [*old[at : block.old_start], *new[block.new_start : block.new_end]]
            at = block.old_end
        assert [*rebuilt, *old[at:]] == new


def check_slide(old: str, new: str, expected: str) -> None:
    """Lines are written one after the other with `/` between; the expected ones are those added."""
    added = added_lines(old.split("/"), new.split("/"))
    assert "/".join(new.split("/")[at] for at in added) == expected


def test_slides() -> None:
    # A function is added from its own beginning on, not from the end of the one before.
    check_slide("def a:/  x/  end//def c:", "def a:/  x/  end//def b:/  y/  end//def c:", "def b:/  y/  end/")
    # A line repeated is added after its like.
    check_slide("a/b", "a/a/b", "a")
    # A change beside a removal stays there.
    check_slide("x/old/y", "x/new/x/y", "new/x")


def test_equal_lines_end_soon() -> None:
    old = ["same\n"] * 30_000
    new = [line for at in range(300) for line in [*["same\n"] * 100, f"{at}\n"]]
    assert len(added_lines(old, new)) == 300
