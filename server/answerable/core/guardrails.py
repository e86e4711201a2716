"""Guardrail files: those that say who must look at a change, which checks run on it, and what an agent may do."""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.facts import Fact

__all__ = ["guardrail_facts", "is_guardrail"]

_GUARDRAIL: Final = re.compile(
    r"(?:^|/)(?:"
    # who answers for what, and what a branch asks for
    r"CODEOWNERS|\.github/(?:settings\.ya?ml|rulesets/.+|branch[-_]protection.*|CODEOWNERS)|"
    # this tool's own
    r"\.answerable/(?!agents/).+|answerable\.toml|"
    # hooks
    r"\.husky/.+|\.githooks/.+|\.pre-commit-config\.ya?ml|\.?lefthook(?:-local)?\.ya?ml|\.overcommit\.yml|"
    # what scanners skip
    r"\.gitleaks(?:ignore|\.toml)|\.trivyignore(?:\.ya?ml)?|\.semgrepignore|\.snyk|\.checkov\.ya?ml|\.checkov\.baseline|\.tfsec/.+|"
    r"\.tfsecignore|\.secrets\.baseline|\.hadolint\.ya?ml|\.kube-linter\.ya?ml|\.bandit|\.eslintignore|\.secretlintignore|"
    r"(?<!\.github/workflows/)zizmor\.ya?ml|\.grype\.ya?ml|osv-scanner\.toml|\.dockle\.ya?ml|\.conftest\.toml|"
    # what agents are told
    r"CLAUDE(?:\.local)?\.md|AGENTS(?:\.override)?\.md|GEMINI\.md|\.cursorrules|\.cursor/rules/.+|\.windsurfrules|\.clinerules(?:/.+)?|"
    r"\.github/copilot-instructions\.md|\.github/instructions/.+|\.claude/(?:settings(?:\.local)?\.json|hooks/.+)|\.codex/.+|"
    r"\.(?:ai|cursor|claude|copilot|codeium|gemini|aider)ignore|\.aider\.conf\.yml"
    r")$"
)


def is_guardrail(path: str) -> bool:
    """Whether a file guards what a change may do."""
    return _GUARDRAIL.search(path) is not None


def guardrail_facts(path: str, text: str) -> Iterator[Fact]:
    """A fact for every line that says something."""
    name = path.rsplit("/", 1)[-1]
    for number, line in enumerate(text.split("\n")):
        said = " ".join(line.split())
        if said:
            yield Fact("guardrail", name, said, "", "", number, number + 1)
