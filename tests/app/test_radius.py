"""The blast radius of places and findings, on graphs of real outlines."""

import pytest

from answerable.app.radius import graph_of_tree, ground_of, radius_at, read_owners, with_blast
from answerable.core.blast.radius import words
from answerable.core.codeowners import CodeOwners, parse_codeowners
from answerable.core.finding import Finding, Level
from answerable.wiring.reach import symbol_reader

CART = "def total(items):\n    return sum(items)\n\n\ndef unused():\n    return 1\n\n\nLIMIT = 3\n"
USER = "from shop.cart import total\n\n\ndef use(items):\n    return total(items)\n"
FILES = {"shop/cart.py": CART, **{f"pay/u{number}.py": USER for number in range(9)}}


class Folder:
    """Some files as a tree."""

    def __init__(self, files):
        self.files = files

    def paths(self):
        return self.files

    def read(self, path):
        return self.files[path]

    def holding(self, _word, _suffixes):
        return ()


def ground(files=FILES, owners=b"/shop/ @shop\n/pay/ @pay\n"):
    graph = graph_of_tree(Folder(files), symbol_reader())
    assert graph is not None
    return ground_of(graph, parse_codeowners(owners)[0], ())


def finding(line, path="shop/cart.py", rule="R"):
    return Finding(rule, "r", Level.REVIEW, path, line, line, "m", "", "", "", "0" * 16)


@pytest.mark.parametrize(
    ("span", "target", "said"),
    [
        ((2, 2), "shop/cart.py:total", "direct 9, transitive at most 9, owners @shop @pay, tier high"),
        ((1, 3), "shop/cart.py:total", "direct 9, transitive at most 9, owners @shop @pay, tier high"),
        ((5, 6), "shop/cart.py:unused", "direct 0, transitive at most 0, owners @shop, tier low"),
        ((2, 6), "", "direct 9, transitive at most 9, owners @shop @pay, tier high"),
        ((9, 9), "shop/cart.py:LIMIT", "direct 0, transitive at most 0, owners @shop, tier low"),
        ((4, 4), "shop/cart.py", "direct 9, transitive at most 9, owners @shop @pay, tier high"),
        ((999, 999), "shop/cart.py", "direct 9, transitive at most 9, owners @shop @pay, tier high"),
    ],
)
def test_the_radius_of_lines_is_that_of_what_holds_them(span, target, said):
    found = radius_at(ground(), "shop/cart.py", None, span)
    assert found is not None
    assert (found.target, words(found)) == (target, said)


def test_lines_of_a_text_that_is_not_saved_are_counted_in_that_text():
    [(outline, _)] = symbol_reader().outlines_of([("shop/cart.py", f"# one\n# two\n{CART}")])
    found = radius_at(ground(), "shop/cart.py", outline, (4, 4))
    assert found is not None
    assert found.target == "shop/cart.py:total"
    [(outline, _)] = symbol_reader().outlines_of([("shop/cart.py", "def new():\n    return 1\n")])
    found = radius_at(ground(), "shop/cart.py", outline, (2, 2))
    assert found is not None
    assert (found.target, found.direct) == ("shop/cart.py:new", 0)


def test_a_file_that_nobody_indexed_has_no_radius():
    assert radius_at(ground(), "notes.txt", None, (1, 1)) is None


def test_findings_in_far_reaching_code_come_first():
    found = with_blast(
        [finding(6, rule="A"), finding(1, "notes.txt"), finding(2, rule="B"), finding(2, rule="C")], ground()
    )
    assert [(one.rule, one.tier) for one in found] == [
        ("B", "high"),
        ("C", "high"),
        ("A", "low"),
        ("R", None),
    ]
    assert [one.blast for one in found][1:] == [
        "direct 9, transitive at most 9, owners @shop @pay, tier high",
        "direct 0, transitive at most 0, owners @shop, tier low",
        "",
    ]


def test_the_first_file_of_owners_counts():
    files = {"docs/CODEOWNERS": b"* @docs\n", "CODEOWNERS": b"* @top\nbad line here\n"}
    owners, problems = read_owners(files.get)
    assert owners.owners("a") == ("@top",)
    assert len(problems) == 1
    files[".github/CODEOWNERS"] = b""
    assert read_owners(files.get)[0].owners("a") == ()
    assert isinstance(read_owners({}.get)[0], CodeOwners)


def test_a_folder_that_is_too_large_is_not_indexed():
    reader = symbol_reader()
    assert graph_of_tree(Folder({f"{at}.py": "" for at in range(3001)}), reader) is None
    assert graph_of_tree(Folder({f"{at}.txt": "" for at in range(3001)}), reader) is not None
    assert graph_of_tree(Folder({"a.py": "#" * 20_000_001}), reader) is None
