"""The scale of a repository: what 95 of 100 definitions do not exceed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.blast.graph import Graph
from answerable.core.blast.outline import Definition, Outline
from answerable.core.blast.radius import Scale
from answerable.core.blast.scale import scale_of


def graph(uses, path="a.py"):
    """One Python file of one-line functions; `uses` has for each the numbers of those that it calls."""
    definitions = tuple(
        Definition(f"f{at}", "function", at + 1, at + 1, exported=True) for at in range(len(uses))
    )
    lines: dict[str, list[int]] = {}
    for at, used in enumerate(uses):
        for one in used:
            lines.setdefault(f"f{one}", []).append(at + 1)
    named = {name: tuple(found) for name, found in lines.items()}
    return Graph({path: Outline("py", definitions=definitions, uses=named)})


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ([], Scale(0, 0, 0)),
        ([[]], Scale(0, 0, 1)),
        ([[], [0]], Scale(1, 1, 2)),
        ([[], [0], [1], [2]], Scale(1, 3, 4)),
        ([[], *[[0]] * 18], Scale(18, 18, 19)),
        ([[], *[[0]] * 19], Scale(0, 0, 20)),
    ],
)
def test_rows(uses, expected):
    assert scale_of(graph(uses)) == expected


@given(
    st.integers(1, 40).flatmap(
        lambda size: st.lists(st.sets(st.integers(0, size - 1), max_size=4), min_size=size, max_size=size)
    )
)
def test_few_definitions_are_all_counted(uses):
    above: dict[int, set[int]] = {at: set() for at in range(len(uses))}
    for at, used in enumerate(uses):
        for one in used - {at}:
            above[one].add(at)
    closed = dict(above)
    for _ in uses:
        closed = {
            at: {*found, *(two for one in found for two in closed[one])} for at, found in closed.items()
        }
    scale = scale_of(graph(uses))
    for told, counts in (
        (scale.direct, [len(found) for found in above.values()]),
        (scale.transitive, [len(found - {at}) for at, found in closed.items()]),
    ):
        assert sum(count <= told for count in counts) >= 0.95 * len(counts)
        assert sum(count < told for count in counts) < 0.95 * len(counts)


def test_a_sample_is_the_same_on_every_machine_and_hardly_changes():
    uses = [[at // 3] for at in range(3000)]
    before = scale_of(graph(uses))
    assert before == scale_of(graph(uses))
    assert before.definitions == 3000
    assert before.direct == 3
    assert scale_of(graph([*uses, [0], [5]])).direct == 3
