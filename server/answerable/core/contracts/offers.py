"""What a program offers by name: routes, options of the command line, variables of the environment, events."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from answerable.core.facts import Fact

__all__ = ["offered"]

_VERBS: Final = r"(?:get|post|put|delete|patch|head|options|all|websocket|route|api_route)"
_ROUTES: Final = {
    "py": ({"decorator"}, rf"(?:^|\.)(?P<verb>{_VERBS})$"),
    "js": ({"call"}, rf"^(?:app|router|server|fastify|api|routes?|\w*[rR]outer)\.(?P<verb>{_VERBS})$"),
    "go": ({"call"}, r"^(?:\w+\.)*(?P<verb>GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|Get|Post|Put|Delete|Patch|Handle|HandleFunc|Any)$"),
    "ja": ({"decorator"}, r"^(?P<verb>(?:Get|Post|Put|Delete|Patch|Request)Mapping|Path)$"),
    "rs": ({"call", "decorator"}, r"(?:^|\.|\))(?P<verb>route|get|post|put|delete|patch|head)$"),
    "rb": ({"call"}, r"^(?P<verb>get|post|put|patch|delete|match|resources|resource|namespace)$"),
}  # fmt: skip
_DJANGO: Final = re.compile(r"^(?:path|re_path|url)$")
_OPTIONS: Final = {
    "py": r"(?:^|\.)(?:add_argument|option|Option)$",
    "js": r"(?:^|\.|\))(?:option|requiredOption|addOption|flag)$",
    "go": r"^(?:\w+\.)*(?:flag|pflag|Flags\(\)|PersistentFlags\(\)|fs|flags|flagSet|app|cmd)\.(?:\w*Flag|Bool|Int|Int64|Uint|String|Duration|Float64|StringSlice|StringArray|Count)(?:Var)?P?$",
    "ja": r"^(?:\w+\.)*(?:addOption|Option|Parameter|longOpt)$",
    "rs": r"(?:^|\.|::|\))(?:long|Arg::with_name)$",
    "rb": r"^(?:\w+\.)?on$",
    "c": r"^(?:\w+(?:\.|->|::))*(?:add_option|add_flag|add_options|add_argument|DEFINE_\w+)$",
}  # fmt: skip
_VARIABLES: Final = {
    "py": r"(?:^|\.)(?:getenv|environ\.get|env(?:\.(?:str|int|bool|list|url|db))?)$",
    "go": r"^os\.(?:Getenv|LookupEnv)$",
    "ja": r"^System\.getenv$",
    "rs": r"(?:^|::)(?:env::var|env::var_os|var)$",
    "rb": r"^ENV\.fetch$",
    "c": r"^(?:std::)?getenv$",
}  # fmt: skip
_VARIABLE: Final = re.compile(
    r"\bprocess\.env\.(?P<js>[A-Z][A-Z0-9_]{2,})|\b(?:os\.environ|ENV|process\.env)\[\"(?P<key>[A-Z][A-Z0-9_]{2,})\"\]"
)
_EVENTS: Final = re.compile(r"(?:^|\.)(?:emit|publish|dispatchEvent|trigger|broadcast|sendEvent|send_event)$")
_FIRST: Final = re.compile(r"^\(?(?:&?[\w.]+,)?\"(?P<text>[^\"]*)\"")
_TEXTS: Final = re.compile(r"\"(--?[\w-]+)(?:[ =,<\[][^\"]*)?\"")
_HOLE: Final = re.compile(r"<[^>/]*>|\{[^}/]*\}|:[A-Za-z_]\w*\??|\*\w*")
_VALUED: Final = frozenset({"assign", "condition", "guard", "bail", "call", "exit", "keyword", "default"})


def offered(facts: Iterable[Fact], code: str) -> Iterator[Fact]:
    """A fact `wire` for each name that others use: `GET /orders/{}`, `--limit`, `SHOP_URL`, `order.cancelled`."""
    for fact in facts:
        if fact.kind in {"call", "decorator"} and fact.value:
            yield from _named(fact, code)
        if fact.kind in _VALUED and ("env" in fact.value or "ENV" in fact.value):
            for found in _VARIABLE.finditer(fact.value):
                yield _wire(found["js"] or found["key"], "variable", fact)


def _named(fact: Fact, code: str) -> Iterator[Fact]:
    first = _FIRST.match(fact.value)
    text = first["text"] if first is not None else ""
    routes = _ROUTES.get(code)
    route = re.search(routes[1], fact.key) if routes is not None and fact.kind in routes[0] else None
    if route is not None and (text.startswith("/") or (code == "rb" and text) or (code == "ja" and text)):
        yield _wire(f"{_verb(route['verb'])}{_HOLE.sub('{}', text)}", "route", fact)
    elif code == "py" and first is not None and _DJANGO.match(fact.key) and "," in fact.value[first.end() :]:
        yield _wire(_HOLE.sub("{}", text) or "/", "route", fact)
    elif code in _OPTIONS and re.search(_OPTIONS[code], fact.key):
        yield from _options(fact, code, text)
    elif (
        code in _VARIABLES
        and re.search(_VARIABLES[code], fact.key)
        and re.fullmatch(r"[A-Z][A-Z0-9_]{2,}", text)
    ):
        yield _wire(text, "variable", fact)
    elif _EVENTS.search(fact.key) and re.fullmatch(r"[\w.:/-]{3,}", text):
        yield _wire(text, "event", fact)


def _options(fact: Fact, code: str, text: str) -> Iterator[Fact]:
    found = _TEXTS.findall(fact.value)
    if not found and code in {"go", "rs", "c", "ja"} and re.fullmatch(r"[a-z][\w.-]*", text):
        found = [f"--{text}"]
    long = [each for each in found if each.startswith("--")]
    for each in dict.fromkeys(long or found):
        yield _wire(each, "option", fact)


def _verb(word: str) -> str:
    verb = word.removesuffix("Mapping").upper()
    return (
        ""
        if verb in {"ROUTE", "API_ROUTE", "REQUEST", "PATH", "HANDLE", "HANDLEFUNC", "ANY", "ALL", "MATCH"}
        else f"{verb} "
    )


def _wire(key: str, kind: str, fact: Fact) -> Fact:
    return Fact("wire", key, "", kind, "", fact.line, fact.end_line)
