"""SQL and shell commands inside the literals and commands of other languages."""

import re
from collections.abc import Iterator
from typing import Final

import tree_sitter

from answerable.core.facts import Fact
from answerable.syntax.commands import command_words, plain_words
from answerable.syntax.languages import Language, languages
from answerable.syntax.parsing import parse
from answerable.syntax.sql import sql_facts

__all__ = ["STRINGS", "content", "shell_in_call", "sql_in_command", "sql_in_heredoc", "sql_in_literal"]

_SQL: Final = re.compile(
    r"^\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:(?:delete\s+from|drop\s+(?:table|column|schema|database|index|constraint|policy|trigger)|"
    r"truncate(?:\s+table)?|alter\s+(?:table|database|index|schema|policy|system|default\s+privileges)|insert\s+into|create\s+(?:\w+\s+){0,3}(?:table|role|user|index|policy|function|procedure|trigger)|alter\s+(?:role|user)|grant|rename\s+table)\s+"
    r"[\w\"'`\[${%:§]|update\s+.{1,120}?\sset\s|with\s+\w+\s+as\s*\()",
    re.IGNORECASE | re.DOTALL,
)
_TELLS: Final = re.compile(
    r"(?:^|[._])(?:print\w*|log\w*|debug|info|warn\w*|error|critical|exception|fatal|trace|echo|write\w*|describe|it|test|raises|"
    r"console\.\w+|help|add_argument|option|gettext|_|t|format_exception|Error|Exception|\w+Error|\w+Exception)$"
)
_SHELL_CALL: Final = re.compile(
    r"(?:^|[._])(?:system|popen\d?|run|call|check_call|check_output|Popen|exec|execSync|execAsync|spawn|spawnSync|execFile|execFileSync|"
    r"execa|execaCommand|execaSync|getoutput|getstatusoutput|sh|shell|bash|sudo|local|remote|run_command|run_cmd|cmd|command|"
    r"exec_command|create_subprocess_shell|create_subprocess_exec|\$)$"
)
_SQL_CLIENT: Final = re.compile(
    r"^(?:psql|mysql|mariadb|sqlite3|sqlcmd|cockroach|clickhouse-client|duckdb|bq|snowsql|sqlplus|usql|PGPASSWORD)$"
)
_SHELL_WORDS: Final = re.compile(r"^[\w./~$-]")
_HOLE: Final = "§"

#: Node types of string literals, in all languages.
STRINGS: Final = frozenset(
    {
        "string",
        "concatenated_string",
        "template_string",
        "string_literal",
        "raw_string_literal",
        "interpreted_string_literal",
        "chained_string",
        "heredoc_body",
        "subshell",
    }
)
_CONTENTS: Final = frozenset(
    {
        "string_content",
        "string_fragment",
        "escape_sequence",
        "multiline_string_fragment",
        "interpreted_string_literal_content",
        "raw_string_literal_content",
        "raw_string_content",
        "heredoc_content",
    }
)
_JOINED: Final = frozenset({"concatenated_string", "chained_string"})
_SUMS: Final = frozenset({"binary_operator", "binary_expression", "binary"})


def content(node: tree_sitter.Node) -> str:
    """What a string literal holds; each interpolation is one word made of a `§`."""
    kind = node.type
    if kind in _JOINED:
        return "".join(content(child) for child in node.named_children if child.type in STRINGS)
    parts: list[str] = []
    for child in node.named_children:
        if child.type in {"interpolation", "template_substitution"}:
            parts.append(_HOLE)
        elif child.type in _CONTENTS:
            parts.append(_plain(child))
    return "".join(parts)


def sql_in_literal(node: tree_sitter.Node, text: str, scope: str, line: int) -> Iterator[Fact]:
    """Facts of the SQL statements that a literal holds, unless it is only told to somebody."""
    if not _SQL.match(text):
        return
    whole, unknown_end = _with_neighbours(node, text)
    if not _TELLS.search(_callee(node)):
        yield from _placed(sql_facts(whole, embedded=True, open_end=unknown_end), scope, line)


def sql_in_heredoc(node: tree_sitter.Node, program: str, scope: str, line: int) -> Iterator[Fact]:
    """Facts of the SQL that a here-document feeds to a database client."""
    if _SQL_CLIENT.match(program.rsplit("/", 1)[-1]):
        yield from _placed(sql_facts(_plain(node)), scope, line)


def sql_in_command(node: tree_sitter.Node, program: str, scope: str, line: int) -> Iterator[Fact]:
    """Facts of the SQL in the arguments of a database client (`psql -c "…"`)."""
    if not _SQL_CLIENT.match(program):
        return
    base = node.start_point[0]
    for argument in node.named_children:
        if argument.type in {"string", "raw_string", "concatenation"}:
            text = _plain(argument).strip("\"'")
            if _SQL.match(text):
                yield from _placed(
                    sql_facts(text, embedded=True), scope, line + argument.start_point[0] - base
                )


