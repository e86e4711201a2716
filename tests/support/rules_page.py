"""`make rules`: writes `grammars/RULES.md` from the rules and from the pairs that test them."""

from difflib import unified_diff
from itertools import islice

from answerable.core.rule_text import rules_page
from answerable.syntax.languages import grammars_root
from answerable.syntax.rulebook import rulebook
from support.pairs import load, pair_files

__all__ = ["PAGE", "made"]

PAGE = grammars_root() / "RULES.md"

#: Lines of an example; the shortest risky pair of a rule's first language has fewer.
LONGEST = 40


def made():
    """The content of the page, as the rules and the pairs are now."""
    rules, _ = rulebook()
    return rules_page(rules, {rule.id: _example(rule) for rule in rules})


def _example(rule):
    """The diff of the shortest risky pair of the first language that has one."""
    for language in rule.languages:
        files = [file for file in pair_files() if file.parts[-3:-1] == (rule.id, language)]
        cases = [load(file) for file in files]
        risky = [case for case in cases if case.expected]
        if risky:
            return _diff(
                min(risky, key=lambda case: (sum(len(pair.old + pair.new) for pair in case.pairs), case.name))
            )
    return ""


def _diff(case):
    lines = [
        line.rstrip()
        for pair in case.pairs
        for line in unified_diff(
            pair.old.splitlines(), pair.new.splitlines(), pair.path, pair.path, lineterm=""
        )
    ]
    return "\n".join(islice(lines, LONGEST))


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8")
