"""The facts of a manifest or lock file, and those of the commands that install something."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from answerable.core.facts import Fact
from answerable.core.manifests import node, others, python
from answerable.core.manifests.kinds import ecosystem_of, kind_of
from answerable.core.manifests.locks import lock_facts
from answerable.core.manifests.popular import near_miss
from answerable.core.manifests.saying import dependency, foreign, registry, source_of

__all__ = ["installed", "manifest_facts"]

_READERS: Final[dict[str, Callable[[str], Iterator[Fact]]]] = {
    "requirements": python.requirements_facts,
    "pyproject": python.pyproject_facts,
    "pipfile": python.pipfile_facts,
    "setup-cfg": python.setup_cfg_facts,
    "setup": python.setup_facts,
    "package": node.package_facts,
    "npmrc": node.npmrc_facts,
    "go-mod": others.go_mod_facts,
    "cargo": others.cargo_facts,
    "build-rs": others.build_rs_facts,
    "gemfile": others.gem_facts,
    "gemspec": others.gem_facts,
    "extconf": others.extconf_facts,
    "pom": others.pom_facts,
    "gradle": others.gradle_facts,
    "catalog": others.catalog_facts,
}
_INSTALL: Final = re.compile(
    r"^(?:sudo )?(?:(?:python[\d.]*|py) -m )?(?P<tool>pip[\d.]*|uv pip|uv|pipx|poetry|npm|yarn|pnpm|gem|cargo|go)\s+(?:global\s+)?(?P<verb>install|add|i|get)\b(?P<rest>.*)$"
)
_SETTING: Final = re.compile(
    r"^(?:npm|yarn|pnpm|pip|pip3|poetry|bundle|gem|go) (?:config|env|source\w*) (?P<rest>.*(?:registry|index-url|strict-ssl|mirror|GOPROXY|GONOSUM\w*|GOFLAGS|GOINSECURE|--add)\S*)[ =]+(?P<value>\S+)"
)
_OPTIONS: Final = re.compile(
    r"(?:^|\s)(?P<name>-i|--index-url|--extra-index-url|--trusted-host|--registry|--source|--find-links|-f)[ =](?P<value>\S+)"
)
_PAIRED: Final = re.compile(
    r"\s(?:-r|-c|--requirement|--constraint|--target|-t|--prefix|--root|--python|--version|-v|-i|-f|--index-url|--extra-index-url|--trusted-host|--registry|--source|--find-links|--git|--path|--tag|--rev|--branch|--features)[ =]\S+"
)
_WANTED: Final = re.compile(
    r"^(?P<name>@?[A-Za-z][\w./-]*)(?:\[[^\]]*\])?(?P<spec>(?:[=<>~!]=?=?|@)[\w.*^~<>=,-]+)?$"
)


_TOOLS: Final = {
    "pip": "py", "uv pip": "py", "uv": "py", "pipx": "py", "poetry": "py", "npm": "js", "yarn": "js", "pnpm": "js", "gem": "rb",
    "cargo": "rs", "go": "go",
}  # fmt: skip


def manifest_facts(path: str, text: str) -> Iterator[Fact]:
    """The facts of a manifest or lock file; none of any other."""
    kind = kind_of(path)
    if not kind:
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = _READERS.get(kind)
    for fact in reader(text) if reader is not None else lock_facts(kind, text):
        yield fact
        yield from _lookalike(fact, ecosystem_of(kind))


def installed(facts: Iterable[Fact]) -> Iterator[Fact]:
    """What the commands among `facts` install, and from where."""
    for fact in facts:
        if fact.kind == "command":
            setting = _SETTING.match(fact.value)
            install = _INSTALL.match(fact.value)
            if setting is not None:
                yield _at(registry(setting["rest"].split()[-1], setting["value"], 0), fact)
            for wanted in _wanted(install, fact) if install is not None else ():
                yield wanted
                yield from _lookalike(wanted, _TOOLS.get(wanted.owner.rstrip("0123456789."), ""))
            if fact.value == "npm ci" or fact.value.startswith("npm ci "):
                yield Fact("frozen", "npm", "ci", "", fact.scope, fact.line, fact.end_line)
        elif fact.kind == "pin" and fact.owner == "image":
            yield from _lookalike(fact, "image")
        elif fact.kind == "assign" and re.match(
            r"^(?:PIP_(?:EXTRA_)?INDEX_URL|PIP_TRUSTED_HOST|UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)?|NPM_CONFIG_REGISTRY|npm_config_registry|GOPROXY|GONOSUMDB|GONOSUMCHECK|GOINSECURE|GOFLAGS|BUNDLE_MIRROR\w*)$",
            fact.key,
        ):
            yield _at(registry(fact.key, fact.value, 0), fact)


def _lookalike(fact: Fact, code: str) -> Iterator[Fact]:
    """A fact for a package whose name is that of a popular one but for a slip, which is the value."""
    popular = near_miss(fact.key, code) if fact.kind in {"dependency", "pin"} else ""
    if popular:
        yield fact._replace(kind="lookalike", value=popular)


def _wanted(install: re.Match[str], fact: Fact) -> Iterator[Fact]:
    rest = install["rest"]
    tool = install["tool"]
    for option in _OPTIONS.finditer(rest):
        name = {"-i": "--index-url", "-f": "--find-links"}.get(option["name"], option["name"])
        yield _at(registry(name, option["value"], 0), fact)
    if re.search(r"--(?:require-hashes|frozen-lockfile|immutable|locked)\b", rest):
        yield Fact("frozen", tool, "locked", "", fact.scope, fact.line, fact.end_line)
    for word in _PAIRED.sub(" ", f" {rest}").split():
        if word.startswith(("-", "$")) or "$" in word:
            continue
        kind = source_of(word)
        if kind in {"git", "url"}:
            name = (
                re.split(r"[@#?]", word.split("+")[-1])[0].rstrip("/").rsplit("/", 1)[-1].removesuffix(".git")
            )
            yield _at(foreign(name, word, kind, 0), fact)
            continue
        found = _WANTED.match(word)
        if found is not None and not kind:
            yield _at(dependency(found["name"], (found["spec"] or "").lstrip("@"), tool, 0), fact)


def _at(said: Fact, fact: Fact) -> Fact:
    return said._replace(scope=fact.scope, line=fact.line, end_line=fact.end_line)
