"""The comparators of what workflows check: whether a step or job that went checked anything, and whether another does it now.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["CHECKERS", "checks_of", "less_urgent"]

#: What kinds of check there are, by the tools and words that make one.
_KINDS: Final = {
    kind: re.compile(rf"(?i)(?:\b|_)(?:{words})(?:\b|_)")
    for kind, words in {
        "tests": r"pytest|py\.test|tox|nox|jest|vitest|mocha|karma|cypress|playwright|rspec|ctest|phpunit|nextest|tests?|testing|e2e|fuzz\w*|stress|miri",
        "style": r"eslint|lint\w*|golangci\S*|pylint|flake8|ruff|clippy|rubocop|shellcheck|hadolint|tflint|actionlint|biome|oxlint|black|prettier|fmt|gofmt|"
        r"rustfmt|vet|style|pre-commit|spelling|codespell",
        "types": r"tsc|mypy|pyright|sorbet|typecheck|types",
        "security": r"bandit|semgrep|trivy|grype|snyk|audit|deny|brakeman|tfsec|checkov|gitleaks|trufflehog|codeql|sonar\w*|safety|scorecard|zizmor|osv-scanner\S*|"
        r"govulncheck|vulnerabilit\w+|dependency-review-action|harden-runner|security",
        "origin": r"cosign|attest\w*|slsa\S*|provenance|sigstore",
        "coverage": r"codecov|coveralls|coverage",
        "other": r"check|checks|verify|validate|doctor",
    }.items()
}
#: Parts of a script that fetch or lay out what others run.
_PREPARES: Final = re.compile(
    r"^(?:sudo\s+)?(?:(?:python3?\s+-m\s+)?(?:pip3?|pipx|uv|npm|pnpm|yarn|bun|apt|apt-get|brew|choco|gem|conda|poetry|bundle|rustup|composer|go|cargo)\s+"
    r"(?:\S+\s+)*?(?:install|ci|add|sync|component|update|upgrade|get|remove)\b|"
    r"(?:apt|apt-get|add-apt-repository|apt-add-repository|mkdir|mv|cp|rm|echo|cd|ls|cat|export|tar|unzip|curl|wget|chmod|set|git)\b|#)"
)
_BUILDS: Final = re.compile(
    r"(?i)\b(?:c?make|ninja|meson|mvn|gradlew?|bazel|(?:cargo|go|docker|npm run|pnpm|yarn|dotnet|swift)\s+build)\b"
)
_PUBLISHES: Final = re.compile(r"(?i)release|publish|deploy|upload|notify|\bpush\b|pages")


def checks_of(script: str) -> frozenset[str]:
    """The kinds of check that a script or an action makes, apart from what only fetches or lays out."""
    parts = (part.strip() for part in re.split(r"\n|&&|;", script))
    text = "\n".join(part for part in parts if not _PREPARES.match(part))
    return frozenset(kind for kind, words in _KINDS.items() if words.search(text))


def _runs_before_merge(source: str) -> bool:
    """Whether a workflow runs on pull requests."""
    return (
        re.search(r"(?m)^\s*[\"']?(?:pull_request|merge_group)\b|^on:.*\bpull_request\b", source) is not None
    )


def _checked(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a step or job checked anything that no new step of the change does."""
    return bool(_checks_lost(fact, context) - _checks_made(context))


def _checked_elsewhere(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether new steps of the change check what a step or job checked."""
    lost = _checks_lost(fact, context)
    return bool(lost) and lost <= _checks_made(context)


def _checks_less_than_before(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether a step that is still there makes a kind of check less, which no new step makes."""
    return other is not None and bool(checks_of(other.value) - _checks_made(context) - checks_of(fact.value))


def _checks_nothing(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a setting stands in a step or a job that is new and checks nothing: what may fail there guards nobody.

    Sending reports of coverage away is no check.
    """
    steps = [each for each in context.delta.gained if each.kind == "step" and each.scope == fact.scope]
    if fact.key.startswith("steps["):
        label = fact.key[len("steps[") :].rpartition("]")[0]
        above = [each for each in steps if each.line <= fact.line and label in {each.key, each.value}]
        texts = [text for each in above[-1:] for text in (each.key, each.value)]
    else:
        is_new = any(each.kind == "definition" and each.key == fact.scope for each in context.gained)
        texts = [text for each in steps if is_new for text in (each.key, each.value)]
        texts += [fact.scope] if texts else []
    words = [re.sub(r"[-_]", " ", text) for text in texts]
    return (
        bool(texts) and not (_kinds([*texts, *words]) - {"coverage"}) and not any(map(_BUILDS.search, texts))
    )


def _checks_lost(fact: Fact, context: "Context") -> frozenset[str]:
    if fact.kind == "step":
        return checks_of(fact.value)
    steps = [
        each.value
        for path, each in context.lost
        if path == context.delta.path
        and each.scope == fact.key
        and (each.kind == "step" or each.key == "uses")
    ]
    found = _kinds(steps) | checks_of(re.sub(r"[-_]", " ", fact.key))
    if found:
        return found
    builds = any(map(_BUILDS.search, steps)) and not any(map(_PUBLISHES.search, (fact.key, *steps)))
    return frozenset({"build"}) if builds else frozenset()


def _checks_made(context: "Context") -> frozenset[str]:
    steps = [each.value for each in context.gained if each.kind == "step" or each.key == "uses"]
    builds = {"build"} if any(map(_BUILDS.search, steps)) else set()
    return _kinds(steps) | builds


def _kinds(scripts: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*map(checks_of, scripts))


def less_urgent(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether nothing is merged unseen though a trigger went, or runs for less: what checks still runs before.

    A schedule finds what became known since: there it matters whether the workflow looks for that.
    """
    source = context.delta.new_source
    checks = checks_of(re.sub(r"(?m)^\s*(?:- )?(?:run|uses):\s*", "", source))
    if not checks:
        return True
    trigger = fact.key if fact.kind == "trigger" else fact.key.split(".")[1].removesuffix("[]")
    if trigger == "schedule":
        return "security" not in checks
    return trigger in {"push", "release", "workflow_call"} and _runs_before_merge(source)


#: By the name a rule uses.
CHECKERS: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "checked": _checked,
    "checked-elsewhere": _checked_elsewhere,
    "checks-nothing": _checks_nothing,
    "checks-less-than-before": _checks_less_than_before,
    "less-urgent": less_urgent,
}
