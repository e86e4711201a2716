"""Agents that tell more than the generic shape: their own account of an edit, sessions, several at once."""

import pytest

from answerable.core.origin import UNKNOWN
from support.git import make_repo
from support.scene import Scene

OLD = "def one():\n    return 1\n"
NEW = "def one():\n    return 2\n\ndef two(x):\n    return x + 2\n"
EDITED = "unknown mixed:attested - ai:attested ai:attested"


@pytest.fixture
def scene(tmp_path):
    repo = make_repo(tmp_path)
    repo.commit("start", **{"a.py": OLD})
    return Scene(repo)


def claude(scene, event, tool="Write", session="s1", call="t1", **tool_input):
    """One hook of Claude Code."""
    scene.report(
        "claude-code",
        {
            "session_id": session,
            "transcript_path": str(scene.repo.home / "transcript.jsonl"),
            "cwd": str(scene.repo.top),
            "hook_event_name": event,
            "tool_name": tool,
            "tool_use_id": call,
            "tool_input": tool_input,
        },
    )


def wrote_whole_file(scene):
    claude(scene, "PreToolUse", file_path="a.py", content=NEW)
    scene.repo.write("a.py", NEW)
    claude(scene, "PostToolUse", file_path="a.py", content=NEW)


def proof_beats_what_the_editor_took_for_typing(scene):
    edit = {"file_path": "a.py", "old_string": "return 1\n", "new_string": NEW.split("    ", 1)[1]}
    claude(scene, "PreToolUse", "Edit", **edit)
    scene.repo.write("a.py", NEW)
    scene.editor_saw("a.py", NEW)
    claude(scene, "PostToolUse", "Edit", **edit)


def formatter_runs_before_the_after(scene):
    claude(scene, "PreToolUse", file_path="a.py", content=NEW.replace("x + 2", "x+2"))
    scene.repo.write("a.py", NEW)
    claude(scene, "PostToolUse", file_path="a.py", content=NEW.replace("x + 2", "(x+2)"))


def edit_without_its_before_is_undone_to_a_known_state(scene):
    scene.repo.write("a.py", NEW)
    edit = {"old_string": OLD.split("    ", 1)[1], "new_string": NEW.split("    ", 1)[1]}
    claude(scene, "PostToolUse", "Edit", file_path="a.py", **edit)


def edit_without_its_before_is_undone_to_a_state_nobody_saw(scene):
    scene.repo.write("a.py", NEW + "by_hand = 1\n")
    edit = {"old_string": OLD.split("    ", 1)[1], "new_string": NEW.split("    ", 1)[1]}
    claude(scene, "PostToolUse", "Edit", file_path="a.py", **edit)


def crash_between_before_and_after(scene):
    claude(scene, "PreToolUse", call="t1", file_path="a.py", content=NEW)
    claude(scene, "Stop")
    scene.repo.write("a.py", OLD + "by_hand = 1\n")
    claude(scene, "PreToolUse", call="t2", file_path="a.py", content="")
    scene.repo.write("a.py", OLD + "by_hand = 1\nby_agent = 2\n")
    claude(scene, "PostToolUse", "MultiEdit", call="t2", file_path="a.py")


def two_agents_with_overlapping_windows(scene):
    claude(scene, "PreToolUse", session="one", call="t1", file_path="a.py", edits=[])
    scene.before("a.py")
    scene.repo.write("a.py", OLD + "first = by_claude\n")
    claude(scene, "PostToolUse", session="one", call="t1", file_path="a.py")
    scene.repo.write("a.py", OLD + "first = by_claude\nsecond = by_bot\n")
    scene.after("a.py")


def tab_completion_of_cursor(scene):
    scene.repo.write("a.py", OLD + "value = compute()\n")
    scene.report(
        "cursor",
        {
            "conversation_id": "c1",
            "cursor_version": "2.0",
            "workspace_roots": [str(scene.repo.top)],
            "hook_event_name": "afterTabFileEdit",
            "file_path": str(scene.repo.top / "a.py"),
            "edits": [{"old_string": "return 1\n", "new_string": "return 1\nvalue = compute()\n"}],
        },
    )


