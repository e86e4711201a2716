"""The rules as they are shipped: every `grammars/rules/*.toml`, read once."""

from functools import cache

from answerable.core.rules import Extension, Rule, extended, parse_extensions, parse_rules
from answerable.syntax.decoded import decoded
from answerable.syntax.languages import grammars_root

__all__ = ["rulebook"]


@cache
def rulebook() -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """The rules by id, and a sentence for each file or rule that cannot be used."""
    rules: list[Rule] = []
    extensions: list[Extension] = []
    problems: list[str] = []
    for file in sorted((grammars_root() / "rules").glob("*.toml")):
        try:
            data = decoded(file)
        except (OSError, ValueError) as error:
            problems.append(f"the rules in {file.name} cannot be read: {error}")
            continue
        found, wrong = parse_rules(data)
        rules += found
        further, unusable = parse_extensions(data)
        extensions += further
        problems += [f"{file.name}: {sentence}" for sentence in (*wrong, *unusable)]
    rules, wrong = extended(rules, extensions)
    problems += wrong
    return tuple(sorted(rules, key=lambda rule: rule.id)), tuple(problems)
