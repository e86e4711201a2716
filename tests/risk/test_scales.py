"""Scales: the order of a setting's values, in both directions, present or absent; and the tables that are shipped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.scales import measured, parse_scales, weaker
from answerable.syntax.safeguards import safeguards

TABLE = {
    "safeguard": [
        {"rule": "A", "order": "on", "keys": ["encrypted", "log.enabled"]},
        {"rule": "A", "order": "on", "absent": "true", "keys": ["verify"]},
        {"rule": "A", "order": "off", "absent": "true", "keys": ["open"]},
        {"rule": "A", "order": "present", "keys": ["key_id"]},
        {"rule": "A", "order": "missing", "keys": ["public_ip"]},
        {"rule": "A", "order": "more", "absent": 7, "keys": ["days"]},
        {"rule": "A", "order": "less", "keys": ["hops"]},
        {"rule": "A", "order": "version", "keys": ["^engine"]},
        {"rule": "A", "levels": [["weak", "poor"], "middling", ["*"]], "absent": "*", "keys": ["mode"]},
        {"rule": "B", "order": "off", "types": "^special$", "keys": ["encrypted"]},
    ]
}
SCALES, _ = parse_scales(TABLE)
ABSENT = None


def check_weaker(path, old, new, owner="any"):
    """Whether the edit of one setting makes it less safe; `ABSENT` for a setting that is not there."""
    before, after = (None if text is None else measured(SCALES, owner, path, text)[1] for text in (old, new))
    return weaker(before, after)


@pytest.mark.parametrize(
    ("path", "worse", "better"),
    [
        ("encrypted", "false", "true"),
        ("root.encrypted", ABSENT, '"Enabled"'),
        ("log[x].enabled", "false", "true"),
        ("verify", "false", ABSENT),
        ("open", "true", "false"),
        ("open", ABSENT, "false"),
        ("key_id", ABSENT, "aws_kms_key.k.arn"),
        ("key_id", '""', "var.key"),
        ("key_id", "alias/aws/ebs", "aws_kms_key.k.arn"),
        ("public_ip", "var.address", ABSENT),
        ("days", "1", "30"),
        ("days", "1", ABSENT),
        ("days", ABSENT, "30d"),
        ("hops", "3", "1"),
        ("engine", "MYSQL_5_7", "MYSQL_8_0"),
        ("engine", "11.8", "11.10"),
        ("mode", "poor", "middling"),
        ("mode", "weak", "whatever"),
        ("mode", "middling", ABSENT),
    ],
)
def test_direction(path, worse, better):
    assert check_weaker(path, better, worse)
    assert not check_weaker(path, worse, better)
    assert not check_weaker(path, worse, worse)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("encrypted", "true", "var.encrypted"),
        ("encrypted", "true", "anything"),
        ("days", "30", "local.days"),
        ("engine", "8", ABSENT),
        ("hops", "1", ABSENT),
        ("mode", "middling", "${var.mode}"),
    ],
)
def test_what_is_not_known_is_not_weaker(path, old, new):
    assert not check_weaker(path, old, new)
    assert not check_weaker(path, new, old)


def test_a_scale_of_one_type_goes_before_that_of_all():
    assert measured(SCALES, "special", "encrypted", "true") == ("B", "-1")
    assert measured(SCALES, "any", "encrypted", "true") == ("A", "1")


@pytest.mark.parametrize("path", ["unknown", "encrypted.by", "reencrypted", "old.engine"])
def test_other_settings_have_no_scale(path):
    assert measured(SCALES, "any", path, "1") is None


@pytest.mark.parametrize(
    "entry",
    [
        7,
        {},
        {"rule": "A", "keys": ["k"]},
        {"rule": "A", "keys": "k", "order": "on"},
        {"keys": ["k"], "order": "on"},
    ],
)
def test_a_bad_entry_is_told(entry):
    assert parse_scales({"safeguard": [entry]}) == ({}, ["safeguard 1 needs a rule, keys and an order"])


@given(path=st.text(), text=st.text(), other=st.text(), owner=st.text())
def test_anything_has_an_answer(path, text, other, owner):
    for name in (path, "days", "engine", "mode", "encrypted"):
        before, after = measured(SCALES, owner, name, text), measured(SCALES, owner, name, other)
        if before is not None and after is not None:
            assert not (weaker(before[1], after[1]) and weaker(after[1], before[1]))


@pytest.mark.parametrize("folder", ["hcl", "kubernetes"])
def test_the_tables_are_in_order(folder):
    scales, problems = safeguards(folder)
    assert problems == ()
    known = [
        (each.suffix, each.whole, each.types and each.types.pattern)
        for group in scales.values()
        for each in group
    ]
    assert len(set(known)) == len(known), "a setting stands on two scales"
