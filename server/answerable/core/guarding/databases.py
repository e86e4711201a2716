"""Commands that drop or empty databases: SQL wherever it is handed over, and the tools of frameworks."""

from collections.abc import Iterator, Sequence
from typing import Final

from answerable.core.guarding.danger import Danger, environment_of
from answerable.core.guarding.values import UNKNOWN, Call, Ground, joined_path, plain

__all__ = ["PROGRAMS", "of_databases"]

_BACKUP: Final = "take a dump first, or do it in a test database"


def of_databases(call: Call, ground: Ground) -> Iterator[Danger]:  # noqa: ARG001 - the signature of all classifiers
    """The dangers of one command that speaks to a database."""
    judge = PROGRAMS.get(call.program)
    if judge is None or {"--help", "--version", "--dry-run", "--pretend"} & call.options:
        return
    settings = " ".join(f"{name} {value}" for name, value in call.settings)
    for danger in judge(call):
        place = _where(call)
        yield danger._replace(environment="test" if ":memory:" in place else environment_of(place, settings))


def _where(call: Call) -> str:
    """The words that may name a database: neither statements nor files."""
    return " ".join(
        text
        for text in (call.program, *call.texts)
        if len(text.split()) < 3 and not text.lower().endswith(".sql")
    )


def _sql(call: Call) -> Iterator[Danger]:
    from answerable.core.guarding.sql import sql_loss  # noqa: PLC0415 - its patterns cost 1 ms

    texts = [text for text in call.texts if " " in text or ";" in text] + [
        _value(text) for text in call.texts if text.startswith("--")
    ]
    loss = next(
        (found for text in (*texts, call.given or "", *_files(call)) if (found := sql_loss(text))), ""
    )
    if loss:
        yield _lost(f"`{call.program}` would {loss}")
    elif call.given == UNKNOWN or any(
        text.strip() == UNKNOWN for text in call.texts[1:] if _follows(call.texts, text)
    ):
        yield Danger(
            "hidden",
            f"`{call.program}` would run SQL that nobody can see before it runs",
            "show the statement itself",
        )
    if call.program == "sqlite3" and any(text.startswith(".restore") for text in call.texts):
        yield _lost("`.restore` would replace the database")


def _follows(texts: Sequence[str], text: str) -> bool:
    """Whether a word is the value of an option for statements."""
    at = texts.index(text)
    return texts[at - 1] in {"-c", "--command", "-e", "--execute", "-q", "--query", "-Q", "--eval"}


def _files(call: Call) -> Iterator[str]:
    """The files of this command line that the program is given to run."""
    for text in call.texts:
        place = joined_path(call.folder, text.partition("=")[2] if text.startswith("--") else text)
        if place in call.written:
            yield call.written[place]


def _value(text: str) -> str:
    return text.partition("=")[2]


def _mongo(call: Call) -> Iterator[Danger]:
    from answerable.core.guarding.sql import mongo_loss  # noqa: PLC0415 - its patterns cost 1 ms

    if loss := mongo_loss(" ".join((*call.texts, call.given or ""))):
        yield _lost(f"`{call.program}` would {loss}")


def _redis(call: Call) -> Iterator[Danger]:
    words = [text.upper() for text in (*call.texts, *(call.given or "").split())]
    if {"FLUSHALL", "FLUSHDB"} & set(words) or "SHUTDOWN" in words:
        yield _lost("`redis-cli` would delete every key")
    elif {"DEL", "UNLINK"} & set(words) and any(UNKNOWN in word for word in words):
        yield _lost("`redis-cli` would delete every key that matches")


def _tool(call: Call) -> Iterator[Danger]:
    yield _lost(f"`{call.program}` would delete {plain(call.words[-1]) if call.words else 'a database'}")


def _mysqladmin(call: Call) -> Iterator[Danger]:
    if "drop" in call.words:
        yield _lost("`mysqladmin drop` would delete a database")


def _restore(call: Call) -> Iterator[Danger]:
    if call.options & {"-c", "--clean", "--drop"}:
        yield _lost(f"`{call.program}` would drop what is there before it restores")


def _rails(call: Call) -> Iterator[Danger]:
    from answerable.core.guarding.sql import orm_loss  # noqa: PLC0415 - its patterns cost 1 ms

    if call.words[:1] in (("runner",), ("r",)) and (loss := orm_loss(" ".join(call.texts))):
        yield _lost(f"`{call.program} runner` would {loss}")
    # `db:test:prepare` rebuilds only what tests use.
    tasks = [word for word in call.words if word.startswith("db:") and not word.startswith("db:test:")]
    gone = [
        task
        for task in tasks
        if task.split(":")[1] in {"drop", "reset", "purge", "schema"}
        and task not in {"db:schema:dump", "db:schema:cache:dump"}
    ]
    gone += [
        task
        for task in tasks
        if task in {"db:migrate:reset", "db:truncate_all", "db:seed:replant", "db:setup"}
    ]
    if gone:
        yield _lost(f"`{call.program} {gone[0]}` would drop the database and make it anew")


