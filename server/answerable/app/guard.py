"""Deciding about what an agent is about to do, and remembering what was decided."""

from collections.abc import Sequence
from typing import Protocol

from answerable.core.decided import Decided
from answerable.core.evidence import content_digest
from answerable.core.guarding.danger import Danger, Verdict
from answerable.core.guarding.decision import Decision, Look, Operation, decide
from answerable.core.guarding.judge import dangers_of_command, dangers_of_reading, dangers_of_writing
from answerable.core.guarding.places import place_of
from answerable.core.guarding.table import Table, default_table, read_table
from answerable.core.guarding.values import Ground, plain

__all__ = ["Decisions", "Policies", "Surroundings", "decided", "guard", "read_tables"]

Policies = tuple[bytes | None, bytes | None]


class Surroundings(Look, Protocol):
    """The repository that the operation is in."""

    def policies(self) -> Policies:
        """The policy as HEAD has it, and as the worktree has it."""
        ...


class Decisions(Protocol):
    """Where decisions are kept."""

    def add_decision(self, decision: Decided) -> None:
        """Remember one."""
        ...


class Nowhere:
    """Surroundings of which nothing can be told."""

    def changes(self) -> bool | None:
        """Nobody knows."""
        return None

    def untracked(self) -> bool | None:
        """Nobody knows."""
        return None

    def restorable(self, path: str) -> bool | None:  # noqa: ARG002 - the port's signature
        """Nobody knows."""
        return None

    def branch(self) -> str | None:
        """Nobody knows."""
        return None

    def policies(self) -> Policies:
        """There is none."""
        return None, None


def guard(operation: Operation, ground: Ground, around: Surroundings) -> tuple[Decision, list[str]]:
    """The decision about one operation, and what is wrong with the policy."""
    problems: list[str] = []
    known: list[Table] = []

    def tables() -> Sequence[Table]:
        if not known:
            found, wrong = read_tables(around.policies())
            known.extend(found)
            problems.extend(wrong)
        return known

    dangers = _dangers(operation, ground)
    if operation.kind == "write":
        dangers += _protected_by_policy(operation, ground, tables(), dangers)
    return decide(dangers, around, tables), problems


def read_tables(policies: Policies) -> tuple[list[Table], list[str]]:
    """The tables that count, all of which have to allow: the committed policy's, or the defaults without one.

    What the worktree has is in the hands of the agent: it can make things stricter, and never milder.
    """
    committed, worktree = policies
    table, problems = _table(committed, "HEAD")
    tables = [table]
    if worktree is not None and worktree != committed:
        other, wrong = _table(worktree, "the worktree")
        tables.append(other)
        problems += wrong
    return tables, problems


def decided(operation: Operation, decision: Decision, given: Verdict, at_ms: int) -> Decided:
    """What the journal keeps of it."""
    words = operation.command.split(None, 1)
    # A word with `=` or a path may already be a secret; a plain name is a program.
    program = (
        words[0] if words and words[0].replace("-", "").replace("_", "").replace(".", "").isalnum() else ""
    )
    return Decided(
        at_ms=at_ms,
        agent=operation.agent,
        session=operation.session,
        tool_use=operation.tool_use,
        operation=operation.kind,
        verdict=decision.verdict.word,
        given=given.word,
        kinds=decision.kinds,
        program=program[:40] if operation.kind == "shell" else "",
        digest=content_digest(operation.command) if operation.command else "",
    )


def _dangers(operation: Operation, ground: Ground) -> list[Danger]:
    if operation.kind == "shell":
        return dangers_of_command(operation.command, ground)
    if operation.kind == "write":
        return dangers_of_writing(operation.paths, ground)
    if operation.kind == "read":
        return dangers_of_reading(operation.paths, ground)
    return _dangers_of_sql(operation.command) if operation.kind == "sql" else []


def _dangers_of_sql(statement: str) -> list[Danger]:
    from answerable.core.guarding.sql import sql_loss  # noqa: PLC0415 - its patterns cost 1 ms

    loss = sql_loss(statement)
    advice = "take a dump first, or do it in a test database"
    return [Danger("database", f"this would {loss}", advice)] if loss else []


def _protected_by_policy(
    operation: Operation, ground: Ground, tables: Sequence[Table], dangers: Sequence[Danger]
) -> list[Danger]:
    found = {danger.path for danger in dangers}
    places = [place_of(path, ground.folder, ground).path for path in operation.paths]
    return [
        Danger(
            "protected",
            f"this edit would change {plain(path)}, which the policy protects",
            "show the user the change first",
            path=path,
        )
        for path in places
        if path not in found and any(table.protects(path) for table in tables)
    ]


def _table(data: bytes | None, where: str) -> tuple[Table, list[str]]:
    if data is None:
        return default_table(), []
    import tomllib  # noqa: PLC0415 - most repositories have no policy, and it costs 3 ms

    try:
        value = tomllib.loads(data.decode("utf-8")).get("guard", {})
    except (ValueError, RecursionError):
        return default_table(), [f"the policy in {where} cannot be read, so that the defaults count"]
    table, problems = read_table(value)
    return table, [f"the policy in {where}: {problem}" for problem in problems]
