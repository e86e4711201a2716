"""Commands about rights, checks, secrets and the network."""

from collections.abc import Iterator, Sequence
from typing import Final

from answerable.core.guarding.carriers import SHELLS
from answerable.core.guarding.danger import Danger
from answerable.core.guarding.places import holds_secrets, is_secret
from answerable.core.guarding.values import UNKNOWN, Call, joined_path, known, listed, plain

__all__ = ["of_access"]

_READERS: Final = listed(
    "cat less more head tail bat batcat nl tac strings xxd od hexdump base64 grep egrep fgrep rg "
    "ag awk sed cut sort cp mv scp rsync tar zip gzip gpg openssl jq yq diff vim vi nano emacs "
    "code open pbcopy xclip tee dd view perl ruby python python3 node dotenv column paste fold rev "
    "sops ansible-vault xargs"
)

_LOOKS_AWAY: Final = frozenset({"openssl", "ansible-vault", "sops", "gpg"})

_NETWORK: Final = listed(
    "curl wget nc ncat netcat socat telnet ssh scp sftp ftp rsync http https httpie xh mail "
    "sendmail openssl dig nslookup rclone aws gsutil"
)

_DOWNLOADERS: Final = frozenset({"curl", "wget", "aria2c", "http", "fetch", "xh"})

_INTERPRETERS: Final = SHELLS | {
    "python",
    "python3",
    "node",
    "ruby",
    "perl",
    "php",
    "deno",
    "bun",
    "source",
    "pwsh",
    "iex",
}

_DUMPS_ENVIRONMENT: Final = frozenset({"printenv", "env", "export", "set", "declare"})

_SECRET_WORDS: Final = (
    "secret",
    "token",
    "passw",
    "api_key",
    "apikey",
    "api-key",
    "credential",
    "private_key",
    "_key",
)


def of_access(call: Call) -> Iterator[Danger]:
    """The dangers of one command, whatever program it is."""
    yield from _remote_code(call)
    yield from _secrets(call)
    yield from _hidden(call)


def _remote_code(call: Call) -> Iterator[Danger]:
    runs = call.program in _INTERPRETERS or call.program == "eval"
    if runs and _DOWNLOADERS & set(call.before) and _runs_input(call):
        yield Danger(
            "remote-code",
            f"`{call.program}` would run whatever the network answers",
            "download it, read it, then run it",
        )
    elif call.fetched:
        run = (
            [joined_path(call.folder, word) for word in call.words[:1]]
            if call.program in _INTERPRETERS
            else []
        )
        itself = call.program in {name.rpartition("/")[2] for name in call.fetched}
        if itself or any(name in call.fetched for name in run):
            yield Danger(
                "remote-code",
                f"`{call.program}` would run a file just downloaded and not read by anybody",
                "read it first",
            )


def _runs_input(call: Call) -> bool:
    """Whether the interpreter takes its program from its input: `python -m json.tool` and `node -e …` do not."""
    if call.program == "eval":
        return True
    if {"-m", "-c", "-e", "-ne", "-pe", "-n", "-p", "-r", "-rn", "--eval", "-lane", "-E"} & set(call.texts):
        return any(not known(text) for text in call.texts)
    return call.program in SHELLS or not call.words or call.words[0] in {"-", "/dev/stdin", "/dev/fd/63"}


def _secrets(call: Call) -> Iterator[Danger]:
    named = [text for text in _read(call) if is_secret(text.rpartition("@")[2].rpartition("=")[2])]
    if call.program in {"tar", "zip", "7z", "rsync"} or call.options & {"-r", "-R", "-a", "--recursive"}:
        named += [text for text in _read(call) if holds_secrets(text)]
    sends = call.program in _NETWORK or bool(_NETWORK & set(call.after))
    dumps = call.program in _DUMPS_ENVIRONMENT and not call.words
    if (named or dumps) and sends:
        what = plain(named[0]) if named else "the environment"
        yield Danger(
            "exfiltrate",
            f"this would send {what} over the network",
            "name the one value that is needed, and ask the user",
        )
    elif named and call.program in _READERS and call.program not in _LOOKS_AWAY:
        yield Danger(
            "secrets",
            f"`{call.program}` would read {plain(named[0])}, which holds credentials",
            "read the example file, or only the names in it",
            path=named[0],
        )
    elif dumps or (call.program == "printenv" and call.words):
        asked = " ".join(call.words).lower()
        if any(word in asked for word in _SECRET_WORDS):
            yield Danger(
                "secrets", f"`{call.program}` would show a credential", "only test whether it is set"
            )
    elif (
        call.program in {"grep", "rg", "egrep"}
        and {"env", "printenv", "set"} & set(call.before)
        and any(word in " ".join(call.texts).lower() for word in _SECRET_WORDS)
    ):
        yield Danger(
            "secrets", "this would show credentials from the environment", "only test whether they are set"
        )
    elif (
        call.program in _SECRET_TOOLS
        and call.words[: len(_SECRET_TOOLS[call.program])] == _SECRET_TOOLS[call.program]
    ):
        yield Danger(
            "secrets",
            f"`{call.program} {' '.join(_SECRET_TOOLS[call.program])}` would show a secret",
            "let the program read it itself",
        )


