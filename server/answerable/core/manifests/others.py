"""The manifests of Go, Rust, Ruby and the JVM."""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.facts import Fact
from answerable.core.manifests.saying import dependency, foreign, installer, registry
from answerable.core.manifests.toml_lines import Entry, entries, inline, strings

__all__ = [
    "build_rs_facts",
    "cargo_facts",
    "catalog_facts",
    "extconf_facts",
    "gem_facts",
    "go_mod_facts",
    "gradle_facts",
    "pom_facts",
]

_CARGO: Final = re.compile(
    r"^(?:workspace\.|target\..+\.)?(?P<group>(?:dev-|build-)?dependencies)(?:\.(?P<name>[\w-]+))?$"
)
_GEM: Final = re.compile(
    r"^\s*(?:gem|(?:\w+\.)?add_(?P<kind>runtime_|development_)?dependency)[\s(]+[\"'](?P<name>[\w.-]+)[\"'](?P<rest>.*)$"
)
_TEXTS: Final = re.compile(r"[\"']([^\"']*)[\"']")
_KEYED: Final = re.compile(
    r":?(?P<key>git|github|gitlab|bitbucket|path|source|gist)\b\s*(?:=>|:)\s*[\"'](?P<value>[^\"']+)[\"']"
)
_DEPENDENCY: Final = re.compile(
    r"<(?P<kind>dependency|plugin|parent|extension)>(?P<body>.*?)</(?P=kind)>", re.DOTALL
)
_GRADLE: Final = re.compile(
    r"^\s*(?P<group>\w*(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|[aA]nnotationProcessor|classpath|compile|kapt|ksp))\s*"
    r"[( ]\s*(?:\w+\s*\(\s*)?[\"'](?P<name>[\w.-]+:[\w.-]+)(?::(?P<spec>[^\"':@]+))?"
)


def go_mod_facts(text: str) -> Iterator[Fact]:
    """The facts of a go.mod."""
    block = ""
    for number, line in enumerate(text.split("\n")):
        words = line.split("//")[0].split()
        if not words:
            continue
        if block:
            if words[0] == ")":
                block = ""
                continue
            verb, rest = block, words
        else:
            verb, rest = words[0], words[1:]
            if rest[:1] == ["("]:
                block = verb
                continue
        if verb == "require" and len(rest) >= 2:
            yield dependency(rest[0], rest[1], "indirect" if "// indirect" in line else "", number)
        elif verb == "replace" and "=>" in rest:
            name, target = rest[0], rest[rest.index("=>") + 1 :]
            if target:
                kind = "path" if target[0].startswith((".", "/")) else "git"
                yield foreign(name, target[0], kind, number)
        elif verb in {"module", "toolchain"} and rest:
            yield Fact(verb, rest[0], "", "", "", number, number + 1)


def cargo_facts(text: str) -> Iterator[Fact]:
    """The facts of a Cargo.toml."""
    for entry in entries(text):
        table = _CARGO.match(entry.table)
        if table is not None:
            group = table["group"].removesuffix("dependencies").rstrip("-")
            yield from _tabled_crate(entry, table["name"], group) if table["name"] else _crate(entry, group)
        elif entry.table == "package" and entry.key == "build" and entry.value.strip() != "false":
            yield installer("build", entry.value, entry.line)
        elif entry.table == "patch.crates-io" and entry.key:
            yield from _located(entry.key, inline(entry.value), entry)
        elif entry.table.startswith(("source.", "registries.")) and entry.key in {
            "replace-with",
            "registry",
            "index",
            "local-registry",
            "directory",
        }:
            for url, line in strings(entry.value, entry.line):
                yield registry(f"{entry.table}.{entry.key}", url, line)


def _crate(entry: Entry, group: str) -> Iterator[Fact]:
    name = entry.key.partition(".")[0]
    if entry.key.endswith(".workspace") or not name:
        return
    said = inline(entry.value) if "{" in entry.value else {"version": entry.value.strip().strip("\"'")}
    yield from _located(name, said, entry)
    if "version" in said:
        yield dependency(name, said["version"], group, entry.line, entry.end_line)


def _tabled_crate(entry: Entry, name: str, group: str) -> Iterator[Fact]:
    """A key of `[dependencies.NAME]`."""
    value = entry.value.strip().strip("\"'")
    if entry.key == "version":
        yield dependency(name, value, group, entry.line)
    elif entry.key in {"git", "path"}:
        yield foreign(name, value, entry.key, entry.line)


def _located(name: str, said: dict[str, str], entry: Entry) -> Iterator[Fact]:
    for kind in ("git", "path"):
        if kind in said:
            yield foreign(name, said[kind], kind, entry.line, entry.end_line)
    if "registry" in said:
        yield registry(f"{name}.registry", said["registry"], entry.line)


def build_rs_facts(text: str) -> Iterator[Fact]:
    """That there is a build script."""
    if text.strip():
        yield installer("build.rs", "", 0)


def extconf_facts(text: str) -> Iterator[Fact]:
    """That a native extension is built when the gem is installed."""
    if text.strip():
        yield installer("extconf.rb", "", 0)


