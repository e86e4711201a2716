"""What a source file imports from elsewhere, by its lines: enough to ask whether anybody knows it."""

import re
import sys
from collections.abc import Iterator
from typing import Final, NamedTuple

from answerable.core.file_pair import FilePair

__all__ = ["SUFFIXES", "Asked", "Imported", "asked", "imports_of", "is_fetched", "is_standard"]


#: The endings of the files that may import from each other.
SUFFIXES: Final = {
    "py": (".py", ".pyi"), "js": (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".vue", ".svelte"),
    "go": (".go",), "rs": (".rs",), "rb": (".rb", ".rake"), "ja": (".java", ".kt"),
}  # fmt: skip
_FETCHED: Final = re.compile(
    r"(?:^|/)(?:node_modules|vendor|third_party|\.venv|venv|site-packages|bower_components)/|\.min\.[cm]?js$"
)


class Imported(NamedTuple):
    """A module that a file asks for: what comes first in its name, the whole of it, and its 0-based line."""

    name: str
    module: str
    line: int


class Asked(NamedTuple):
    """The modules that a changed file imports and did not import before."""

    pair: FilePair
    code: str
    imports: tuple[Imported, ...]


_PYTHON: Final = r"^(?P<indent>[ \t]*)(?:from[ \t]+(?P<module>[A-Za-z_][\w.]*)[ \t]+import\b|import[ \t]+(?P<modules>[A-Za-z_][^\n#;]*))"
_NODE: Final = r"""(?:^|[;{}\s])(?:import|export)\b(?!\s+type\b)[^;"'`()]{0,2000}?\bfrom\s*["'](?P<from>[^"'\n]+)["']|^\s*import\s*["'](?P<bare>[^"'\n]+)["']|\b(?:require|import)\(\s*["'](?P<called>[^"'\n]+)["']\s*\)"""
_GO_ONE: Final = r'^import\s+(?:[\w.]+\s+)?"(?P<path>[^"\n]+)"'
_GO_BLOCK: Final = r"^import\s*\((?P<block>[^)]*)\)"
_GO_LINE: Final = r'^\s*(?:[\w.]+\s+)?"(?P<path>[^"\n]+)"'
_RUST: Final = r"^[ \t]*(?:pub(?:\([^)]*\))?[ \t]+)?(?:use[ \t]+(?:::)?(?P<path>[a-z_]\w*)(?=::|[ \t]*;|[ \t]+as\b)|extern[ \t]+crate[ \t]+(?P<crate>\w+))"
_RUBY: Final = r"""^[ \t]*require[ \t(]+["'](?P<path>[\w./-]+)["']"""
_JAVA: Final = r"^import[ \t]+(?:static[ \t]+)?(?P<path>[\w.]+)(?:\.\*)?[ \t]*;"
_ASKS: Final = {
    "py": r"\bimport\b", "js": r"\b(?:import|require|from)\b", "go": r'"[^"\n]*\.[^"\n]*/',
    "rs": r"\b(?:use|extern)\b", "rb": r"\brequire\b", "ja": r"\bimport\b",
}  # fmt: skip
_GUARDED: Final = re.compile(
    r"^[ \t]*(?:try|if\b.*TYPE_CHECKING.*|except\b.*|else|if\b.*(?:version|platform|PY\d).*)[ \t]*:",
    re.IGNORECASE,
)

_BUILTIN_NODE: Final = (
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2 https "
    "inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys test timers tls trace_events "
    "tty url util v8 vm wasi worker_threads zlib bun deno vscode electron k6"
)
_BUILTIN_RUBY: Final = (
    "English abbrev base64 benchmark bigdecimal bundler cgi cgi-escape coverage csv date dbm delegate did_you_mean digest drb e2mmap erb error_highlight etc "
    "expect fcntl fiddle fileutils find forwardable getoptlong gdbm io ipaddr irb json logger mathn matrix minitest monitor mutex_m net nkf "
    "objspace observer open-uri open3 openssl optparse ostruct pathname pp prettyprint prime profile pstore psych pty racc rake rational rbconfig rdoc readline "
    "reline resolv rexml rinda ripper rss rubygems scanf sdbm securerandom set shell shellwords singleton socket stringio strscan sync syslog "
    "tempfile test thread thwait time timeout tk tmpdir tracer tsort un unicode_normalize uri weakref webrick win32ole yaml zlib continuation fiber enumerator"
)
_GONE_PYTHON: Final = (
    "asynchat asyncore audioop binhex cgi cgitb chunk crypt distutils formatter imghdr imp lib2to3 mailcap msilib nis nntplib ossaudiodev "
    "parser pipes smtpd sndhdr spwd sunau symbol telnetlib uu xdrlib tomllib zoneinfo graphlib annotationlib compression string __future__ "
    "_typeshed cPickle StringIO ConfigParser Queue urllib2 urlparse httplib Tkinter __builtin__ __main__ setuptools pkg_resources pip"
)
_STANDARD: Final = {
    "py": frozenset(sys.stdlib_module_names) | frozenset(_GONE_PYTHON.split()),
    "js": frozenset(_BUILTIN_NODE.split()),
    "rs": frozenset({"std", "core", "alloc", "proc_macro", "test", "self", "super", "crate"}),
    "rb": frozenset(_BUILTIN_RUBY.split()),
    "ja": frozenset(
        {"java", "javax", "jdk", "sun", "jakarta", "android", "androidx", "kotlin", "scala", "groovy"}
    ),
}
_JDK: Final = ("com.sun.", "org.w3c.dom", "org.xml.sax", "org.ietf.jgss", "org.omg.", "netscape.javascript")


