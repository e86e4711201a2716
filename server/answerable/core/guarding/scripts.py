"""Programs in other languages, as `python -c` or a here-document hands them over: only what is plain to see."""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.guarding.danger import Danger
from answerable.core.guarding.files import deleting, writing
from answerable.core.guarding.places import is_secret
from answerable.core.guarding.sql import orm_loss, sql_loss
from answerable.core.guarding.values import UNKNOWN, Call, Ground, joined_path, listed, plain

__all__ = ["commands_in", "of_scripts"]

_AWKS: Final = frozenset({"awk", "gawk", "mawk"})
_CODE_OPTIONS: Final = listed("-c -e --eval -p --print -r -E -ne -pe -i -0pe")
_LITERAL: Final = r"""\s*\(\s*(?:[rbfu]*(?P<q>["'`])(?P<text>(?:\\.|(?!(?P=q)).)*)(?P=q))?"""
_REMOVES: Final = re.compile(
    r"(?:shutil\.rmtree|\brmtree|fs\.rm(?:Sync|dirSync|dir)?|\brmSync|rimraf(?:\.sync)?|FileUtils\.rm_rf|FileUtils\.rm_r|FileUtils\.remove_dir|remove_tree|"
    r"fsExtra\.(?:remove|emptyDir)(?:Sync)?|Deno\.remove(?:Sync)?)" + _LITERAL,
    re.DOTALL,
)
#: `unlink glob "*"`, `array_map("unlink", glob("*"))`
_UNLINKS: Final = re.compile(r"""\bunlink[\s("',]*glob[\s(]*(?:(?P<q>["'])(?P<text>.*?)(?P=q))?""")
_PATH_REMOVES: Final = re.compile(
    r"Path" + _LITERAL + r"\s*\)\s*\.(?:rmdir|unlink|write_text|write_bytes)\b", re.DOTALL
)
_RUNS: Final = re.compile(
    r"(?:os\.system|os\.popen|subprocess\.(?:run|call|check_call|check_output|Popen|getoutput)|execSync|exec|spawnSync|spawn|\bsystem|shell_exec|passthru|"
    r"IO\.popen|Open3\.\w+|do shell script|Bun\.\$)" + _LITERAL,
    re.DOTALL,
)
_LISTS: Final = re.compile(
    r"(?:subprocess\.\w+|execFileSync|execFile|spawnSync|spawn)\s*\(\s*(?:[\"'](?P<first>[^\"']+)[\"']\s*,\s*)?\[(?P<items>[^\]]*)\]",
    re.DOTALL,
)
_RUBY: Final = re.compile(
    r"(?:^|[\s;(=])(?:`([^`]+)`|%x[({\[]([^)}\]]+)[)}\]]|(?:system|exec)\s+[\"']([^\"']+)[\"']|do shell script \"([^\"]+)\")"
)
_WRITES: Final = re.compile(
    r"(?:\bopen|writeFileSync|writeFile|file_put_contents|File\.write)" + _LITERAL + r"(?P<rest>[^)]*)",
    re.DOTALL,
)
_READS: Final = re.compile(
    r"(?:\bopen|Path|readFileSync|readFile|File\.read|file_get_contents|dotenv_values)"
    + _LITERAL
    + r"(?P<rest>[^)]*)",
    re.DOTALL,
)
_SENDS: Final = re.compile(
    r"requests\.|urlopen|http\.client|httpx|\bfetch\(|https?\.request|axios|socket\.|Net::HTTP|curl_init"
)
_ITEM: Final = re.compile(r"[\"']((?:\\.|[^\"'])*)[\"']")
_STRING: Final = re.compile(
    r"\"{3}(.*?)\"{3}|'{3}(.*?)'{3}|\"((?:\\.|[^\"\\\n])*)\"|'((?:\\.|[^'\\\n])*)'|`([^`]*)`", re.DOTALL
)
_EXECUTES: Final = re.compile(
    r"\b(?:execute|executemany|executescript|query|raw|exec|run|text|\$executeRaw\w*|\$queryRaw\w*|do)\s*[(`]"
)


