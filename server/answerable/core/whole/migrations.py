"""Migrations that were merged already, and what a new one lacks.

Which files are migrations is told by the names that Django, Alembic, Rails, Knex, Sequelize, TypeORM, Prisma, Flyway,
Diesel, golang-migrate, goose, dbmate and Drizzle give them.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from answerable.core.facts import Fact
from answerable.core.file_pair import FilePair
from answerable.core.spelling import normalise

__all__ = ["is_migration", "migration_code", "migration_facts"]

_KINDS: Final = (
    ("prisma", r"(?:^|/)prisma/(?:[\w-]+/)*migrations/\d{14}_[\w-]+/migration\.sql$"),
    ("diesel", r"(?:^|/)migrations/\d[\d-]+_[\w-]+/(?P<side>up|down)\.sql$"),
    ("paired", r"(?:^|/)\d+[-_][\w.-]+\.(?P<side>up|down)\.sql$"),
    ("flyway", r"(?:^|/)V(?P<number>\d+(?:[._]\d+)*)__[\w.-]+\.sql$"),
    ("sql", r"(?:^|/)(?:db_?)?migrat(?:e|ions?)/(?:[\w-]+/)*\d{3,}[-_][\w.-]+\.sql$"),
    ("rails", r"(?:^|/)db/(?:\w+_)?migrate/(?P<number>\d{14})_\w+\.rb$"),
    ("django", r"(?:^|/)migrations/(?P<number>\d{4})_\w+\.py$"),
    ("alembic", r"(?:^|/)versions/[\w-]+\.py$"),
    ("script", r"(?:^|/)migrat(?:e|ions?)/(?:[\w-]+/)*\d{8,17}[-_][\w.-]+\.[cm]?[jt]s$"),
)
_NAME: Final = re.compile(
    "|".join(pattern.replace("?P<side>", "").replace("?P<number>", "") for _, pattern in _KINDS)
)
_CODES: Final = {
    "sql": "sql",
    "py": "py",
    "rb": "rb",
    "js": "js",
    "ts": "js",
    "cjs": "js",
    "mjs": "js",
    "cts": "js",
    "mts": "js",
}
_COMMENT: Final = {
    "py": r"#[^\n]*|^[ \t]*(?:\"{3}.*?\"{3}|'{3}.*?'{3})",
    "rb": r"#(?!\{)[^\n]*",
    "js": r"(?<!:)//[^\n]*|/\*.*?\*/",
    "sql": r"--[^\n]*|/\*.*?\*/",
}
#: What a migration says only to people, to Python, or to a checker.
_ASIDE: Final = {
    "py": r"^[ \t]*(?:from\s.*|import\s.*|@\w.*)$|\b(?:verbose_name(?:_plural)?|help_text|choices)\s*=\s*(?:_\((?:\"[^\"]*\"|'[^']*')\)|\"[^\"]*\"|'[^']*'|\[[^\]]*\]),?|->\s*None|:\s*(?:str|Union\[[^\]]*\]|Sequence\[[^\]]*\])(?:\s*\|\s*[\w\[\], ]+)*(?=\s*=)",
    "rb": r"\[\d+\.\d+\]",
    "js": r"^[ \t]*(?:import\s.*|(?:const|let|var)\s.*require\(.*|[\"']use strict[\"'];?)$|:\s*(?:Knex|QueryRunner|QueryInterface|Promise<[^>]*>)",
    "sql": r"$^",
}


def is_migration(pair: FilePair) -> bool:
    """Whether a file is a migration by its name; Alembic's say too little, so that it must say who it follows."""
    return _NAME.search(pair.path) is not None and bool(_kind(pair))


def migration_code(path: str) -> str:
    """The short code of the language that a migration is written in."""
    return _CODES[path.rsplit(".", 1)[-1]]


def migration_facts(pair: FilePair, paths: Collection[str], fresh: Collection[str]) -> Iterator[Fact]:
    """What to say of a migration; `paths` are those of all known files after the change, `fresh` its new migrations."""
    last = max(1, (pair.old or pair.new).count("\n"))
    if not pair.new:
        folder = pair.path.rpartition("/")[0]
        replaced = any(path.startswith(f"{folder}/") for path in fresh)
        yield Fact("migration-gone", "", "replaced" if replaced else "", "", "", 0, last)
    elif pair.old:
        code = migration_code(pair.path)
        if _essence(pair.old, code) != _essence(pair.new, code):
            yield Fact("migration-edited", "", "", "", "", 0, max(1, pair.new.count("\n")))
    else:
        yield from _fresh(pair, paths)


