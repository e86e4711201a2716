"""Commands that change or destroy what runs: cloud, cluster, containers."""

from collections.abc import Iterator, Sequence
from typing import Final

from answerable.core.guarding import cloud, requests, tools
from answerable.core.guarding.cloud import LOOK_FIRST, changed, destroyed, operands
from answerable.core.guarding.danger import Danger, environment_of
from answerable.core.guarding.values import Call, Ground, known, listed, plain

__all__ = ["PROGRAMS", "of_infrastructure"]

#: Options under which nothing is changed.
_ONLY_LOOKS: Final = listed(
    "--dry-run --dryrun --help --check --plan --preview --diff --what-if --no-execute-changeset"
)

_CLUSTER_DESTROYS: Final = listed(
    "ns namespace namespaces pv persistentvolume persistentvolumes pvc persistentvolumeclaim "
    "persistentvolumeclaims crd crds customresourcedefinition customresourcedefinitions node nodes "
    "no statefulset statefulsets sts cluster clusters storageclass storageclasses sc secret "
    "secrets"
)

#: What the cluster makes again by itself.
_CLUSTER_REGROWS: Final = listed("pod pods po job jobs event events rs replicaset replicasets")


def of_infrastructure(call: Call, ground: Ground) -> Iterator[Danger]:  # noqa: ARG001 - the signature of all classifiers
    """The dangers of one command of a tool for infrastructure."""
    judge = PROGRAMS.get(call.program)
    looks = any(option in _ONLY_LOOKS for option in call.options) and not _declined(call.texts)
    if judge is None or looks:
        return
    environment = environment_of(call.line, *(f"{name} {value}" for name, value in call.settings))
    for danger in judge(call):
        yield danger._replace(environment=danger.environment or environment)


def _declined(texts: Sequence[str]) -> bool:
    return any(text in {"--dry-run=none", "--dry-run=false"} for text in texts)


def _kubectl(call: Call) -> Iterator[Danger]:
    words = operands(call.texts)
    verb = words[0] if words else ""
    place = _namespace(call.texts) or (" ".join(words[2:]) if verb == "delete" else "")
    environment = environment_of(place, *_context_of(call.texts))
    stops = (
        verb in {"drain", "taint"}
        or (verb == "scale" and "--replicas=0" in call.texts)
        or (verb == "replace" and "--force" in call.options)
    )
    if verb == "delete":
        yield _deleted(call, words)._replace(environment=environment)
    elif stops:
        yield changed(f"`kubectl {verb}` would stop what runs", LOOK_FIRST)._replace(environment=environment)
    elif verb == "config" and words[1:2] and words[1].startswith(("delete-", "unset")):
        yield changed(f"`kubectl config {words[1]}` would make this machine forget a cluster", LOOK_FIRST)
    elif verb == "get" and {"secret", "secrets"} & _named(words) and _shows_contents(call.texts):
        yield Danger("secrets", f"`kubectl get {words[1]}` would show secrets", "look at their names only")


def _deleted(call: Call, words: Sequence[str]) -> Danger:
    named = _named(words)
    every = bool({"--all", "-A", "--all-namespaces"} & call.options) and not named & _CLUSTER_REGROWS
    gone = every or bool(named & _CLUSTER_DESTROYS) or not all(map(known, words))
    what = plain(" ".join(words[1:3])) or "what the file describes"
    return (destroyed if gone else changed)(
        f"`kubectl delete` would delete {what}", "let the user run it, after `--dry-run=server`"
    )


def _named(words: Sequence[str]) -> set[str]:
    """The kinds of objects, as in `pod/web`, `pods.v1.apps` and `pv,pvc`."""
    kinds = (kind for word in words[1:] for kind in word.split(","))
    return {kind.partition("/")[0].partition(".")[0].lower() for kind in kinds}


def _shows_contents(texts: Sequence[str]) -> bool:
    formats = {
        text.removeprefix("--output").lstrip("-o= ") for text in texts if text.startswith(("-o", "--output"))
    }
    formats |= {texts[at + 1] for at, text in enumerate(texts[:-1]) if text in {"-o", "--output"}}
    return bool(formats - {"", "name", "wide"})


def _helm(call: Call) -> Iterator[Danger]:
    words = operands(call.texts)
    if words[:1] and words[0] in {"uninstall", "delete", "del", "un"}:
        yield destroyed(
            "`helm uninstall` would delete a release with what it made",
            "look at `helm get manifest` and let the user run it",
        )
    elif words[:1] == ["rollback"] or (words[:1] == ["upgrade"] and "--force" in call.options):
        yield changed(f"`helm {words[0]}` would replace what runs", LOOK_FIRST)