def is_fetched(path: str) -> bool:
    """Whether a file was brought in with somebody else's code."""
    return _FETCHED.search(path) is not None


def asked(pair: FilePair, code: str) -> Asked | None:
    """What a changed file newly imports from elsewhere; `None` for nothing."""
    if code not in SUFFIXES or not pair.new or is_fetched(pair.path) or not _importing(code, pair.new):
        return None
    had = {found.name for found in imports_of(code, pair.old)} if pair.old else set()
    new: dict[str, Imported] = {}
    for found in imports_of(code, pair.new):
        if found.name not in had and not is_standard(code, found):
            new.setdefault(found.name if code != "ja" else found.module, found)
    return Asked(pair, code, tuple(new.values())) if new else None


def _importing(code: str, text: str) -> bool:
    """Whether a text may import anything at all."""
    pattern = _ASKS.get(code)
    return pattern is not None and re.search(pattern, text) is not None


def is_standard(code: str, found: Imported) -> bool:
    """Whether a module comes with the language."""
    if code == "go":
        return "." not in found.name.split("/")[0]
    return found.name in _STANDARD[code] or (code == "ja" and found.module.startswith(_JDK))


def imports_of(code: str, text: str) -> Iterator[Imported]:
    """What a file imports by name: nothing relative to the file, and nothing that it can do without."""
    reader = _READERS.get(code)
    return reader(text) if reader is not None else iter(())


def _python(text: str) -> Iterator[Imported]:
    lines: list[str] = []
    for match in re.finditer(_PYTHON, text, re.MULTILINE):
        lines = lines or text.split("\n")
        line = text.count("\n", 0, match.start())
        if match["indent"] and _is_guarded(lines, line, match["indent"]):
            continue
        modules = [match["module"]] if match["module"] else match["modules"].strip("()\\ ").split(",")
        for module in modules:
            words = module.split()
            if words and re.fullmatch(r"[\w.]+", words[0]):
                yield Imported(words[0].partition(".")[0], words[0], line)


def _is_guarded(lines: list[str], line: int, indent: str) -> bool:
    """Whether what opens the block of an indented import says that it may fail, or is for a checker alone."""
    for above in range(line - 1, -1, -1):
        said = lines[above]
        if said.strip() and len(said) - len(said.lstrip()) < len(indent):
            return _GUARDED.match(said) is not None
    return False


def _node(text: str) -> Iterator[Imported]:
    for match in re.finditer(_NODE, text, re.MULTILINE):
        path = match["from"] or match["bare"] or match["called"]
        if (
            path.startswith((".", "/", "#", "~", "$", "@/", "virtual:"))
            or "!" in path
            or re.match(r"\w+:", path.replace("node:", "", 1))
        ):
            continue
        path = path.removeprefix("node:").partition("?")[0]
        parts = path.split("/")
        name = "/".join(parts[:2]) if path.startswith("@") else parts[0]
        yield Imported(name, path, text.count("\n", 0, match.end()))


def _go(text: str) -> Iterator[Imported]:
    for match in re.finditer(_GO_ONE, text, re.MULTILINE):
        yield Imported(match["path"], match["path"], text.count("\n", 0, match.start()))
    for block in re.finditer(_GO_BLOCK, text, re.MULTILINE):
        for match in re.finditer(_GO_LINE, block["block"], re.MULTILINE):
            line = text.count("\n", 0, block.start("block") + match.start("path"))
            yield Imported(match["path"], match["path"], line)


def _rust(text: str) -> Iterator[Imported]:
    for match in re.finditer(_RUST, text, re.MULTILINE):
        name = match["path"] or match["crate"]
        yield Imported(name, name, text.count("\n", 0, match.start(1) if match["path"] else match.start(2)))


def _ruby(text: str) -> Iterator[Imported]:
    for match in re.finditer(_RUBY, text, re.MULTILINE):
        if not match["path"].startswith((".", "/")):
            yield Imported(
                match["path"].partition("/")[0], match["path"], text.count("\n", 0, match.start("path"))
            )


def _java(text: str) -> Iterator[Imported]:
    for match in re.finditer(_JAVA, text, re.MULTILINE):
        yield Imported(match["path"].partition(".")[0], match["path"], text.count("\n", 0, match.start()))


_READERS: Final = {"py": _python, "js": _node, "go": _go, "rs": _rust, "rb": _ruby, "ja": _java}
