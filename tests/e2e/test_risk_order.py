"""`answerable risk --order` as a user runs it: an order of files and hunks with its reasons, and never a verdict."""

import json
import sys
from pathlib import Path

import jsonschema
import pytest

from answerable.schemas.formats import FOLDER
from support.git import EMAIL, Repo
from support.hooked import hooked_repo, remember

GUARDED = "def pay(items):\n    if not items:\n        raise ValueError(items)\n    return sum(items)\n"
BARE = "def pay(items):\n    return sum(items)\n"
LONG = "".join(f"x{number} = {number}\n" for number in range(40))
USER = "from shop.cart import pay\n\n\ndef use(items):\n    return pay(items)\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = hooked_repo(tmp_path)
    made.write("shop/cart.py", GUARDED)
    made.write("shop/long.py", "y = 0\n")
    made.write("shop/short.py", "z = 0\n")
    for number in range(9):
        made.write(f"users/u{number}.py", USER)
    made.commit("before")
    return made


def changed(repo: Repo) -> None:
    """A guard that goes, a long file, and one line of an agent in the middle of a short one."""
    repo.write("shop/cart.py", BARE)
    repo.write("shop/long.py", LONG)
    remember(repo, "shop/short.py", "C|z = 0\nA|w = 1\n")
    repo.write("shop/new.py", "v = 1\n")


def run(repo: Repo, *arguments: str, code: int = 0) -> str:
    """Standard output of the real command, or of one that fails its complaint."""
    executable = str(Path(sys.executable).parent / "answerable")
    script = '"$@"; echo "exit $?" >&2'
    said, complained = repo.run(
        "sh", "-c", script, "sh", executable, "risk", "--order", *arguments, check=False
    )
    complained, _, last = complained.rpartition("exit ")
    assert int(last) == code, complained
    return said or complained


def check_json(repo: Repo, *arguments: str) -> list[dict[str, object]]:
    """The files of one call, valid by the published schema."""
    document = json.loads(run(repo, "--json", *arguments))
    jsonschema.validate(document, json.loads((FOLDER / "order-v1.schema.json").read_text(encoding="utf-8")))
    assert document["problems"] == []
    return document["files"]


ORDER = [
    ("shop/cart.py", ["1 review finding", "tier high"]),
    ("shop/short.py", ["tier low", "1 AI line"]),
    ("shop/long.py", ["tier low"]),
    ("shop/new.py", ["tier low"]),
]


@pytest.mark.parametrize("way", ["worktree", "staged", "range"])
def test_findings_then_tier_then_lines_of_ai_then_the_score(repo: Repo, way: str) -> None:
    changed(repo)
    arguments = {"worktree": [], "staged": ["--staged"], "range": ["HEAD~1..HEAD"]}[way]
    if way != "worktree":
        repo.git("add", "-A")
    if way == "range":
        repo.commit("after")
    files = check_json(repo, *arguments)
    assert [(one["path"], one["reasons"]) for one in files] == ORDER
    cart, short, long, new = files
    assert [(one["rule"], one["level"]) for one in cart["findings"]] == [("GRD001", "review")]
    assert [(one["start"], one["end"], one["ai_lines"]) for one in short["hunks"]] == [(2, 2, 1)]
    assert long["score"] > new["score"]
    assert (long["measures"]["lines"], long["measures"]["files"]) == (41, 4)
    assert (new["is_new"], long["is_new"]) == (True, False)
    assert long["measures"]["known"] == 1


def test_the_text(repo: Repo) -> None:
    changed(repo)
    said = run(repo).splitlines()
    assert said[:5] == [
        "An order to read the change in, and no verdict:",
        "1. shop/cart.py",
        "   1 review finding, tier high",
        "   score 0.02: 2 lines, last changed 0 days before",
        "   at 2: 1 review finding, tier high, GRD001, +0 -2",
    ]
    assert said[-2:] == ["   tier low", "   score 0.02: 1 line, a new file"]


def test_somebody_else_is_new_to_the_files(repo: Repo) -> None:
    changed(repo)
    repo.git("config", "user.email", f"other-{EMAIL}")
    assert run(repo).count("new to the author") == 3
    assert [one["measures"]["known"] for one in check_json(repo, "shop/long.py")] == [0]


def test_no_line_is_longer_than_80_columns_and_long_lists_are_cut(repo: Repo) -> None:
    deep = "/".join(["quite_a_long_folder_name"] * 6)
    for number in range(30):
        repo.write(f"{deep}/\x1b[31m{number}.py", "".join(f"a{line} = 1\n\n" for line in range(30)))
    repo.write("shop/long.py", "".join(f"a{line} = 1\n" for line in range(30)))
    repo.commit("many")
    repo.write("shop/long.py", "".join(f"a{line} = {line % 4 // 3}\n" for line in range(30)))
    said = run(repo, "HEAD~1..HEAD")
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) <= 80
    assert said.splitlines()[-1] == "… and 11 more; --json has them all"
    assert "   … and " in run(repo)


def test_nothing_changed_and_before_the_first_commit(repo: Repo, tmp_path: Path) -> None:
    assert run(repo) == "Nothing changed.\n"
    fresh = hooked_repo(tmp_path, "fresh")
    fresh.write("a.py", "x = 1\n")
    fresh.write("b.bin", b"\0\1")
    assert [(one["path"], one["measures"]["lines"]) for one in check_json(fresh)] == [
        ("a.py", 1),
        ("b.bin", 0),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--sarif",), "--order is about a repository"),
        (("--old", "a", "--new", "b"), "--order is about a repository"),
        (("HEAD..nowhere",), "nowhere names no commit"),
    ],
)
def test_only_what_cannot_be_done_fails(repo: Repo, arguments: tuple[str, ...], said: str) -> None:
    assert said in run(repo, *arguments, code=2 if "nowhere" in arguments[0] else 64)
