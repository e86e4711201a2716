"""The entry point: options, transports, standard streams that are no pipes."""

import json
import re
import socket
import subprocess
import sys

import pytest

from support.git import clean_environment

SERVER = [sys.executable, "-m", "answerable.lsp.main"]


def framed(*messages: dict[str, object]) -> bytes:
    bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)


INITIALIZE = {
    "id": 1,
    "method": "initialize",
    "params": {"processId": 1, "rootUri": None, "capabilities": {}},
}
GOODBYE = [{"id": 2, "method": "shutdown"}, {"method": "exit"}]


@pytest.fixture
def environ(tmp_path):
    return clean_environment(tmp_path)


def run(*args: str, **more: object) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*SERVER, *args], capture_output=True, check=False, timeout=60, **more)


def test_version_and_help_come_without_importing_the_server(environ):
    assert re.fullmatch(rb"answerable \d+\.\d+\.\d+\n", run("--version", env=environ).stdout)
    assert b"--log-file" in run("--help", env=environ).stdout
    script = (
        "import sys; from answerable.lsp.main import main\n"
        "try: main(['--version'])\nexcept SystemExit: pass\n"
        "sys.exit('pygls' in sys.modules or 'lsprotocol' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], env=environ, check=False).returncode == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--tcp", "x"], b"is no port"),
        (["--tcp", "99999"], b"is no port"),
        (["--stdio", "--tcp", "0"], b"not allowed"),
        (["--log-file", "/no/such/folder/x.log"], b"cannot be opened"),
        (["--log-level", "CHATTY"], b"invalid choice"),
    ],
)
def test_options_that_make_no_sense(environ, args, said):
    done = run(*args, env=environ)
    assert done.returncode == 64
    assert said in done.stderr


def test_one_client_over_tcp(environ):
    process = subprocess.Popen([*SERVER, "--tcp", "0"], env=environ, stderr=subprocess.PIPE)
    said = process.stderr.readline().decode()
    port = int(re.fullmatch(r"answerable-lsp listens on 127\.0\.0\.1:(\d+)\n", said)[1])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(framed(INITIALIZE, *GOODBYE))
        stream = connection.makefile("rb")
        answers = stream.read()
        stream.close()
    assert answers.count(b"Content-Length") == 2
    assert process.wait(60) == 0
    process.stderr.close()


def test_standard_streams_that_are_files(environ, tmp_path):
    (tmp_path / "in").write_bytes(framed(INITIALIZE, *GOODBYE))
    with (tmp_path / "in").open("rb") as read, (tmp_path / "out").open("wb") as write:
        done = subprocess.run(SERVER, stdin=read, stdout=write, env=environ, check=False, timeout=60)
    assert done.returncode == 0
    assert (tmp_path / "out").read_bytes().count(b"Content-Length") == 2


def test_one_socket_for_both_directions(environ):
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(SERVER, stdin=theirs, stdout=theirs, env=environ)
    theirs.close()
    ours.sendall(framed(INITIALIZE, *GOODBYE))
    with ours, ours.makefile("rb") as stream:
        assert stream.read().count(b"Content-Length") == 2
    assert process.wait(60) == 0


def test_a_large_answer_reaches_a_client_that_reads_slowly(environ, tmp_path):
    lines = "".join(f"value_{number} = {number}\n" for number in range(20_000))
    uri = (tmp_path / "a.py").as_uri()
    item = {"uri": uri, "languageId": "python", "version": 1, "text": lines}
    # Every line typed anew is a region of its own: an answer that no pipe holds.
    place = [{"line": number * 2, "character": 0} for number in range(5_000)]
    changes = [{"range": {"start": at, "end": at}, "text": "x"} for at in place]
    messages = [
        INITIALIZE,
        {"method": "textDocument/didOpen", "params": {"textDocument": item}},
        {
            "method": "textDocument/didChange",
            "params": {"textDocument": {"uri": uri, "version": 2}, "contentChanges": changes},
        },
        {"id": 3, "method": "answerable/regions", "params": {"uri": uri}},
    ]
    process = subprocess.Popen(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ)
    process.stdin.write(framed(*messages))
    process.stdin.flush()
    first = process.stdout.readline()
    assert first.startswith(b"Content-Length")
    process.stdin.write(framed(*GOODBYE))
    process.stdin.flush()
    rest = process.stdout.read()
    assert len(rest) > 1_000_000
    assert rest.count(b'"mechanism": "typed"') == 5_000
    assert process.wait(60) == 0
    process.stdin.close()
    process.stdout.close()
