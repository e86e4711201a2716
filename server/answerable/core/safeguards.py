"""Safeguards by their names: what a setting protects or opens, and whether a change switches it the wrong way.

Providers have thousands of settings, and new ones every month. Their names say what they do: a word for what is
protected or opened, perhaps a negation, perhaps a bare `enabled` below it.
"""

import re
from typing import Final

__all__ = ["OPENS", "PROTECTS", "holder", "is_protective", "switched_off", "truth"]

PROTECTS: Final = "protects"
OPENS: Final = "opens"

_WORD: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_GUARDS: Final = frozenset({
    "encrypt", "encrypted", "encryption", "kms", "cmk", "sse", "log", "logs", "logging", "audit",
    "auditing", "monitor", "monitoring", "trace", "tracing", "xray", "insights", "backup", "backups",
    "versioning", "redundancy", "redundant", "failover", "secure", "security", "auth", "authentication",
    "authorization", "authorizer", "rbac", "tls", "ssl", "https", "rotation", "rotate", "validation",
    "validate", "integrity", "firewall", "waf", "shield", "scan", "scanning", "threat", "vulnerability",
    "mfa", "upgrade", "upgrades", "updates", "patch", "immutability", "signing", "defender", "guardduty",
    "dnssec", "recovery", "az", "multiaz", "authenticate", "sso", "ldap", "analytics", "diagnostics",
    "restriction", "restrictions", "vtpm", "attestation", "hsts", "csrf", "private", "verify",
    "verification", "recorder", "healthcheck", "alerts", "notifications", "credentials",
    "kerberos", "workload", "minor", "verbose", "flow",
})  # fmt: skip
_DOORS: Final = frozenset({
    "public", "publicly", "internet", "anonymous", "unauthenticated", "insecure", "legacy", "dashboard",
    "unencrypted", "plaintext", "external", "passwordless", "alpha", "ftp", "exportable",
    "wildcard", "unrestricted", "permissive", "cleartext", "reachable", "unmanaged", "untrusted", "serial",
    "interactive", "localinfile", "tunnel",
})  # fmt: skip
#: A way in that is weaker than the one that stays.
_WEAK_WAY: Final = re.compile(
    r"(?i)(?:local|password|shared|basic)_?(?:auth\w*|access_?key|key|login|account|users?)|tls_?v?1_?[01]|ssl_?v?[23]|3des|rc4|triple_?des|client_?certificate_?auth|"
    r"non_?ssl|root_access|auto_create_network|issue_client_certificate|local_?infile|ownership chaining|contained database|external scripts|"
    r"(?:^|\.)(?:http|telnet|ftp)$|zonal_only"
)
#: What protects without a word for it.
_PHRASES: Final = re.compile(
    r"(?i)network_?policy|virtual_?network|client_?cert|http2|os_?login|project[_-]?ssh[_-]?keys|enhanced_vpc_routing|all_regions|"
    r"release_channel|(?:^|\.)identity\b|expiration_date|managed_?actions|workload_pool|(?:^|\.)(?:require|required|enforce|enforced|prevent|reject)_\w|_required$|zone_balanc|intrusion|ssh[_-]?keys|default_?root"
)
#: What is better not allowed.
_ALLOWED: Final = frozenset(
    {
        "all",
        "any",
        "access",
        "http",
        "cross",
        "remote",
        "guest",
        "non",
        "plain",
        "force",
        "deletions",
        "shared",
        "from",
    }
)
#: `enable_public_access_block` closes a door.
_PUBLIC_BLOCK: Final = re.compile(r"(?i)(?:enable|create|attach)\w*public\w*_block")
_NEGATIONS: Final = frozenset({
    "disable", "disabled", "disables", "not", "skip", "deny", "denied", "prevent", "prevention", "restrict", "suppress",
    "bypass", "without", "exclude", "forbid", "reject",
})  # fmt: skip
#: Negations where a name begins with them: `block_public_policy`, but not `encrypted_block_storage`.
_FIRST: Final = frozenset({"block", "ignore", "no", "non", "drop"})
_SWITCHES: Final = frozenset({
    "enabled", "enable", "status", "state", "mode", "value", "active", "is", "use", "enforce", "enforced",
    "required", "require", "on", "setting", "action",
})  # fmt: skip
_TRUE: Final = frozenset({
    "true", "on", "enabled", "enable", "yes", "1", "required", "require", "active", "strict", "enforced",
    "enforce", "always", "auto", "automatic", "all", "allow", "opt_in", "full", "update", "open",
})  # fmt: skip
_FALSE: Final = frozenset({
    "false", "off", "disabled", "disable", "no", "0", "optional", "none", "inactive", "suspended",
    "passthrough", "manual", "never", "null", "ignore", "close", "closed", "default", "",
})  # fmt: skip
#: Settings that other rules speak of, or whose name says less than it seems to.
_ELSEWHERE: Final = re.compile(
    r"(?i)deletion|termination|destroy|final_snapshot|acl\b|skip_.*(?:validation|check|credentials)|metadata_api|log_level|"
    r"capabilities|security_(?:rule|group|ip|context|zone)|securityContext|tls_version|ssl_polic|protocol|http_tokens|data_trace|hop_limit|"
    r"region_validation|^name$|http_(?:method|endpoint|port|path|version)|httpGet|http_get|public_key|external_id|basic_edition|publicly?_?readable_name|allow_privilege|allow_users_to_change|_port$|name_prefix|rotate_immediately|(?:^|[._])create_"
)


