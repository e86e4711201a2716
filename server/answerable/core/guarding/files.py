"""Commands that delete or overwrite files, and writes to protected ones."""

from collections.abc import Iterator, Sequence
from typing import Final

from answerable.core.guarding.danger import Danger, Needs
from answerable.core.guarding.places import Kind, Place, place_of, protection_of
from answerable.core.guarding.values import UNKNOWN, Argument, Call, Ground, joined_path, listed, plain

__all__ = ["deleting", "of_files", "of_redirects", "patched", "writing"]

_WIPED: Final = {
    Kind.SYSTEM: "a system folder",
    Kind.HOME: "the user's own files",
    Kind.REPOSITORY: "the whole repository, uncommitted work included",
    Kind.HISTORY: "the repository's history",
    Kind.DEVICE: "a whole disk",
}
_TRUNCATORS: Final = frozenset({"", ":", "true", "cat"})
#: Parts of `.git` that a stuck git leaves behind, or that belong to this clone alone.
_HARMLESS_GIT: Final = (".lock", "/info/exclude", "MERGE_MSG", "COMMIT_EDITMSG", "/gc.log", "/answerable")
_FORMATTERS: Final = listed(
    "mke2fs newfs mkswap wipefs blkdiscard hdparm fdisk sfdisk parted sgdisk cryptsetup"
)
_SIZED: Final = frozenset({"-s", "--size", "-n", "--iterations", "-r", "--reference"})
_PLACED: Final = listed("-S -m -o -g -e --exclude --include --rsh --mode")


def of_files(call: Call, ground: Ground) -> Iterator[Danger]:
    """The dangers of commands whose business is files."""
    program = call.program
    if program in {"rm", "rmdir", "unlink", "trash", "trash-put", "rimraf", "del", "rd", "srm"}:
        yield from _removed(call, ground)
    elif program in {"shred", "truncate"}:
        yield from _emptied(call, ground)
    elif program.startswith("mkfs") or program in _FORMATTERS:
        yield from _formatted(call)
    elif program == "dd":
        yield from _copied(call, ground)
    elif program == "mv":
        yield from _moved(call, ground)
    elif program == "rsync" and any(option.startswith("--delete") for option in call.options):
        yield from _mirrored(call, ground)
    elif program == "fork-bomb":
        yield Danger("wipe", "a function that only starts itself would stop this machine", "leave it out")
    elif program in _WRITERS:
        yield from _WRITERS[program](call, ground)


def of_redirects(call: Call, ground: Ground) -> Iterator[Danger]:
    """The dangers of `> file`, whatever the command is."""
    for operator, target in call.redirects:
        if operator == "<" or target.startswith("/dev/fd"):
            continue
        place = place_of(target, call.folder, ground)
        if place.kind is Kind.DEVICE:
            yield _wiped(place, "overwrite")
            continue
        yield from writing(target, call.folder, ground)
        empties = operator in {">", ">|", "&>"} and call.program in _TRUNCATORS
        if empties and place.kind is Kind.INSIDE and not (call.program == "cat" and _has_content(call)):
            yield _deleted(place, f"`> {plain(target)}` would empty {plain(place.path)}")


def deleting(
    path: str, folder: str, ground: Ground, *, how: str, whole: bool, many: bool = False
) -> Iterator[Danger]:
    """The dangers of deleting a path; `how` names the command.

    `whole` is for a folder with all that is in it, `many` for a pattern that takes every file of a kind.
    """
    place = place_of(path, folder, ground)
    if place.kind in {Kind.TEMPORARY, Kind.REBUILT}:
        return
    if place.kind is Kind.HISTORY and (not whole or place.path.endswith(_HARMLESS_GIT)):
        if "/hooks/" in place.path:
            yield Danger(
                "bypass", f"{how} would remove a git hook", "leave the hooks to the user", path=place.path
            )
        return
    if place.kind is Kind.UNKNOWN:
        if whole or many:
            yield Danger(
                "delete",
                f"{how} would delete {plain(path)}, and nobody can tell what that is before it runs",
                "name the folder, or stop when the variable is empty (`${NAME:?}`)",
            )
        return
    if place.kind in _WIPED and (whole or place.kind is Kind.DEVICE or path.endswith("*")):
        yield Danger(
            "wipe",
            f"{how} would delete {_WIPED[place.kind]} ({plain(place.path)})",
            "delete only what you made, by name",
            path=place.path,
        )
        return
    reason = protection_of(place.path)
    if reason:
        yield Danger(
            "protected",
            f"{how} would delete {plain(place.path)}, which {reason}",
            "ask the user to do it",
            path=place.path,
        )
    elif whole or many:
        yield _deleted(
            place, f"{how} would delete {plain(place.path)}" + (" and everything in it" if whole else "")
        )


