"""Facts of one SQL statement about who may do what, what is switched, and where transactions begin; by its text.

Kinds: `sql-grant` (key what it is granted on and to whom, value the privileges), `sql-privilege` (key what is widened),
`sql-setting` (key its name), `sql-transaction`, `sql-refusal` (an IF whose branch raises), `sql-policy` (who sees which
rows), `sql-watch` (a trigger or table that keeps an audit trail), `sql-blind` (what stops one), `sql-flag`, `sql-route`
(which database), `sql-schedule`.
"""

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["rights"]

#: kind, key, value, owner
_Quad = tuple[str, str, str, str]

_CONCERNED: Final = re.compile(
    r"(?i)^\s*(?:grant|revoke|set|alter|create|drop|begin|start|commit|rollback|savepoint|disable|enable|if|use|exec|execute|noaudit|select|reset|do|with|insert|update|security)\b"
)
_GRANT: Final = re.compile(
    r"(?is)^grant\s+(?P<what>.+?)(?:\s+on\s+(?P<object>.+?))?\s+to\s+(?P<who>.+?)(?P<option>\s+with\s+(?:grant|admin)\s+option)?$"
)
_ROLE: Final = re.compile(
    r"(?is)^(?:create|alter)\s+(?:role|user)\s+(?P<who>\"[^\"]+\"|[\w$§.@'%-]+)\s*(?P<rest>.*)$"
)
_POWERS: Final = re.compile(r"(?i)\b(?<!no)(?:superuser|createdb|createrole|bypassrls|replication)\b")
_STRONG_ROLES: Final = re.compile(
    r"(?i)\b(?:rds_superuser|pg_write_all_data|pg_execute_server_program|pg_write_server_files|pg_read_server_files|pg_read_all_data|"
    r"cloudsqlsuperuser|azure_pg_admin|db_owner|db_securityadmin|db_accessadmin|sysadmin|securityadmin|serveradmin|accountadmin|"
    r"securityadmin|dba|super|file|shutdown|process|grant option|control|control server|impersonate|sysdba)\b"
)
_EVERYBODY: Final = re.compile(r"\bpublic\b|'%'|\banonymous\b|\banon\b|\bguest\b|allusers")
_POLICY: Final = re.compile(
    r"(?is)^(?P<verb>create|alter)\s+policy\s+(?:if\s+not\s+exists\s+)?(?P<name>\"[^\"]+\"|[\w$§.]+)\s+on\s+(?P<table>\"[^\"]+\"|[\w$§.\"]+)(?P<rest>.*)$"
)
_CLAUSE: Final = re.compile(r"(?i)\b(using|with\s+check)\s*\(")
_DEFINER: Final = re.compile(
    r"(?i)\bsecurity\s+definer\b|\bexecute\s+as\s+(?:owner|'dbo'|self)\b|\bauthid\s+definer\b"
)
_ROUTINE: Final = re.compile(
    r"(?i)\b(?:function|procedure|proc|view|trigger)\s+(?:if\s+(?:not\s+)?exists\s+)?([\w$§.\"\[\]]+)"
)
_ROWS_OFF: Final = re.compile(
    r"(?i)\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?P<table>[\w$§.\"]+)\s+(?:disable\s+row\s+level\s+security|no\s+force\s+row\s+level\s+security)"
)
_DROP_POLICY: Final = re.compile(
    r"(?i)^drop\s+(?:policy|security\s+policy)\s+(?:if\s+exists\s+)?(?P<name>[\w$§.\"]+)(?:\s+on\s+(?P<table>[\w$§.\"]+))?"
)
_MEMBER: Final = re.compile(
    r"(?i)^alter\s+(?:server\s+)?role\s+\[?(?P<role>\w+)\]?\s+add\s+member\s+(?P<who>\S+)|\bsp_add(?:srv)?rolemember\b\s*(?P<call>.+)"
)
_SETTING: Final = re.compile(
    r"(?is)^(?:(?:alter\s+(?:system|database\s+\S+|role\s+\S+|user\s+\S+)\s+(?:in\s+database\s+\S+\s+)?)?set|set)\s+(?:session\s+|local\s+|global\s+|persist\s+|@@(?:global|session)\.)?"
    r"(?P<name>[\w.]+)\s*(?:=|\bto\b|\s)\s*(?P<value>'[^']*'|[\w.§-]+)"
)
_CONNECTIONS: Final = re.compile(
    r"(?i)\b(?P<name>connection\s+limit|max_user_connections|max_queries_per_hour|max_connections_per_hour|max_updates_per_hour)\s+(?P<value>-?\d+)"
)
_ISOLATION: Final = re.compile(
    r"(?i)\bisolation\s+level\s+(serializable|repeatable\s+read|read\s+committed|read\s+uncommitted|snapshot)"
)
_BEGIN: Final = re.compile(
    r"(?i)^(?:begin(?:\s+(?:transaction|tran|work|isolation.*|read.*))?|start\s+transaction.*)$"
)
_REFUSAL: Final = re.compile(
    r"(?is)^if\s+(?P<condition>.+?)\s+(?:then|begin)\s+(?P<exit>raise|signal|throw|raiserror)\b"
)
_AUDIT: Final = r"[\w$.\"]*(?:audit|history|_log\b|logging|changelog|trail)[\w$.\"]*"
_WATCH: Final = re.compile(
    rf"(?i)^create\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\s+(?P<made>{_AUDIT})|^insert\s+into\s+(?P<into>{_AUDIT})"
)
_BLIND: Final = re.compile(
    rf"(?i)^drop\s+trigger\s+(?:if\s+exists\s+)?(?P<trigger>{_AUDIT})|\bdisable\s+trigger\s+(?P<off>{_AUDIT}|all|user)\b|^(?P<noaudit>noaudit\b.*)|"
    r"^(?P<server>alter\s+(?:server\s+audit|database\s+audit\s+specification).*\bstate\s*=\s*off.*)|^drop\s+(?P<spec>(?:server|database)\s+audit\b.*)"
)
_FLAGS: Final = r"[\w$.\"]*(?:feature|flag|toggle|experiment|kill_?switch)[\w$.\"]*"
_FLAG_SET: Final = re.compile(
    rf"(?is)^update\s+(?P<table>{_FLAGS})\s+set\s+.*?\b(?:enabled|is_enabled|active|is_active|value|state|on|default_value|killed|rollout)\s*=\s*"
    r"(?P<value>true|false|'?\w+'?)(?:.*?\bwhere\s+(?P<where>.+))?$"
)
_FLAG_ROW: Final = re.compile(
    rf"(?is)^insert\s+into\s+(?P<table>{_FLAGS})\s*(?:\([^)]*\))?\s*values\s*\((?P<values>[^()]*)\)"
)
_FLAG_COLUMN: Final = re.compile(
    r"(?i)\b(?P<column>\w*(?:enabled|feature|flag|toggle|kill_?switch|beta)\w*)\"?\s+(?:(?:set|boolean|bool|tinyint(?:\(1\))?|bit|not\s+null)\s+)*default\s+(?P<value>true|false|'?[01tf]'?)(?!\w)"
)
_USE: Final = re.compile(r"(?i)^use\s+([\w$\"`\[\]-]+)$")
_REMOTE: Final = re.compile(
    r"(?i)\b(?P<key>host|dbname|hostaddr|service_name|data\s+source)\s*=?\s*(?P<value>'[^']+'|[\w.-]+)"
)
_REMOTES: Final = re.compile(
    r"(?i)(?:create|alter)\s+(?:server|subscription|user\s+mapping|external|database\s+link)\b|.*\bdblink"
)
_CRON: Final = re.compile(r"(?i)\bcron\.schedule\s*\(\s*'(?P<name>[^']*)'\s*,\s*'(?P<when>[^']*)'")


