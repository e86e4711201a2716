"""`answerable checkpoint` as an agent's hook runs it: whatever happens, exit 0 and at most one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.git import make_repo
from support.scene import Scene

COMMAND = Path(sys.executable).with_name("answerable")
AFTER = {"type": "ai_agent", "agent_name": "bot", "model": "m", "conversation_id": "c"}


@pytest.fixture
def scene(tmp_path):
    repo = make_repo(tmp_path)
    repo.commit("start", **{"a.py": "a = 1\n", "b.txt": "b = 1\n"})
    return Scene(repo)


def run_checkpoint(scene, agent, payload, folder=None):
    """The whole process; what it said on standard error."""
    done = subprocess.run(
        [COMMAND, "checkpoint", *agent],
        input=payload,
        capture_output=True,
        cwd=folder or scene.repo.top,
        env=scene.repo.environ,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0
    assert done.stdout == b""
    said = done.stderr.decode()
    assert said.count("\n") == bool(said)
    return said


def before(scene, *paths):
    return json.dumps(
        {"type": "human", "repo_working_dir": str(scene.repo.top), "will_edit_filepaths": paths}
    ).encode()


def after(scene, *paths, **more):
    return json.dumps(
        AFTER | {"repo_working_dir": str(scene.repo.top), "edited_filepaths": paths} | more
    ).encode()


def check_refused(scene, agent, payload, said, folder=None):
    """One line that says `said`, and an untouched journal."""
    assert said in run_checkpoint(scene, agent, payload, folder)
    assert scene.windows() == []
    assert scene.evidence("a.py") == []


def test_an_edit_is_recorded_by_two_silent_processes(scene):
    assert run_checkpoint(scene, ["agent-v1"], before(scene, "a.py")) == ""
    scene.repo.write("a.py", "a = 1\nb = 2\n")
    assert run_checkpoint(scene, ["agent-v1"], after(scene, "a.py")) == ""
    assert scene.brief("a.py") == "unknown ai:attested"


def test_the_repository_is_the_one_in_the_payload(scene, tmp_path):
    assert run_checkpoint(scene, ["agent-v1"], before(scene, "a.py"), tmp_path) == ""
    assert len(scene.windows()) == 1


@pytest.mark.parametrize(
    ("agent", "payload", "said"),
    [
        ([], b"{}", "usage: answerable checkpoint AGENT"),
        (["agent-v1", "more"], b"{}", "usage: answerable checkpoint AGENT"),
        (["robot"], b"{}", "robot is no agent that is known here; known are claude-code, cursor"),
        (["ro\x1b[31mbot"], b"{}", "ro\\x1b[31mbot is no agent"),
        (["agent-v1"], b"", "nothing on standard input"),
        (["agent-v1"], b"not json", "agent-v1: the payload is not JSON (character 1)"),
        (["agent-v1"], b"\xff\xfe\x00", "agent-v1: the payload is"),
        (["agent-v1"], b"{}", 'agent-v1: field "type" must be one of'),
        (["agent-v1"], b'{"type": "human"}', 'field "repo_working_dir" is missing'),
        (["known_human"], b"{}", 'field "edited_filepaths" is missing'),
    ],
)
def test_a_payload_of_no_use_is_one_line(scene, agent, payload, said):
    check_refused(scene, agent, payload, said)


def test_a_folder_outside_a_repository_is_one_line(scene, tmp_path):
    payload = json.dumps(AFTER | {"repo_working_dir": str(tmp_path), "edited_filepaths": ["a.py"]}).encode()
    check_refused(scene, ["agent-v1"], payload, "is not in a git repository")


def test_a_folder_that_does_not_exist_is_one_line(scene, tmp_path):
    missing = str(tmp_path / "missing")
    payload = json.dumps(AFTER | {"repo_working_dir": missing, "edited_filepaths": ["a.py"]}).encode()
    check_refused(scene, ["agent-v1"], payload, "does not exist")


def test_a_path_outside_the_repository_is_one_line(scene):
    check_refused(scene, ["agent-v1"], after(scene, "../b.py"), "../b.py is outside the repository")


def test_a_bare_repository_is_one_line(scene, tmp_path):
    bare = make_repo(tmp_path, "bare", "--bare")
    payload = json.dumps(AFTER | {"repo_working_dir": str(bare.top), "edited_filepaths": ["a.py"]}).encode()
    check_refused(scene, ["agent-v1"], payload, "a.py is outside the repository")


def test_a_terminal_is_not_waited_for(scene):
    done = subprocess.run(
        [sys.executable, "-c", TERMINAL, COMMAND],
        capture_output=True,
        cwd=scene.repo.top,
        env=scene.repo.environ,
        check=True,
        timeout=30,
    )
    assert b"not a terminal" in done.stdout


TERMINAL = """
import os, pty, subprocess, sys
ours, theirs = pty.openpty()
done = subprocess.run([sys.argv[1], "checkpoint", "agent-v1"], stdin=theirs, stderr=subprocess.PIPE, check=True)
os.write(1, done.stderr)
"""


@pytest.mark.parametrize(("sent", "said"), [("whole", ""), ("half", "standard input was never closed")])
def test_a_standard_input_that_never_closes_is_not_waited_for_forever(scene, sent, said):
    payload = before(scene, "a.py")
    process = subprocess.Popen(
        [COMMAND, "checkpoint", "agent-v1"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=scene.repo.top,
        env=scene.repo.environ,
    )
    process.stdin.write(payload if sent == "whole" else payload[:-2])
    process.stdin.flush()
    assert process.wait(timeout=30) == 0
    assert said in process.stderr.read().decode()
    process.stdin.close()
    process.stderr.close()
    assert len(scene.windows()) == (sent == "whole")


def test_a_payload_of_fifty_megabytes_is_taken(scene):
    text = "line = 'of a generated file'\n" * 1_700_000
    assert len(text) > 49_000_000
    payload = after(scene, "a.py", dirty_files={"other.py": text})
    scene.repo.write("a.py", "a = 1\nb = 2\n")
    assert run_checkpoint(scene, ["agent-v1"], payload) == ""
    assert scene.brief("a.py") == "unknown ai:corroborated"


def test_a_payload_beyond_all_bounds_is_read_to_its_end_and_refused(scene):
    check_refused(scene, ["agent-v1"], b" " * (65 << 20), "the payload is over 64 MiB")


def test_a_buffer_over_five_megabytes_is_noted_as_a_whole(scene):
    payload = after(scene, "a.py", dirty_files={"a.py": "x = 1\n" * 900_000})
    assert "a.py is over 5 MB: attributed as a whole file" in run_checkpoint(scene, ["agent-v1"], payload)


def test_a_byte_order_mark_and_raw_control_characters_are_read(scene):
    payload = b"\xef\xbb\xbf" + before(scene, "a.py").replace(b'"human"', b'"human", "extra": "a\x01\nb"')
    assert run_checkpoint(scene, ["agent-v1"], payload) == ""
    assert len(scene.windows()) == 1


def test_a_repository_cannot_make_it_run_a_program(scene, tmp_path):
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    keys = ("core.fsmonitor", "diff.external", "core.sshCommand", "filter.x.clean", "filter.a=b.process")
    for key in keys:
        scene.repo.git("config", key, str(trap))
    scene.repo.write(".gitattributes", "*.py filter=x diff=x\n*.txt filter=a=b\n")
    scene.repo.write("a.py", "a = 2\n")
    scene.repo.write("b.txt", "b = 2\n")
    command = {"type": "pre_shell_command", "tool_use_id": "t", "repo_working_dir": str(scene.repo.top)}
    run_checkpoint(scene, ["agent-v1"], json.dumps(command).encode())
    run_checkpoint(scene, ["agent-v1"], json.dumps(AFTER | command | {"type": "post_shell_command"}).encode())
    assert not (tmp_path / "sprung").exists()


def answer(scene, agent, payload, stdin=subprocess.DEVNULL, **environ):
    """Standard output and standard error of one process that need not read standard input."""
    done = subprocess.run(
        [COMMAND, "checkpoint", agent],
        **({"input": payload} if payload is not None else {"stdin": stdin}),
        capture_output=True,
        cwd=scene.repo.top,
        env=scene.repo.environ | environ,
        check=True,
        timeout=30,
    )
    return done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("agent", ["cursor", "gemini-cli", "cline"])
def test_agents_that_read_our_output_as_json_get_some(scene, agent):
    assert answer(scene, agent, b"{}")[0] == "{}\n"
    assert answer(scene, agent, b"broken")[0] == "{}\n"


def test_auto_tells_the_agent_and_answers_as_it_wants(scene):
    payload = {
        "hook_event_name": "BeforeTool",
        "tool_name": "write_file",
        "tool_input": {"file_path": "a.py", "content": "b = 1\n"},
        "session_id": "g",
        "cwd": str(scene.repo.top),
    }
    assert answer(scene, "auto", json.dumps(payload).encode()) == ("{}\n", "")
    assert scene.windows()[0].startswith("gemini-cli\0g")


def test_kiro_before_1_0_sends_its_payload_in_a_variable(scene):
    scene.repo.write("a.py", "a = 1\nb = 2\n")
    result = f"Created the {scene.repo.top}/a.py file."
    prompt = json.dumps({"toolName": "fs_write", "toolArgs": {}, "toolResult": result, "toolSuccess": True})
    with subprocess.Popen(["sleep", "30"], stdout=subprocess.PIPE) as open_forever:
        assert answer(scene, "kiro", None, open_forever.stdout, USER_PROMPT=prompt) == ("", "")
        open_forever.kill()
    assert scene.brief("a.py") == "unknown ai:corroborated"
