"""The stamp: the trailers that summarise a record in the commit message.

    Assisted-by: gemini-cli:gemini-2.5-pro
    Provenance-Lines: ai=12 mixed=3 human=40 tool=0 unknown=2 reviewed=9
    Provenance-Risk: high auth.check-removed sql.drop-table
    Provenance-Record: sha256:4f0c… (64 hex digits)

`Provenance-Lines` stands in every stamped message, so `ai=0` is an explicit negative. The lines above it follow the
repository's style. `Signed-off-by` is never written: it belongs to humans. A stamp is a claim; the record proves
itself against content.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple, TypeGuard, get_args

from answerable.core.blast.tiers import BlastTier
from answerable.core.finding import Finding, Level
from answerable.core.record import FindingEntry, Record, SessionEntry, Totals, zero_totals
from answerable.core.trailers import Trailer, parse_trailers

__all__ = [
    "ATTRIBUTION_KEYS",
    "DEFAULT_STYLE",
    "LINES_KEY",
    "RECORD_KEY",
    "RISKS",
    "RISK_KEY",
    "STAMP_KEYS",
    "STYLES",
    "Assistant",
    "Stamp",
    "Style",
    "agent_with_address",
    "counted",
    "is_style",
    "parse_stamp",
    "record_hints",
    "recorded_risk",
    "render",
    "risk_of",
    "stamp_of",
]

Style = Literal["kernel", "asf", "fedora", "openinfra", "co-author", "none"]
STYLES: Final[tuple[Style, ...]] = get_args(Style)
DEFAULT_STYLE: Final[Style] = "kernel"

LINES_KEY: Final = "Provenance-Lines"
RISK_KEY: Final = "Provenance-Risk"
RECORD_KEY: Final = "Provenance-Record"
#: The keys that only a stamp uses.
STAMP_KEYS: Final = (LINES_KEY, RISK_KEY, RECORD_KEY)
#: The keys that a stamp shares with people's own trailers.
ATTRIBUTION_KEYS: Final = ("Assisted-by", "Generated-by", "Co-authored-by")

#: The addresses under which an agent signs its own commits. An agent without one gets no co-author line: an
#: invented address would credit a stranger.
_ADDRESSES: Final = {
    "aider": "aider <aider@aider.chat>",
    "amp": "Amp <amp@ampcode.com>",
    "claude-code": "Claude <noreply@anthropic.com>",
    "codex": "Codex <noreply@openai.com>",
    "copilot": "Copilot <223556219+Copilot@users.noreply.github.com>",
    "cursor": "Cursor <cursoragent@cursor.com>",
}
#: What a stamp calls a risk, least serious first: `critical` is what is serious where the blast radius is.
RISKS: Final = ("low", "medium", "high", "critical")
_LEVEL_NAMES: Final = {Level.BLOCK: "high", Level.REVIEW: "medium", Level.WARN: "low", Level.INFO: "low"}

_Count = Literal["ai", "mixed", "human", "tool", "unknown", "reviewed"]
_COUNTS: Final[tuple[_Count, ...]] = get_args(_Count)
_COUNT: Final = re.compile(r"([a-z]+)=([0-9]{1,9})")
_RECORD: Final = re.compile(r"sha256:([0-9a-f]{64})(?![0-9a-f])")
_ADDRESS: Final = re.compile(r"<[^<>]+>")
_HINT: Final = re.compile(r"Provenance-Record[ \t]*:\s*sha256:([0-9a-f]{64})(?![0-9a-f])", re.IGNORECASE)
#: White space, control characters and the marks that reorder text on screen.
_UNSAFE: Final = re.compile(
    "[\x00-\x20\x7f-\xa0\u061c\u200b-\u200f\u2028-\u202f\u2066-\u2069\ufeff\ud800-\udfff]+"
)


class Assistant(NamedTuple):
    """One agent that wrote lines of the commit. `generated` is false when it only completed what was typed."""

    agent: str
    model: str = ""
    version: str = ""
    generated: bool = True


class Stamp(NamedTuple):
    """What a stamp says. `record` is empty when the message names none (or an unusable one)."""

    totals: Totals
    assistants: tuple[Assistant, ...] = ()
    risk: str = ""
    findings: tuple[str, ...] = ()
    record: str = ""


def is_style(name: str) -> TypeGuard[Style]:
    """Whether `name` is one of the styles."""
    return name in STYLES


def stamp_of(record: Record, record_id: str, findings: Iterable[Finding] = ()) -> Stamp:
    """The stamp of a record. `findings` are the record's findings with their names."""
    found = list(findings)
    levels = {_level_name(finding.level, finding.tier) for finding in found}
    return Stamp(
        totals=record["totals"],
        assistants=_assistants(record),
        risk=max(levels, key=RISKS.index, default=""),
        findings=tuple(sorted({finding.name for finding in found})),
        record=record_id,
    )