def writing(path: str, folder: str, ground: Ground, *, how: str = "this") -> Iterator[Danger]:
    """The dangers of writing a file."""
    place = place_of(path, folder, ground)
    if place.kind is Kind.DEVICE:
        yield _wiped(place, "overwrite")
    elif place.kind is Kind.HISTORY:
        if place.path.endswith(_HARMLESS_GIT):
            return
        if "hooks" in place.path.split("/") or place.path.endswith(".git/config"):
            yield Danger(
                "bypass",
                f"{how} would change git's own hooks or configuration ({plain(place.path)})",
                "use `git config`, and ask the user first",
                path=place.path,
            )
        else:
            yield Danger(
                "protected",
                f"{how} would write inside git's own folder ({plain(place.path)})",
                "use git's commands",
                path=place.path,
            )
    elif reason := protection_of(place.path):
        yield Danger(
            "protected",
            f"{how} would change {plain(place.path)}, which {reason}",
            "show the user the change first",
            path=place.path,
        )


def _removed(call: Call, ground: Ground) -> Iterator[Danger]:
    options = call.options
    whole = bool(options & {"-r", "-R", "--recursive", "/s", "/S"}) or call.program in {
        "rimraf",
        "rd",
        "trash",
        "trash-put",
    }
    if call.program == "rmdir":
        # It only removes what is empty.
        return
    how = f"`{call.program}{' -r' if whole and call.program == 'rm' else ''}`"
    ends = call.texts.index("--") if "--" in call.texts else len(call.texts)
    for at, argument in enumerate(call.arguments):
        if at == ends or (at < ends and argument.text.startswith("-")) or not argument.text:
            continue
        # A pattern without a beginning takes everything of a kind.
        many = argument.pattern and argument.text.rpartition("/")[2].startswith(("*", UNKNOWN))
        yield from deleting(argument.text, call.folder, ground, how=how, whole=whole, many=many)


def _emptied(call: Call, ground: Ground) -> Iterator[Danger]:
    if call.program == "truncate" and any(one.startswith(("-s+", "--size=+")) for one in call.texts):
        return
    for target in _operands(call.arguments, _SIZED):
        place = place_of(target.text, call.folder, ground)
        if place.kind in {Kind.TEMPORARY, Kind.REBUILT}:
            continue
        if place.kind in _WIPED:
            yield _wiped(place, "overwrite")
        else:
            yield _deleted(place, f"`{call.program}` would destroy the content of {plain(place.path)}")


def _formatted(call: Call) -> Iterator[Danger]:
    if call.options & {"-l", "--list", "--help", "--version"} or "print" in call.words:
        return
    target = call.words[-1] if call.words else "a disk"
    if call.program.startswith("mkfs") and target.endswith((".img", ".iso", ".raw")):
        return
    yield Danger(
        "wipe", f"`{call.program}` would erase {plain(target)} with all files on it", "work on an image file"
    )


def _copied(call: Call, ground: Ground) -> Iterator[Danger]:
    for text in call.texts:
        if not text.startswith("of="):
            continue
        place = place_of(text[3:], call.folder, ground)
        if place.kind in {Kind.DEVICE, Kind.SYSTEM} and not place.path.startswith(("/dev/null", "/dev/std")):
            yield _wiped(place, "overwrite")
        elif protection_of(place.path):
            yield from writing(text[3:], call.folder, ground, how="`dd`")
        elif place.kind is Kind.INSIDE and not place.path.endswith((".img", ".iso", ".bin", ".dat", ".raw")):
            yield _deleted(place, f"`dd` would overwrite {plain(place.path)}")
        elif place.kind is Kind.UNKNOWN:
            yield Danger(
                "delete",
                f"`dd` would overwrite {plain(text[3:])}, and nobody can tell what that is",
                "name the file",
            )


