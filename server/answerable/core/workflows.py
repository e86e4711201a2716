"""The comparators of gates: workflow tokens, triggers and thresholds, and how firmly foreign code is pinned.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.permissions import wider_token
from answerable.core.pins import strength, weaker
from answerable.core.workflow_checks import less_urgent

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["GATES"]

_THRESHOLD: Final = re.compile(
    r"(?i)((?:cov-fail-under|fail-under|min(?:imum)?[\w-]*coverage|coverage-threshold|threshold|min-score|max-warnings|"
    r"max-complexity|max-[\w-]*|allowed-failures))[=: ]+\"?(\d+(?:\.\d+)?)"
)
#: The activities that a workflow runs for when it names none.
_DEFAULT_TYPES: Final = frozenset({"opened", "synchronize", "reopened"})
#: What can run something of the branch that a workflow is started for.
_RUNS_CODE: Final = re.compile(r"(?m)^\s*(?:-\s+)?(?:run:|uses:\s*[\"']?(?:\./|actions/checkout\b))")
_HOST: Final = re.compile(r"https?://([^/\s\"'|]+)")
_EXPRESSION: Final = re.compile(r"\bgithub\.(?:head_ref|event\.[\w.]+)")


def _wider_token(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and wider_token(other.value, fact.value)


def _token_lost(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what stands above a removed `permissions` block lets more through than it did."""
    return any(
        each.kind == "inherited" and each.key == fact.key and wider_token(fact.value, each.value)
        for each in context.delta.gained
    )


