"""`answerable risk` tells how far the code reaches in which a finding stands."""

import json
import sys

from support.git import make_repo

GUARDED = "def {0}(items):\n    if not items:\n        raise ValueError(items)\n    return sum(items)\n\n\n"
BARE = "def {0}(items):\n    return sum(items)\n\n\n"
USER = "from shop.cart import total\n\n\ndef use(items):\n    return total(items)\n"


def risk(repo, *words):
    out, _ = repo.run(sys.executable, "-m", "answerable", "risk", *words, check=False)
    return out


def test_the_blast_radius_of_findings_in_the_worktree_in_a_range_and_in_folders(tmp_path):
    repo = make_repo(tmp_path)
    repo.write("shop/cart.py", GUARDED.format("quiet") + GUARDED.format("total"))
    repo.write(".github/CODEOWNERS", "/pay/ @pay\n")
    for number in range(9):
        repo.write(f"pay/u{number}.py", USER)
    repo.commit("before")
    repo.write("shop/cart.py", BARE.format("quiet") + BARE.format("total"))
    # What much depends on comes first, whatever its line.
    expected = [
        (6, "direct 9, transitive at most 9, owners @pay, tier high"),
        (2, "direct 0, transitive at most 0, tier low"),
    ]
    assert told(risk(repo, "--json")) == expected
    assert f"Blast radius: {expected[0][1]}" in risk(repo)
    repo.commit("after")
    assert told(risk(repo, "HEAD~1..HEAD", "--json")) == expected
    repo.git("worktree", "add", "-q", str(tmp_path / "old"), "HEAD~1")
    found = told(risk(repo, "--old", str(tmp_path / "old"), "--new", str(repo.top), "--json"))
    assert found == expected
    single = [str(folder / "shop/cart.py") for folder in (tmp_path / "old", repo.top)]
    assert [blast for _, blast in told(risk(repo, "--old", single[0], "--new", single[1], "--json"))] == [
        "",
        "",
    ]


def told(out):
    return [(one["line"], one["blast"]) for one in json.loads(out)["findings"]]
