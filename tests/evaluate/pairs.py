"""The pairs passed, by rule and language: every cell has the checks that hold of those that were made.

A risky pair makes two checks, that it gives what it says and that its reverse is silent; a harmless one makes one.
`PYTHONPATH=tests python tests/evaluate/pairs.py` prints Markdown; 1 when a check does not hold.
"""

import sys
from collections import Counter

from answerable.syntax.rulebook import rulebook
from support.pairs import given, given_back, is_one_way, load, pair_files


def checks(case):
    """Whether each check of a case holds."""
    found, problems = given(case)
    yield [(each.rule, each.path, each.line) for each in found] == case.expected and not problems
    if is_one_way(case):
        yield given_back(case) == []


def main():
    """Print the table, and how many there are in all."""
    held, made = Counter(), Counter()
    for case in map(load, pair_files()):
        for holds in checks(case):
            made[case.rule, case.language] += 1
            held[case.rule, case.language] += holds
    rules = sorted({rule.id for rule in rulebook()[0]})
    languages = sorted({language for _, language in made})
    print(f"| rule | {' | '.join(languages)} |")
    print(f"|---|{'---|' * len(languages)}")
    for rule in rules:
        cells = (
            f"{held[rule, language]}/{made[rule, language]}" if made[rule, language] else ""
            for language in languages
        )
        print(f"| {rule} | {' | '.join(cells)} |")
    print(f"\n{held.total()} of {made.total()} checks hold, {len(made)} cells of {len(rules)} rules.\n")
    return int(held != made)


if __name__ == "__main__":
    sys.exit(main())
