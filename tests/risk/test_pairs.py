"""Every pair file gives what it says, its reverse is silent, and no rule or language goes without pairs."""

import re

import pytest

from answerable.core.comparators import CHECKS
from answerable.core.needles import worth_analysing
from answerable.core.whole.change import WholeChange
from answerable.syntax.analyser import Analyser
from answerable.syntax.languages import languages
from answerable.syntax.rulebook import rulebook
from support.pairs import DATA, given, given_back, is_one_way, load, pair_files
from support.rules_page import PAGE, made

FILES = pair_files()
NAMES = ["/".join(file.parts[-3:]).removesuffix(".txt") for file in FILES]
RULES = [(rule.id, language) for rule in rulebook()[0] for language in rule.languages]


def check_pair(file):
    """The findings of the pair's rule are the expected ones; a silent pair is silent for all rules but general ones."""
    case = load(file)
    found, problems = given(case)
    assert [(each.rule, each.path, each.line) for each in found] == case.expected, case.sentence
    levels = [wanted and each.level for each, wanted in zip(found, case.levels, strict=True)]
    assert levels == case.levels, case.sentence
    assert problems == []


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_pair(file):
    check_pair(file)


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_reverse_is_silent(file):
    case = load(file)
    assert not is_one_way(case) or given_back(case) == [], case.sentence


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_nothing_changed_nothing_reported(file):
    for pair in load(file).pairs:
        for text in (pair.old, pair.new):
            assert Analyser()(pair.path, text, text) == ([], [])


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_needles_never_miss(file):
    case = load(file)
    whole = WholeChange()
    for pair in case.pairs:
        whole.take(pair)
    # What only the whole change tells is asked for apart from the needles.
    found = {path for _, path, _ in case.expected} - {told.pair.path for told in whole.told(None)}
    for pair in case.pairs:
        assert pair.path not in found or worth_analysing(*pair)


@pytest.mark.parametrize(("rule", "language"), RULES)
def test_rule_has_pairs(rule, language):
    cases = [load(file) for file in FILES if file.parts[-3:-1] == (rule, language)]
    assert any(case.expected for case in cases), f"no risky pair in {DATA}/{rule}/{language}"
    assert any(not case.expected for case in cases), f"no harmless look-alike in {DATA}/{rule}/{language}"


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_pair_belongs_to_a_rule(file):
    case = load(file)
    assert (case.rule, case.language) in RULES
    assert all(rule == case.rule for rule, _, _ in case.expected), "one pair file shows one rule"
    assert case.sentence.endswith(".")


def test_the_page_of_the_rules_is_current():
    assert PAGE.read_text(encoding="utf-8") == made(), (
        "the rules or their pairs have changed: run `make rules`"
    )


def test_rules_are_well_formed():
    rules, problems = rulebook()
    assert problems == ()
    assert len({rule.id for rule in rules}) == len({rule.name for rule in rules}) == len(rules)
    known = {language.code for language in languages().values()}
    for rule in rules:
        assert set(rule.languages) <= known
        for clause in rule.clauses:
            assert clause.languages <= set(rule.languages), rule.id
            assert clause.check in {"", *CHECKS}, rule.id
            assert clause.same in {"object", "value", "text", "key", "kind", "secret"}, rule.id
            for _, pattern in (*clause.patterns, *clause.unless):
                assert isinstance(pattern, frozenset) or re.compile(pattern)
            parts = dict.fromkeys(("key", "value", "owner", "scope", "name", "old", "new"), "x")
            assert (clause.message or rule.message).format(**parts)