def _moved(call: Call, ground: Ground) -> Iterator[Danger]:
    operands = _operands(call.arguments)
    if len(operands) < 2:
        return
    target = operands[-1].text
    for source in operands[:-1]:
        place = place_of(source.text, call.folder, ground)
        if (
            target == "/dev/null"
            or place.kind in {Kind.SYSTEM, Kind.HOME}
            or (place.kind is Kind.HISTORY and place.path.endswith(".git"))
        ):
            yield from deleting(source.text, call.folder, ground, how="`mv`", whole=True)
        elif reason := protection_of(place.path):
            yield Danger(
                "protected",
                f"`mv` would move {plain(place.path)} away, which {reason}",
                "ask the user to do it",
                path=place.path,
            )
    yield from writing(_destination(target, operands), call.folder, ground, how="`mv`")


def _mirrored(call: Call, ground: Ground) -> Iterator[Danger]:
    if call.options & {"-n", "--dry-run"}:
        return
    operands = _operands(call.arguments)
    target = operands[-1].text if operands else UNKNOWN
    place = place_of(target, call.folder, ground)
    if ":" in target or place.kind not in {Kind.TEMPORARY, Kind.REBUILT}:
        yield Danger(
            "delete",
            f"`rsync --delete` would delete everything in {plain(target)} that the source has not",
            "look at `rsync --dry-run --delete` first",
            path=place.path,
        )


def _tee(call: Call, ground: Ground) -> Iterator[Danger]:
    for word in _operands(call.arguments):
        yield from writing(word.text, call.folder, ground, how="`tee`")


def _in_place(call: Call, ground: Ground) -> Iterator[Danger]:
    if any(text.startswith(("-i", "--in-place", "-pi", "-ni")) or text == "inplace" for text in call.texts):
        for word in _operands(call.arguments):
            yield from writing(word.text, call.folder, ground, how=f"`{call.program} -i`")


def _copy(call: Call, ground: Ground) -> Iterator[Danger]:
    operands = _operands(call.arguments)
    if len(operands) > 1 and operands[0].text == "/dev/null":
        yield from _emptied(call._replace(arguments=tuple(operands[1:])), ground)
    if len(operands) > 1:
        yield from writing(
            _destination(operands[-1].text, operands), call.folder, ground, how=f"`{call.program}`"
        )


def patched(call: Call, ground: Ground) -> Iterator[Danger]:
    """The dangers of a patch: in the input, in the arguments, or in a file just written."""
    files = [
        call.written[place]
        for word in call.words
        if (place := joined_path(call.folder, word)) in call.written
    ]
    for line in "\n".join(((call.given or ""), *files)).splitlines():
        for mark in ("*** Update File: ", "*** Add File: ", "*** Delete File: ", "--- a/", "+++ b/"):
            if line.startswith(mark):
                yield from writing(line[len(mark) :].strip(), call.folder, ground, how="the patch")
    for text in call.texts:
        if "*** Begin Patch" in text:
            yield from patched(call._replace(given=text, arguments=()), ground)


_WRITERS: Final = {
    "tee": _tee,
    "sed": _in_place,
    "yq": _in_place,
    "perl": _in_place,
    "awk": _in_place,
    "gawk": _in_place,
    "cp": _copy,
    "install": _copy,
    "ln": _copy,
    "link": _copy,
    "patch": patched,
    "apply_patch": patched,
}


def _operands(arguments: Sequence[Argument], valued: frozenset[str] = _PLACED) -> list[Argument]:
    found = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument.text in valued:
            next(waiting, None)
        elif not argument.text.startswith("-"):
            found.append(argument)
    return found


def _destination(target: str, operands: Sequence[Argument]) -> str:
    """Where a single file ends up when the target is spelt as a folder."""
    if target.endswith("/") and len(operands) == 2:
        return target + operands[0].text.rpartition("/")[2]
    return target


def _has_content(call: Call) -> bool:
    """Whether `cat > file` writes something."""
    return call.words != ("/dev/null",) and (bool(call.words) or call.given != "" or bool(call.before))


def _wiped(place: Place, what: str) -> Danger:
    return Danger(
        "wipe",
        f"this would {what} {_WIPED.get(place.kind, 'a file')} ({plain(place.path)})",
        "write to a file of your own",
        path=place.path,
    )


def _deleted(place: Place, loss: str) -> Danger:
    needs = Needs.RESTORABLE if place.kind is Kind.INSIDE else Needs.NOTHING
    return Danger(
        "delete",
        loss,
        "commit it first, or delete by name only what git can restore",
        path=place.path,
        needs=needs,
    )
