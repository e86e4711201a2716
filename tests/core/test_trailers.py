"""Trailers against git itself: whatever `git interpret-trailers` reads in a message, `core.trailers` reads too."""

import os
import random
import subprocess
import tempfile
from pathlib import Path

import pytest

from answerable.core.trailers import Trailer, locate, parse_trailers, set_trailers

SIGNED = "Signed-off-by: A U Thor <author@example.org>"
CUT = "# ------------------------ >8 ------------------------"
#: Lines that mean something to git's parser, or nearly do.
LINES = (
    SIGNED,
    "(cherry picked from commit 0123456789abcdef)",
    "Key: value",
    "key-2 : spaced",
    "Bug: ",
    "Key:",
    "a b: c",
    ":x",
    "Acked_by: underscore",
    "Ünï: letters",
    "prose without a colon",
    "no colon\r",
    "Key: value\r",
    "\r",
    "",
    " ",
    "\t",
    " continued",
    "\tcontinued",
    "---",
    "--- ",
    "---x",
    "--- a/file",
    "# comment",
    "# Key: in a comment",
    "#",
    CUT,
    "diff --git a/x b/x",
    "Conflicts:",
    "Conflicts:\r",
    "# Conflicts:",
    "\tconflicted.c",
    "Provenance-Lines: ai=1",
)
OWN = [Trailer("Provenance-Lines", "ai=2"), Trailer("Provenance-Record", "sha256:00")]
KEYS = ["provenance-lines", "Provenance-Record"]


def git_reads(messages, *options, comment="#"):
    """What git reads in each message, as lists of `Key: value` lines, with one git process for all."""
    environ = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "border").write_text("t\n\nBorder: here\n")
        files = ["border"]
        for number, message in enumerate(messages):
            (Path(folder) / str(number)).write_bytes(message.encode("utf-8", "surrogateescape"))
            files += [str(number), "border"]
        done = subprocess.run(
            ["git", "-c", f"core.commentChar={comment}", "interpret-trailers", "--parse", *options, *files],
            capture_output=True,
            check=True,
            timeout=30,
            cwd=folder,
            env=environ,
        )
    parts = done.stdout.decode("utf-8", "surrogateescape").split("Border: here\n")[1:-1]
    return [[line.rstrip() for line in part.split("\n")[:-1]] for part in parts]


def check_reading(*messages, divider=True, comment="#"):
    """Git and we read the same trailers."""
    sane = [message for message in messages if not loops_for_ever(message, divider=divider, comment=comment)]
    expected = git_reads(sane, *(() if divider else ("--no-divider",)), comment=comment)
    for message, read in zip(sane, expected, strict=True):
        found, _ = parse_trailers(message, comment, divider=divider)
        assert [f"{key}: {value}".rstrip() for key, value in found] == read, message


def loops_for_ever(message, *, divider, comment):
    """Git 2.39 does on a scissors line below a divider."""
    return divider and CUT in message[locate(message, comment).end :].partition("---")[2]


def check_setting(*messages, comment="#"):
    """Own trailers are replaced, all others stay, a second time changes nothing, and git reads it all."""
    results = []
    for message in messages:
        stamped = set_trailers(message, OWN, KEYS, comment)
        others = [t for t in parse_trailers(message, comment)[0] if t.key.casefold() != "provenance-lines"]
        found, _ = parse_trailers(stamped, comment)
        assert [t for t in found if t not in OWN] == others, message
        assert [t for t in found if t in OWN] == OWN, message
        assert set_trailers(stamped, OWN, KEYS, comment) == stamped
        results.append(stamped)
    check_reading(*results, comment=comment)


def messages(seed, count):
    """Messages made of the lines above; most have a title, some do not end in a newline."""
    rng = random.Random(seed)
    for _ in range(count):
        lines = rng.choices(LINES, k=rng.randint(0, 12))
        text = "\n".join(lines) + "\n" * rng.choice((0, 1, 1, 1, 2))
        yield rng.choice(("title\n\n", "title\n\n", "title\nmore of it\n\n", "", "\n")) + text


@pytest.mark.parametrize("divider", [True, False])
def test_git_and_we_read_the_same_trailers(divider):
    check_reading(*messages(1, 1_000), divider=divider)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_git_and_we_read_the_same_trailers_at_length(seed):
    check_reading(*messages(seed, 2_500), divider=seed % 3 > 0)


def has_text(message):
    return bool(message.split("---")[0].split(CUT)[0].strip(" \t\r\n"))


def test_setting_changes_nothing_else():
    check_setting(*("title\n\n" + message for message in messages(1_000, 1_000) if has_text(message)))


