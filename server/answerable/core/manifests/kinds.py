"""Which files are manifests and lock files, and whose: by their names alone."""

import re
from typing import Final

__all__ = ["LOCKS", "ecosystem_of", "is_manifest", "kind_of"]

#: The kind of a file by its name.
_NAMES: Final = {
    "pyproject.toml": "pyproject", "Pipfile": "pipfile", "setup.py": "setup", "setup.cfg": "setup-cfg",
    "environment.yml": "conda", "environment.yaml": "conda", "pip.conf": "pip-conf",
    "poetry.lock": "poetry-lock", "uv.lock": "uv-lock", "pdm.lock": "poetry-lock", "Pipfile.lock": "pipfile-lock",
    "package.json": "package", "package-lock.json": "package-lock", "npm-shrinkwrap.json": "package-lock",
    "yarn.lock": "yarn-lock", "pnpm-lock.yaml": "pnpm-lock", ".npmrc": "npmrc", ".yarnrc": "npmrc", ".yarnrc.yml": "npmrc",
    "go.mod": "go-mod", "go.sum": "go-sum",
    "Cargo.toml": "cargo", "Cargo.lock": "cargo-lock", "build.rs": "build-rs",
    "Gemfile": "gemfile", "gems.rb": "gemfile", "Gemfile.lock": "gemfile-lock", "extconf.rb": "extconf",
    "pom.xml": "pom", "build.gradle": "gradle", "build.gradle.kts": "gradle", "settings.gradle": "gradle",
    "settings.gradle.kts": "gradle", "libs.versions.toml": "catalog",
}  # fmt: skip
_REQUIREMENTS: Final = re.compile(
    r"(?:^|/)(?:requirements|constraints)(?:/[\w.-]+|[\w.-]*)\.(?:txt|in)$|(?:^|/)[\w.-]*requirements\.(?:txt|in)$"
)
#: The short code of the language that a kind of file belongs to.
_ECOSYSTEMS: Final = {
    "requirements": "py", "pyproject": "py", "pipfile": "py", "setup": "py", "setup-cfg": "py", "conda": "py", "pip-conf": "py",
    "poetry-lock": "py", "uv-lock": "py", "pipfile-lock": "py",
    "package": "js", "package-lock": "js", "yarn-lock": "js", "pnpm-lock": "js", "npmrc": "js",
    "go-mod": "go", "go-sum": "go",
    "cargo": "rs", "cargo-lock": "rs", "build-rs": "rs",
    "gemfile": "rb", "gemspec": "rb", "gemfile-lock": "rb", "extconf": "rb",
    "pom": "ja", "gradle": "ja", "catalog": "ja",
}  # fmt: skip
#: The kinds that say what exactly was resolved.
LOCKS: Final = frozenset(
    {"poetry-lock", "uv-lock", "pipfile-lock", "package-lock", "yarn-lock", "pnpm-lock", "go-sum", "cargo-lock", "gemfile-lock"}
)  # fmt: skip


def kind_of(path: str) -> str:
    """The kind of a manifest or lock file; empty for any other file."""
    name = path.rsplit("/", 1)[-1]
    found = _NAMES.get(name, "")
    if not found and name.endswith(".gemspec"):
        return "gemspec"
    if not found and name.endswith((".txt", ".in")) and _REQUIREMENTS.search(path):
        return "requirements"
    return found


def is_manifest(path: str) -> bool:
    """Whether a file says what a project depends on."""
    return bool(kind_of(path))


def ecosystem_of(kind: str) -> str:
    """The short code of the language that a kind of file belongs to."""
    return _ECOSYSTEMS[kind]
