"""Blast radius: which tier comes of what, and the sentences that say why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.blast.radius import Blast, Place, Scale, Surroundings, of_place, overall, radius, words
from answerable.core.blast.reach import Dependent, Reach
from answerable.core.blast.tiers import BLAST_TIERS, highest
from answerable.core.cochange import Partner
from answerable.core.codeowners import parse_codeowners
from answerable.core.globs import parse_globs
from answerable.core.scene import Tier

OWNERS = parse_codeowners(b"/a/ @a\n/b/ @b\n/c/ @c @cc\n/d/ @d\n")[0]


def path_tier(name, patterns, blast=None):
    globs = parse_globs(patterns)[0]
    assert globs is not None
    return Tier(name, globs, blast)


TIERS = (
    path_tier("docs", ["docs/"]),
    path_tier("pay", ["pay/"], "high"),
    path_tier("keys", ["keys/"], "critical"),
)
AROUND = Surroundings(Scale(direct=6, transitive=20, definitions=500), OWNERS, TIERS)
PARTNER = Partner("a/x.py", "a/test_x.py", 9, 10)


def reach(direct=0, transitive=None, *, files=("x/y.py",), exported=False, entry=False):
    places = tuple(Dependent(files[at % len(files)], at + 1, "f", 1) for at in range(direct))
    return Reach(
        "x/it.py:it", exported, entry, places, direct if transitive is None else transitive, tuple(files)
    )


#: What was changed and who depends on it, the tier, and parts of the reasons, the strongest first.
ROWS = [
    (Place("x/it.py"), reach(), "low", ["Nothing in this repository refers to it."]),
    (Place("x/it.py", "function"), reach(1), "low", ["1 place refers to it directly."]),
    (Place("x/it.py", "function"), reach(2), "low", ["2 places refer to it directly."]),
    (Place("x/it.py", "function"), reach(3), "medium", ["3 places refer to it directly."]),
    (Place("x/it.py", "function"), reach(7), "medium", ["7 places"]),
    (Place("x/it.py", "function"), reach(8), "high", ["8 places refer to it directly; 95 of 100 definitions here have at most 6."]),
    (Place("x/it.py", "function"), reach(1, 9), "low", ["1 place"]),
    (Place("x/it.py", "function"), reach(1, 10), "medium", ["it reaches at most 10 definitions.", "1 place"]),
    (Place("x/it.py", "function"), reach(1, 30), "high", ["at most 30 definitions; 95 of 100 here reach at most 20."]),
    (Place("x/it.py", "function"), reach(9, 90), "high", ["9 places", "at most 90 definitions"]),
    (Place("x/main.tf", "resource"), reach(1), "medium", ["It is infrastructure: 1 place refers to it directly."]),
    (Place("x/main.tf", "resource"), reach(5), "high", ["It is infrastructure: 5 places"]),
    (Place("x/main.tf", "resource"), reach(), "low", ["Nothing in this repository refers to it."]),
    (Place("x/it.py", "function"), reach(entry=True), "medium", ["It is started from outside", "Nothing"]),
    (Place("x/it.py", "function"), reach(2, files=("x/1", "x/2"), exported=True), "low", ["2 places"]),
    (Place("x/it.py", "function"), reach(3, files=("x/1", "x/2", "x/it.py"), exported=True), "medium", ["3 places"]),
    (Place("x/it.py", "function"), reach(3, files=("x/1", "x/2", "x/3"), exported=True), "medium", ["3 places", "It is exported, and 3 other files use it."]),
    (Place("a/it.py", "function"), reach(1, files=("a/1",)), "low", ["1 place"]),
    (Place("a/it.py", "function"), reach(1, files=("b/1",)), "medium", ["belongs to others: @b.", "1 place"]),
    (Place("a/it.py", "function"), reach(2, files=("b/1", "c/1")), "high", ["belongs to others: @b, @c, @cc.", "2 places"]),
    (Place("a/it.py", "function"), reach(9, files=("b/1", "c/1")), "critical", ["More than one of these", "9 places", "belongs to others"]),
    (Place("docs/it.py", "function"), reach(), "low", ["Nothing"]),
    (Place("pay/it.py", "function"), reach(), "high", ["paths of its tier pay.", "Nothing"]),
    (Place("pay/it.py", "function"), reach(9), "critical", ["More than one of these", "9 places", "tier pay"]),
    (Place("keys/it.py", "function"), reach(), "critical", ["tier keys", "Nothing"]),
]  # fmt: skip


@pytest.mark.parametrize(("place", "reached", "tier", "reasons"), ROWS)
def test_rows(place, reached, tier, reasons):
    found = radius(place, reached, AROUND)
    assert found.tier == tier
    for reason, expected in zip(found.reasons, reasons, strict=False):
        assert expected in reason.sentence
    assert len(found.reasons) >= len(reasons)


def test_a_partner_that_did_not_change_is_a_reason():
    found = radius(Place("a/x.py"), reach(), AROUND, [PARTNER])
    assert found.tier == "medium"
    assert found.reasons[0].sentence == (
        "a/test_x.py changed in 9 of the 10 last commits that changed a/x.py, and does not now."
    )


def test_a_large_repository_expects_more_of_high():
    many = AROUND._replace(scale=Scale(direct=40, transitive=900, definitions=20_000))
    assert radius(Place("x/it.py", "function"), reach(39, 899), many).tier == "medium"
    assert radius(Place("x/it.py", "function"), reach(40, 899), many).tier == "high"


def test_owners_are_those_of_the_file_and_of_what_refers_to_it():
    found = radius(Place("a/it.py"), reach(4, files=("b/1", "c/1", "e/1", "a/2")), AROUND)
    assert found.owners == ("@a", "@b", "@c", "@cc")
    assert words(of_place(Blast([found]))) == "direct 4, transitive at most 4, owners @a @b @c @cc, tier high"
    assert (
        words(of_place(Blast([radius(Place("x/it.py"), reach(), AROUND)])))
        == "direct 0, transitive at most 0, tier low"
    )


def test_many_owners_are_not_all_named():
    owners = parse_codeowners(b"* " + b" ".join(b"@o%d" % at for at in range(9)) + b"\n")[0]
    found = radius(Place("a/it.py"), reach(1), Surroundings(owners=owners))
    assert words(of_place(Blast([found]))).endswith("owners @o0 @o1 @o2 @o3 @o4 and 4 more, tier low")


def test_a_change_has_the_highest_tier_of_its_parts_and_their_reasons():
    low = radius(Place("x/it.py", "function"), reach(1), AROUND)
    high = radius(Place("a/it.py", "function"), reach(9, 40, files=("b/1",)), AROUND, [PARTNER])
    whole = overall(Blast([low, high], 500))
    assert (whole.tier, whole.direct, whole.transitive, whole.owners) == ("high", 10, 41, ("@a", "@b"))
    assert [reason[:28] for reason in whole.reasons] == [
        "x/it.py:it: 9 places refer t", "x/it.py:it: Over any number ", "a/test_x.py changed in 9 of ",
    ]  # fmt: skip
    assert overall(Blast([high, high], 50)).transitive == 50
    assert overall(Blast([], 50)) == ("low", 0, 0, (), (), "")


def test_one_definition_is_told_with_its_name_and_all_its_reasons():
    high = radius(Place("a/it.py", "function"), reach(9, 40, files=("b/1",)), AROUND, [PARTNER])
    alone = of_place(Blast([high], 500))
    assert alone.target == "x/it.py:it"
    assert [reason[:12] for reason in alone.reasons] == [
        "9 places ref",
        "Over any num",
        "What refers ",
        "a/test_x.py ",
    ]
    assert of_place(Blast([high, high], 500)) == overall(Blast([high, high], 500))


def test_a_change_of_many_parts_does_not_tell_all_reasons():
    parts = [radius(Place("x"), reach(at)._replace(target=f"x:{at}"), AROUND) for at in range(30)]
    reasons = overall(Blast(parts, 500)).reasons
    assert len(reasons) == 11
    assert reasons[-1] == "And 17 more reasons."


REACHES = st.builds(
    reach,
    st.integers(0, 60),
    st.integers(0, 2000),
    files=st.lists(st.sampled_from(["a/1", "b/1", "c/1", "d/1", "x/1"]), min_size=1, max_size=5),
    exported=st.booleans(),
    entry=st.booleans(),
)
PLACES = st.builds(
    Place, st.sampled_from(["a/i", "x/i", "pay/i", "keys/i"]), st.sampled_from(["", "class", "resource"])
)


@given(PLACES, REACHES, st.sampled_from([(), (PARTNER,)]))
def test_the_tier_is_never_below_that_of_a_reason_and_every_radius_has_one(place, reached, partners):
    found = radius(place, reached, AROUND, partners)
    assert found.tier == highest(reason.tier for reason in found.reasons)
    assert [reason.tier for reason in found.reasons] == sorted(
        (reason.tier for reason in found.reasons), key=BLAST_TIERS.index, reverse=True
    )


@given(PLACES, REACHES, st.integers(0, 30), st.integers(0, 500))
def test_who_reaches_further_is_never_in_a_lower_tier(place, reached, more_direct, more):
    further = reached._replace(
        direct=(*reached.direct, *reach(more_direct).direct), transitive=reached.transitive + more
    )
    tiers = [BLAST_TIERS.index(radius(place, one, AROUND).tier) for one in (reached, further)]
    assert tiers[0] <= tiers[1]
