"""The comparators of infrastructure: addresses that are accounted for, permissions, quantities, safeguards.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from answerable.core.exposure import EVERYBODY, EXPOSURE
from answerable.core.facts import Fact
from answerable.core.pods import PODS, bare_capability
from answerable.core.policies import POLICIES
from answerable.core.quantities import protocol, quantity
from answerable.core.roles import ROLES, WRITES
from answerable.core.safeguards import OPENS, PROTECTS, holder, is_protective, switched_off, truth
from answerable.core.scales import weaker

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["INFRASTRUCTURE"]

_TAILS: Final = ("hostPath.path", "host_path.path")
_GIVES_AWAY: Final = re.compile(
    r"^/(?:$|etc|root|proc|sys|dev|boot|bin|sbin|lib|usr|home|var/(?:run|lib/kubelet|lib/docker|log)|run|[^\s]*\.sock$)"
)
_ADMISSION: Final = frozenset({
    "AlwaysPullImages", "NamespaceLifecycle", "NodeRestriction", "PodSecurityPolicy", "PodSecurity", "SecurityContextDeny", "ServiceAccount",
    "EventRateLimit", "ResourceQuota", "LimitRanger", "ImagePolicyWebhook", "ValidatingAdmissionPolicy", "MutatingAdmissionWebhook",
    "ValidatingAdmissionWebhook", "OwnerReferencesPermissionEnforcement",
})  # fmt: skip
_ARGUMENT: Final = re.compile(r"(?m)^\s*(\w+)\s*=")
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


def _other_reference(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether another thing is named, and not the same one by way of something else."""
    if other is None or other.value in fact.value or fact.value in other.value:
        return False
    return other.value.rpartition(".")[2] != fact.value.rpartition(".")[2]


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
    return bool(lost & _ADMISSION) or ("RBAC" in lost and "Webhook" not in after) or "Node" in lost


def _flag_lowered(fact: Fact, other: Fact | None, context: "Context") -> bool:
    if other is None:
        return False
    value, was = fact.value.partition("=")[2], other.value.partition("=")[2]
    return _lowered(fact._replace(value=value), other._replace(value=was), context)