def truth(text: str) -> int:
    """1 for a spelling of yes, -1 for one of no, 0 for anything else."""
    word = text.strip().strip('"').lower()
    return 1 if word in _TRUE else -1 if word in _FALSE else 0


def switched_off(path: str, owner: str, old: str | None, new: str | None) -> str:
    """`PROTECTS` or `OPENS` when the setting went the wrong way, otherwise empty. `None` stands for absence."""
    topic, sign = _meaning(path, owner)
    if not topic:
        return ""
    before, after = (0 if old is None else truth(old)), (0 if new is None else truth(new))
    if new is None:
        # A weak way in is open where nothing is said.
        wrong = (sign > 0 and before > 0) or (sign < 0 and before < 0 and _WEAK_WAY.search(path) is not None)
    elif old is None:
        wrong = sign * after < 0 and not (sign > 0 and new == "")
    else:
        wrong = sign * (after - before) < 0 and after != 0 and not (before == 0 and old.strip('"-').isdigit())
    return topic if wrong else ""


def is_protective(path: str) -> bool:
    """Whether a path leads into something that protects."""
    words = _words(path)
    return (
        bool(_GUARDS.intersection(words) or _PHRASES.search(path))
        and not _NEGATIONS.intersection(words)
        and not _ELSEWHERE.search(path)
        and not _WEAK_WAY.search(path)
    )


def holder(path: str) -> str:
    """The first part of a path: the block or argument that a resource has or has not."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _meaning(path: str, owner: str) -> tuple[str, int]:
    """What a setting is about, and whether yes protects (1) or opens (-1)."""
    if _ELSEWHERE.search(path):
        return "", 0
    last = _words(path.rsplit(".", 1)[-1])
    if _PHRASES.search(path) and not _WEAK_WAY.search(path):
        return PROTECTS, -1 if {"disable", "disabled"}.intersection(last) else 1
    about = OPENS if _WEAK_WAY.search(path) else _topic(last)
    if not about and last[:1] == ["allow"] and _ALLOWED.intersection(last):
        about = OPENS
    rest = [word for word in last if word not in _SWITCHES and word not in _NEGATIONS]
    if not about and not rest:
        # `versioning.enabled`, or `enabled` of a resource whose type says what it does.
        parent = path.rpartition(".")[0]
        about = _topic(_words(parent) if parent else _words(owner))
    if not about:
        return "", 0
    sign = 1 if about == PROTECTS else -1
    if _PUBLIC_BLOCK.search(path):
        return about, -sign
    negations = sum(word in _NEGATIONS for word in last) + (bool(last) and last[0] in _FIRST)
    return about, -sign if negations % 2 else sign


def _topic(words: list[str]) -> str:
    if _DOORS.intersection(words):
        return OPENS
    return PROTECTS if _GUARDS.intersection(words) else ""


def _words(path: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(path)]
