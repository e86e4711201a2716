"""The comparators of how a program runs: flags that are flipped, other environments, signals that nobody gets any more.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["RUNNING"]

_SWITCH: Final = re.compile(r"(?i)\b(?:true|false|on|off|yes|no|enabled?|disabled?|[01])\b")
_KILL: Final = re.compile(
    r"(?i)kill_?-?switch|maintenance_?mode|emergency_?(?:stop|off|brake|disable)|circuit_?breaker|break_?glass|panic_?(?:switch|button)|feature_?gate"
)
_FLAG: Final = re.compile(
    r"(?i)\b(?:is_?)?feature_?(?:flag\w*|enabled|is_?enabled)\b|\b\w*flags?(?:\.|::|\[|->)|\bis_?(?:feature_?)?enabled\b|\bflipper\b|\bunleash\b|\bld_?client\b|\bvariation\b|\bFEATURE_\w+"
)
_CONDITIONS: Final = frozenset(
    {"condition", "guard", "bail", "require", "bail-unless", "hindrance", "decorator", "call", "attribute"}
)
#: An environment in which mistakes cost little.
_TRIAL: Final = re.compile(
    r"(?i)(?:\b|_)(?:dev|devel|development|test|testing|stage|staging|stg|sandbox|qa|uat|preprod|pre-prod|local|localhost|demo|preview|integration)(?:\b|_)|127\.0\.0\.1|::1"
)
_REAL: Final = re.compile(r"(?i)(?:\b|_)(?:prod|production|prd|live)(?:\b|_)")
_PLACE: Final = re.compile(
    r"[a-z0-9-]+\.[a-z]{2,}|://[\w.-]{4,}|^[\"'`]?[a-z0-9-]{3,63}[\"'`]?$", re.IGNORECASE
)
_DOMAIN: Final = re.compile(r"(?i)(?<=\w)\.dev(?![\w.-])")
_WEB: Final = re.compile(r"https?://([^/\"'`]+)")
_TELLS: Final = re.compile(
    r"(?i)(?:^|[._:>$])\w*audit\w*|capture_?(?:exception|message|error|event)|(?:^|[.:_])(?:sentry|rollbar|bugsnag|honeybadger|airbrake|newrelic|datadog|statsd|"
    r"prometheus|metrics?|telemetry|tracer|span|otel\w*|opentelemetry|appinsights|honeycomb)(?:[.:_!]|$)|"
    r"(?:counter|gauge|histogram|meter|summary|requests?_total|_total|_counter|_seconds|_metric|latency)\w*(?:[.:]+\w+\(.*\))?[.:]+(?:inc|increment|dec|observe|record|add|set|labels|with_?labels?\w*|time\w*|mark|update)\b|"
    r"notice_?error|record_?(?:exception|error|metric)|report_?(?:error|exception)|track_?(?:exception|event|metric)|"
    r"(?:send|raise|trigger|fire|emit|create)_?alert|pager_?duty|ops_?genie|mail_admins|notify_?(?:on_?call|ops|admins?|security|slack)|"
    r"start_?(?:active_?|as_current_?)?span|with_?span|log_?event|sd_journal|(?:^|[._])v?syslog$|instrument$|(?:^|\.)(?:Timed|Counted|Traced|Audited|WithSpan|NewSpan)$"
)
_LOGS: Final = re.compile(
    r"(?i)(?:^|[._:>$])(?:\w*log(?:ger|ging|rus)?|slog|zap|sugar|console|tracing|Log)(?:\(\))?[.:!]+(?:error\w*|exception|critical|fatal\w*|warn\w*|notice|info\w*|log|debug\w*|err)!?$|^(?:log_(?:err\w*|warn\w*|info|notice|crit\w*)|LOG\w*_?(?:ERR\w*|WARN\w*|INFO)|error_log)$"
)
_SUBJECT: Final = re.compile(
    r"(?i)audit|secur|log(?:ged)?[ _-]?(?:in|out)|login|permission|denied|unauthori|forbidden|privilege|password|credential|deleted|revoked|granted|impersonat|failed|failure|error|exception"
)
_CALLS_BESIDE: Final = 3


def _flipped(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether two values are the same but for a word that switches something."""
    if other is None:
        return False
    old, new = other.value.lower(), fact.value.lower()
    return (
        old != new
        and bool(_SWITCH.search(old))
        and _SWITCH.sub("§", old) == _SWITCH.sub("§", new)
        and _on(old) != _on(new)
    )


