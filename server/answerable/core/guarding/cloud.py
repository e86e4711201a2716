"""Tools for clouds: what they would destroy, and what they would change unseen."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from answerable.core.guarding.danger import Danger
from answerable.core.guarding.values import Call, listed

__all__ = ["LOOK_FIRST", "PROGRAMS", "changed", "destroyed", "operands"]

_TERRAFORM: Final = frozenset({"terraform", "tofu", "terragrunt"})


_AWS_DESTROYS: Final = (
    "delete",
    "terminate",
    "purge",
    "destroy",
    "remove",
    "deregister",
    "release-address",
    "rb",
    "empty",
    "schedule-key-deletion",
    "batch-delete",
)


_AWS_CHANGES: Final = (
    "stop-",
    "reboot-",
    "disable-",
    "detach-",
    "disassociate-",
    "cancel-",
    "revoke-",
    "reset-",
    "update-stack",
    "modify-",
    "restore-",
    "untag-",
    "change-resource-record-sets",
)


LOOK_FIRST: Final = "look at the plan and let the user run it"


def _terraform(call: Call) -> Iterator[Danger]:
    words = [word for word in call.words if word not in {"run-all", "run", "--"}]
    verb = words[0] if words else ""
    name = call.program
    preset = [
        word
        for setting, value in call.settings
        if setting.startswith("TF_CLI_ARGS")
        for word in value.split()
    ]
    texts = [text.lstrip("-") for text in (*call.texts, *preset)]
    automatic = (
        any(text.startswith("auto-approve") and not text.endswith("=false") for text in texts)
        or "--terragrunt-non-interactive" in call.texts
    )
    if verb == "destroy" or (verb == "apply" and "destroy" in texts):
        yield destroyed(
            f"`{name} destroy` would destroy everything that this configuration made",
            f"look at `{name} plan -destroy` and let the user run it",
        )
    elif verb == "apply" and any(text.startswith("replace") for text in texts):
        yield destroyed(
            f"`{name} apply -replace` would destroy a resource and make it anew", "let the user run it"
        )
    elif verb == "apply" and automatic:
        yield changed(
            f"`{name} apply -auto-approve` would change infrastructure and nobody sees the plan",
            f"run `{name} plan` and let the user apply it",
        )
    elif verb in {"taint", "force-unlock"} or (verb == "workspace" and "delete" in words):
        yield changed(f"`{name} {verb}` would make the next apply destroy or lose something", LOOK_FIRST)
    elif verb == "state" and words[1:2] and words[1] in {"rm", "mv", "push", "replace-provider"}:
        yield destroyed(
            f"`{name} state {words[1]}` would make {name} forget what exists",
            "back the state up with `state pull` first",
        )


def _aws(call: Call) -> Iterator[Danger]:
    words = operands(call.texts)
    service, verb = [*words, "", ""][:2]
    if service == "s3":
        if verb == "rb" or (verb == "rm" and "--recursive" in call.options):
            yield destroyed(
                f"`aws s3 {verb}` would delete a bucket or all objects below a prefix",
                "list them first, and let the user delete them",
            )
        elif verb == "rm" or (verb in {"sync", "mv"} and "--delete" in call.options):
            yield changed(f"`aws s3 {verb}` would delete objects", "look at `--dryrun` first")
    elif (
        service in {"secretsmanager", "ssm"}
        and verb.startswith(("get-secret", "get-param"))
        and (service == "secretsmanager" or "--with-decryption" in call.options)
    ):
        yield Danger(
            "secrets", f"`aws {service} {verb}` would show a secret", "let the program read it itself"
        )
    elif verb.startswith(_AWS_DESTROYS):
        light = verb in {
            "delete-message",
            "delete-tags",
            "delete-log-stream",
            "remove-tags",
            "delete-metric-filter",
        }
        yield (changed if light else destroyed)(
            f"`aws {service} {verb}` would remove it with what it holds", "let the user run it"
        )
    elif verb.startswith(_AWS_CHANGES) or _stops_all(call.texts):
        yield changed(f"`aws {service} {verb}` would change what runs", LOOK_FIRST)


def _stops_all(texts: Sequence[str]) -> bool:
    """Whether a number of things that run is set to none."""
    pairs = {*pairwise(texts), *(tuple(text.split("=", 1)) for text in texts)}
    return bool({("--desired-count", "0"), ("--max-size", "0"), ("--desired-capacity", "0")} & pairs)


def _gcloud(call: Call) -> Iterator[Danger]:
    words = operands(call.texts)
    if call.program == "gsutil" or words[:1] == ["storage"]:
        if {"rb", "rm"} & set(words) or ("rsync" in words and "-d" in call.options):
            every = "rb" in words or bool(call.options & {"-r", "-R", "--recursive"})
            yield (destroyed if every else changed)(
                f"`{call.program} rm` would delete stored objects",
                "list them first, and let the user delete them",
            )
        return
    verb = next((word for word in words if word in _GCLOUD_VERBS or word.startswith("delete-")), "")
    if verb in {"stop", "reset", "remove-iam-policy-binding"}:
        yield changed(f"`gcloud … {verb}` would change what runs", LOOK_FIRST)
    elif verb in {"delete", "destroy", "purge"} or verb.startswith("delete-"):
        yield destroyed(
            f"`gcloud {' '.join(words[:3])}` would delete it with what it holds", "let the user run it"
        )
    elif "print-access-token" in words or ("secrets" in words and "access" in words):
        yield Danger("secrets", "this would show a credential", "let the program read it itself")


_GCLOUD_VERBS: Final = listed(
    "delete destroy purge remove-iam-policy-binding reset stop undelete describe list get create "
    "update get-iam-policy deploy ssh scp read tail print-access-token access add set export "
    "import connect"
)


def _az(call: Call) -> Iterator[Danger]:
    words = operands(call.texts)
    if {"delete", "purge", "delete-batch", "destroy"} & set(words):
        yield destroyed(
            f"`az {' '.join(words[:3])}` would delete it with what it holds", "let the user run it"
        )
    elif {"stop", "deallocate", "restart"} & set(words[1:]):
        yield changed(f"`az {' '.join(words[:2])}` would stop what runs", LOOK_FIRST)
    elif words[:2] == ["keyvault", "secret"] and "show" in words:
        yield Danger(
            "secrets", "`az keyvault secret show` would show a secret", "let the program read it itself"
        )


def _cdk(call: Call) -> Iterator[Danger]:
    verb = call.words[0] if call.words else ""
    if verb == "destroy":
        yield destroyed(
            "`cdk destroy` would destroy the stack with its data",
            "look at `cdk diff` and let the user run it",
        )
    elif verb == "deploy" and "--require-approval=never" in " ".join(call.texts).replace(" never", "=never"):
        yield changed(
            "`cdk deploy --require-approval never` would change permissions and nobody sees it",
            "run `cdk diff` and let the user deploy",
        )


def _pulumi(call: Call) -> Iterator[Danger]:
    words = list(call.words)
    if words[:1] in (["destroy"], ["down"]) or words[:2] in (["stack", "rm"], ["state", "delete"]):
        yield destroyed(
            f"`pulumi {' '.join(words[:2])}` would destroy resources or forget them",
            "look at `pulumi preview` and let the user run it",
        )
    elif words[:1] in (["up"], ["update"]) and call.options & {"-y", "--yes", "-f", "--skip-preview"}:
        yield changed(
            "`pulumi up --yes` would change infrastructure and nobody sees the preview",
            "run `pulumi preview`",
        )


def operands(texts: Sequence[str]) -> list[str]:
    """The words that are no options and no values of options, as far as the spelling tells them apart."""
    found = []
    previous = ""
    for text in texts:
        valued = previous.startswith("-") and "=" not in previous and previous not in _PLAIN_OPTIONS
        if not text.startswith("-") and not valued:
            found.append(text)
        previous = text
    return found


_PLAIN_OPTIONS: Final = listed(
    "--all -A --all-namespaces --force -f --recursive --quiet -q --yes -y --wait --now --debug "
    "--verbose -v --purge --delete -r -R -a --volumes --no-prompt --interactive -i -d -m "
    "--auto-approve --no-wait --only-show-errors --ignore-not-found --cascade --rm -it -t"
)


def destroyed(loss: str, instead: str) -> Danger:
    """A danger to something that holds data."""
    return Danger("destroy", loss, instead)


def changed(loss: str, instead: str) -> Danger:
    """A danger to something that runs."""
    return Danger("infrastructure", loss, instead)


def _nuke(call: Call) -> Iterator[Danger]:
    if "--no-dry-run" in call.options:
        yield destroyed("`aws-nuke` would delete everything in the account", "let the user run it")


#: Program -> what its commands would do.
PROGRAMS: Final = {
    **dict.fromkeys(("terraform", "tofu", "terragrunt"), _terraform),
    **dict.fromkeys(("gcloud", "gsutil"), _gcloud),
    **dict.fromkeys(("cdk", "cdktf"), _cdk),
    "aws": _aws,
    "aws-nuke": _nuke,
    "az": _az,
    "pulumi": _pulumi,
}
