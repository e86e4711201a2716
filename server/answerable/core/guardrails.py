"""Guardrail files: those that say who must look at a change, which checks run on it, and what an agent may do."""

import re
from collections.abc import Callable, Iterator
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

_HOOKS: Final = ".pre-commit-config."
#: What YAML may write or leave out: quotes, comments after a value, spaces inside of brackets, the mark of a document.
_DRESS: Final = re.compile(r"['\"]|\s#\s.*$|(?<=[\[{])\s+|\s+(?=[\]}])|^---\s*$")
_YAML: Final = (".yaml", ".yml")
#: What a scanner writes anew into its list of known findings whenever a line moves, and what only holds others together.
_BASELINE: Final = re.compile(r"\.baseline$")
_VOLATILE: Final = re.compile(
    r'^"(?:line_number|generated_at|version|is_verified|is_secret|type|filename)":|^[^:]*[\]}]|[\[{],?$'
)
#: What agents are told is prose, in which a `#` opens no comment.
_PROSE: Final = re.compile(r"\.mdc?$|^\.\w+rules$")


def is_guardrail(path: str) -> bool:
    """Whether a file guards what a change may do."""
    return _GUARDRAIL.search(path) is not None


def guardrail_facts(path: str, text: str) -> Iterator[Fact]:
    """A fact for every line that says something; its owner is what the line is about, where that is known.

    Comments say something in what agents are told only.
    """
    name = path.rsplit("/", 1)[-1]
    is_prose, is_baseline = _PROSE.search(name) is not None, _BASELINE.search(name) is not None
    subject, plain = _subjects(name), name.endswith(_YAML)
    for number, line in enumerate(text.split("\n")):
        said = " ".join((_DRESS.sub("", line) if plain else line).split())
        if is_baseline:
            said = "" if _VOLATILE.search(said) else said.rstrip(",")
        if said and (is_prose or not said.startswith("#")):
            yield Fact("guardrail", name, said, subject(said), "", number, number + 1)


def _subjects(name: str) -> Callable[[str], str]:
    if name == "CODEOWNERS":
        return lambda said: said.split(" ", 1)[0]
    return _Hooks().subject if name.startswith(_HOOKS) else lambda _: ""


class _Hooks:
    """What the lines of pre-commit's settings are about, read from top to bottom: a setting of a repository or a hook."""

    def __init__(self) -> None:
        self._repository = self._hook = ""

    def subject(self, said: str) -> str:
        """The repository or hook and the name of its setting."""
        name, _, value = said.removeprefix("- ").partition(":")
        value = value.strip()
        if name == "repo":
            self._repository, self._hook = value, ""
            return name
        if name == "id":
            self._hook = value
            return f"{self._repository} id"
        return f"{self._repository} {self._hook} {name if value or said.endswith(':') else ''}"
