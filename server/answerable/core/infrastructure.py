"""The comparators of infrastructure: addresses that are accounted for, pins, permissions, quantities.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.permissions import covers, looser_conditions, wider_token
from answerable.core.pins import strength, weaker
from answerable.core.safeguards import OPENS, PROTECTS, holder, is_protective, switched_off, truth

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["INFRASTRUCTURE"]

_QUANTITY: Final = re.compile(r"^(-?\d+(?:\.\d+)?)\s*([a-zA-Z%]*)$")
_UNITS: Final = {
    "": 1.0, "m": 1e-3, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "%": 1.0,
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50,
    "s": 1.0, "h": 3600.0, "d": 86400.0, "ms": 1e-3, "min": 60.0, "Y": 31_536_000.0,
}  # fmt: skip
_OPEN: Final = re.compile(
    r"^(?:0\.0\.0\.0/0|::/0|\*|any|internet|0\.0\.0\.0|0::0/0|0000:.*/0)$", re.IGNORECASE
)
_VERSION: Final = re.compile(r"(?i)(?:(?:tls|ssl)[_v-]{0,2}|^v?)(\d)[._-]?(\d)?(?!\d)")
_THRESHOLD: Final = re.compile(
    r"(?i)((?:cov-fail-under|fail-under|min(?:imum)?[\w-]*coverage|coverage-threshold|threshold|min-score|max-warnings|"
    r"max-complexity|max-[\w-]*|allowed-failures))[=: ]+\"?(\d+(?:\.\d+)?)"
)
_ADMISSION: Final = frozenset({
    "AlwaysPullImages", "NamespaceLifecycle", "NodeRestriction", "PodSecurityPolicy", "PodSecurity", "SecurityContextDeny", "ServiceAccount",
    "EventRateLimit", "ResourceQuota", "LimitRanger", "ImagePolicyWebhook", "ValidatingAdmissionPolicy", "MutatingAdmissionWebhook",
    "ValidatingAdmissionWebhook", "OwnerReferencesPermissionEnforcement",
})  # fmt: skip
_WRITES: Final = frozenset({"*", "create", "update", "patch", "delete", "deletecollection"})
_EXPRESSION: Final = re.compile(r"\bgithub\.(?:head_ref|event\.[\w.]+)")
_PRODUCTION: Final = re.compile(r"(?i)(?:\b|_)(?:prod|production|live)(?:\b|_)")
_CANNED: Final = (
    "private",
    "bucket-owner-read",
    "bucket-owner-full-control",
    "log-delivery-write",
    "authenticated-read",
    "aws-exec-read",
    "public-read",
    "public-read-write",
)


def _not_accounted(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no `moved` or `removed` block says where an address went."""
    return not any(
        each.kind == "moved" and fact.key in {each.key, each.key.partition("[")[0]} for each in context.gained
    )


