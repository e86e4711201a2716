"""Lock files, by their lines: what was resolved, from which host, with or without a digest of its content."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from answerable.core.facts import Fact
from answerable.core.manifests.saying import host_of

__all__ = ["lock_facts"]

#: For each kind: what opens a package, where it came from, and what is a digest of its content.
_OPENS: Final = {
    "package-lock": re.compile(r'^\s*"(?:node_modules/)?(?P<name>(?:[^"]*/node_modules/)?[^"\s]+)": \{$'),
    "yarn-lock": re.compile(r'^"?(?P<name>@?[^@"\s]+)@[^:]*:?.*:$'),
    "pnpm-lock": re.compile(r"^  '?/?(?P<name>@?[^@'\s(]+)[@/][\d][^:]*:$"),
    "poetry-lock": re.compile(r'^name = "(?P<name>[^"]+)"'),
    "uv-lock": re.compile(r'^name = "(?P<name>[^"]+)"'),
    "cargo-lock": re.compile(r'^name = "(?P<name>[^"]+)"'),
    "pipfile-lock": re.compile(r'^ {8}"(?P<name>[^"]+)": \{$'),
}
_FROM: Final = re.compile(
    r"""^\s*"?(?:resolved|source|tarball)"?\s*[:= ]\s*["']?(?P<url>(?:registry|sparse|git)?\+?[a-z+]+://[^"'\s]+)"""
    r"""|^source = \{ ?registry = "(?P<registry>[^"]+)"|tarball: (?P<tarball>https?://[^,}\s]+)|^\s*(?:remote: )(?P<remote>\S+)"""
)
_HASHED: Final = re.compile(
    r"""^\s*"?(?:integrity|checksum|hashes)"?\s*[:= ]|integrity: sha|hash = "sha|"sha(?:256|512|1)[:-]|hash:sha"""
)
#: What these say of themselves, not of a package.
_NO_PACKAGES: Final = frozenset({"packages", "dependencies", "devDependencies", "requires", "engines", "bin", "funding", "default", "develop", "_meta", "peerDependencies", "optionalDependencies", "peerDependenciesMeta"})  # fmt: skip


def lock_facts(kind: str, text: str) -> Iterator[Fact]:
    """A fact `locked` and a fact `resolved` for each package of a lock file; of several with a name, the weakest."""
    opens = _OPENS.get(kind)
    if opens is None:
        yield from _remotes(text) if kind == "gemfile-lock" else ()
        return
    known: dict[str, list[_Package]] = {}
    for package in _packages(opens, text):
        known.setdefault(package.name, []).append(package)
    for name, packages in known.items():
        weakest = min(packages, key=lambda package: package.is_hashed)
        place = ("", "", weakest.line, weakest.end_line)
        yield Fact("locked", name, "hashed" if weakest.is_hashed else "unhashed", *place)
        hosts = sorted({host_of(package.location) for package in packages if package.location})
        if hosts:
            yield Fact("resolved", name, " ".join(hosts), *place)


class _Package(NamedTuple):
    name: str
    line: int
    end_line: int
    location: str
    is_hashed: bool


def _packages(opens: re.Pattern[str], text: str) -> Iterator[_Package]:
    """The packages in their order; what stands before the first belongs to none."""
    package = _Package("", 0, 0, "", False)
    number = 0
    for number, line in enumerate(text.split("\n")):
        found = opens.match(line)
        if found is not None and found["name"] not in _NO_PACKAGES:
            yield from [package._replace(end_line=number)] if package.name else ()
            package = _Package(found["name"].rsplit("node_modules/", 1)[-1], number, 0, "", False)
            continue
        if not package.location and (source := _FROM.search(line)) is not None:
            package = package._replace(location=next(filter(None, source.groups()), ""))
        if not package.is_hashed and _HASHED.search(line) is not None:
            package = package._replace(is_hashed=True)
    yield from [package._replace(end_line=number + 1)] if package.name else ()


def _remotes(text: str) -> Iterator[Fact]:
    """Where a Gemfile.lock says that gems come from."""
    for number, line in enumerate(text.split("\n")):
        if line.startswith("  remote: http"):
            url = line.split(": ", 1)[1].strip()
            yield Fact("registry", "remote", url, "", "", number, number + 1)
