"""Reading command lines: rows for what would run, Bash itself as the oracle for words, and noise."""

import random
import string
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.core.guarding.judge import dangers_of_command
from answerable.core.guarding.parser import LONGEST, parse
from answerable.core.guarding.values import Ground, joined_path
from answerable.core.guarding.walk import walk
from support.guard import GROUND, rows


def lines(command):
    """The programs with their arguments, `?` for what is unknown."""
    return [call.line.replace("\0", "?") for call in walk(command, "").calls if call.program]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("a 'b c' \"d e\" f\\ g", ["a b c d e f g"]),
        ("a; b & c && d || e | f\ng", ["a", "b", "c", "d", "e", "f", "g"]),
        ("a \\\n b # c\nd", ["a b", "d"]),
        ("a#b #c", ["a#b"]),
        ("(a; b) && { c; }", ["a", "b", "c"]),
        ("if a; then b; elif c; then d; else e; fi; f", ["a", "b", "c", "d", "e", "f"]),
        ("for x in 1 2; do a $x; done", ["a 1 2"]),
        ("for ((i=0; i<3; i++)); do a; done", ["a"]),
        ("while a; do b; done < c; d", ["a", "b", "d"]),
        ("case x in y) a;; z|w) b;; *) c; esac; d", [": x", "a", "b", "c", "d"]),
        ("f() { a $1; }; f x; f y", ["a x", "a y"]),
        ("function f { a; }\nf", ["a"]),
        ("f() { a; }", []),
        ("x=1 y=2 a $x", ["a ?"]),
        ("x=1; a $x ${x} ${x:-2} ${y:-3} ${x:+4}", ["a 1 1 1 3 4"]),
        ("x=abc; a ${x:0:2} ${x#a} ${x%c} ${x/b/d} ${x^^}", ["a ab bc ab adc ABC"]),
        ("x='a b'; c $x \"$x\" '$x'", ["c a b a b $x"]),
        ('a $y "$y" $1', ["a ? ? ?"]),
        ("a {b,c}d {1..3} {x} '{y,z}' {,e}", ["a bd cd 1 2 3 {x} {y,z} e"]),
        ("a $(b) `c`", ["b", "c", "a ? ?"]),
        ('a $(echo b c) "$(echo d e)"', ["echo b c", "echo d e", "a b c d e"]),
        ("a $((1 + $(b)))", ["b", "a 1"]),
        ("a <(b) >(c)", ["b", "c", "a /dev/fd/63 /dev/fd/62"]),
        ("a > b 2>&1 < c &> d", ["a"]),
        ("a <<X\nb\nX\nc", ["a", "c"]),
        ("a <<'X' <<-Y\nb\nX\n\tc\n\tY\nd", ["a", "d"]),
        ("[[ a && b < c ]] || d", ["[[ a b c ]]", "d"]),
        ("sudo -u x env A=1 b", ["sudo -u x env A=1 b", "env A=1 b", "b"]),
        ("bash -c 'a $0 $1' x y", ["a ? y"]),
        ('eval a "b c"', ["a b c"]),
        ("echo a | xargs -n1 b", ["echo a", "xargs -n1 b", "b a"]),
        ("alias x='a b'; x c", ["a b c"]),
        ("echo a > x; sh x", [["echo a", " x"][0], "sh x", "a"]),
        ("printf 'a %s\\n' b c | sh", ["printf a %s\\n b c", "sh", "a b", "a c"]),
        ('a=(b c); d "${a[@]}"', ["d b c"]),
        ("trap 'a' EXIT", ["a"]),
        ("$'\\x61\\142' c", ["ab c"]),
        ("a 'unclosed", ["a unclosed"]),
        ('a "unclosed $(b', ["b", "a unclosed ?"]),
        ("a <<X\nnever closed", ["a"]),
        (")))", []),
        ("", []),
    ],
)
def test_what_would_run(command, expected):
    assert lines(command) == expected


WORDS = (
    "a",
    "'b c'",
    '"d $V e"',
    "${V}",
    "f\\ g",
    "$'h\\ti'",
    "{j,k}l",
    '"{m,n}"',
    "$(echo o p)",
    '"$(echo q r)"',
    "x=y",
)
PIECES = (*WORDS, "${U:-s}", "${V:-t}", "`echo u`", '"\\$V \\" \\\\"', "'$V'", "\\{v,w\\}", "{1..3}", "#z")


def bash_words(words):
    """What Bash itself makes of them."""
    script = "V='1 2'; unset U; printf '%s\\0' " + words
    done = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, check=True, env={"PATH": "/usr/bin:/bin"}
    )
    return done.stdout.decode().split("\0")[:-1]