def _wider_token(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and wider_token(other.value, fact.value)


def _token_lost(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what stands above a removed `permissions` block lets more through than it did."""
    return any(
        each.kind == "inherited" and each.key == fact.key and wider_token(fact.value, each.value)
        for each in context.delta.gained
    )


def _weaker_pin(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and weaker(other.value, fact.value)


def _new_loose_pin(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether something is referred to that was not before, without a digest or a version that stays."""
    known = any(each.kind == "pin" and each.key == fact.key for _, each in context.lost)
    return (
        not known
        and "$" not in fact.value
        and "TEMPLATE" not in fact.value
        and "$" not in fact.key
        and strength(fact.value) < 2
    )


def _new_foreign_pin(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether somebody else's code is referred to that was not before, by anything but a digest."""
    known = any(each.kind == "pin" and each.key == fact.key for _, each in context.lost)
    return not known and "$" not in fact.value and strength(fact.value) < 4


def _wider_policy(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a wildcard came that nothing which went included, and that matters."""
    if "*" not in fact.value:
        return False
    gone = [each.value for each in context.delta.lost if each.kind == "iam-allow" and each.key == fact.key]
    if any(covers(value, fact.value) for value in gone):
        return False
    if any(covers(fact.value, value) for value in gone):
        return True
    if fact.key == "Action":
        return re.search(r"(?:^|:)\*$", fact.value) is not None
    if fact.key == "Resource":
        return fact.value == "*" and fact.owner != "read"
    return (
        fact.key == "Principal"
        and fact.owner != "conditioned"
        and re.search(r"^\*$|:\*$", fact.value) is not None
    )


def _environment_gone(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a job is in no environment any more, however that is written."""
    return not any(each.key.partition(".")[0] == "environment" for each in context.delta.gained)


def _looser_conditions(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and looser_conditions(other.value, fact.value)


def _lowered(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return _ratio(fact, other, lambda old, new: new < old)


def _raised(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return _ratio(fact, other, lambda old, new: new > old)


def _tripled(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return _ratio(fact, other, lambda old, new: old > 0 and (new >= 3 * old or new == 0))


def _tenfold(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return _ratio(fact, other, lambda old, new: old > 0 and (new >= 10 * old or new * 10 <= old))


def _ten_times_more(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return _ratio(fact, other, lambda old, new: 0 < old * 10 <= new)


def _ten_times_less(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return _ratio(fact, other, lambda old, new: 0 < new * 10 <= old)


def _list_shrunk(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether a comma-separated list lost entries."""
    if other is None:
        return False
    before, after = other.value.partition("=")[2].split(","), fact.value.partition("=")[2].split(",")
    lost = {each.strip() for each in before} - {each.strip() for each in after}
    return bool(lost & _ADMISSION) or ("RBAC" in lost and "Webhook" not in after)


def _flag_lowered(fact: Fact, other: Fact | None, context: "Context") -> bool:
    if other is None:
        return False
    value, was = fact.value.partition("=")[2], other.value.partition("=")[2]
    return _lowered(fact._replace(value=value), other._replace(value=was), context)


def _older_protocol(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    if other is None:
        return False
    old, new = _protocol(other.value), _protocol(fact.value)
    return old is not None and new is not None and new < old


def _wider_acl(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a canned access list lets in more than the one that stood in its place."""
    gone = [each.value for each in context.delta.lost if each.kind == fact.kind and each.key == fact.key]
    return _canned(fact.value) > max(map(_canned, gone), default=2)


def _canned(name: str) -> int:
    return _CANNED.index(name) if name in _CANNED else 0


def _token_gained(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a new `permissions` block lets more through than what stood above it."""
    above = [each.value for each in context.delta.lost if each.kind == "inherited" and each.key == fact.key]
    return any(wider_token(value, fact.value) for value in above) or (not above and "*=write" in fact.value)


def _safeguard_off(fact: Fact, other: Fact | None, context: "Context") -> bool:
    return _switched(fact, other, context) == PROTECTS


def _door_opened(fact: Fact, other: Fact | None, context: "Context") -> bool:
    return _switched(fact, other, context) == OPENS


def _switched(fact: Fact, other: Fact | None, context: "Context") -> str:
    if other is not None:
        return switched_off(fact.key, fact.owner, other.value, fact.value)
    if any(each is fact for each in context.delta.lost):
        return switched_off(fact.key, fact.owner, fact.value, None)
    if any(each.kind == fact.kind and each.key == fact.key for each in context.delta.lost):
        return ""  # that is a change
    return switched_off(fact.key, fact.owner, None, fact.value)


def _safeguard_gone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a block or argument that protects went as a whole."""
    if truth(fact.value) < 0 or fact.value in {"{}", "[]"} or not is_protective(fact.key):
        return False
    top = holder(fact.key)
    return not any(each.kind == fact.kind and holder(each.key) == top for each in context.delta.gained)


def _none_left(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether an attribute went and no other of its name came: it was not rewritten."""
    name = fact.key.rsplit(".", 1)[-1]
    return not any(
        each.kind == fact.kind and each.key.rsplit(".", 1)[-1] == name for each in context.delta.gained
    )


def _newly_open(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether everybody is let in where not everybody was."""
    if not _OPEN.match(fact.value):
        return False
    return not any(
        each.kind == fact.kind and _OPEN.match(each.value) and _shape(each.key) == _shape(fact.key)
        for each in context.delta.lost
    )


def _instances_rekeyed(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a resource that had instances by number or key now has them otherwise."""
    other = "for_each" if fact.key == "count" else "count"
    return any(each.key.removesuffix("[]") == other for each in context.delta.gained)


def _flag_gone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a flag of a command line went, and did not only get another value."""
    flag = fact.value.partition("=")[0]
    return not any(
        each.kind == fact.kind and each.value.partition("=")[0] == flag for each in context.delta.gained
    )


def _selector_narrowed(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the object was there before: a new one may select what it likes."""
    return context.delta.persists and any(each.key.startswith("spec.") for each in context.delta.lost)


def _below_ten_thousand(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether a user went from one that no host has to one that it may have."""
    return _ratio(fact, other, lambda old, new: old >= 10_000 > new)


def _drops_less(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no capability list took the place of the one that went, except a shorter one."""
    return not any(_is_drop(each) and each.value.upper() == "ALL" for each in context.delta.gained)


def _is_drop(fact: Fact) -> bool:
    return fact.kind == "attribute" and fact.key.lower().endswith("drop[]")


def _same_object(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the object was there before, and nothing as strong went in exchange."""
    if any(each.key.endswith("verbs[]") and each.value in _WRITES for each in context.delta.lost):
        return False
    return context.delta.persists and not any(each.key == "metadata.name" for each in context.delta.gained)


def _replaces_other(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    return any(each.kind == fact.kind and each.key == fact.key for each in context.delta.lost)


def _ends_everywhere(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a range of addresses that begins at zero ends at the last one, or may."""
    ends = [each.value for each in context.delta.gained if each.key.startswith("end_ip")]
    return not ends or "255.255.255.255" in ends


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
    had = any(each.kind == "attribute" and each.key == fact.key for each in context.delta.lost)
    is_new = any(each.kind == "trigger" and each.key == trigger for each in context.delta.gained)
    return context.delta.persists and not had and not is_new


def _same_workflow(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the workflow is still there, and did not only get a wider trigger."""
    return context.delta.persists


def _still_filtered(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether other entries of the filter are left: without any it lets everything through."""
    entry = fact.key.rsplit(".", 1)[-1].removesuffix("[]")
    wildcards = any(each.key == fact.key and "*" in each.value for each in context.delta.gained)
    section = re.search(rf"(?m)^\s*[\"']?{re.escape(entry)}[\"']?:", context.delta.new_source)
    return section is not None and not wildcards


def _waits_less(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what a job waited for is still a job of the workflow."""
    return re.search(rf"(?m)^\s+[\"']?{re.escape(fact.value)}[\"']?:", context.delta.new_source) is not None


def _default_unsafe(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether leaving the argument out has the unsafe meaning: only automated backups go by default."""
    return fact.key.endswith("delete_automated_backups") and context.delta.persists


def _backup_job(fact: Fact, _other: Fact | None, _context: "Context") -> bool:
    """Whether what is suspended keeps copies."""
    return (
        fact.owner != "CronJob"
        or re.search(r"(?i)backup|snapshot|dump|velero|restic", fact.scope) is not None
    )


def _not_milder(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no older protocol stood in its place, and none that is paired with it: those are changes."""
    gone = [
        _protocol(each.value)
        for each in context.delta.lost
        if each.kind == fact.kind and each.key == fact.key
    ]
    new = _protocol(fact.value)
    return not any(new is not None and old is not None and old <= new for old in gone)


def _probe_gone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no probe of the kind is asked in another way now."""
    probe = fact.key[: fact.key.index("Probe.") + 6]
    return not any(each.key.startswith(probe) for each in context.delta.gained) and not _still_probed(
        fact, context
    )


def _still_probed(fact: Fact, context: "Context") -> bool:
    """Whether the rest of the probe stays: only one of several ways to say it went."""
    return fact.key.endswith("httpGet.path") and not any(
        each.key.endswith("httpGet.port") for each in context.delta.lost
    )


def _not_autoscaled(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether nothing else says how many there are."""
    return not any(
        each.kind == "link" and each.value in {"HorizontalPodAutoscaler", "ScaledObject"}
        for each in context.gained
    ) and not re.search(r"kind:\s*(?:HorizontalPodAutoscaler|ScaledObject)", context.delta.new_source)


def _other_environment(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether what pointed elsewhere points to production now."""
    return (
        other is not None
        and _PRODUCTION.search(other.value) is None
        and _PRODUCTION.search(fact.value) is not None
    )


def _both_known(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and "TEMPLATE" not in other.value + fact.value


def _newly_injected(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether an expression came into a script that had none of its kind."""
    known = {
        found
        for each in context.delta.lost
        if each.kind == fact.kind
        for found in _EXPRESSION.findall(each.value)
    }
    return bool(set(_EXPRESSION.findall(fact.value)) - known)


def _shape(path: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", path)


def _ratio(fact: Fact, other: Fact | None, holds: Callable[[float, float], bool]) -> bool:
    old, new = _quantity("" if other is None else other.value), _quantity(fact.value)
    return old is not None and new is not None and holds(old, new)


def _quantity(text: str) -> float | None:
    match = _QUANTITY.match(text.strip())
    if match is None or match[2] not in _UNITS or len(match[1]) > 30:
        return None
    return float(match[1]) * _UNITS[match[2]]


def _protocol(text: str) -> tuple[int, int] | None:
    """`TLS1_2`, `TLSv1.2_2021`, `1.2` and `TLS12` as a pair that compares; SSL is below all TLS."""
    match = _VERSION.search(text)
    if match is None:
        return (1, 0) if text.startswith("ELBSecurityPolicy-") else None
    major, minor = match.groups()
    if "ssl" in text.lower() and "tls" not in text.lower():
        return 0, int(major)
    return int(major), int(minor or 0)


#: By the name a rule uses.
INFRASTRUCTURE: Final = {
    "not-accounted": _not_accounted,
    "wider-token": _wider_token,
    "token-lost": _token_lost,
    "weaker-pin": _weaker_pin,
    "new-loose-pin": _new_loose_pin,
    "new-foreign-pin": _new_foreign_pin,
    "wider-policy": _wider_policy,
    "environment-gone": _environment_gone,
    "looser-conditions": _looser_conditions,
    "lowered": _lowered,
    "raised": _raised,
    "tripled": _tripled,
    "tenfold": _tenfold,
    "ten-times-more": _ten_times_more,
    "ten-times-less": _ten_times_less,
    "list-shrunk": _list_shrunk,
    "flag-lowered": _flag_lowered,
    "older-protocol": _older_protocol,
    "none-left": _none_left,
    "safeguard-off": _safeguard_off,
    "safeguard-gone": _safeguard_gone,
    "door-opened": _door_opened,
    "wider-acl": _wider_acl,
    "token-gained": _token_gained,
    "newly-open": _newly_open,
    "instances-rekeyed": _instances_rekeyed,
    "flag-gone": _flag_gone,
    "selector-narrowed": _selector_narrowed,
    "below-ten-thousand": _below_ten_thousand,
    "drops-less": _drops_less,
    "same-object": _same_object,
    "replaces-other": _replaces_other,
    "ends-everywhere": _ends_everywhere,
    "threshold-lowered": _threshold_lowered,
    "narrower-trigger": _narrower_trigger,
    "same-workflow": _same_workflow,
    "still-filtered": _still_filtered,
    "waits-less": _waits_less,
    "newly-injected": _newly_injected,
    "probe-gone": _probe_gone,
    "not-autoscaled": _not_autoscaled,
    "other-environment": _other_environment,
    "both-known": _both_known,
    "default-unsafe": _default_unsafe,
    "backup-job": _backup_job,
    "not-milder": _not_milder,
}