def _older_protocol(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    if other is None:
        return False
    old, new = protocol(other.value), protocol(fact.value)
    return old is not None and new is not None and new < old


def _wider_acl(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a canned access list lets in more than the one that stood in its place."""
    gone = [each.value for each in context.delta.lost if each.kind == fact.kind and each.key == fact.key]
    return _canned(fact.value) > max(map(_canned, gone), default=2)


def _canned(name: str) -> int:
    return _CANNED.index(name) if name in _CANNED else 0


def _safeguard_off(fact: Fact, other: Fact | None, context: "Context") -> bool:
    # What is said to be off where nothing was said is mostly the default written out.
    said = other is not None or any(each is fact for each in context.delta.lost)
    return said and _switched(fact, other, context) == PROTECTS


def _door_opened(fact: Fact, other: Fact | None, context: "Context") -> bool:
    return _was_there(fact, other, context) and _switched(fact, other, context) == OPENS


def _held_less(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether a setting is less safe than it was, or than it is where nothing is said about it."""
    if other is not None:
        return weaker(other.value, fact.value)
    if any(each is fact for each in context.delta.lost):
        return weaker(fact.value, None)
    paired = any(each.kind == fact.kind and each.key == fact.key for each in context.delta.lost)
    return not paired and weaker(None, fact.value) and _was_there(fact, None, context)


def _was_there(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what the fact belongs to existed before the change."""
    return context.delta.persists


def _on_a_scale(fact: Fact, context: "Context") -> bool:
    """Whether a table says what the values of a setting mean: its name need not be asked then."""
    key = fact.key.removesuffix("[]")
    return any(
        each.kind == "safeguard" and each.key == key for each in (*context.delta.lost, *context.delta.gained)
    )


def _switched(fact: Fact, other: Fact | None, context: "Context") -> str:
    if _on_a_scale(fact, context):
        return ""
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
    if _on_a_scale(fact, context):
        return False
    top = holder(fact.key)
    return not any(each.kind == fact.kind and holder(each.key) == top for each in context.delta.gained)


def _none_left(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether an attribute went and no other of its name came: it was not rewritten."""
    name = fact.key.rsplit(".", 1)[-1]
    return not any(
        each.kind == fact.kind and each.key.rsplit(".", 1)[-1] == name for each in context.delta.gained
    )


def _type_gone(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether nothing of the same type took the place of what went."""
    same = any(each.kind == fact.kind and each.value == fact.value for each in context.gained)
    return not same and _not_accounted(fact, other, context)


def _newly_open(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether everybody is let in where not everybody was."""
    if not EVERYBODY.match(fact.value):
        return False
    return not any(
        each.kind == fact.kind and EVERYBODY.match(each.value) and _shape(each.key) == _shape(fact.key)
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


def _path_nearer(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a path of the node is reached where none was, or one that gives the node away where another was."""
    gone = any(each.kind == fact.kind and each.key.endswith(_TAILS) for each in context.delta.lost)
    return not gone or _GIVES_AWAY.match(fact.value) is not None


def _drops_less(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no capability list took the place of the one that went, except a shorter one."""
    enough = {"ALL", bare_capability(fact.value)}
    return not any(_is_drop(each) and bare_capability(each.value) in enough for each in context.delta.gained)


def _is_drop(fact: Fact) -> bool:
    return fact.kind == "attribute" and fact.key.lower().endswith("drop[]")


def _same_object(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the object was there before, and nothing as strong went in exchange."""
    if any(each.key.endswith("verbs[]") and each.value in WRITES for each in context.delta.lost):
        return False
    return context.delta.persists and not any(each.key == "metadata.name" for each in context.delta.gained)


def _replaces_other(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    return any(each.kind == fact.kind and each.key == fact.key for each in context.delta.lost)


def _ends_everywhere(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a range of addresses that begins at zero ends at the last one, or may."""
    ends = [each.value for each in context.delta.gained if each.key.startswith("end_ip")]
    return not ends or "255.255.255.255" in ends


def _default_unsafe(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether leaving the argument out has the unsafe meaning: only automated backups go by default."""
    return fact.key.endswith("delete_automated_backups") and context.delta.persists


def _no_last_copy(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a database may go without the last copy that it was to leave: a replica leaves none."""
    of_type, _, name = fact.scope.partition(".")
    head = rf'(?m)^\s*resource\s+"{re.escape(of_type)}"\s+"{re.escape(name)}"'
    found = re.search(head + r"[^\n]*\n(?:(?!\})[^\n]*\n)*", context.delta.new_source)
    said = set(_ARGUMENT.findall(found.group())) if found else set()
    touched = {each.key for each in (*context.delta.lost, *context.delta.gained)}
    return not said & {"final_snapshot_identifier_prefix", "replicate_source_db"} and (
        "skip_final_snapshot" not in said or "skip_final_snapshot" in touched
    )


def _backup_job(fact: Fact, _other: Fact | None, _context: "Context") -> bool:
    """Whether what is suspended keeps copies."""
    return (
        fact.owner != "CronJob"
        or re.search(r"(?i)backup|snapshot|dump|velero|restic", fact.scope) is not None
    )


def _not_milder(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no older protocol stood in its place, and none that is paired with it: those are changes."""
    gone = [
        protocol(each.value) for each in context.delta.lost if each.kind == fact.kind and each.key == fact.key
    ]
    new = protocol(fact.value)
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


def _shape(path: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", path)


def _ratio(fact: Fact, other: Fact | None, holds: Callable[[float, float], bool]) -> bool:
    if other is not None and other.value.endswith("%") != fact.value.endswith("%"):
        return False  # a share and a number do not compare
    old, new = quantity("" if other is None else other.value), quantity(fact.value)
    return old is not None and new is not None and holds(old, new)


#: By the name a rule uses.
INFRASTRUCTURE: Final = {
    **EXPOSURE,
    **PODS,
    **POLICIES,
    **ROLES,
    "not-accounted": _not_accounted,
    "lowered": _lowered,
    "raised": _raised,
    "tripled": _tripled,
    "tenfold": _tenfold,
    "ten-times-more": _ten_times_more,
    "ten-times-less": _ten_times_less,
    "list-shrunk": _list_shrunk,
    "flag-lowered": _flag_lowered,
    "other-reference": _other_reference,
    "older-protocol": _older_protocol,
    "none-left": _none_left,
    "held-less": _held_less,
    "was-there": _was_there,
    "safeguard-off": _safeguard_off,
    "safeguard-gone": _safeguard_gone,
    "door-opened": _door_opened,
    "wider-acl": _wider_acl,
    "newly-open": _newly_open,
    "type-gone": _type_gone,
    "instances-rekeyed": _instances_rekeyed,
    "flag-gone": _flag_gone,
    "selector-narrowed": _selector_narrowed,
    "below-ten-thousand": _below_ten_thousand,
    "path-nearer": _path_nearer,
    "drops-less": _drops_less,
    "same-object": _same_object,
    "replaces-other": _replaces_other,
    "ends-everywhere": _ends_everywhere,
    "probe-gone": _probe_gone,
    "not-autoscaled": _not_autoscaled,
    "other-environment": _other_environment,
    "both-known": _both_known,
    "default-unsafe": _default_unsafe,
    "no-last-copy": _no_last_copy,
    "backup-job": _backup_job,
    "not-milder": _not_milder,
}
