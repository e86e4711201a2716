"""Does a literal look like a credential, given the name it is bound to?

A literal in the source is only a secret if somebody could log in with it. Placeholders, names of settings,
paths, messages and templates are none, and they are what makes secret scanners noisy.
"""

import math
import re
from collections import Counter
from typing import Final

__all__ = ["looks_secret", "masked"]

_PASSWORD_NAME: Final = re.compile(
    r"(?:^|[_.\-\"'])(?:[a-z0-9]*(?:password|passwd|passphrase)|pwd|pass|dbpass)[\"']?$|(?:Password|Passwd|Passphrase|Pwd)$",
    re.IGNORECASE,
)
_KEY_NAME: Final = re.compile(
    r"(?:secret|token|api_?-?key|apikey|access_?-?key|private_?-?key|signing_?-?key|secret_?-?key|encryption_?-?key|auth_?-?key|"
    r"account_?-?key|credential|client_?-?secret|bearer|webhook_?-?secret|salt)s?(?:_?(?:value|string|id))?[\"']?$",
    re.IGNORECASE,
)
_NOT_A_NAME: Final = re.compile(
    r"(?:field|label|name|header|prefix|suffix|url|uri|path|file|type|regex|pattern|help|text|message|msg|hint|error|"
    r"placeholder|column|param|input|attr|env|var|_re|length|policy|validator|hasher|kind|format)[\"']?$",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(
    r"^(?:x+|\*+|\.+|-+|_+|<.*>|\[.*\]|\{.*\}|\(.*\)|%.*%|\$.*|#\{.*|@.*@|:.*|todo.*|tbd|n/?a|none|null|nil|true|false|undefined|"
    r"string|secret|token|key|passwd|password|pass|pwd|value|test|testing|dummy|fake|mock|sample|foo|bar|baz|empty|default|"
    r"user|username|name|id|optional|required|required_?password|(?:new|old|current|confirm|reset|forgot|change|invalid|wrong|bad|"
    r"missing|no|the|enter|your|my|a|an|some|any)[-_ ]?(?:password|passwd|secret|token|api[-_ ]?key|key).*)$",
    re.IGNORECASE,
)
_HINT: Final = re.compile(
    r"change[-_ ]?me|replace[-_ ]?me|your[-_ ]|example|placeholder|redacted|dummy|insert[-_ ]|<[a-z]|\$\{|\{\{|%\(|xxxx|\*\*\*\*|"
    r"not[-_ ]?a[-_ ]?real|fake|todo|fixme|00000000|12345678-1234|env[.:(\[]|process\.env|os\.environ|vault:|arn:aws|"
    r"secretsmanager|ssm:|\.\.\.|op://|sops|lorem",
    re.IGNORECASE,
)
#: What only the holder of a key can read: a value of SOPS, of Sealed Secrets (a session key comes first), of age.
_ENCRYPTED: Final = re.compile(
    r"^(?:ENC\[AES256_GCM,data:|Ag[A-D][A-Za-z0-9+/]{300,}={0,2}$|-----BEGIN AGE ENCRYPTED)"
)
_WORDY: Final = re.compile(
    r"^(?:[A-Za-z]+(?:[ _./:-][A-Za-z]+)*[ .!?:]*|[a-z]+(?:[A-Z][a-z]+)+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)$"
)
_PATH: Final = re.compile(
    r"^(?:[./~]|[a-z][a-z0-9+.-]*://|[A-Za-z]:\\|\w+(?:/\w[\w.-]*)+$|[\w-]+\.(?:json|ya?ml|pem|txt|key|env|py|js|crt)$)"
)
_MIN_ENTROPY: Final = 3.0


def looks_secret(name: str, value: str) -> bool:
    """Whether `value`, bound to `name`, is a credential rather than a placeholder, a label, a path or encrypted."""
    if _NOT_A_NAME.search(name) or _never(value):
        return False
    if _PASSWORD_NAME.search(name):
        return len(value) >= 4 and not (_WORDY.match(value) and _label(value))
    if _KEY_NAME.search(name):
        return len(value) >= 8 and not _WORDY.match(value) and _random(value)
    return False


def masked(line: str) -> str:
    """`line` with the inside of its longer literals and words hidden: enough to find it, not to use it."""
    return re.sub(r"[A-Za-z0-9+/=_\-!@#$%^&*.]{8,}", _mask, line)


def _mask(match: re.Match[str]) -> str:
    word = match.group()
    plain = word.replace("_", "").replace(".", "")
    if plain.isalpha() and (plain.islower() or plain.isupper() or "_" in word):
        return word
    return word[:4] + "…"


def _never(value: str) -> bool:
    if " " in value.strip() and len(value.split()) > 2:
        return True
    if _ENCRYPTED.match(value):
        return True
    return bool(_PLACEHOLDER.match(value) or _HINT.search(value) or _PATH.match(value)) or len(set(value)) < 3


def _label(value: str) -> bool:
    """Words joined like a key of a setting or a sentence, not like a password somebody chose."""
    return " " in value or "_" in value or "." in value or ":" in value or "-" in value or value[:1].isupper()


def _random(value: str) -> bool:
    counts = Counter(value)
    total = len(value)
    entropy = -sum(count / total * math.log2(count / total) for count in counts.values())
    mixed = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    return entropy >= _MIN_ENTROPY or (mixed and entropy >= _MIN_ENTROPY - 0.5)