def rights(text: str) -> Iterator[_Quad]:
    """(kind, key, value, owner) of a statement without comments; nothing for one that is of no interest."""
    if not _CONCERNED.match(text):
        return
    yield from _granted(text)
    yield from _row_policies(text)
    yield from _switched(text)
    yield from _watched(text)
    yield from _flagged(text)
    yield from _routed(text)
    if (match := _REFUSAL.match(text)) is not None:
        yield "sql-refusal", match["exit"].lower(), _plain(match["condition"]), ""


def _granted(text: str) -> Iterator[_Quad]:
    if (match := _GRANT.match(text)) is not None:
        yield from _grant(match)
    elif (match := _ROLE.match(text)) is not None:
        for power in _POWERS.findall(match["rest"]):
            yield "sql-privilege", power.lower(), _plain(match["who"]), _plain(match["who"])
    if (match := _MEMBER.search(text)) is not None:
        role = match["role"] or match["call"]
        if _STRONG_ROLES.search(role):
            yield "sql-privilege", "a strong role", _plain(f"{role} to {match['who'] or ''}"), ""
    if _DEFINER.search(text):
        named = _ROUTINE.search(text)
        yield "sql-privilege", "the rights of its owner", _plain(named[1]) if named else "", ""


def _grant(match: re.Match[str]) -> Iterator[_Quad]:
    what, who = _plain(match["what"]), _plain(match["who"])
    where = _plain(match["object"] or "")
    yield "sql-grant", f"{where} to {who}", ", ".join(sorted(part.strip() for part in what.split(","))), ""
    if re.match(r"(?:all|all privileges)\b|\*", what):
        yield "sql-privilege", "all privileges", f"{where} to {who}", who
    if _EVERYBODY.search(who):
        yield "sql-privilege", "everybody", f"{what} on {where}", who
    if match["option"]:
        yield "sql-privilege", "passing on", f"{what} on {where} to {who}", who
    if _STRONG_ROLES.search(what):
        yield "sql-privilege", "a strong role", f"{what} to {who}", who


