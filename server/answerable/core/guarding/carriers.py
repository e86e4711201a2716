"""Programs that run another program: what of their words is theirs, and what is the command that they carry."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from answerable.core.guarding.values import Argument, listed

__all__ = [
    "CARRIERS",
    "CONTAINERS",
    "INTERPRETERS",
    "SHELLS",
    "Carried",
    "carried",
    "in_container",
    "on_host",
    "on_remote",
]

SHELLS: Final = listed("sh bash zsh dash ksh ash fish mksh rbash")


#: Programs that run a text in another language than the shell's.
INTERPRETERS: Final = listed(
    "awk gawk mawk python python3 python2 pypy3 node nodejs deno bun ruby perl php lua osascript tsx ts-node"
)


class _Carrier(NamedTuple):
    """How a program carries another.

    `valued` are options that take the next word; `skipped` words follow the options; `scripts` are options whose
    value is a shell command; `assigns` says that `NAME=value` words come first.
    """

    valued: frozenset[str] = frozenset()
    skipped: int = 0
    scripts: frozenset[str] = frozenset()
    assigns: bool = False


def _of(valued: str = "", skipped: int = 0, scripts: str = "", *, assigns: bool = False) -> _Carrier:
    return _Carrier(frozenset(valued.split()), skipped, frozenset(scripts.split()), assigns)


CARRIERS: Final = {
    "sudo": _of("-u -g -h -p -C -T -r -t -D -R --user --group --chdir --host --prompt", assigns=True),
    "doas": _of("-u -C"),
    "env": _of("-u -C --unset --chdir", scripts="-S --split-string", assigns=True),
    "nohup": _of(),
    "time": _of("-f -o"),
    "timeout": _of("-s -k --signal --kill-after", 1),
    "gtimeout": _of("-s -k --signal --kill-after", 1),
    "nice": _of("-n --adjustment"),
    "ionice": _of("-c -n -p"),
    "chrt": _of("", 1),
    "taskset": _of("", 1),
    "stdbuf": _of("-i -o -e"),
    "setsid": _of(),
    "exec": _of("-a"),
    "command": _of(),
    "builtin": _of(),
    "busybox": _of(),
    "unbuffer": _of(),
    "catchsegv": _of(),
    "strace": _of("-e -o -p -s"),
    "chroot": _of("", 1),
    "fakeroot": _of(),
    "nsenter": _of("-t --target -S -G -w -r"),
    "proot": _of("-b -r -w"),
    "setarch": _of("", 1),
    "bwrap": _of("--bind --ro-bind --dev --proc --chdir"),
    "unshare": _of(),
    "flock": _of("-w -E", 1, "-c"),
    "watch": _of("-n -d --interval"),
    "chronic": _of(),
    "su": _of("-s -g -G -w", 0, "-c --command"),
    "runuser": _of("-u -g -G", 0, "-c --command"),
    "script": _of("", 0, "-c --command -qc -qec -ec"),
    "pkexec": _of("--user"),
    "systemd-run": _of("-p --unit --property"),
    "caffeinate": _of("-t -w"),
    "parallel": _of("-j --jobs -N -n -a --joblog"),
    "npx": _of("-p --package", scripts="-c --call"),
    "bunx": _of(),
    "uvx": _of("--from --with --python -p"),
    "pipx": _of("", 1),
    "direnv": _of("", 2),
    "dotenv": _of("-e -f"),
    "aws-vault": _of("-d --duration", 2),
    "nix-shell": _of("-p", 0, "--run --command"),
}
#: Runners that carry only after one of these words: `uv run …`, and `uv` does other things too.
_AFTER_WORD: Final = {
    "uv": frozenset({"run"}),
    "poetry": frozenset({"run"}),
    "pipenv": frozenset({"run"}),
    "pdm": frozenset({"run"}),
    "rye": frozenset({"run"}),
    "hatch": frozenset({"run"}),
    "bundle": frozenset({"exec"}),
    "pnpm": frozenset({"dlx", "exec"}),
    "yarn": frozenset({"dlx", "exec"}),
    "npm": frozenset({"exec", "x"}),
    "doppler": frozenset({"run"}),
    "op": frozenset({"run"}),
    "mise": frozenset({"exec", "x"}),
    "asdf": frozenset({"exec"}),
    "rtk": frozenset({"proxy"}),
}
CONTAINERS: Final = listed("docker podman nerdctl kubectl oc docker-compose heroku flyctl fly")
_CONTAINER_VALUED: Final = listed(
    "-e -u -w -n -c -v -p -f -l -h --env --user --workdir --namespace --container --volume --mount "
    "--publish --name --network --entrypoint --platform --env-file --context --file --project-name "
    "--label --hostname --cpus --memory --index --kubeconfig --cluster -a --app --add-host "
    "--cap-add --pull --restart"
)
_CONTAINER_VERBS: Final = frozenset({"exec", "run", "debug"})
_SSH_VALUED: Final = listed("-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w")


class Carried(NamedTuple):
    """The command that is carried: as words, or as a script for a shell."""

    words: tuple[Argument, ...]
    script: str | None = None
    settings: tuple[tuple[str, str], ...] = ()


def carried(program: str, arguments: Sequence[Argument]) -> Carried | None:
    """The command that `program` carries, `None` when it carries none."""
    carrier = CARRIERS.get(program)
    if carrier is None:
        return _after_word(program, arguments)
    at, settings = _past_options(carrier, arguments)
    following = [one.text for one in arguments[at : at + 2]]
    if len(following) == 2 and following[0] in carrier.scripts:
        return Carried((), following[1], settings)
    rest = tuple(arguments[at + carrier.skipped :])
    if program == "su" or not rest:
        return None
    if program in {"parallel", "watch"} and len(rest) == 1:
        return Carried((), rest[0].text, settings)
    if program == "flock" and rest[0].text == "-c" and len(rest) > 1:
        return Carried((), rest[1].text, settings)
    return Carried(rest, None, settings)


def _past_options(
    carrier: _Carrier, arguments: Sequence[Argument]
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Where the options end, or the first option with a script stands; and the variables that are set before."""
    settings: list[tuple[str, str]] = []
    at = 0
    while at < len(arguments) and arguments[at].text not in carrier.scripts:
        word = arguments[at].text
        name, equals, value = word.partition("=")
        if word == "--":
            at += 1
            break
        if carrier.assigns and equals and name.replace("_", "a").isalnum():
            settings.append((name, value))
        elif not word.startswith("-") or word == "-":
            break
        elif word in carrier.valued:
            at += 1
        at += 1
    return at, tuple(settings)


