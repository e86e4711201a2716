"""Commands that publish packages and images."""

from collections.abc import Iterator
from typing import Final

from answerable.core.guarding.danger import Danger
from answerable.core.guarding.values import Call

__all__ = ["of_publishing"]

_PUBLISHERS: Final = {
    "npm": ("publish", "unpublish", "deprecate"),
    "pnpm": ("publish",),
    "yarn": ("publish", "npm publish"),
    "bun": ("publish",),
    "lerna": ("publish",),
    "changeset": ("publish",),
    "twine": ("upload",),
    "poetry": ("publish",),
    "uv": ("publish",),
    "flit": ("publish",),
    "hatch": ("publish",),
    "pdm": ("publish",),
    "cargo": ("publish", "yank"),
    "gem": ("push", "yank"),
    "docker": ("push", "image push", "manifest push"),
    "podman": ("push",),
    "mvn": ("deploy", "release:perform"),
    "gradle": ("publish",),
    "gradlew": ("publish",),
    "dotnet": ("nuget push",),
    "nuget": ("push",),
    "helm": ("push",),
    "vsce": ("publish",),
    "ovsx": ("publish",),
    "mix": ("hex.publish",),
    "pod": ("trunk push",),
    "dart": ("pub publish",),
    "flutter": ("pub publish",),
    "conda": ("upload",),
    "anaconda": ("upload",),
    "luarocks": ("upload",),
    "jsr": ("publish",),
    "deno": ("publish",),
    "semantic-release": ("",),
    "goreleaser": ("release",),
    "fastlane": ("release", "deliver", "upload_to_app_store"),
    "charmcraft": ("upload",),
    "snapcraft": ("upload", "push"),
}


_ONLY_TRIES: Final = frozenset({"--dry-run", "-n", "--help", "-h", "--snapshot", "--skip-publish", "--list"})


def of_publishing(call: Call) -> Iterator[Danger]:
    """The dangers of one command, whatever program it is."""
    verbs = _PUBLISHERS.get(call.program)
    if call.program == "docker" and "--push" in call.texts and "build" in call.words:
        yield Danger(
            "publish", "`docker build --push` would publish an image", "build it, and let the user push"
        )
    if verbs is None or call.options & _ONLY_TRIES:
        return
    words = " ".join(call.words) + " "
    if call.program in {"gradle", "gradlew"}:
        if not any(word.startswith("publish") and "MavenLocal" not in word for word in call.words):
            return
    elif not any(words.startswith(verb + " ") or not verb for verb in verbs) and not (
        call.program == "mvn" and {"deploy", "release:perform"} & set(call.words)
    ):
        return
    # An image goes to the registry that its name begins with.
    places = call.words[-1:] if call.program in {"docker", "podman"} else call.texts
    if any(name in place for place in places for name in ("localhost", "127.0.0.1", "verdaccio", "testpypi")):
        return
    verb = next((one for one in verbs if words.startswith(one + " ")), verbs[0])
    yield Danger(
        "publish",
        f"`{f'{call.program} {verb}'.strip()}` would publish to the world, which cannot be taken back",
        "try `--dry-run` and let the user publish",
    )
