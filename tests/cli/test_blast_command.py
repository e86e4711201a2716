"""`answerable blast` as a user runs it: a file, a definition, a change; as text and as JSON."""

import json
import sys
from pathlib import Path

import pytest

from answerable.schemas.formats import FOLDER
from support.git import Repo, make_repo

jsonschema = pytest.importorskip("jsonschema")

CART = """\
RATE = 3


def total(items):
    return sum(items) * RATE


class Cart:
    def pay(self):
        return total([1])


def unused():
    return 0
"""
PAGE = """\
from shop.cart import Cart


def show():
    return Cart().pay()


def main():
    show()


if __name__ == "__main__":
    main()
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = make_repo(tmp_path)
    made.write("shop/__init__.py", "")
    made.write("shop/cart.py", CART)
    made.write("app/page.py", PAGE)
    made.write("notes.bin", b"\0\1")
    made.commit("first")
    return made


def run(repo: Repo, *arguments: str, code: int = 0) -> tuple[str, str]:
    """Standard output and standard error of the real command."""
    executable = str(Path(sys.executable).parent / "answerable")
    script = '"$@"; echo "exit $?" >&2'
    said, complained = repo.run("sh", "-c", script, "sh", executable, "blast", *arguments, check=False)
    complained, _, last = complained.rpartition("exit ")
    assert int(last) == code, complained
    return said, complained


def check_document(repo: Repo, *arguments: str) -> dict[str, object]:
    """What one call answers, valid by the published schema."""
    said, complained = run(repo, "--json", *arguments)
    assert complained == ""
    document = json.loads(said)
    jsonschema.validate(document, json.loads((FOLDER / "blast-v1.schema.json").read_text(encoding="utf-8")))
    return document


def check_json(repo: Repo, *arguments: str) -> list[dict[str, object]]:
    """The targets of one call."""
    return check_document(repo, *arguments)["targets"]


def places(target: dict[str, object]) -> list[str]:
    """The direct dependents of a target."""
    return [f"{each['path']}:{each['line']} {each['symbol']}".rstrip() for each in target["direct"]]


def test_a_definition_as_a_tree(repo: Repo) -> None:
    said, complained = run(repo, "shop/cart.py:total")
    assert complained == ""
    assert said.splitlines() == [
        "shop/cart.py:total",
        "direct 1, transitive at most 4 (in 2 files, exported)",
        "tier low",
        "└── shop/cart.py:10 Cart.pay",
        "    └── app/page.py:5 show",
        "        └── app/page.py:9 main",
    ]


def test_depth_limits_the_tree_and_not_the_count(repo: Repo) -> None:
    said, _ = run(repo, "shop/cart.py:total", "--depth", "1")
    assert said.splitlines()[1:] == [
        "direct 1, transitive at most 4 (in 2 files, exported)",
        "tier low",
        "└── shop/cart.py:10 Cart.pay",
    ]


def test_no_line_is_longer_than_80_columns(repo: Repo) -> None:
    deep = "/".join(["quite_a_long_folder_name"] * 6)
    repo.write(
        f"{deep}/caller.py", "from shop.cart import total\n\n\ndef " + "long" * 30 + "():\n    total([])\n"
    )
    repo.write(f"{deep}/\x1b[31m.py", "from shop.cart import total\ntotal([])\n")
    owners = " ".join(f"@a-team-with-a-long-name-{number}" for number in range(9))
    repo.commit("far", **{".github/CODEOWNERS": f"/{deep.partition('/')[0]}/ {owners}\n"})
    said, _ = run(repo, "shop/cart.py:total")
    assert "\x1b" not in said
    assert "\ntier high, owners @a-team" in said
    assert max(map(len, said.splitlines())) <= 80


def test_the_tier_with_its_reasons_and_the_owners(repo: Repo) -> None:
    repo.write(".github/CODEOWNERS", "/shop/ @shop\n/app/ @pages\n")
    repo.commit("owned")
    (target,) = check_json(repo, "shop/cart.py:Cart")
    assert (target["tier"], target["owners"]) == ("medium", ["@shop", "@pages"])
    assert target["reasons"][0] == "What refers to it belongs to others: @pages."
    assert run(repo, "shop/cart.py:Cart")[0].splitlines()[2:4] == [
        "tier medium, owners @shop @pages",
        "  What refers to it belongs to others: @pages.",
    ]


@pytest.mark.parametrize("is_committed", [False, True])
def test_what_usually_changes_as_well_and_did_not(repo: Repo, *, is_committed: bool) -> None:
    for number in range(9):
        repo.commit("both", **{"shop/cart.py": f"{CART}# {number}\n", "shop/prices.csv": f"{number}\n"})
        for _ in range(2):
            repo.commit("else", **{f"notes/{number}.txt": str(_)})
    repo.write("shop/cart.py", CART.replace("RATE = 3", "RATE = 4"))
    if is_committed:
        repo.commit("alone")
    asked = ["HEAD~1..HEAD"] if is_committed else []
    document = check_document(repo, *asked)
    partner = {"path": "shop/cart.py", "partner": "shop/prices.csv", "together": 9, "changes": 10}
    assert document["missing_partners"] == [partner]
    assert document["targets"][0]["tier"] == "medium"
    said, _ = run(repo, *asked)
    assert said.splitlines()[-3:] == [
        "Usually changes as well, and did not:",
        "    shop/prices.csv",
        "      in 9 of the 10 last commits that changed shop/cart.py",
    ]
    repo.write("shop/prices.csv", "changed too\n")
    if is_committed:
        repo.commit("the other")
    assert check_document(repo, *(["HEAD~2..HEAD"] if is_committed else []))["missing_partners"] == []


def test_a_file_as_json(repo: Repo) -> None:
    (target,) = check_json(repo, "shop/cart.py")
    assert target["target"] == "shop/cart.py"
    assert target["symbol"] == ""
    assert places(target) == ["app/page.py:5 show"]
    assert target["files"] == ["app/page.py"]


def test_an_entry_point(repo: Repo) -> None:
    (target,) = check_json(repo, "app/page.py")
    assert target["entry_point"] is True


def test_the_worktree_lists_what_is_touched_the_furthest_reaching_first(repo: Repo) -> None:
    repo.write("shop/cart.py", CART.replace("RATE = 3", "RATE = 4").replace("return 0", "return 1"))
    repo.write("shop/fresh.py", "def fresh():\n    return 1\n")
    targets = check_json(repo)
    assert [each["target"] for each in targets] == [
        "shop/cart.py:RATE", "shop/cart.py:unused", "shop/fresh.py:fresh",
    ]  # fmt: skip
    assert targets[0]["transitive"] == 5


def test_a_range_with_something_that_went_and_a_renamed_file(repo: Repo) -> None:
    repo.git("mv", "shop/cart.py", "shop/basket.py")
    repo.write("shop/basket.py", CART.replace("def total(items):\n    return sum(items) * RATE\n", ""))
    repo.commit("second")
    repo.commit("third", other="x")
    targets = {each["target"]: each for each in check_json(repo, "HEAD~2..HEAD")}
    gone = targets["shop/cart.py:total"]
    assert gone["gone"] is True
    assert places(gone) == ["shop/cart.py:10 Cart.pay"]
    said, _ = run(repo, "HEAD~2..HEAD")
    assert "exported, gone)" in said


def test_nothing_is_touched(repo: Repo) -> None:
    repo.write("notes.txt", "x")
    assert run(repo) == ("Nothing that is indexed was touched.\n", "")
    assert check_json(repo, "HEAD..HEAD") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("shop/cart.py:totl",), "shop/cart.py defines no totl; it defines total"),
        (("shop/cart.py:pay",), "shop/cart.py defines no pay; it defines Cart.pay"),
        (("shop/nothing.py",), "shop/nothing.py is not indexed"),
        (("notes.bin",), "notes.bin is not indexed"),
        (("../elsewhere.py",), "outside the repository"),
        (("HEAD..nowhere",), "nowhere names no commit"),
    ],
)
def test_bad_input_is_one_sentence(repo: Repo, arguments: tuple[str, ...], said: str) -> None:
    answer, complained = run(repo, *arguments, code=64 if "nowhere" not in arguments[0] else 2)
    assert answer == ""
    assert said in complained
    assert complained.count("\n") == 1


def test_a_file_over_five_megabytes_is_said_and_a_link_is_not_followed(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text("from shop.cart import total\ntotal([])\n")
    (repo.top / "link.py").symlink_to(tmp_path / "outside.py")
    repo.write("huge.py", "total = 1\n" * 600_000)
    said, complained = run(repo, "shop/cart.py:total")
    assert "link.py" not in said
    assert complained == "answerable: huge.py was not indexed: it is over 5 MB\n"


def test_a_second_clone_finds_the_outlines_of_the_first(repo: Repo, tmp_path: Path) -> None:
    first = run(repo, "shop/cart.py:total")
    (cache,) = (repo.home / ".cache" / "answerable").glob("symbols-*.db")
    before = cache.stat().st_mtime_ns
    repo.git("clone", "-q", ".", str(tmp_path / "clone"))
    clone = Repo(tmp_path / "clone", repo.home)
    assert run(clone, "shop/cart.py:total") == first
    assert cache.stat().st_mtime_ns == before


def test_before_the_first_commit(tmp_path: Path) -> None:
    fresh = make_repo(tmp_path)
    fresh.write("a.py", "def f():\n    return 1\n\n\ndef g():\n    return f()\n")
    (target,) = check_json(fresh, "a.py:f")
    assert places(target) == ["a.py:6 g"]
