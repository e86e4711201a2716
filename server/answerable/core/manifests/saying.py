"""How a manifest's sayings become facts: every reader of one uses these.

| kind | key | value | owner |
|---|---|---|---|
| `dependency` | the package | the version that is asked for | the group: empty for what ships, `dev`, `build` … |
| `foreign` | the package | where it comes from instead, without the revision | `git`, `url` or `path` |
| `registry` | the setting | where packages come from | |
| `locked` | the package | `hashed` or `unhashed` | |
| `resolved` | the package | the host that it was found at | |
| `installer` | the hook | what runs when it is installed or built | |
"""

import re
from typing import Final

from answerable.core.facts import Fact

__all__ = ["dependency", "foreign", "host_of", "installer", "locked", "registry", "source_of"]

_REMOTE: Final = re.compile(
    r"(?i)^(?:git\+|hg\+|svn\+|bzr\+)|^git[@:]|\.git(?:[@#?].*)?$|^(?:github|gitlab|bitbucket|gist):|^ssh://"
)
_URL: Final = re.compile(r"(?i)^(?:https?|ftp):")
_PATH: Final = re.compile(r"(?i)^(?:file:|link:|portal:|\.{1,2}/|/|~/)|^\.{1,2}$")
_SHORT: Final = re.compile(r"^[\w.-]+/[\w.-]+(?:#.*)?$")


def dependency(name: str, spec: str, group: str, line: int, end_line: int = 0) -> Fact:
    """A package with the version that is asked for."""
    return Fact("dependency", name, spec.strip(), group, "", line, end_line or line + 1)


def foreign(name: str, location: str, kind: str, line: int, end_line: int = 0) -> Fact:
    """A package that comes from somewhere else than a registry."""
    return Fact(
        "foreign", name, re.sub(r"[@#?][^@#?/]*$", "", location.strip()), kind, "", line, end_line or line + 1
    )


def registry(name: str, location: str, line: int) -> Fact:
    """Where packages come from."""
    return Fact("registry", name, location.strip(), "", "", line, line + 1)


def locked(name: str, line: int, *, is_hashed: bool) -> Fact:
    """A package that was resolved, with or without the digest of its content."""
    return Fact("locked", name, "hashed" if is_hashed else "unhashed", "", "", line, line + 1)


def installer(name: str, what: str, line: int) -> Fact:
    """Code that runs when the package is installed or built."""
    return Fact("installer", name, what, "", "", line, line + 1)


def host_of(location: str) -> str:
    """The host of a URL, without user and port; the whole text where there is none."""
    found = re.match(r"(?i)^(?:[\w+.-]+://)(?:[^/@]*@)?([^/:]+)", location)
    return found[1].lower() if found else location


def source_of(spec: str, *, short: bool = False) -> str:
    """`git`, `url` or `path` for a specifier that is no version, otherwise empty. `short` allows npm's `owner/name`."""
    if _REMOTE.search(spec) or (short and _SHORT.match(spec)):
        return "git"
    if _URL.match(spec):
        return "url"
    return "path" if _PATH.match(spec) else ""
