"""Every kind of change under a sign-off: it survives a rebase, with the signed objects and without, and no alteration."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from support.signers import SignedRepo, needs_ssh_keygen

needs_ssh_keygen()

FILE = "".join(f"line {number}\n" for number in range(1, 41))
BASE = {"a.txt": FILE, "b.txt": "b\n", "crlf.txt": FILE.replace("\n", "\r\n"), "binary": "\0\1\2"}
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12345\n"
ODD = "odd\n\"'\t\udcff"


def edit(made: SignedRepo, path: str, old: str, new: str) -> None:
    """Replace text in a file of the worktree."""
    file = Path(os.fsdecode(os.fsencode(made.repo.top) + b"/" + os.fsencode(path)))
    data = file.read_bytes()
    assert old.encode() in data
    file.write_bytes(data.replace(old.encode(), new.encode()))


def link(made: SignedRepo, target: str) -> None:
    path = made.repo.top / "link"
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def submodule(made: SignedRepo, digit: str) -> None:
    (made.repo.top / "sub").mkdir(exist_ok=True)
    made.git("update-index", "--add", "--cacheinfo", f"160000,{digit * 40},sub")


def moved(made: SignedRepo, name: str) -> None:
    edit(made, "a.txt", "line 20\n", "LINE 20\n")
    made.git("mv", "a.txt", name)


def large(made: SignedRepo, last: str) -> None:
    made.repo.write("large", "0123456789abcde\n" * 400_000 + last)


Act = Callable[[SignedRepo], object]
KINDS: dict[str, tuple[Act, Act]] = {
    "rename": (lambda made: moved(made, "c.txt"), lambda made: made.git("mv", "c.txt", "d.txt")),
    "rename and edit": (lambda made: moved(made, "c.txt"), lambda made: edit(made, "c.txt", "line 30", "LINE 30")),
    "mode": (
        lambda made: (made.repo.top / "a.txt").chmod(0o755),
        lambda made: (made.repo.top / "b.txt").chmod(0o755),
    ),
    "new mode of a new file": (
        lambda made: made.repo.write("run", "x\n"),
        lambda made: (made.repo.top / "run").chmod(0o755),
    ),
    "link": (lambda made: link(made, "a.txt"), lambda made: link(made, "/etc/passwd")),
    "link that becomes a file": (
        lambda made: link(made, "a.txt"),
        lambda made: ((made.repo.top / "link").unlink(), made.repo.write("link", "a.txt")),
    ),
    "submodule": (lambda made: submodule(made, "1"), lambda made: submodule(made, "2")),
    "binary": (lambda made: made.repo.write("binary", "\0\1\3"), lambda made: made.repo.write("binary", "\0\1\4")),
    "new binary": (lambda made: made.repo.write("new", b"\0\xff"), lambda made: made.repo.write("new", b"\0\xfe")),
    "large file": (lambda made: large(made, "x"), lambda made: large(made, "y")),
    "LFS pointer": (
        lambda made: made.repo.write("big.bin", POINTER.format("1" * 64)),
        lambda made: made.repo.write("big.bin", POINTER.format("2" * 64)),
    ),
    "deletion": (lambda made: made.git("rm", "-q", "b.txt"), lambda made: made.repo.write("b.txt", "b\n\n")),
    "line endings": (
        lambda made: edit(made, "crlf.txt", "line 20\r\n", "LINE 20\r\n"),
        lambda made: edit(made, "crlf.txt", "LINE 20\r\n", "LINE 20\n"),
    ),
    "last newline": (
        lambda made: edit(made, "a.txt", "line 40\n", "LINE 40"),
        lambda made: edit(made, "a.txt", "LINE 40", "LINE 40\n"),
    ),
    "file that attributes hide": (
        lambda made: (made.repo.write(".gitattributes", "*.py -diff binary\n"), made.repo.write("x.py", "safe()\n")),
        lambda made: made.repo.write("x.py", "evil()\n"),
    ),
    "odd name": (lambda made: made.repo.write(ODD, "1\n"), lambda made: made.repo.write(ODD, "2\n")),
    "not UTF-8": (
        lambda made: made.repo.write("latin.txt", b"caf\xe9\n"),
        lambda made: made.repo.write("latin.txt", b"caf\xe8\n"),
    ),
    "empty file": (lambda made: made.repo.write("empty", ""), lambda made: made.repo.write("empty", "\n")),
}  # fmt: skip


def check(made: SignedRepo, folder: Path, capsys, words: str, *, is_valid: bool) -> None:
    """In the reviewer's own repository the change is replayed, in a fresh clone the fingerprint decides."""
    clone = made.clone(folder)
    for repo, said in ((made.repo, words), (clone, "" if not is_valid else "whose objects are gone")):
        code, found = made.verify(capsys, repo=repo)
        assert [one["valid"] for one in found] == [is_valid], (found, made.said)
        assert said in found[0]["why"]
        assert code == (0 if is_valid else 1)


@pytest.mark.parametrize(("change", "alter"), KINDS.values(), ids=KINDS)
def test_kind(tmp_path: Path, capsys, change: Act, alter: Act) -> None:
    made = SignedRepo(tmp_path, files=BASE)
    change(made)
    made.git("add", "-A", ":!sub")
    made.git("commit", "-q", "-m", "change")
    assert made.sign() == 0
    made.git("checkout", "-q", "main")
    edit(made, "a.txt", "line 2\n", "line two\n")
    made.git("commit", "-q", "-a", "-m", "other")
    made.git("checkout", "-q", "topic")
    made.git("rebase", "-q", "main")
    check(made, tmp_path, capsys, "replayed on the new base", is_valid=True)
    alter(made)
    made.git("add", "-A", ":!sub")
    made.git("commit", "-q", "--amend", "--no-edit")
    check(made, tmp_path, capsys, "gives another tree", is_valid=False)
