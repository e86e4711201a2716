import pytest

from answerable.core.settings import SETTINGS, Settings, parse_settings

DEFAULTS = Settings()


def test_the_fields_are_the_list():
    assert len(DEFAULTS) == len(SETTINGS)
    assert list(DEFAULTS) == [setting.default for setting in SETTINGS]
    for setting in SETTINGS:
        assert setting.description.endswith(".")
        assert setting.read(setting.default) == (setting.default, "")


@pytest.mark.parametrize(
    "foreign",
    [
        {"analysis": {"delayMs": 7}, "lens": False},
        {"analysis.delayMs": 7, "lens": False},
        {"answerable": {"analysis": {"delayMs": 7}, "lens": False}},
        {"answerable": {"analysis.delayMs": 7, "lens": False, "hints": None}},
    ],
)
def test_every_way_in_which_clients_write_them(foreign):
    assert parse_settings(foreign) == (DEFAULTS._replace(analysis_delay_ms=7, lens=False), [])


@pytest.mark.parametrize(
    ("foreign", "said"),
    [
        ({"lens": "yes"}, "answerable.lens is not true or false; True is used."),
        ({"lens": 1}, "answerable.lens is not true or false; True is used."),
        ({"analysis": {"delayMs": True}}, "answerable.analysis.delayMs is not a whole number; 150 is used."),
        ({"analysis": {"delayMs": 1.5}}, "answerable.analysis.delayMs is not a whole number; 150 is used."),
        (
            {"analysis": {"delayMs": -1}},
            "answerable.analysis.delayMs is not between 0 and 5000; 150 is used.",
        ),
        (
            {"diagnostics": {"level": "fatal"}},
            "answerable.diagnostics.level is none of block, review, warn, info; 'info' is used.",
        ),
        ({"diagnostics": {"level": ["x"]}}, "answerable.diagnostics.level is not a text; 'info' is used."),
        ({"lense": True}, "answerable.lense is no setting of Answerable."),
        ({"lens": {"size": 3}}, "answerable.lens.size is no setting of Answerable."),
        ([1], "The settings of answerable are not an object; the defaults are used."),
        ("x", "The settings of answerable are not an object; the defaults are used."),
    ],
)
def test_what_cannot_be_used_is_named_and_has_its_default(foreign, said):
    assert parse_settings(foreign) == (DEFAULTS, [said])


@pytest.mark.parametrize("nothing", [None, {}, {"answerable": {}}, {"answerable": None}])
def test_nothing_is_the_defaults(nothing):
    assert parse_settings(nothing) == (DEFAULTS, [])


def test_one_bad_value_leaves_the_good_ones():
    settings, problems = parse_settings({"lens": 3, "hints": False})
    assert settings == DEFAULTS._replace(hints=False)
    assert len(problems) == 1
