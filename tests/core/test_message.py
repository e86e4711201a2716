"""Where the stamp goes in a message that is being written."""

import pytest

from answerable.core.message import comment_prefix, is_empty, place_stamp, remove_stamps
from answerable.core.trailers import Trailer, parse_trailers

ID = "4f" * 32
LINES = Trailer("Provenance-Lines", "ai=1 mixed=0 human=0 tool=0 unknown=0 reviewed=0")
NO_AI = Trailer("Provenance-Lines", "ai=0 mixed=0 human=2 tool=0 unknown=0 reviewed=0")
RECORD = Trailer("Provenance-Record", f"sha256:{ID}")
BY = Trailer("Assisted-by", "bot:m")
STAMP = [BY, LINES, RECORD]
TEXT = "".join(f"{key}: {value}\n" for key, value in STAMP)
SIGNED = "Signed-off-by: A <a@example.org>\n"
STATUS = "# Please enter the commit message for your changes.\n#\n# On branch main\n"
CUT = "# ------------------------ >8 ------------------------\n# Do not modify or remove the line above.\n"
DIFF = "diff --git a/x b/x\n--- a/x\n+++ b/x\n+Signed-off-by: in the diff\n"

PLACED = {
    "one line": ("title\n", f"title\n\n{TEXT}"),
    "body": ("title\n\nbody\n", f"title\n\nbody\n\n{TEXT}"),
    "sign-off": (f"title\n\n{SIGNED}", f"title\n\n{SIGNED}{TEXT}"),
    "editor": (f"title\n\n{STATUS}", f"title\n\n{TEXT}\n{STATUS}"),
    "verbose": (f"title\n\n{STATUS}{CUT}{DIFF}", f"title\n\n{TEXT}\n{STATUS}{CUT}{DIFF}"),
    "scissors": (f"title\n\n{CUT}{DIFF}", f"title\n\n{TEXT}\n{CUT}{DIFF}"),
    "merge": (
        "Merge branch 'x'\n\n# Conflicts:\n#\ta.c\n",
        f"Merge branch 'x'\n\n{TEXT}\n# Conflicts:\n#\ta.c\n",
    ),
    "fixup": ("fixup! title\n", f"fixup! title\n\n{TEXT}"),
    "squash": ("squash! title\n\nmore\n", f"squash! title\n\nmore\n\n{TEXT}"),
    "crlf": ("title\r\n\r\nbody\r\n", "title\r\n\r\nbody\r\n\r\n" + TEXT.replace("\n", "\r\n")),
    "no newline": ("title", f"title\n\n{TEXT}"),
    "divider": ("title\n\n---\nnotes\n", f"title\n\n{TEXT}\n---\nnotes\n"),
}


@pytest.mark.parametrize("name", PLACED)
@pytest.mark.parametrize("editing", [True, False])
def test_placing(name, editing):
    message, expected = PLACED[name]
    placed = place_stamp(message, STAMP, editing=editing)
    assert placed == expected
    assert place_stamp(placed, STAMP, editing=editing) == placed
    assert place_stamp(placed, [], editing=editing).rstrip("\n") == message.rstrip("\n")


EMPTY = {
    "nothing": "",
    "blank lines": "\n \n",
    "comments": f"\n{STATUS}",
    "sign-off": f"\n\n{SIGNED}\n{STATUS}",
    "verbose": f"\n{STATUS}{CUT}{DIFF}",
    "a stamp": f"\n\n{TEXT}\n{STATUS}",
    "a sign-off and a stamp": f"\n\n{SIGNED}{TEXT}\n{STATUS}",
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_message_gets_no_stamp_without_an_editor(name):
    assert is_empty(EMPTY[name])
    assert "Provenance" not in place_stamp(EMPTY[name], STAMP, editing=False)


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_message_leaves_room_for_its_title(name):
    placed = place_stamp(EMPTY[name], STAMP, editing=True)
    assert placed.startswith("\n\n")
    assert is_empty(placed)
    written = "title" + placed
    assert [t for t in parse_trailers(written)[0] if t in STAMP] == STAMP


@pytest.mark.parametrize(
    "message", ["x\n", f"\n\n{SIGNED}Reviewed-by: B\n", "Provenance-Lines: prose about it\nand more\n"]
)
def test_messages_with_words_are_not_empty(message):
    assert not is_empty(message)


def test_a_persons_own_attribution_stays():
    message = "title\n\nAssisted-by: me:mine\n"
    placed = place_stamp(message, STAMP, editing=False)
    assert [t.value for t in parse_trailers(placed)[0] if t.key == "Assisted-by"] == ["me:mine", "bot:m"]
    again = place_stamp(placed, [NO_AI, RECORD], editing=False)
    assert [t.value for t in parse_trailers(again)[0] if t.key == "Assisted-by"] == ["me:mine"]
    assert place_stamp(again, STAMP, editing=False) == placed
    assert remove_stamps(again) == message
    assert remove_stamps(placed) == message


def test_ours_goes_with_its_stamp():
    placed = place_stamp(f"title\n\n{SIGNED}", STAMP, editing=False)
    assert place_stamp(placed, [NO_AI], editing=False) == f"title\n\n{SIGNED}{NO_AI.key}: {NO_AI.value}\n"


def test_a_squash_keeps_one_stamp():
    message = f"first\n\nbody\n\n{SIGNED}{TEXT}\nsecond\n\n{TEXT}\n# This is a combination of 2 commits.\n"
    placed = place_stamp(message, STAMP, editing=True)
    assert placed.count("Provenance-Lines") == 1
    assert placed.startswith(f"first\n\nbody\n\n{SIGNED}\nsecond\n")
    assert parse_trailers(placed)[0] == STAMP


def test_prose_about_stamps_stays():
    message = "title\n\nThe trailer\nProvenance-Lines: ai=1\nis written always.\n\nmore\n"
    assert place_stamp(message, STAMP, editing=False) == f"{message}\n{TEXT}"


PREFIXES = {
    "configured": ("t\n", ";", ";"),
    "several characters": ("t\n", "//", "//"),
    "by default": ("t\n", "", "#"),
    "auto, from the comments": ("t\n\n; Please enter\n;\n", "auto", ";"),
    "auto, from the scissors line": (f"t\n{CUT.replace('#', '%')}{DIFF}", "auto", "%"),
    "auto, without comments": ("title", "auto", "#"),
    "auto, empty": ("", "auto", "#"),
}


@pytest.mark.parametrize("name", PREFIXES)
def test_comment_prefix(name):
    message, configured, expected = PREFIXES[name]
    assert comment_prefix(message, configured) == expected