def _row_policies(text: str) -> Iterator[_Quad]:
    if (match := _ROWS_OFF.search(text)) is not None:
        yield "sql-privilege", "row level security off", _plain(match["table"]), ""
    if re.match(r"(?i)set\s+(?:local\s+|session\s+)?row_security\s*(?:=|to)\s*off", text):
        yield "sql-privilege", "row level security off", "the session", ""
    if (match := _DROP_POLICY.match(text)) is not None:
        yield (
            "sql-privilege",
            "a policy dropped",
            f"{_plain(match['name'])} on {_plain(match['table'] or '')}",
            "",
        )
    if (match := _POLICY.match(text)) is not None:
        table, name = _plain(match["table"]), _plain(match["name"])
        yield "sql-policy", f"{name} on {table}", "", ""
        for clause in _CLAUSE.finditer(match["rest"]):
            condition = _bracketed(match["rest"], clause.end())
            part = " ".join(clause[1].lower().split())
            yield "sql-condition", f"policy {name} on {table} {part}", condition, ""
            if condition in {"true", "1 = 1", "1=1"}:
                yield "sql-privilege", "every row", f"{name} on {table}", ""


def _switched(text: str) -> Iterator[_Quad]:
    if (match := _SETTING.match(text)) is not None:
        yield "sql-setting", match["name"].lower(), match["value"].strip("'"), ""
    for match in _CONNECTIONS.finditer(text):
        yield "sql-setting", " ".join(match["name"].lower().split()), match["value"], ""
    if _BEGIN.match(text):
        yield "sql-transaction", "begin", "", ""
    if (match := _ISOLATION.search(text)) is not None:
        yield "sql-transaction", "isolation", " ".join(match[1].lower().split()), ""


def _watched(text: str) -> Iterator[_Quad]:
    if (match := _WATCH.match(text)) is not None:
        yield "sql-watch", _plain(match["made"] or match["into"]), "trigger" if match["made"] else "entry", ""
    if (match := _BLIND.search(text)) is not None:
        said = next(part for part in match.groups() if part)
        yield "sql-blind", _plain(said), "", ""


def _flagged(text: str) -> Iterator[_Quad]:
    """Flags that are set, and the defaults of columns that are flags."""
    if (match := _FLAG_SET.match(text)) is not None:
        yield (
            "sql-flag",
            f"update {_plain(match['table'])} {_plain(match['where'] or '')}".strip(),
            match["value"].strip("'"),
            "",
        )
    if (match := _FLAG_ROW.match(text)) is not None:
        said = [part.strip() for part in match["values"].split(",")]
        yield "sql-flag", f"insert {_plain(match['table'])} {_plain(said[0])}", ",".join(said[1:]).lower(), ""
    for match in _FLAG_COLUMN.finditer(text):
        yield "sql-flag", f"default {_plain(match['column'])}", match["value"].strip("'").lower(), ""


def _routed(text: str) -> Iterator[_Quad]:
    """Which database statements go to, and when jobs of the database run."""
    if (match := _USE.match(text)) is not None:
        yield "sql-route", "use", _plain(match[1]), ""
    for match in _REMOTE.finditer(text) if _REMOTES.match(text) else ():
        yield "sql-route", match["key"].lower(), match["value"].strip("'"), ""
    if (match := _CRON.search(text)) is not None:
        yield "sql-schedule", match["name"], match["when"], ""


def _bracketed(text: str, start: int) -> str:
    """What stands between an opening bracket, whose end is `start`, and the one that closes it."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return _plain(text[start:at])
    return _plain(text[start:])


def _plain(text: str) -> str:
    return re.sub(r"[\"`\[\]]", "", " ".join(text.split())).lower()