def _django(call: Call) -> Iterator[Danger]:
    from answerable.core.guarding.sql import orm_loss  # noqa: PLC0415 - its patterns cost 1 ms

    words = list(call.words)
    verbs = words[1:] if words[:1] and words[0].endswith("manage.py") else words
    if (
        call.program in {"manage.py", "django-admin", "python", "python3"}
        and verbs[:1]
        and verbs[0] in {"flush", "reset_db", "sqlflush", "reset_schema", "clean_pyc_db"}
    ):
        if verbs[0] != "sqlflush":
            yield _lost(f"`manage.py {verbs[0]}` would delete every row of the database")
    elif verbs[:1] == ["shell"] and (loss := orm_loss(" ".join((*call.texts, call.given or "")))):
        yield _lost(f"`manage.py shell` would {loss}")
    elif verbs[:1] == ["migrate"] and verbs[-1:] == ["zero"]:
        yield _lost("`manage.py migrate … zero` would drop the app's tables")


def _prisma(call: Call) -> Iterator[Danger]:
    words = list(call.words)
    if words[:2] == ["migrate", "reset"] or (
        words[:2] == ["db", "push"] and call.options & {"--force-reset", "--accept-data-loss"}
    ):
        yield _lost(f"`prisma {' '.join(words[:2])}` would drop the database and make it anew")
    elif words[:2] == ["db", "execute"]:
        yield from _sql(call)


def _migrator(call: Call) -> Iterator[Danger]:
    """Migration tools of which some verbs drop everything."""
    words = set(call.words)
    verbs = {
        "alembic": {"base"},
        "sequelize": {"db:drop", "db:migrate:undo:all"},
        "sequelize-cli": {"db:drop", "db:migrate:undo:all"},
        "typeorm": {"schema:drop"},
        "knex": {"migrate:rollback"},
        "artisan": {"migrate:fresh", "migrate:reset", "migrate:refresh", "db:wipe"},
        "php": {
            "migrate:fresh",
            "migrate:reset",
            "migrate:refresh",
            "db:wipe",
            "doctrine:database:drop",
            "doctrine:schema:drop",
        },
        "console": {"doctrine:database:drop", "doctrine:schema:drop"},
        "flyway": {"clean"},
        "liquibase": {"drop-all", "dropAll"},
        "mix": {"ecto.drop", "ecto.reset"},
        "drizzle-kit": {"drop"},
        "migrate": {"drop"},
        "dbmate": {"drop"},
        "goose": {"reset", "down-to"},
        "sqlx": {"drop", "reset"},
        "diesel": {"reset"},
        "hasura": set(),
        "flask": {"base"},
        "dotnet": {"drop"},
        "supabase": {"reset"},
        "influx": {"delete"},
        "etcdctl": {"del"},
        "cockroach": set(),
    }.get(call.program, set())
    found = sorted(words & verbs)
    if call.program == "knex" and "--all" not in call.options:
        return
    if call.program == "dotnet" and "database" not in words:
        return
    if call.program in {"sqlx", "supabase"} and not {"database", "db"} & words:
        return
    if found:
        yield _lost(f"`{call.program} {found[0]}` would drop tables with their data")


def _lost(loss: str) -> Danger:
    return Danger("database", loss, _BACKUP)


_SQL_PROGRAMS: Final = [
    "psql",
    "mysql",
    "mariadb",
    "sqlite3",
    "sqlcmd",
    "clickhouse-client",
    "clickhouse",
    "cqlsh",
    "bq",
    "snowsql",
    "duckdb",
    "mycli",
    "pgcli",
    "litecli",
    "usql",
    "cockroach",
    "trino",
    "presto",
    "athena",
    "isql",
    "sqlplus",
    "osql",
    "tsql",
    "mssql-cli",
    "spark-sql",
    "hive",
    "beeline",
    "vsql",
    "rqlite",
    "turso",
    "d1",
]

#: Program -> what its commands would do.
PROGRAMS: Final = {
    **dict.fromkeys(_SQL_PROGRAMS, _sql),
    "mongosh": _mongo,
    "mongo": _mongo,
    "redis-cli": _redis,
    "valkey-cli": _redis,
    "keydb-cli": _redis,
    "dropdb": _tool,
    "dropuser": _tool,
    "mysqladmin": _mysqladmin,
    "pg_restore": _restore,
    "mongorestore": _restore,
    "rails": _rails,
    "rake": _rails,
    "bin/rails": _rails,
    "manage.py": _django,
    "django-admin": _django,
    "python": _django,
    "python3": _django,
    "prisma": _prisma,
    **dict.fromkeys(
        [
            "alembic",
            "sequelize",
            "sequelize-cli",
            "typeorm",
            "knex",
            "artisan",
            "php",
            "console",
            "flyway",
            "liquibase",
            "mix",
            "drizzle-kit",
            "migrate",
            "dbmate",
            "goose",
            "sqlx",
            "diesel",
            "flask",
            "dotnet",
            "influx",
            "etcdctl",
        ],
        _migrator,
    ),
}