def code_of(call: Call) -> str:
    """The program text that an interpreter is given on its command line or input, or that was just written."""
    texts = [
        call.texts[at + 1]
        for at, text in enumerate(call.texts[:-1])
        if text in _CODE_OPTIONS or (call.program == "perl" and re.fullmatch(r"-\w*e", text))
    ]
    if call.program in _AWKS and "-f" not in call.options:
        texts = list(call.words[:1])
    files = [
        call.written[place]
        for word in call.words[:1]
        if (place := joined_path(call.folder, word)) in call.written
    ]
    given = (
        call.given
        if call.given and not texts and (not call.words or call.words[0] in {"-", "/dev/stdin"})
        else ""
    )
    return "\n".join((*texts, *files, given or ""))


def commands_in(call: Call) -> list[str]:
    """The shell commands that such a program runs, where they are plain text."""
    code = code_of(call)
    found = [match["text"] for match in _RUNS.finditer(code) if match["text"]]
    for match in _LISTS.finditer(code):
        items = [item[1] for item in _ITEM.finditer(match["items"])]
        found.append(" ".join(_quoted(item) for item in ([match["first"]] if match["first"] else []) + items))
    if call.program in {"ruby", "perl", "osascript", "php"}:
        found += [next(group for group in match.groups() if group) for match in _RUBY.finditer(code)]
    return [text.replace("\\n", "\n").replace('\\"', '"').replace("\\'", "'") for text in found[:50]]


def of_scripts(call: Call, ground: Ground) -> Iterator[Danger]:
    """The dangers of the program itself; `commands_in` are judged by whoever asks."""
    code = code_of(call)
    if not code:
        return
    how = f"this {call.program} program"
    yield from _removing(code, call, ground, how)
    for match in _WRITES.finditer(code):
        opens_to_read = match.group().startswith("open") and not re.search(r"[\"'][wa+x]", match["rest"])
        if match["text"] and not opens_to_read:
            yield from writing(match["text"], call.folder, ground, how=how)
    yield from _reading(code, how)
    loss = orm_loss(code) or (_sql_in(code) if _EXECUTES.search(code) else "")
    if loss:
        yield Danger("database", f"{how} would {loss}", "take a dump first, or do it in a test database")


def _removing(code: str, call: Call, ground: Ground, how: str) -> Iterator[Danger]:
    for match in _REMOVES.finditer(code):
        # What node removes without `recursive` is one file or an empty folder.
        if match.group().startswith(("fs.", "rmSync", "Deno")) and "recursive" not in code:
            continue
        literal = match["text"] and not {"{", "$"} & set(match["text"])
        path = match["text"] if literal else _constant(code, match.end())
        yield from deleting(path, call.folder, ground, how=how, whole=True)

    for match in _UNLINKS.finditer(code):
        yield from deleting(match["text"] or UNKNOWN, call.folder, ground, how=how, whole=True)


def _sql_in(code: str) -> str:
    strings = (next((group for group in match.groups() if group), "") for match in _STRING.finditer(code))
    return next((loss for string in strings if (loss := sql_loss(string))), "")


def _reading(code: str, how: str) -> Iterator[Danger]:
    for match in _READS.finditer(code):
        path = match["text"]
        if path and is_secret(path) and not re.search(r"[\"'][wa]", match["rest"]):
            if _SENDS.search(code):
                yield Danger(
                    "exfiltrate",
                    f"{how} would send {plain(path)} over the network",
                    "name the one value that is needed, and ask the user",
                )
            else:
                yield Danger(
                    "secrets",
                    f"{how} would read {plain(path)}, which holds credentials",
                    "read the example file, or only the names in it",
                    path=path,
                )


def _constant(code: str, at: int) -> str:
    """The value of a name that is the whole argument, when the code sets it to a text."""
    name = re.match(r"\s*([A-Za-z_]\w*)\s*[,)]", code[at:])
    if name is None:
        return UNKNOWN
    value = re.search(rf"\b{name[1]}\s*=\s*[\"']([^\"']+)[\"']", code)
    return value[1] if value else UNKNOWN


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