def _after_word(program: str, arguments: Sequence[Argument]) -> Carried | None:
    verbs = _AFTER_WORD.get(program, frozenset())
    at = next((at for at, one in enumerate(arguments) if not one.text.startswith("-")), len(arguments))
    if at >= len(arguments) or arguments[at].text not in verbs:
        return None
    rest = list(arguments[at + 1 :])
    while rest and rest[0].text.startswith("-"):
        option = rest.pop(0).text
        if option == "--":
            break
        if (
            option
            in {
                "--with",
                "--package",
                "-p",
                "--project",
                "--directory",
                "--python",
                "--env-file",
                "-c",
                "--config",
            }
            and rest
        ):
            rest.pop(0)
    return Carried(tuple(rest)) if rest else None


def in_container(program: str, arguments: Sequence[Argument]) -> tuple[Argument, ...] | None:
    """The command that runs inside a container, `None` when none does."""
    if program not in CONTAINERS:
        return None
    at = next((at for at, one in enumerate(arguments) if one.text in _CONTAINER_VERBS), None)
    if at is None:
        return None
    rest = list(arguments[at + 1 :])
    while rest and rest[0].text.startswith("-"):
        option = rest.pop(0).text
        if option == "--":
            return tuple(rest)
        if option in _CONTAINER_VALUED and rest:
            rest.pop(0)
    if any(one.text == "--" for one in rest):
        at = next(at for at, one in enumerate(rest) if one.text == "--")
        return tuple(rest[at + 1 :])
    # The first word is the container, pod or image.
    return tuple(rest[1:])


def on_host(arguments: Sequence[Argument], inside: Sequence[Argument]) -> tuple[Argument, ...] | None:
    """The command inside a container with the folders that are mounted into it as the host knows them.

    `None` when it names none of them.
    """
    for at, one in enumerate(arguments):
        value = arguments[at + 1].text if one.text in {"-v", "--volume"} and at + 1 < len(arguments) else ""
        source, _, rest = (value or one.text.partition("--volume=")[2]).partition(":")
        target = rest.partition(":")[0]
        if source.startswith(("/", ".", "~")) and len(target) > 1:
            words = tuple(
                word._replace(text=source + word.text.removeprefix(target))
                if word.text == target or word.text.startswith(f"{target}/")
                else word
                for word in inside
            )
            if words != tuple(inside):
                return words
    return None


def on_remote(arguments: Sequence[Argument]) -> str | None:
    """The command line that `ssh` runs on another machine, `None` when it opens a session."""
    at = 0
    while at < len(arguments) and arguments[at].text.startswith("-"):
        at += 2 if arguments[at].text in _SSH_VALUED else 1
    rest = arguments[at + 1 :]
    return " ".join(one.text for one in rest) if rest else None
