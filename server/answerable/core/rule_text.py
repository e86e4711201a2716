"""A rule in words: for the page `grammars/RULES.md`, for code scanning, for the command line."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from answerable.core.rules import Rule

__all__ = ["MODES", "example_in", "rule_markdown", "rules_page"]

#: What the letters of a rule's mode mean.
MODES: Final[Mapping[str, str]] = {
    "D": "needs the old text",
    "N": "newly introduced",
    "N/D": "newly introduced, or taken away",
    "D/N": "newly introduced, or taken away",
    "X": "looks across files",
    "D X": "needs the old text, and looks across files",
    "N X": "newly introduced, and looks across files",
}

_HEAD: Final = """# The risk rules

Written by `make rules` from `rules/*.toml` and from the pairs that test them; [README.md](README.md) says how to add
one. A finding of level `block` is denied at the gate unless a sign-off names it, `review` needs a reviewer, `warn` and
`info` are told. Modes: D needs the old and the new text, N is newly introduced, X looks across files.

| rule | name | level | mode | languages | finds |
|---|---|---|---|---|---|
"""
_MARKUP: Final = re.compile(r"([\\*_<>|\[\]#])")
_FENCED: Final = re.compile(r"^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def rules_page(rules: Iterable[Rule], examples: Mapping[str, str]) -> str:
    """The whole page. `examples` has a unified diff for each rule, by id; each rule's heading is its id alone."""
    rules = list(rules)
    rows = [
        f"| [{rule.id}](#{rule.id.lower()}) | `{rule.name}` | {rule.level.value} | {rule.mode} | "
        f"{' '.join(rule.languages)} | {_plain(rule.title)} |\n"
        for rule in rules
    ]
    sections = [f"\n## {rule.id}\n\n{rule_markdown(rule, examples.get(rule.id, ''))}" for rule in rules]
    return _HEAD + "".join(rows) + "".join(sections)


def rule_markdown(rule: Rule, example: str = "") -> str:
    """What there is to know of one rule. `example` is a unified diff of a change in which it fires."""
    meaning = f" ({MODES[rule.mode]})" if rule.mode in MODES else ""
    parts = [
        f"**{_plain(rule.title)}** (`{rule.name}`)",
        f"Level `{rule.level.value}`; mode {rule.mode}{meaning}; languages: {' '.join(rule.languages)}.",
        f"*Why.* {_plain(rule.why)}",
        f"*Remedy.* {_plain(rule.remedy)}",
        f"*Source.* {rule.source if '://' not in rule.source else f'<{rule.source}>'}",
        f"*Allow it* in a comment on or above the line: `answerable: allow {rule.id} -- your reason`",
    ]
    if example:
        parts.append(f"```diff\n{example.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def example_in(page: str, rule_id: str) -> str:
    """The diff that the page shows for a rule; empty when it shows none."""
    _, heading, rest = page.partition(f"\n## {rule_id}\n")
    found = _FENCED.search(rest.partition("\n## ")[0]) if heading else None
    return found[1] if found else ""


def _plain(text: str) -> str:
    """Text in which Markdown sees no markup of its own."""
    return _MARKUP.sub(r"\\\1", text)