def _token_gained(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a new `permissions` block lets more through than what stood above it."""
    above = [each.value for each in context.delta.lost if each.kind == "inherited" and each.key == fact.key]
    return any(wider_token(value, fact.value) for value in above) or (not above and "*=write" in fact.value)


def _environment_gone(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a job is in no environment any more, however that is written."""
    return not any(each.key.partition(".")[0] == "environment" for each in context.delta.gained)


def _threshold_lowered(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether a command or setting asks less of the same measure than before."""
    if other is None:
        return False
    before, after = dict(_THRESHOLD.findall(other.value)), dict(_THRESHOLD.findall(fact.value))
    return any(
        (float(after[name]) > float(value)) == ("max" in name or "allow" in name)
        and float(after[name]) != float(value)
        for name, value in before.items()
        if name in after
    )


def _narrower_trigger(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a filter was put on a trigger that was there without one."""
    trigger = fact.key.split(".")[1].removesuffix("[]")
    named = {each.value for each in context.delta.gained if each.kind == "attribute" and each.key == fact.key}
    if trigger.startswith("pull_request") and fact.key.endswith(".types[]") and named >= _DEFAULT_TYPES:
        return False
    had = not any(
        each.kind == "filter" and each.key == fact.key.removesuffix("[]") for each in context.delta.gained
    )
    is_new = any(each.kind == "trigger" and each.key == trigger for each in context.delta.gained)
    return context.delta.persists and not had and not is_new


def _narrower_unhurriedly(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a trigger is filtered from now on, and nothing is merged unseen for it."""
    return less_urgent(fact, None, context) and _narrower_trigger(fact, None, context)


def _handed_on(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the workflow calls another one of the repository that it did not call before."""
    path = context.delta.path
    return any(
        each.value.startswith("./.github/workflows/")
        for delta in context.deltas
        if delta.path == path
        for each in delta.gained
    )


def _same_workflow(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the workflow is still there, and did not only get a wider trigger."""
    return context.delta.persists


def _still_filtered(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether other entries of the filter are left: without any it lets everything through."""
    entry = fact.key.rsplit(".", 1)[-1].removesuffix("[]")
    keys = {fact.key, fact.key.removesuffix("[]")}
    wildcards = any(each.key in keys and "*" in each.value for each in context.delta.gained)
    section = re.search(rf"(?m)^\s*[\"']?{re.escape(entry)}[\"']?:", context.delta.new_source)
    return section is not None and not wildcards


def _filtered_unhurriedly(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a filter lets less through, and nothing is merged unseen for it."""
    return less_urgent(fact, None, context) and _still_filtered(fact, None, context)


def _waits_less(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what a job waited for is still a job of the workflow."""
    return re.search(rf"(?m)^\s+[\"']?{re.escape(fact.value)}[\"']?:", context.delta.new_source) is not None


def _newly_injected(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether an expression came into a script that had none of its kind."""
    known = {
        found
        for each in context.delta.lost
        if each.kind == fact.kind
        for found in _EXPRESSION.findall(each.value)
    }
    return bool(set(_EXPRESSION.findall(fact.value)) - known)


def _weaker_pin(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and weaker(other.value, fact.value)


def _new_loose_pin(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether something is referred to that was not before, without a digest or a version that stays."""
    known = any(each.kind == "pin" and each.key == fact.key for _, each in context.lost)
    return (
        not known
        and not _replaces_as_loose(fact, context)
        and "$" not in fact.value
        and "TEMPLATE" not in fact.value
        and "$" not in fact.key
        and strength(fact.value) < 2
    )


def _replaces_as_loose(fact: Fact, context: "Context") -> bool:
    """Whether something of the same sort, and held no more firmly, stood in the same definition."""
    return any(
        each.kind == fact.kind and each.owner == fact.owner and strength(each.value) <= strength(fact.value)
        for each in context.delta.lost
    )


def _is_used_already(fact: Fact, context: "Context") -> bool:
    """Whether the same reference stands in another, older place of the file."""
    new = sum(
        each.kind == fact.kind and each.key == fact.key and each.value == fact.value
        for delta in context.deltas
        if delta.path == context.delta.path
        for each in delta.gained
    )
    reference = re.escape(f"{fact.key}@{fact.value}")
    return len(re.findall(rf"(?<![\w./-]){reference}(?![\w./-])", context.delta.new_source)) > new


def _new_foreign_pin(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether somebody else's code is referred to that was not before, by anything but a digest."""
    known = any(each.kind == "pin" and each.key == fact.key for _, each in context.lost)
    return (
        not known
        and "$" not in fact.value
        and strength(fact.value) < 4
        and not _is_used_already(fact, context)
    )


def _downloads_elsewhere(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what is downloaded and run comes from a host that none came from before."""
    known = {host for _, each in context.lost if each.kind == fact.kind for host in _HOST.findall(each.value)}
    hosts = set(_HOST.findall(fact.value))
    return not hosts or bool(hosts - known)


def _runs_nothing_of_theirs(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a workflow neither checks anything out nor has scripts or parts of its own: strangers bring it nothing to run."""
    return _RUNS_CODE.search(context.delta.new_source) is None


def _credentials_stayed_away(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the token was kept from later steps: leaving it there is what happens anyway."""
    return _checks_out(fact, None, context) and any(
        each.kind == fact.kind and each.key.endswith(".persist-credentials") and each.value.lower() == "false"
        for each in context.delta.lost
    )


def _checks_out(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a setting is, or may be, that of a step that checks code out: other actions have their own by the name."""
    label = fact.key.removeprefix("steps[").rpartition("]")[0]
    if re.fullmatch(r"[\w.-]+(?:/[\w.-]+)+", label):
        return label == "actions/checkout"
    return "actions/checkout" in context.delta.new_source


#: By the name a rule uses.
GATES: Final = {
    "wider-token": _wider_token,
    "token-lost": _token_lost,
    "token-gained": _token_gained,
    "environment-gone": _environment_gone,
    "threshold-lowered": _threshold_lowered,
    "narrower-trigger": _narrower_trigger,
    "handed-on": _handed_on,
    "narrower-unhurriedly": _narrower_unhurriedly,
    "same-workflow": _same_workflow,
    "still-filtered": _still_filtered,
    "filtered-unhurriedly": _filtered_unhurriedly,
    "waits-less": _waits_less,
    "newly-injected": _newly_injected,
    "weaker-pin": _weaker_pin,
    "new-loose-pin": _new_loose_pin,
    "new-foreign-pin": _new_foreign_pin,
    "downloads-elsewhere": _downloads_elsewhere,
    "runs-nothing-of-theirs": _runs_nothing_of_theirs,
    "checks-out": _checks_out,
    "credentials-stayed-away": _credentials_stayed_away,
}
