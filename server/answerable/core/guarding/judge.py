"""All dangers of a command line or of an edit."""

from collections.abc import Iterator, Sequence

from answerable.core.guarding import databases, infrastructure
from answerable.core.guarding.access import of_access
from answerable.core.guarding.carriers import INTERPRETERS
from answerable.core.guarding.danger import Danger
from answerable.core.guarding.files import of_files, of_redirects, writing
from answerable.core.guarding.places import is_secret, place_of
from answerable.core.guarding.publishing import of_publishing
from answerable.core.guarding.rights import of_rights
from answerable.core.guarding.values import Call, Ground, plain
from answerable.core.guarding.versions import of_git
from answerable.core.guarding.walk import walk

__all__ = ["dangers_of_command", "dangers_of_reading", "dangers_of_writing"]

_GIT: frozenset[str] = frozenset({"git", "gh", "git-filter-repo", "bfg"})
#: Programs inside programs inside programs: more is not written by anybody.
_DEEPEST = 3


def dangers_of_command(command: str, ground: Ground) -> list[Danger]:
    """What a shell command would lose. Never raises, whatever the command is."""
    return list(dict.fromkeys(_of_command(command, ground, 0)))


def dangers_of_writing(paths: Sequence[str], ground: Ground) -> list[Danger]:
    """What an edit of these files would lose."""
    return [danger for path in paths for danger in writing(path, ground.folder, ground, how="this edit")]


def dangers_of_reading(paths: Sequence[str], ground: Ground) -> list[Danger]:
    """What reading these files would give away."""
    return [
        Danger(
            "secrets",
            f"this would read {plain(path)}, which holds credentials",
            "read the example file, or only the names in it",
            path=place_of(path, ground.folder, ground).path,
        )
        for path in paths
        if is_secret(path)
    ]


def _of_command(command: str, ground: Ground, depth: int) -> Iterator[Danger]:
    walked = walk(command, ground.folder)
    for call in walked.calls:
        yield from _of_call(call, ground)
        if call.program in INTERPRETERS and call.place != "container":
            yield from _of_program(call, ground, depth)
    if not walked.whole:
        yield Danger(
            "hidden", "the command is too long or too nested to be read", "split it into plain steps"
        )


def _of_program(call: Call, ground: Ground, depth: int) -> Iterator[Danger]:
    """The dangers of a program in another language, and of the shell commands that it runs."""
    from answerable.core.guarding.scripts import commands_in, of_scripts  # noqa: PLC0415 - its patterns cost 2 ms

    yield from of_scripts(call, ground)
    if depth < _DEEPEST:
        for inner in commands_in(call):
            yield from _of_command(inner, ground._replace(folder=call.folder), depth + 1)


def _of_call(call: Call, ground: Ground) -> Iterator[Danger]:
    if call.place != "container":
        yield from of_files(call, ground)
        yield from of_redirects(call, ground)
        yield from of_access(call)
        yield from of_publishing(call)
        yield from of_rights(call, ground)
    if call.program in _GIT:
        yield from of_git(call, ground)
    if call.program in infrastructure.PROGRAMS:
        yield from infrastructure.of_infrastructure(call, ground)
    if call.program in databases.PROGRAMS:
        yield from databases.of_databases(call, ground)
