"""Needles: can a change of these texts matter to any rule? A cheap answer before anything is parsed.

The git hook asks it for every file, so nothing is imported but `re`. A no is certain: a test checks it against
every rule's pairs. A yes means: analyse.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from answerable.core.contracts.schemas import contract_kind, is_contract
from answerable.core.guardrails import is_guardrail
from answerable.core.manifests.kinds import is_manifest

__all__ = ["code_of", "gains", "loses", "worth_analysing"]

#: The short code of a language by a file's extension or name; `tests/risk` compares it with languages.toml.
_CODES: Final = {
    ".py": "py", ".pyi": "py", ".pyw": "py",
    ".js": "js", ".jsx": "js", ".mjs": "js", ".cjs": "js", ".ts": "js", ".mts": "js", ".cts": "js", ".tsx": "js",
    ".go": "go", ".java": "ja", ".rs": "rs",
    ".c": "c", ".h": "c", ".cc": "c", ".cpp": "c", ".cxx": "c", ".c++": "c", ".hh": "c", ".hpp": "c", ".hxx": "c", ".ipp": "c", ".inl": "c",
    ".rb": "rb", ".rake": "rb", ".gemspec": "rb", ".ru": "rb", "Rakefile": "rb", "Gemfile": "rb", "Capfile": "rb", "Vagrantfile": "rb", "Guardfile": "rb",
    ".sh": "sh", ".bash": "sh", ".zsh": "sh", ".ksh": "sh", ".bats": "sh", ".envrc": "sh",
    ".bashrc": "sh", ".bash_profile": "sh", ".profile": "sh", ".zshrc": "sh",
    "pre-commit": "sh", "post-commit": "sh", "pre-push": "sh",
    ".tf": "tf", ".tofu": "tf", ".tfvars": "tf", ".hcl": "tf",
    ".dockerfile": "df", ".containerfile": "df", "Dockerfile": "df", "Containerfile": "df",
    ".toml": "cf", ".ini": "cf", ".cfg": "cf", ".conf": "cf", ".properties": "cf", ".env": "cf",
    ".coveragerc": "cf", ".flake8": "cf", ".pylintrc": "cf", "pylintrc": "cf", ".npmrc": "cf", ".yarnrc": "cf", "Pipfile": "cf",
    ".eslintrc": "cf", ".nycrc": "cf", ".c8rc": "cf", ".jshintrc": "cf", ".stylelintrc": "cf", ".babelrc": "cf",
    ".sql": "sql", ".psql": "sql", ".pgsql": "sql", ".mysql": "sql", ".ddl": "sql", ".dml": "sql",
}  # fmt: skip

#: Languages that are told by their path and what stands in the file, as in languages.toml.
_TOLD: Final = (
    ("gh", re.compile(r"(?:^|/)(?:\.github/workflows/[^/]+|action)\.ya?ml$"), None),
    ("gh", re.compile(r"\.ya?ml$"), re.compile(r"(?m)\A(?=(?s:.*)^[\"']?on[\"']?:)(?=(?s:.*)^jobs:)")),
    ("k8", re.compile(r"\.(?:ya?ml|tpl)$"), re.compile(r"(?m)\A(?=(?s:.*)^ *(?:- )?apiVersion:)(?=(?s:.*)^ *(?:- )?kind:)")),
    ("df", re.compile(r"(?:^|/)(?:Dockerfile|Containerfile|dockerfile)(?:[.-][\w.-]+)?$"), None),
    ("iam", re.compile(r"\.(?:json|policy)$"), re.compile(r"\"(?:Statement|statement|NotAction|NotPrincipal|Principal)\"\s*:|\"Effect\"\s*:\s*\"(?:Allow|Deny)\"")),
    ("cf", re.compile(r"(?:^|/)\.env(?:\.[\w.-]+)?$"), None),
    ("cf", re.compile(r"^(?!(?:.*/)?(?:locales?|i18n|lang|langs|translations?|l10n)/)(?!.*(?:-lock|\.lock|-shrinkwrap|\.min)\.json$).*\.(?:json|jsonc|json5|webmanifest)$"), None),
    ("cf", re.compile(r"^(?!(?:.*/)?(?:locales?|i18n|lang|langs|translations?|l10n)/)(?!.*(?:-lock|\.lock)\.ya?ml$).*\.ya?ml$"), None),
)  # fmt: skip
#: Every line of these may matter to a rule.
_ALWAYS: Final = frozenset({"rb", "tf", "gh", "k8", "df", "iam", "paths", "dep", "api"})

_GAINED: Final = re.compile(
    # schema and data
    r"throttle|/(?:sec|min|hour|day)|grant|definer|policy|isolation|autocommit|superuser|bypassrls|createrole|createdb|limit|max_|noaudit|trigger|drop|truncate|delete|update|remove|alter|rename|create|index|add_|identified|destroy|terminate|flush|purge|uninstall|prune|"
    # commands
    r"\brm\b|mkfs|\bdd\b|--|-f\b|push|clean|shred|wipefs|reset|rmtree|\brb\b|\bdown\b|\bdel\b|taint|\s-\w*[knv]\b|state|husky|skip|"
    # protection and credentials
    r"verify|cert|ssl|tls|insecure|unverified|trust|hostkey|host_key|autoadd|reject|check|"
    r"pass|pwd|secret|token|key|credential|salt|bearer|akia|asia|ghp_|gho_|ghs_|github_pat|glpat|xox|sk_live|rk_live|sk-|aiza|"
    r"begin|eyj|://|webhook|public|exempt|anonymous|auth|permission|"
    # sinks, weak algorithms, limits
    r"eval|exec|compile|import__|pickle|dill|marshal|shelve|joblib|load|yaml|system|popen|getoutput|shell|template|markup|mark_safe|function|"
    r"settimeout|setinterval|innerhtml|outerhtml|dangerously|srcdoc|serialize|document\.|vm\.|md5|md4|sha1|sha-1|\bdes\b|rc4|ecb|random|blowfish|"
    r"timeout|deadline|rounds|iterations|retention|backup|protection|confirm|dry|force|cost|bits|version|algorithm|digest|hash|cipher|mode|"
    # exposure and privilege
    r"0\.0\.0\.0|::|chmod|umask|usermod|adduser|addgroup|useradd|gpasswd|nopasswd|setcap|setfacl|set[eug]+id|setenforce|install|mkdir|docker|podman|nerdctl|"
    r"privileged|cidr|acl|allusers|expose|0o[0-7]|s_i[rwxs]|curl|wget|"
    # control flow, handlers, tests
    r"safe|autoescape|execute|query|raw|html|return|exit|if\b|while|true|false|except|catch|suppress|set |assert|expect|test|mock|patch|only|xfail|\bx(?:it|describe)|\bf(?:it|describe)|todo|pending|"
    r"<<<<<<<|>>>>>>>|\.\.\.|…|unchanged|"
    # comments that silence checkers
    r"rescue|unless|rng|\brand|command|process|unsafe|transmute|unchecked|unwrap|\ballow\b|_ =|\.ok\(|insecure|danger|nolint|noopt|suppress|rubocop|"
    r"nosec|noqa|nosem|nosonar|ignore|disable|pragma|nocheck|lgtm|:allow",
    re.IGNORECASE,
)
_LOST: Final = re.compile(
    r"\b(?:if|elif|while|raise|throw|assert|invariant|where|and|return|not|in)\b|[<>]|&&|\|\||\?|expect|verify|cert|ssl|check|@|await|with\b|auth|permission|"
    r"login|role|token|csrf|admin|depends|security|middleware|use\(|require|ensure|enforce|guard|session|"
    r"escape|clean|sanit|quote|secure|strip|format_html|encode|purify|xss|literal|\bdef\b|\bit\(|test|specify|"
    r"timeout|deadline|signal|wait|alarm|fail_after|confirm|input|ask|read|dry|set |except|catch|sha|blake|secrets|crypto|random|"
    r"[(=]|continue|break|next|err|assert|\bit\b|scenario|rng|rand_|should|log|report|panic|fatal|equal|null|nil|rescue|unless|lock|synchroni|atomic|transaction|commit|defer|join|retr|backoff|limit|max|"
    r"\buse\s|coverage|threshold|branches|statements|toggle|switch|rollout|beta|debug|region|bucket|cron|schedul|endpoint|host|url|_env|syslog|counter|gauge|statsd|alert|capture|sentry|span|instrument|"
    r"--\w|-\w[|)]|begin|isolation|grant|revoke|policy|print|trace|metric|audit|emit|record|notify|feature|enabled|flag|cookie|cors|header|origin|same_?site|http_?only",
    re.IGNORECASE,
)
#: What others call in SQL: any line of it may matter.
_ROUTINE: Final = re.compile(r"\b(?:function|procedure|proc|view)\b", re.IGNORECASE)
#: What a line of settings says when a rule may be about it.
_SETTING: Final = re.compile(
    r"pass|pwd|secret|token|key|cred|auth|bearer|salt|private|webhook|://|akia|asia|gh[pousr]_|glpat|xox|[sr]k[_-]|aiza|eyj|"
    r"cov|threshold|warn|fail|max|min|limit|level|severity|branches|functions|statements|lines|target|strict|error|rules|"
    r"feature|flag|toggle|switch|experiment|rollout|beta|enable|disable|kill|maintenance|"
    r"debug|prod|live|stag|dev|test|local|env|host|url|uri|endpoint|region|bucket|sched|cron|profile|"
    r"audit|log|metric|alert|trac|telemetry|monitor|sentry|health|"
    r"ignore|skip|suppress|exclude|nosec|noqa|allow|verify|ssl|tls|cors|cookie|csrf|hsts|csp|secure|origin|"
    r"time_?out|deadline|retr|attempts|pool|rate|burst|worker|replica|size|"
    r"--|\\|\\||rm |drop|delete|destroy|truncate|exit|true|false|<<<<<<<|>>>>>>>|\.\.\.|…|unchanged",
    re.IGNORECASE,
)


def code_of(path: str, text: str) -> str:
    """The short code of a file's language; empty for a language that no rule knows."""
    name = path.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    found = _CODES.get(name) or (_CODES.get(name[dot:].lower(), "") if dot >= 0 else "")
    if not found and dot <= 0 and text.startswith("#!"):
        return "sh"
    if found := found or _told(path, text):
        return found
    return (
        "paths" if is_guardrail(path) else "dep" if is_manifest(path) else "api" if is_contract(path) else ""
    )