def _docker(call: Call) -> Iterator[Danger]:
    words = operands(call.texts)
    pair = words[:2]
    if pair in (["system", "prune"], ["volume", "prune"]) and (
        pair[0] == "volume" or call.options & {"-a", "--all", "--volumes"}
    ):
        yield changed(
            f"`docker {' '.join(pair)}` would delete what stopped containers keep, volumes with data among it",
            "remove by name what you made",
        )
    elif pair in (["volume", "rm"], ["volume", "remove"]):
        yield destroyed(
            f"`docker volume rm` would delete the data of {plain(' '.join(words[2:4]))}", "back it up first"
        )
    elif (
        "down" in words
        and ("compose" in words or call.program == "docker-compose")
        and call.options & {"-v", "--volumes"}
    ):
        yield destroyed(
            "`docker compose down -v` would delete the volumes, databases among them", "leave out -v"
        )
    elif "rm" in words and call.options & {"-f", "--force"} and not all(map(known, words)):
        yield changed("`docker rm -f` would stop and delete containers that nobody has named", LOOK_FIRST)
    elif words[:1] == ["run"] and _takes_the_machine(call):
        yield Danger(
            "permissions",
            f"`{call.program} run` would give the container the whole machine",
            "mount only the folder that it needs",
        )
    elif pair in (["swarm", "leave"], ["stack", "rm"], ["service", "rm"]):
        yield changed(f"`docker {' '.join(pair)}` would stop what runs", LOOK_FIRST)


def _takes_the_machine(call: Call) -> bool:
    mounts = [text.removeprefix("--volume=").removeprefix("-v") for text in call.texts]
    return any(text.startswith("/:") or "source=/," in text for text in mounts)


def _ansible(call: Call) -> Iterator[Danger]:
    line = call.line
    if call.program == "ansible" and any(
        sign in line
        for sign in ("rm -rf", "state=absent", "-m shell", "-m command", "-m raw", "shutdown", "reboot")
    ):
        yield changed(
            "`ansible` would run this on every host that matches", "use `--check`, and name one host"
        )


def _systemctl(call: Call) -> Iterator[Danger]:
    words = list(call.words)
    if call.program in {"shutdown", "reboot", "halt", "poweroff", "init"}:
        if call.program != "init" or words[:1] in (["0"], ["6"]):
            yield changed(f"`{call.program}` would stop this machine", "leave that to the user")._replace(
                environment=""
            )
    elif (
        words[:1] and words[0] in ({"stop", "restart", "kill"} if call.place == "remote" else set()) | _STOPS
    ):
        yield changed(
            f"`systemctl {words[0]}` would stop what runs on that machine", "leave that to the user"
        )


#: Verbs of systemctl; a service on this machine may be stopped and started again, one elsewhere may be in use.
_STOPS: Final = frozenset({"poweroff", "reboot", "halt", "mask", "isolate"})


def _kill(call: Call) -> Iterator[Danger]:
    everything = call.program == "kill" and "-1" in call.texts[1:]
    if everything or (call.program in {"pkill", "killall"} and call.options & {"-u", "--user", "--euid"}):
        yield changed(f"`{call.program}` would end every process of a user", "name the process")._replace(
            environment=""
        )


#: Program -> what its commands would do.
PROGRAMS: Final = {
    **cloud.PROGRAMS,
    **tools.PROGRAMS,
    **requests.PROGRAMS,
    **dict.fromkeys(("kubectl", "oc", "k"), _kubectl),
    **dict.fromkeys(("docker", "podman", "docker-compose"), _docker),
    **dict.fromkeys(("systemctl", "shutdown", "reboot", "halt", "poweroff", "init"), _systemctl),
    **dict.fromkeys(("kill", "pkill", "killall"), _kill),
    "helm": _helm,
    "ansible": _ansible,
}


def _namespace(texts: Sequence[str]) -> str:
    for at, text in enumerate(texts):
        if text in {"-n", "--namespace"} and at + 1 < len(texts):
            return texts[at + 1]
        if text.startswith(("--namespace=", "-n=")):
            return text.partition("=")[2]
        if text.startswith("-n") and len(text) > 2:
            return text[2:]
    return ""


def _context_of(texts: Sequence[str]) -> list[str]:
    return [
        texts[at + 1]
        if text in {"--context", "--cluster"} and at + 1 < len(texts)
        else text.partition("=")[2]
        for at, text in enumerate(texts)
        if text.startswith(("--context", "--cluster"))
    ]