ROWS = {
    "plain": ("title\n\nbody\n\nKey: value\n", [("Key", "value")]),
    "title only": ("Key: value\n", []),
    "title and body without a blank line": ("title\nKey: value\n", []),
    "folded": ("t\n\nKey: one\n two\n\tthree\n", [("Key", "one two three")]),
    "a continuation of nothing": ("t\n\n  Key: value\n", []),
    "prose beside a trailer": ("t\n\nprose\nKey: value\n", []),
    "prose beside a sign-off": (f"t\n\nprose\n{SIGNED}\n", [tuple(SIGNED.split(": "))]),
    "under a quarter": (f"t\n\n{'prose' + chr(10)}" * 1 + "p\np\np\np\n" + SIGNED + "\n", []),
    "not in the last paragraph": ("t\n\nKey: value\n\nprose\n", []),
    "above a divider": ("t\n\nKey: value\n---\nOther: no\n", [("Key", "value")]),
    "above a scissors line": (f"t\n\nKey: value\n{CUT}\nOther: no\n", [("Key", "value")]),
    "above comments": ("t\n\nKey: value\n\n# Please enter\n# Other: no\n", [("Key", "value")]),
    "above an old conflict list": ("t\n\nKey: value\n\nConflicts:\n\ta.c\n", [("Key", "value")]),
    "keys of other letters": ("t\n\nKéy: value\n", []),
    "a space before the colon": ("t\n\nKey : value\n", [("Key", "value")]),
    "crlf": ("t\r\n\r\nKey: value\r\n", [("Key", "value")]),
    "empty": ("", []),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows(name):
    message, expected = ROWS[name]
    assert parse_trailers(message)[0] == expected
    check_reading(message)


@pytest.mark.parametrize("comment", [";", "%", "@"])
def test_other_comment_characters(comment):
    message = f"t\n\nKey: value\n# prose\n\n{comment} comment\n"
    check_reading(message, comment=comment)
    check_setting(message, comment=comment)
    check_reading(f"t\n\nKey: value\n\n{comment} Please enter\n{comment}\n", comment=comment)


def test_a_comment_string_of_several_characters():
    message = "title\n\nbody\n\n// Please enter the commit message\n//\n"
    assert set_trailers(message, OWN[:1], KEYS, "//") == message.replace(
        "body\n", "body\n\nProvenance-Lines: ai=2\n"
    )


SETTINGS = {
    "a paragraph of its own": ("title\n\nbody\n", "title\n\nbody\n\nP: 1\n"),
    "after a title": ("title\n", "title\n\nP: 1\n"),
    "no newline at the end": ("title", "title\n\nP: 1\n"),
    "after other trailers": ("title\n\nKey: v\n", "title\n\nKey: v\nP: 1\n"),
    "in place": ("t\n\nP: 0\nKey: v\nP: 00\n", "t\n\nP: 1\nKey: v\n"),
    "folded ones whole": ("t\n\nP: 0\n more\nKey: v\n", "t\n\nP: 1\nKey: v\n"),
    "above comments": ("t\n\n# c\n", "t\n\nP: 1\n\n# c\n"),
    "above a divider": ("t\n---\nx\n", "t\n\nP: 1\n---\nx\n"),
    "crlf": ("t\r\n\r\nKey: v\r\n", "t\r\n\r\nKey: v\r\nP: 1\r\n"),
    "odd spelling of others stays": ("t\n\nkey :  v \n", "t\n\nkey :  v \nP: 1\n"),
    "case of own keys": ("t\n\np: 0\n", "t\n\nP: 1\n"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_setting_rows(name):
    message, expected = SETTINGS[name]
    assert set_trailers(message, [Trailer("P", "1")], ["P"]) == expected


@pytest.mark.parametrize(
    "message", ["title\n\nbody\n", "title\n", "t\n\nKey: v\n", "t\r\n\r\nb\r\n", "t\n\n# c\n"]
)
def test_setting_and_unsetting_gives_the_same_bytes(message):
    stamped = set_trailers(message, OWN, KEYS)
    assert set_trailers(stamped, [], KEYS) == message


def test_lines_that_are_no_trailers_are_said():
    assert parse_trailers(f"t\n\nprose\n{SIGNED}\n")[1] == [
        "1 line(s) of the trailer paragraph are no trailers."
    ]
    assert parse_trailers("t\n\nKey: v\n")[1] == []


def test_what_follows_a_nul_is_not_read():
    assert parse_trailers("t\n\nKey: v\n\0\n\nOther: w\n")[0] == [("Key", "v")]


def test_a_large_message_takes_linear_time():
    message = "title\n\n" + "Key: value\n more\n" * 100_000
    assert len(locate(message).items) == 100_000