PATCH = """\
apply_patch <<'EOF'
*** Begin Patch
*** Update File: a.py
@@
-    return 1
+    return 2
+
+def two(x):
+    return x + 2
*** End Patch
EOF"""


def codex(scene, event, command="", call="c1"):
    """One hook of Codex."""
    scene.report(
        "codex",
        {
            "session_id": "s1",
            "turn_id": "1",
            "cwd": str(scene.repo.top),
            "hook_event_name": event,
            "model": "model-1",
            "tool_name": "Bash",
            "tool_use_id": call,
            "tool_input": {"command": command},
        },
    )


def patch_in_a_shell_command_without_an_after(scene):
    codex(scene, "PreToolUse", PATCH)
    scene.repo.write("a.py", NEW)
    codex(scene, "Stop")


def patch_in_a_shell_command_then_another_command(scene):
    codex(scene, "PreToolUse", PATCH)
    scene.repo.write("a.py", NEW)
    codex(scene, "PreToolUse", "git commit -am x", call="c2")
    codex(scene, "Stop")


def patch_in_a_shell_command_with_an_after(scene):
    codex(scene, "PreToolUse", PATCH)
    scene.repo.write("a.py", NEW)
    codex(scene, "PostToolUse", PATCH)
    codex(scene, "Stop")


def patch_in_a_shell_command_that_was_refused(scene):
    codex(scene, "PreToolUse", PATCH)
    scene.repo.write("a.py", OLD + "by_hand = 1\n")
    scene.before("a.py")
    codex(scene, "Stop")
    scene.after("a.py")


def patch_without_an_after_and_a_human_typed_since(scene):
    codex(scene, "PreToolUse", PATCH)
    scene.repo.write("a.py", NEW)
    scene.editor_saw("a.py", NEW, UNKNOWN)
    scene.editor_saw("a.py", "HAND = 1\n" + NEW)
    scene.repo.write("a.py", "HAND = 1\n" + NEW)
    codex(scene, "Stop")


def patch_without_an_after_and_a_line_of_it_was_rewritten_since(scene):
    codex(scene, "PreToolUse", PATCH)
    scene.repo.write("a.py", NEW.replace("x + 2", "x * 3"))
    codex(scene, "Stop")
    scene.before("a.py")
    scene.after("a.py")


def write_whose_after_got_lost(scene):
    claude(scene, "PreToolUse", file_path="a.py", content=NEW)
    scene.repo.write("a.py", NEW)
    claude(scene, "Stop")


SCENES = [
    (wrote_whole_file, EDITED),
    (proof_beats_what_the_editor_took_for_typing, EDITED),
    (formatter_runs_before_the_after, EDITED.replace("attested", "corroborated")),
    (edit_without_its_before_is_undone_to_a_known_state, EDITED),
    (
        edit_without_its_before_is_undone_to_a_state_nobody_saw,
        EDITED.replace("attested", "corroborated") + " unknown",
    ),
    (crash_between_before_and_after, "unknown unknown unknown ai:attested"),
    (two_agents_with_overlapping_windows, "unknown unknown ai:attested ai:attested"),
    (tab_completion_of_cursor, "unknown unknown ai:attested"),
    (patch_in_a_shell_command_without_an_after, EDITED),
    (patch_in_a_shell_command_then_another_command, EDITED),
    (patch_in_a_shell_command_with_an_after, EDITED),
    (patch_in_a_shell_command_that_was_refused, "unknown unknown unknown"),
    (
        patch_without_an_after_and_a_human_typed_since,
        "human:labelled unknown mixed:corroborated - ai:corroborated ai:corroborated",
    ),
    (
        patch_without_an_after_and_a_line_of_it_was_rewritten_since,
        "unknown unknown - unknown unknown",
    ),
    (write_whose_after_got_lost, EDITED),
]


@pytest.mark.parametrize(("act", "expected"), SCENES, ids=lambda value: getattr(value, "__name__", ""))
def test_scene(scene, act, expected):
    act(scene)
    assert scene.brief("a.py") == expected
    assert scene.said == []
    assert scene.windows() == []