def test_words_become_what_bash_makes_of_them():
    rng = random.Random("words")
    for _ in range(150):
        words = " ".join(
            "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(1, 4))
        )
        call = walk(f"V='1 2'; probe {words}", "").calls[-1]
        # A comment ends the line for both, and Bash prints one empty word for none.
        assert [text for text in call.texts if text] == [word for word in bash_words(words) if word], words


SHELL = st.text(
    st.sampled_from(
        [*"$`'\"\\(){}[];&|<>#*?~!=-/ \n\t\0", *string.ascii_lowercase[:6], "é", "\udcff", "\ud800"]
    ),
    max_size=80,
)
FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "rm -rf",
            "/",
            "$(",
            ")",
            "`",
            "if",
            "then",
            "fi",
            "for x in",
            "do",
            "done",
            "case",
            "esac",
            ";;",
            "<<E",
            "\nE\n",
            "|",
            "&&",
            "{",
            "}",
            "f()",
            "xargs",
            "find . -exec",
            "\\;",
            "bash -c",
            "'",
            '"',
            "eval",
            "${x:",
            "((",
            "))",
            "[[",
            "]]",
            "function",
            "alias a=",
            "a",
            "psql -c",
            "drop table x",
            "base64 -d",
            "<(",
            "git push -f",
        ]
    ),
    max_size=40,
).map(" ".join)


@given(st.one_of(SHELL, FRAGMENTS))
@settings(max_examples=400, deadline=None)
def test_no_text_makes_reading_raise_or_hang(text):
    dangers_of_command(text, GROUND)


@pytest.mark.long
@given(st.one_of(SHELL, FRAGMENTS))
@settings(max_examples=20_000, deadline=None)
def test_no_text_makes_reading_raise_or_hang_long(text):
    dangers_of_command(text, GROUND)


@given(st.sampled_from(rows("commands.txt")), st.data())
@settings(max_examples=300, deadline=None)
def test_a_mutilated_command_does_not_make_it_raise(row, data):
    start = data.draw(st.integers(0, len(row.command)))
    stop = data.draw(st.integers(start, len(row.command)))
    dangers_of_command(row.command[:start] + row.command[stop:], Ground())


@pytest.mark.parametrize(
    "command",
    [
        "$(" * 5000,
        "`" * 5000,
        "(" * 5000 + "a",
        "{ " * 5000,
        "${a:-" * 5000,
        '"$(' * 3000,
        "if a; then " * 3000,
        "f() { f; f; f; }; f",
        "f() { g; g; }; g() { h; h; }; h() { f; f; }; f",
        "eval " * 3000 + "a",
        "sudo " * 3000 + "rm -rf /",
        "a=x; " + "a=$a$a; " * 100 + "b $a",
        "b " + "{1..9}" * 20,
        "b " + "{a,b}" * 200,
        "bash -c '" * 200,
        "x=$(cat <<E\n" * 200,
        "rm -rf " + "x" * 3_000_000,
        "a\n" * (LONGEST // 2 + 10),
        "case x in " + "a) " * 5000,
        "<<a " * 3000 + "\n" + "a\n" * 3000,
    ],
    ids=lambda command: command[:12].strip(),
)
def test_what_is_too_much_is_said_to_be(command):
    """It ends, and what was not followed is a danger of its own; what bash would refuse may also be nothing."""
    for danger in dangers_of_command(command, GROUND):
        assert danger.kind in {"hidden", "delete", "wipe"}


def test_what_is_too_long_is_not_taken_for_harmless():
    long = "echo hello\n" * (LONGEST // 5) + "rm -rf /"
    assert [danger.kind for danger in dangers_of_command(long, GROUND)] == ["hidden"]
    assert parse(long)[1] is False
    nested = "$(" * 100 + "rm -rf /" + ")" * 100
    assert "hidden" in {danger.kind for danger in dangers_of_command(nested, GROUND)}


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [
        ("/p", "a", "/p/a"),
        ("/p", "../a", "/a"),
        ("/p", "../../..", "/"),
        ("", "../a", "../a"),
        ("", "a/..", ""),
        ("/p", "/a/./b//c", "/a/b/c"),
        ("/p", "~/a", "~/a"),
        ("~", "..", "~/.."),
        ("/p", "\0/../a", "\0/../a"),
    ],
)
def test_paths_are_joined_as_text(folder, path, expected):
    assert joined_path(folder, path) == expected