def render(stamp: Stamp, style: Style = DEFAULT_STYLE) -> list[Trailer]:
    """The trailers of a stamp, in order. The style `none` writes none at all."""
    if style == "none":
        return []
    lines = list(dict.fromkeys(_attributions(stamp.assistants, style)))
    lines.append(Trailer(LINES_KEY, counted(stamp.totals)))
    if stamp.risk:
        names = " ".join(_token(name) for name in stamp.findings)
        lines.append(Trailer(RISK_KEY, f"{stamp.risk} {names}".rstrip()))
    if stamp.record:
        lines.append(Trailer(RECORD_KEY, f"sha256:{stamp.record}"))
    return lines


def recorded_risk(record: Record) -> str:
    """The level that a stamp of this record names, empty without findings."""
    return risk_of(record["findings"])


def risk_of(findings: Iterable[FindingEntry]) -> str:
    """The most serious of the `RISKS` that these findings come to, empty without any."""
    levels = {_level_name(Level(one["level"]), one.get("blast")) for one in findings}
    return max(levels, key=RISKS.index, default="")


def _level_name(level: Level, tier: BlastTier | None) -> str:
    is_serious = level in {Level.BLOCK, Level.REVIEW}
    return "critical" if is_serious and tier == "critical" else _LEVEL_NAMES[level]


def agent_with_address(identity: str) -> str:
    """The agent that signs with the address in `Name <address>`, empty for anybody else's."""
    found = _ADDRESS.search(identity)
    address = found[0].casefold() if found is not None else ""
    return next(
        (agent for agent, own in _ADDRESSES.items() if address and own.casefold().endswith(address)), ""
    )


def counted(totals: Totals) -> str:
    """Totals as a stamp says them: `ai=12 mixed=3 human=40 tool=0 unknown=2 reviewed=9`."""
    return " ".join(f"{name}={totals[name]}" for name in _COUNTS)


def parse_stamp(message: str, comment: str = "#") -> tuple[Stamp | None, list[str]]:
    """The stamp of a commit message, and what is wrong with it, in sentences; `None` for an unstamped message.

    A stamp outside the last paragraph (a platform's squash pushes it out) is found too, and said.
    """
    trailers, problems = _stamp_trailers(message, comment)
    values = _by_key(trailers)
    if LINES_KEY.casefold() not in values:
        if RECORD_KEY.casefold() in values:
            return None, [*problems, f"{RECORD_KEY} without {LINES_KEY}."]
        return None, []
    problems += [
        f"{key} is there {len(found)} times."
        for key in STAMP_KEYS
        if len(found := values.get(key.casefold(), [])) > 1
    ]
    totals, wrong = _parse_totals(values[LINES_KEY.casefold()][-1])
    risk = values.get(RISK_KEY.casefold(), [""])[-1].split()
    record, bad = _parse_record(values.get(RECORD_KEY.casefold(), [""])[-1])
    stamp = Stamp(totals, _parse_assistants(trailers), risk[0] if risk else "", tuple(risk[1:]), record)
    return stamp, problems + wrong + bad + _contradictions(stamp)


def record_hints(message: str) -> list[str]:
    """Every record id that a message names, anywhere in it, in order and once: a hint, never proof."""
    return list(dict.fromkeys(_HINT.findall(message)))


def _assistants(record: Record) -> tuple[Assistant, ...]:
    """The agents behind the AI and mixed lines of a record, in the order of the record's sessions."""
    made: dict[str, bool] = {}
    for entry in record["files"]:
        for region in entry["regions"]:
            name = region.get("session")
            if name is not None and region["class"] in {"ai", "mixed"}:
                made[name] = made.get(name, False) or region["mechanism"] != "completion"
    found: dict[tuple[str, str], Assistant] = {}
    for name, session in record["sessions"].items():
        if name in made and session["agent"]:
            _add(found, session, generated=made[name])
    return tuple(found.values())


def _add(found: dict[tuple[str, str], Assistant], session: SessionEntry, *, generated: bool) -> None:
    key = (session["agent"], session["model"])
    before = found.get(key)
    found[key] = Assistant(*key, session["version"], generated or (before is not None and before.generated))


def _attributions(assistants: Sequence[Assistant], style: Style) -> list[Trailer]:
    """One trailer per assistant, as the style's community documents it."""
    write = {
        "kernel": _kernel,
        "asf": _asf,
        "fedora": _fedora,
        "openinfra": _openinfra,
        "co-author": _co_author,
    }
    lines = (write[style](assistant) for assistant in assistants)
    return [line for line in lines if line is not None]


