"""The graph where a slow or endless search would lurk: modules that bring in each other, and long ways to a name."""

import pytest

from answerable.core.blast.graph import Graph
from answerable.core.blast.outline import Definition, Import, Outline

MANY = 40


def module(number: int, count: int, star: str) -> Outline:
    """One of many modules, each of which imports all others."""
    imports = [
        Import(f"m{other}", star or f"name{other}", "" if star else "shared", 1)
        for other in range(count)
        if other != number
    ]
    named = [Import(f"m{(number + 1) % count}", "lost", "lost", 2)]
    return Outline(
        "py",
        "",
        (Definition(f"f{number}", "function", 3, 4, True),),
        (*imports, *named),
        {"f0": (4,), "lost": (4,), "shared": (4,), "nowhere": (4,)},
    )


@pytest.mark.parametrize("star", ["*", ""])
def test_modules_that_bring_in_each_other(star: str) -> None:
    graph = Graph({f"m{number}.py": module(number, MANY, star) for number in range(MANY)})
    reach = graph.reach("m0.py", "f0")
    assert len(reach.direct) == (MANY - 1 if star else 0)
    assert graph.references("m0.py", "nowhere") == []


def test_a_long_way_to_a_name_ends_quietly() -> None:
    chain = {
        f"m{number}.py": Outline("py", imports=(Import(f"m{number + 1}", "f", "f", 1),))
        for number in range(3000)
    }
    chain["m3000.py"] = Outline("py", definitions=(Definition("f", "function", 1, 1, True),))
    graph = Graph(chain)
    near = graph.reach("m3000.py", "f").direct
    assert near[0].path == "m2960.py"
    assert len(near) == 40


def test_what_a_definition_says_about_itself_is_no_dependent() -> None:
    outline = Outline("py", definitions=(Definition("f", "function", 1, 3, True),), uses={"f": (2,)})
    assert Graph({"a.py": outline}).reach("a.py", "f").direct == ()


def test_two_that_depend_on_each_other() -> None:
    definitions = (Definition("f", "function", 1, 2, True), Definition("g", "function", 3, 4, True))
    graph = Graph({"a.py": Outline("py", definitions=definitions, uses={"f": (4,), "g": (2,)})})
    reach = graph.reach("a.py", "f")
    assert [each.symbol for each in reach.direct] == ["g"]
    assert reach.transitive == 1