def test_overlapping_agents_keep_their_names(scene):
    two_agents_with_overlapping_windows(scene)
    assert [origin.agent for _, origin in scene.lines("a.py")] == ["", "", "claude-code", "bot"]


def overlapping_calls(scene, *, session):
    """Two calls that saw the same before and the same after."""
    claude(scene, "PreToolUse", session="one", call="t1", file_path="a.py", edits=[])
    claude(scene, "PreToolUse", session=session, call="t2", file_path="a.py", edits=[])
    scene.repo.write("a.py", OLD + "first = 1\nsecond = 2\n")
    claude(scene, "PostToolUse", session="one", call="t1", file_path="a.py")
    claude(scene, "PostToolUse", session=session, call="t2", file_path="a.py")
    return [(origin.agent, origin.session) for _, origin in scene.lines("a.py")[2:]]


def test_what_cannot_be_split_between_two_sessions_names_neither(scene):
    assert overlapping_calls(scene, session="two") == [("claude-code", "")] * 2
    assert scene.brief("a.py") == "unknown unknown ai:attested ai:attested"


def test_two_calls_of_one_session_name_it(scene):
    assert overlapping_calls(scene, session="one") == [("claude-code", "one")] * 2


def test_two_agents_that_made_the_same_change_are_not_told_apart(scene):
    scene.before("a.py")
    claude(scene, "PreToolUse", session="one", file_path="a.py", edits=[])
    scene.repo.write("a.py", OLD + "first = 1\n")
    scene.after("a.py")
    claude(scene, "PostToolUse", session="one", file_path="a.py")
    origin = scene.lines("a.py")[2][1]
    assert (origin.author, origin.agent, origin.model, origin.session) == ("ai", "", "", "")


def test_model_and_version_come_from_the_transcript(scene):
    (scene.repo.home / "transcript.jsonl").write_text(
        '{"version": "2.0.9", "message": {"model": "claude-opus-4"}}\n'
    )
    wrote_whole_file(scene)
    origin = scene.lines("a.py")[4][1]
    assert (origin.agent, origin.version, origin.model) == ("claude-code", "2.0.9", "claude-opus-4")


def test_a_tool_that_failed_attributes_nothing(scene):
    claude(scene, "PreToolUse", "Edit", file_path="a.py", old_string="missing", new_string="x")
    claude(scene, "PostToolUseFailure", "Edit", file_path="a.py", old_string="missing", new_string="x")
    assert scene.evidence("a.py") == []


def test_a_folder_of_several_repositories(tmp_path):
    first, second = (make_repo(tmp_path, name) for name in ("first", "second"))
    for repo in (first, second):
        repo.commit("start", **{"a.py": OLD})
    above = Scene(first)
    folder = str(tmp_path)
    payload = {
        "session_id": "s",
        "transcript_path": "",
        "cwd": folder,
        "tool_name": "Bash",
        "tool_input": {"command": "make"},
    }
    above.report("claude-code", payload | {"hook_event_name": "PreToolUse"})
    second.write("a.py", NEW)
    above.report("claude-code", payload | {"hook_event_name": "PostToolUse"})
    write = payload | {
        "tool_name": "Write",
        "tool_input": {"file_path": f"{folder}/first/b.py", "content": OLD},
    }
    above.report("claude-code", write | {"hook_event_name": "PreToolUse"})
    first.write("b.py", OLD)
    above.report("claude-code", write | {"hook_event_name": "PostToolUse"})
    assert above.said == []
    assert Scene(second).brief("a.py") == EDITED
    assert above.brief("b.py") == "ai:attested ai:attested"


def test_an_edit_in_a_nested_repository_is_recorded_there(scene):
    nested = make_repo(scene.repo.top, "nested")
    nested.commit("start", **{"a.py": OLD})
    edit = {"file_path": "nested/a.py", "content": NEW}
    claude(scene, "PreToolUse", **edit)
    nested.write("a.py", NEW)
    claude(scene, "PostToolUse", **edit)
    assert scene.said == []
    assert Scene(nested).brief("a.py") == EDITED