def _told(path: str, text: str) -> str:
    for code, name, content in _TOLD:
        if name.search(path) and (content is None or content.search(text)):
            return code
    return ""


def gains(text: str) -> bool:
    """Whether added text can make a rule fire."""
    return _GAINED.search(text) is not None


def loses(text: str) -> bool:
    """Whether the removal of a text can make a rule fire."""
    return _LOST.search(text) is not None


def worth_analysing(path: str, old: str, new: str, code: str = "") -> bool:
    """Whether turning `old` into `new` may give a finding. False is certain. `code` is the language's, if known."""
    if old == new:
        return False
    code = code or code_of(path, new or old)
    if not code:
        return False
    if code in _ALWAYS or is_guardrail(path) or is_manifest(path) or contract_kind(path, new):
        return True
    if code == "sql" and _ROUTINE.search(old):
        return True
    removed, added = _differing(old, new)
    before, after = Counter(removed.splitlines()), Counter(added.splitlines())
    if code == "cf":
        return _SETTING.search("\n".join((*(after - before), *(before - after)))) is not None
    return gains("\n".join(after - before)) or loses("\n".join(before - after))


def _differing(old: str, new: str) -> tuple[str, str]:
    """The whole lines of both texts between what they have in common at both ends."""
    shorter = min(len(old), len(new))
    start = _greatest(shorter, lambda length: old[:length] == new[:length])
    kept = _greatest(shorter - start, lambda length: not length or old[-length:] == new[-length:])
    # A needle may begin before the first character that differs, or end behind the last.
    start = old.rfind("\n", 0, start) + 1
    end = old.find("\n", len(old) - kept)
    kept = 0 if end < 0 else len(old) - end
    return old[start : len(old) - kept], new[start : len(new) - kept]


def _greatest(limit: int, holds: Callable[[int], bool]) -> int:
    """The greatest length up to `limit` for which `holds`, which holds for all lengths below one that does."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
