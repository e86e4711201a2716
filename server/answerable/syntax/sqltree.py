"""Facts of one SQL statement by sqlglot's syntax tree."""

import logging
import re
from collections.abc import Iterator
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from answerable.core.lattice import CONJUNCTION

__all__ = ["facts"]

#: kind, key, value, owner
_Quad = tuple[str, str, str, str]

# What sqlglot cannot read is looked at as text; its warnings would land in the user's terminal.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

_DIALECTS: Final = (
    ("tsql", re.compile(r"\[\w+\]|\bTOP\s*\(|\bNVARCHAR\b|@@", re.IGNORECASE)),
    (
        "mysql",
        re.compile(
            r"`|\bENGINE\s*=|\bAUTO_INCREMENT\b|\b(?:DROP\s+FOREIGN|MODIFY|CHANGE)\b|\bDELETE\s+\w+\s+FROM\b",
            re.IGNORECASE,
        ),
    ),
    ("sqlite", re.compile(r"\bAUTOINCREMENT\b|\bPRAGMA\b|\bOR\s+(?:IGNORE|ABORT)\b", re.IGNORECASE)),
)
_WORDS: Final = re.compile(r"\b(?:AND|OR|NOT|TRUE|FALSE)\b")
_PARAMETERS: Final = re.compile(r"%\(\w+\)s|%s")


def facts(text: str) -> list[_Quad] | None:
    """The facts of a statement, or `None` when sqlglot cannot read it or reads it as opaque."""
    tree = _parse(text)
    if tree is None or isinstance(tree, exp.Command):
        return None
    found: list[_Quad] = []
    for node in tree.walk():
        if isinstance(node, exp.Delete | exp.Update):
            found += _dml(node)
        elif isinstance(node, exp.Drop) and not isinstance(node.parent, exp.Alter):
            found += _drop(node)
        elif isinstance(node, exp.Create):
            found += _create(node)
        elif isinstance(node, exp.Alter):
            found += _alter(node)
        elif isinstance(node, exp.Select):
            found += _restricted(node)
        elif isinstance(node, exp.CheckColumnConstraint):
            found.append(("sql-condition", f"check {_checked(node)}", _condition(node.this), ""))
    return found


def _restricted(node: exp.Select) -> Iterator[_Quad]:
    """The conditions and the limit of a query. One without WHERE lets every row through."""
    source = node.args.get("from_")
    if source is None:
        return
    name = _name(source.this) or "a query"
    where, having, limit = (node.args.get(part) for part in ("where", "having", "limit"))
    yield "sql-condition", f"select {name}", _condition(where.this) if where else "true", ""
    if having:
        yield "sql-condition", f"having {name}", _condition(having.this), ""
    for join in node.args.get("joins") or ():
        if join.args.get("on"):
            yield "sql-condition", f"join {_name(join.this)}", _condition(join.args["on"]), ""
    if limit:
        yield "sql-limit", f"select {name}", (limit.expression or limit.args.get("count") or limit).sql(), ""


def _condition(node: exp.Expr) -> str:
    return _WORDS.sub(lambda match: match.group().lower(), node.unnest().sql())


def _checked(node: exp.Expr) -> str:
    """The name of a check, or else of its column; a table's unnamed ones are told apart by what they speak of."""
    holder = node.find_ancestor(exp.Constraint, exp.ColumnDef)
    named = _name(holder.this) if holder is not None else ""
    return named or ",".join(sorted({_name(each) for each in node.find_all(exp.Column)}))


def _parse(text: str) -> exp.Expr | None:
    own = next((name for name, spelling in _DIALECTS if spelling.search(text)), "postgres")
    text = _PARAMETERS.sub("?", text)
    for dialect in dict.fromkeys((own, "postgres", "mysql")):
        try:
            tree = sqlglot.parse_one(text, read=dialect)
        except (SqlglotError, RecursionError, ValueError, AttributeError, IndexError, TypeError, KeyError):
            # sqlglot's parser is written for valid SQL; on arbitrary text it fails in its own ways.
            continue
        if tree is not None:
            return tree
    return None


def _name(node: object) -> str:
    if isinstance(node, exp.Table):
        return ".".join(part.name for part in node.parts if isinstance(part, exp.Identifier)).lower()
    if isinstance(node, exp.Schema):
        return _name(node.this)
    return node.name.lower() if isinstance(node, exp.Expr) else ""