def _on(text: str) -> list[bool]:
    return [word in {"true", "on", "yes", "1", "enable", "enabled"} for word in _SWITCH.findall(text)]


def _switch_gone(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a definition asks for an emergency switch less often than before."""
    return _surplus(_KILL, context) > 0


def _flag_gone(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a definition asks for a flag less often than before, and nothing but the question went."""
    if _surplus(_FLAG, context) <= 0:
        return False
    lost = sum(
        each.kind == "call" and not _FLAG.search(f"{each.key}{each.value}") for each in context.delta.lost
    )
    gained = sum(each.kind == "call" for each in context.delta.gained)
    return lost <= gained


def _surplus(pattern: re.Pattern[str], context: "Context") -> int:
    lost, gained = (
        sum(
            each.kind in _CONDITIONS and pattern.search(f"{each.key} {each.value}") is not None
            for each in side
        )
        for side in (context.delta.lost, context.delta.gained)
    )
    return lost - gained


def _rerouted(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether what pointed at a trial environment, or at this machine, points at a real one now."""
    if other is None or _TRIAL.search(_host(other.value)) is None or _TRIAL.search(_host(fact.value)):
        return False
    return _REAL.search(fact.value) is not None or (
        _PLACE.search(fact.value) is not None and "." in fact.value and "(" not in fact.value
    )


def _host(text: str) -> str:
    """The host of a web address, whose path may speak of anything; any other text whole. Domains may end in `dev`."""
    match = _WEB.search(text)
    return _DOMAIN.sub("", text if match is None else match[1])


def _elsewhere(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether one written-down place took the place of another."""
    return other is not None and _is_place(other.value) and _is_place(fact.value)


def _is_place(text: str) -> bool:
    return re.fullmatch(r"[\"'`]?[\w.:/-]{3,}[\"'`]?", text) is not None and text.lower() not in {
        "none", "null", "nil", "undefined", "true", "false", "self", '"test"', '"auto"'
    }  # fmt: skip


def _told_less(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether fewer signals leave a definition whose work is still done."""
    tells = _TELLS if _TELLS.search(fact.key) else _LOGS
    lost, gained = (
        sum(tells.search(each.key) is not None for each in side if each.kind in {"call", "decorator", "held"})
        for side in (context.delta.lost, context.delta.gained)
    )
    if lost <= gained:
        return False
    beside = [
        sum(each.kind == "call" and not _signals(each) for each in side)
        for side in (context.delta.lost, context.delta.gained)
    ]
    return beside[0] - beside[1] <= _CALLS_BESIDE and not _replaced(context)


def _signals(fact: Fact) -> bool:
    return _TELLS.search(fact.key) is not None or _LOGS.search(fact.key) is not None


def _replaced(context: "Context") -> bool:
    """Whether another signal came in its place."""
    return any(each.kind in {"call", "decorator", "held"} and _signals(each) for each in context.delta.gained)


def _subject_told_less(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether what went was about something that somebody may have to answer for."""
    return _SUBJECT.search(fact.value) is not None and _told_less(fact, other, context)


def _first_of_key(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    return not any(each.kind == fact.kind and each.key == fact.key for each in context.delta.lost)


def _step_not_renamed(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no step came that does the same."""
    return not any(each.kind == fact.kind and each.value == fact.value for each in context.delta.gained)


def _none_allowed(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether nothing of the same service is allowed instead."""
    service = fact.value.partition(":")[0].lower()
    return not any(
        each.kind == fact.kind and each.value.lower().startswith((f"{service}:", "*"))
        for each in context.delta.gained
    )


#: By the name a rule uses.
RUNNING: Final = {
    "flipped": _flipped,
    "switch-gone": _switch_gone,
    "flag-check-gone": _flag_gone,
    "rerouted": _rerouted,
    "elsewhere": _elsewhere,
    "told-less": _told_less,
    "subject-told-less": _subject_told_less,
    "replaces-nothing-of-key": _first_of_key,
    "step-not-renamed": _step_not_renamed,
    "none-allowed": _none_allowed,
}