def gem_facts(text: str) -> Iterator[Fact]:
    """The facts of a Gemfile or a gemspec."""
    for number, line in enumerate(text.split("\n")):
        found = _GEM.match(line)
        source = re.match(r"^\s*source[\s(]+[\"']([^\"']+)[\"']", line)
        if found is not None:
            yield from _gem(found, number)
        elif source is not None:
            yield registry("source", source[1], number)
        elif re.match(r"^\s*\w+\.extensions\s*(?:<<|=|\+=)", line):
            yield installer("extensions", line.strip(), number)


def _gem(found: re.Match[str], line: int) -> Iterator[Fact]:
    name, rest = found["name"], found["rest"].split("#")[0]
    keyed = _KEYED.search(rest)
    versions = _TEXTS.findall(re.split(r"\w+:\s|:\w+\s*=>", rest)[0])
    if keyed is not None and keyed["key"] == "source":
        yield registry(f"{name}.source", keyed["value"], line)
    elif keyed is not None:
        kind = "path" if keyed["key"] == "path" else "git"
        yield foreign(name, keyed["value"], kind, line)
        return
    yield dependency(name, ",".join(versions), "dev" if found["kind"] == "development_" else "", line)


def pom_facts(text: str) -> Iterator[Fact]:
    """The facts of a pom.xml."""
    text = re.sub(r"<!--.*?-->", lambda match: "\n" * match.group().count("\n"), text, flags=re.DOTALL)
    for match in _DEPENDENCY.finditer(text):
        body = re.sub(
            r"<(exclusions|configuration|executions|dependencies)>.*?</\1>",
            "",
            match["body"],
            flags=re.DOTALL,
        )
        name = f"{_tag(body, 'groupId') or 'org.apache.maven.plugins'}:{_tag(body, 'artifactId')}"
        place = match.start() + max(0, match.group().find("<version>"))
        line = text.count("\n", 0, place)
        first = text.count("\n", 0, match.start())
        if _tag(body, "systemPath"):
            yield foreign(name, _tag(body, "systemPath"), "path", first, line + 1)
        group = "" if match["kind"] == "dependency" else match["kind"]
        yield dependency(name, _tag(body, "version"), group, min(first, line), line + 1)
        if name.endswith(
            (":exec-maven-plugin", ":maven-antrun-plugin", ":groovy-maven-plugin", ":gmavenplus-plugin")
        ):
            yield installer(name.partition(":")[2], "", first)
    for match in re.finditer(
        r"<(?:pluginR|r)epository>.*?<url>\s*([^<\s]+)\s*</url>.*?</(?:pluginR|r)epository>", text, re.DOTALL
    ):
        yield registry("repository", match[1], text.count("\n", 0, match.start(1)))


def _tag(body: str, name: str) -> str:
    found = re.search(rf"<{name}>\s*([^<]*?)\s*</{name}>", body)
    return found[1] if found else ""


def gradle_facts(text: str) -> Iterator[Fact]:
    """The facts of a Gradle build, in Groovy or Kotlin."""
    for number, line in enumerate(text.split("\n")):
        said = line.split("//")[0] if "://" not in line else line
        found = _GRADLE.match(said)
        plugin = re.match(
            r"^\s*id\s*[( ]\s*[\"']([\w.-]+)[\"']\s*\)?\s*version\s*[( ]?\s*[\"']([^\"']+)[\"']", said
        )
        applied = re.match(r"^\s*apply\s*\(?\s*from\s*[:=]\s*[\"'](https?:[^\"']+)", said)
        url = re.match(
            r"^\s*(?:maven\s*[({]\s*)?(?:url|setUrl)\s*(?:=|\(|\s)\s*(?:uri\()?[\"']([^\"']+)[\"']", said
        ) or re.match(r"^\s*maven\s*\(\s*[\"']([^\"']+)[\"']", said)
        local = re.match(
            r"^\s*\w*(?:[iI]mplementation|[aA]pi|classpath|compile|runtimeOnly)\s*\(?\s*(?:files|fileTree)\b(.*)",
            said,
        )
        if found is not None:
            yield dependency(found["name"], found["spec"] or "", found["group"], number)
        elif plugin is not None:
            yield dependency(plugin[1], plugin[2], "plugin", number)
        elif applied is not None:
            yield installer("apply from", applied[1], number)
        elif local is not None:
            yield foreign("files", local[1].strip("( )"), "path", number)
        elif url is not None:
            yield registry("maven", url[1], number)


def catalog_facts(text: str) -> Iterator[Fact]:
    """The facts of a Gradle version catalog."""
    for entry in entries(text):
        if entry.table == "versions" and entry.key:
            yield dependency(entry.key, entry.value.strip().strip("\"'"), "version", entry.line)
        elif entry.table in {"libraries", "plugins"} and "{" in entry.value:
            said = inline(entry.value)
            name = said.get("module") or said.get("id") or f"{said.get('group', '')}:{said.get('name', '')}"
            yield dependency(name, said.get("version", ""), entry.table, entry.line, entry.end_line)
        elif entry.table == "libraries":
            group, _, rest = entry.value.strip().strip("\"'").partition(":")
            name, _, spec = rest.partition(":")
            yield dependency(f"{group}:{name}", spec, "", entry.line)