def _kernel(assistant: Assistant) -> Trailer:
    agent = _token(assistant.agent).replace(":", "-")
    return Trailer("Assisted-by", f"{agent}:{_token(assistant.model)}".rstrip(":"))


def _asf(assistant: Assistant) -> Trailer:
    return Trailer("Generated-by", f"{_token(assistant.agent)} {_token(assistant.version)}".rstrip())


def _fedora(assistant: Assistant) -> Trailer:
    return Trailer("Assisted-by", _named(assistant))


def _openinfra(assistant: Assistant) -> Trailer:
    """`Generated-By` for generative tools, `Assisted-By` for predictive ones (completion)."""
    return Trailer("Generated-By" if assistant.generated else "Assisted-By", _named(assistant))


def _co_author(assistant: Assistant) -> Trailer | None:
    address = _ADDRESSES.get(assistant.agent)
    return None if address is None else Trailer("Co-authored-by", address)


def _named(assistant: Assistant) -> str:
    model = f" ({_token(assistant.model)})" if assistant.model else ""
    return _token(assistant.agent) + model


def _token(text: str) -> str:
    """`text` as one word of a trailer: foreign names cannot break out of their line or reorder it."""
    return _UNSAFE.sub("-", text).strip("-")


def _stamp_trailers(message: str, comment: str) -> tuple[list[Trailer], list[str]]:
    """The trailers among which the stamp is, looked for where git looks first."""
    for divider in (True, False):
        trailers, _ = parse_trailers(message, comment, divider=divider)
        if _has_stamp(trailers):
            return trailers, []
    for paragraph in reversed(re.split(r"\n[ \t\r]*\n", message)):
        trailers, _ = parse_trailers(f"title\n\n{paragraph}\n", comment)
        if _has_stamp(trailers):
            return trailers, [
                "The stamp is not in the last paragraph of the message, where git reads trailers."
            ]
    return [], []


def _has_stamp(trailers: Iterable[Trailer]) -> bool:
    return any(
        trailer.key.casefold() in {LINES_KEY.casefold(), RECORD_KEY.casefold()} for trailer in trailers
    )


def _by_key(trailers: Iterable[Trailer]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for key, value in trailers:
        values.setdefault(key.casefold(), []).append(value)
    return values


def _parse_totals(value: str) -> tuple[Totals, list[str]]:
    """The counts of a `Provenance-Lines` value; what is missing or strange counts as 0 and is said."""
    counts: dict[str, int] = {}
    strange = False
    for word in value.split():
        match = _COUNT.fullmatch(word)
        if match is None or match[1] not in _COUNTS or match[1] in counts:
            strange = True
        else:
            counts[match[1]] = int(match[2])
    problems = [f"{LINES_KEY} holds words that are no counts."] if strange else []
    missing = [name for name in _COUNTS if name not in counts]
    if missing:
        problems.append(f"{LINES_KEY} lacks {', '.join(missing)}.")
    totals = zero_totals()
    for name in _COUNTS:
        totals[name] = counts.get(name, 0)
    return totals, problems


def _parse_record(value: str) -> tuple[str, list[str]]:
    match = _RECORD.fullmatch(value)
    if match is not None:
        return match[1], []
    return "", ([f"{RECORD_KEY} names no record: it must be sha256: and 64 hex digits."] if value else [])


def _parse_assistants(trailers: Iterable[Trailer]) -> tuple[Assistant, ...]:
    """The assistants named by attribution trailers, in any style."""
    found = []
    addresses = {address: agent for agent, address in _ADDRESSES.items()}
    for key, value in trailers:
        folded = key.casefold()
        if folded == "co-authored-by" and value in addresses:
            found.append(Assistant(addresses[value]))
        elif folded in {"assisted-by", "generated-by"} and value:
            found.append(_parse_assistant(value, generated=folded == "generated-by"))
    return tuple(found)


def _parse_assistant(value: str, *, generated: bool) -> Assistant:
    named = re.fullmatch(r"(.+?) \(([^()]*)\)", value)
    if named is not None:
        return Assistant(named[1], named[2], "", generated)
    agent, _, rest = value.partition(" ")
    if ":" in agent:
        agent, _, model = agent.partition(":")
        return Assistant(agent, model, "", generated)
    return Assistant(agent, "", rest, generated)


def _contradictions(stamp: Stamp) -> list[str]:
    totals = stamp.totals
    problems = []
    if totals["reviewed"] > totals["ai"] + totals["mixed"]:
        problems.append(f"{LINES_KEY} counts more reviewed lines than AI lines.")
    if stamp.risk and stamp.risk not in RISKS:
        problems.append(f"{RISK_KEY} has the unknown level {_token(stamp.risk)[:40]}.")
    return problems