_SECRET_TOOLS: Final[dict[str, tuple[str, ...]]] = {
    "vault": ("kv", "get"),
    "op": ("read",),
    "pass": ("show",),
    "security": ("find-generic-password",),
    "doppler": ("secrets",),
    "heroku": ("config",),
    "chamber": ("read",),
    "secret-tool": ("lookup",),
}


def _read(call: Call) -> Sequence[str]:
    """The files that a command reads, as far as its words and redirections say."""
    given = [target for operator, target in call.redirects if operator == "<"]
    if call.program in {"cp", "mv", "scp", "rsync"}:
        return [*_without_values(call.texts)[:-1], *given]
    if call.program in {"grep", "rg", "egrep", "fgrep", "awk", "sed", "jq", "yq"}:
        return [*call.words[1:], *given]
    if call.program == "xargs":
        return [call.texts[at + 1] for at, text in enumerate(call.texts[:-1]) if text == "-a"]
    if call.program in _NETWORK:
        sent = [text for text in call.texts if "@" in text and not text.startswith("http")]
        sent += [
            call.texts[at + 1]
            for at, text in enumerate(call.texts[:-1])
            if text in {"-T", "--upload-file", "--post-file", "--body-file"}
        ]
        sent += [
            text.partition("=")[2]
            for text in call.texts
            if text.startswith(("--post-file=", "--upload-file="))
        ]
        return [*sent, *given]
    return [*call.words, *given] if call.program in _READERS else given


def _without_values(texts: Sequence[str]) -> list[str]:
    """The operands of a program that copies."""
    valued = {"-e", "-i", "-F", "-o", "-P", "--exclude", "--include", "--exclude-from", "--rsh"}
    return [
        text
        for at, text in enumerate(texts)
        if not text.startswith("-") and not (at and texts[at - 1] in valued)
    ]


def _hidden(call: Call) -> Iterator[Danger]:
    if UNKNOWN in call.program and any(
        text in {"-rf", "-fr", "--force", "-f", "/", "~", "-delete", "--hard", "destroy", "delete"}
        for text in call.texts
    ):
        yield Danger(
            "hidden",
            f"nobody can tell which program would run with `{plain(' '.join(call.texts))}`",
            "write the program's name",
        )
    runs = call.program in SHELLS | {"eval"}
    if not runs or _DOWNLOADERS & set(call.before):
        return
    if _is_blank(call.given) or (call.given is None and not call.words and _obscure(call.before)):
        yield Danger(
            "hidden",
            f"`{call.program}` would run commands that nobody can see before it runs",
            "write the commands themselves",
        )
    elif (
        call.texts[:1] == ("-c",)
        and any(_is_blank(text) for text in call.texts[1:2])
        and (not call.before or _obscure(call.before))
    ):
        yield Danger(
            "hidden",
            f"`{call.program}` would run a text that nobody can see before it runs",
            "write the commands themselves",
        )


def _is_blank(text: str | None) -> bool:
    """Whether a text is there, and nothing of it is known."""
    return text is not None and UNKNOWN in text and not text.replace(UNKNOWN, "").strip()


def _obscure(before: Sequence[str]) -> bool:
    """Whether the programs that make a script hide or assemble it; `cat script | sh` only runs a file."""
    return bool(
        {
            "base64",
            "xxd",
            "openssl",
            "gzip",
            "gunzip",
            "zcat",
            "rev",
            "tr",
            "sed",
            "awk",
            "perl",
            "python",
            "python3",
            "printf",
            "echo",
            "jq",
            "xargs",
            "base32",
            "uudecode",
            "cut",
        }
        & set(before)
    )