def shell_in_call(
    arguments: tree_sitter.Node, callee: str, scope: str, base: int, language: Language
) -> Iterator[Fact]:
    """Facts of the commands that a call hands to a shell, as one literal or as a list of words."""
    if not _SHELL_CALL.search(callee) or not arguments.named_child_count:
        return
    first = arguments if arguments.type == "template_string" else arguments.named_child(0)
    line = first.start_point[0] - base
    if first.type in _SUMS:
        yield from _commands(_joined(first), scope, line)
    elif first.type in STRINGS:
        text = content(first)
        words = (
            _listed(arguments)
            if callee.endswith(("spawn", "spawnSync", "execFile", "execFileSync", "execa"))
            else []
        )
        yield from _commands(" ".join([text, *words]) if words else text, scope, line)
    elif first.type in {"list", "array", "tuple"}:
        yield from _words(first, scope, line, language)


def _joined(node: tree_sitter.Node) -> str:
    """A chain of `+`: its literals, and a hole for whatever is no literal."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type not in _SUMS or left is None or right is None:
        return content(node) if node.type in STRINGS else _HOLE
    return _joined(left) + _joined(right)


def _words(node: tree_sitter.Node, scope: str, line: int, _language: Language) -> Iterator[Fact]:
    words = plain_words([_word(child) for child in node.named_children])
    if len(words) > 2 and words[0] in {"sh", "bash", "zsh"} and words[1].startswith("-") and "c" in words[1]:
        yield from _commands(words[2], scope, line)
    elif words and _SHELL_WORDS.match(words[0]):
        yield Fact("command", words[0], " ".join(words), "", scope, line, line + 1)


def _listed(arguments: tree_sitter.Node) -> list[str]:
    for child in arguments.named_children[1:2]:
        if child.type in {"array", "list"}:
            return [_word(each) for each in child.named_children]
    return []


def _word(node: tree_sitter.Node) -> str:
    if node.type in STRINGS:
        return content(node).replace(_HOLE, "$" + "VALUE")
    return "$" + re.sub(r"\W", "_", _plain(node))[:40]


def _commands(text: str, scope: str, line: int) -> Iterator[Fact]:
    text = text.replace(_HOLE, "$VALUE")
    shell = languages().get("bash")
    if shell is None or not _SHELL_WORDS.match(text.lstrip()):
        return
    tree = parse(text.encode("utf-8", "replace"), shell)
    if tree is None:
        return
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.type == "command":
            words = command_words(node)
            at = line + node.start_point[0]
            if words:
                yield Fact("command", words[0], " ".join(words), "", scope, at, at + 1)
                yield from sql_in_command(node, words[0], scope, at)
        waiting.extend(reversed(node.named_children))


def _placed(facts: list[Fact], scope: str, line: int) -> Iterator[Fact]:
    for fact in facts:
        yield fact._replace(scope=scope, line=fact.line + line, end_line=fact.end_line + line)


def _callee(node: tree_sitter.Node) -> str:
    """The function whose argument the literal is; empty when it is none's."""
    at = node.parent
    while at is not None and (at.type in _SUMS or at.type in {"parenthesized_expression", *_JOINED}):
        at = at.parent
    if at is None or at.type not in {"argument_list", "arguments"} or at.parent is None:
        return "raise" if at is not None and at.type == "raise_statement" else ""
    call = at.parent
    for field in ("function", "constructor", "name", "method", "macro", "type"):
        named = call.child_by_field_name(field)
        if named is not None:
            return _plain(named)
    return ""


def _with_neighbours(node: tree_sitter.Node, text: str) -> tuple[str, bool]:
    """The literal joined with what is concatenated after it, and whether its end stays unknown."""
    at, parts, unknown = node, [text], False
    while at.parent is not None and (at.parent.type in _SUMS or at.parent.type == "parenthesized_expression"):
        left, right = at.parent.child_by_field_name("left"), at.parent.child_by_field_name("right")
        if left is not None and right is not None and left.start_byte == at.start_byte:
            known = right.type in STRINGS
            operator = at.parent.child_by_field_name("operator")
            if operator is not None and operator.type == "+":
                parts.append(content(right) if known else f" {_HOLE} ")
                unknown = unknown or not known
        at = at.parent
    return "".join(parts), unknown or _appended(at)


def _appended(node: tree_sitter.Node) -> bool:
    """Whether the literal starts a variable that is added to later: `sql = "…"` and then `sql += "…"`."""
    parent = node.parent
    if parent is None or parent.type not in {"assignment", "variable_declarator", "assignment_expression"}:
        return False
    target = parent.child_by_field_name("left") or parent.child_by_field_name("name")
    name = re.escape(_plain(target))
    at = parent.parent
    for _ in range(3):
        if at is None or at.parent is None:
            break
        at = at.parent
    return (
        bool(name)
        and at is not None
        and re.search(rf"\b{name}\s*(?:\+=|=\s*{name}\s*\+)", _plain(at)) is not None
    )


def _plain(node: tree_sitter.Node | None) -> str:
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")