def _fresh(pair: FilePair, paths: Collection[str]) -> Iterator[Fact]:
    kind = _kind(pair)
    missing = _missing_down(kind, pair, paths)
    if missing is not None:
        line = pair.new.count("\n", 0, missing)
        yield Fact("no-down", "", "", kind, "", line, line + 1)
    rival = _rival(kind, pair, paths)
    if rival:
        yield Fact("migration-order", "", rival, kind, "", 0, max(1, pair.new.count("\n")))


def _kind(pair: FilePair) -> str:
    for kind, pattern in _KINDS:
        if re.search(pattern, pair.path):
            return kind if kind != "alembic" or "down_revision" in (pair.new or pair.old) else ""
    return ""


def _essence(text: str, code: str) -> str:
    """What a migration does: its text without comments, layout, and what it says only to people or checkers."""
    text = re.sub(_COMMENT[code], "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(_ASIDE[code], "", text, flags=re.MULTILINE)
    return normalise(text).replace(";", "").replace(",)", ")").replace(",]", "]")


def _missing_down(kind: str, pair: FilePair, paths: Collection[str]) -> int | None:
    """Where a new migration lacks the way back, in characters; `None` when it has one, or needs none."""
    if kind in _ONE_WAY:
        return _ONE_WAY[kind](pair.new)
    if kind in {"paired", "diesel"} and re.search(r"\bup\.sql$", pair.path):
        return 0 if re.sub(r"\bup\.sql$", "down.sql", pair.path) not in paths else None
    return None


def _alembic(text: str) -> int | None:
    empty = r"\(.*?\).*?:\s*\n(?:\s*(?:\"{3}.*?\"{3}|#[^\n]*)\s*\n)*\s+(?:pass|\.\.\.|return|raise NotImplementedError\b[^\n]*)\s*(?:\n(?=\S)|\Z)"
    if re.search(rf"^def upgrade{empty}", text, re.MULTILINE):
        return None
    found = re.search(rf"^def downgrade{empty}", text, re.MULTILINE)
    return found.start() if found else None if "def downgrade" in text else 0


def _django(text: str) -> int | None:
    found = re.search(
        r"\bmigrations\.(?:RunPython\(\s*[\w.]+\s*,?\s*\)|RunSQL\(\s*(?:\"{3}[^\"]*\"{3}|'{3}[^']*'{3}|\"[^\"\n]*\"|'[^'\n]*'|\w+)\s*,?\s*\))",
        text,
    )
    return found.start() if found else None


def _script(text: str) -> int | None:
    found = re.search(
        r"\bdown\s*[=:(][^{;]*?\{\s*\}|\bdown\s*=\s*(?:async\s*)?\(?[\w, ]*\)?\s*=>\s*(?:Promise\.resolve\(\)|undefined|null)",
        text,
    )
    if found:
        return found.start()
    return 0 if re.search(r"\bup\b\s*[=:(]", text) and not re.search(r"\bdown\b", text) else None


def _rails(text: str) -> int | None:
    if re.search(r"\bdef (?:self\.)?down\b|\breversible\b|\brevert\b", text):
        return None
    up = re.search(r"\bdef (?:self\.)?up\b", text)
    if up:
        return up.start()
    one_way = re.search(
        r"^\s*(?:execute\b|change_column\b(?!_)|remove_columns?\s*\(?\s*:\w+\s*,\s*:\w+\s*\)?\s*$|drop_table\s*\(?\s*:\w+\s*\)?\s*$|remove_index\s*\(?:\w+\s*,\s*name:)",
        text,
        re.MULTILINE,
    )
    return one_way.start() if one_way and "up_only" not in text else None


_ONE_WAY: Final = {"rails": _rails, "alembic": _alembic, "django": _django, "script": _script}


def _rival(kind: str, pair: FilePair, paths: Collection[str]) -> str:
    """A migration of the same folder that has the number, or a later one where the order is strict."""
    if kind not in {"django", "flyway"}:
        return ""
    pattern = dict(_KINDS)[kind]
    folder = pair.path.rpartition("/")[0]
    found = re.search(pattern, pair.path)
    if found is None:
        return ""
    others = [
        (match["number"], path)
        for path in paths
        if path != pair.path
        and path.rpartition("/")[0] == folder
        and (match := re.search(pattern, path)) is not None
    ]
    if kind == "django":
        if "merge" in pair.path:
            return ""
        # Two that follow the same one need a third that merges them.
        merged = any(int(number) > int(found["number"]) for number, _ in others)
        same = sorted(path for number, path in others if number == found["number"])
        return same[0] if same and not merged and "squashed" not in pair.path + same[0] else ""
    later = [path for number, path in others if _numbers(number) > _numbers(found["number"])]
    return min(later, default="")


def _numbers(text: str) -> list[int]:
    return [int(part[:18]) for part in re.split(r"[._]", text)]