def _dml(node: exp.Delete | exp.Update) -> Iterator[_Quad]:
    tables = node.args.get("tables")
    target = node.this or (tables[0] if tables else None)
    limit = node.args.get("limit")
    if limit and target is not None:
        yield "sql-limit", f"{type(node).__name__.lower()} {_name(target)}", limit.expression.sql(), ""
    if target is None or limit or isinstance(node.parent, exp.When):
        return
    table = _name(target)
    where = node.args.get("where")
    conjuncts = (
        []
        if where is None
        else [each.sql() for each in where.this.unnest().flatten()]
        if isinstance(where.this.unnest(), exp.And)
        else [where.this.sql()]
    )
    joined = bool(target.args.get("joins")) or bool(node.args.get("using"))
    if not conjuncts and joined:
        return
    verb = "delete" if isinstance(node, exp.Delete) else "update"
    columns = (
        ""
        if verb == "delete"
        else ",".join(sorted(_name(each.this) for each in node.expressions if isinstance(each, exp.EQ)))
    )
    owner = table if verb == "delete" else f"{table}.{columns}"
    yield "sql-dml", f"{verb} {table}", CONJUNCTION.join(sorted(conjuncts)), owner


def _drop(node: exp.Drop) -> Iterator[_Quad]:
    kind = str(node.args.get("kind") or "").lower()
    names = node.args.get("tables") or ([node.this] if node.this else [])
    if not node.args.get("temporary"):
        for each in names:
            yield "sql-drop", kind, _name(each), _name(each)


def _create(node: exp.Create) -> Iterator[_Quad]:
    kind = str(node.args.get("kind") or "").lower()
    if kind == "index":
        index = node.this
        yield "sql-fresh", _name(index), "replace", ""
        if not node.args.get("concurrently"):
            yield "sql-index", "create", _name(index), _name(index.args.get("table")) if index else ""
    elif kind in {"table", "schema", "database"}:
        yield "sql-fresh", _name(node.this), "create", ""


def _alter(node: exp.Alter) -> Iterator[_Quad]:
    table = _name(node.this)
    for action in node.args.get("actions") or ():
        yield from _action(action, table, valid=not node.args.get("not_valid"))


def _action(action: exp.Expr, table: str, *, valid: bool) -> Iterator[_Quad]:
    if isinstance(action, exp.Drop):
        kind = str(action.args.get("kind") or "column").lower()
        kind = "constraint" if kind in {"foreign key", "check", "primary key", "unique"} else kind
        for each in action.args.get("tables") or ():
            name = _name(each)
            yield "sql-drop", kind, f"{table}.{name}", f"{table}.{name}" if kind == "column" else name
    elif type(action).__name__ == "DropPrimaryKey":
        yield "sql-drop", "constraint", f"{table}.primary key", f"{table}.primary key"
    elif isinstance(action, exp.AlterRename):
        yield "sql-fresh", _name(action.this), "rename", ""
        yield "sql-alter", "rename table", f"{table} to {_name(action.this)}", table
    elif isinstance(action, exp.RenameColumn):
        yield (
            "sql-alter",
            "rename column",
            f"{table}.{_name(action.this)} to {_name(action.args.get('to'))}",
            table,
        )
    elif isinstance(action, exp.ColumnDef):
        yield "sql-fresh", f"{table}.{_name(action)}", "column", ""
        yield from _column(action, table)
    elif isinstance(action, exp.AddConstraint):
        yield from _constraints(action, table, valid=valid)
    else:
        yield from _retype(action, table)


def _column(column: exp.ColumnDef, table: str) -> Iterator[_Quad]:
    kinds = {type(each.kind).__name__ for each in column.args.get("constraints") or ()}
    if "NotNullColumnConstraint" in kinds and not kinds & {
        "DefaultColumnConstraint",
        "GeneratedAsIdentityColumnConstraint",
        "AutoIncrementColumnConstraint",
        "ComputedColumnConstraint",
    }:
        yield "sql-alter", "add not null", f"{table}.{_name(column)}", table


def _constraints(action: exp.AddConstraint, table: str, *, valid: bool) -> Iterator[_Quad]:
    for each in action.expressions:
        name = _name(each)
        yield "sql-fresh", name, "replace", ""
        if each.find(exp.PrimaryKey):
            yield "sql-fresh", f"{table}.primary key", "replace", ""
        if valid and each.find(exp.ForeignKey):
            yield "sql-alter", "add foreign key", f"{table}.{name}", table


def _retype(action: exp.Expr, table: str) -> Iterator[_Quad]:
    name = f"{table}.{_name(action.this)}"
    if isinstance(action, exp.AlterColumn):
        if action.args.get("dtype"):
            yield "sql-alter", "retype", f"{name} {action.args['dtype'].sql().lower()}", table
        if action.args.get("allow_null") is False:
            yield "sql-alter", "set not null", name, table
    elif type(action).__name__ == "ModifyColumn":
        old = action.args.get("rename_from")
        if old is not None and _name(old) != _name(action.this):
            yield "sql-alter", "rename column", f"{table}.{_name(old)} to {_name(action.this)}", table
        kind = action.this.args.get("kind") if isinstance(action.this, exp.Expr) else None
        if kind is not None:
            yield "sql-alter", "retype", f"{name} {kind.sql().lower()}", table
