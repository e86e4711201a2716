"""What a broken client sends: each message is handled or refused, every request answered once, no text let out."""

import contextlib

import pytest

from support.git import clean_environment
from support.rawlsp import RawServer

URI = "untitled:One"
SECRET = "tell-nobody-4711"


@pytest.fixture
def environ(tmp_path):
    return clean_environment(tmp_path)


def insertion(line: object, character: object, text: object) -> dict[str, object]:
    place = {"line": line, "character": character}
    return {"range": {"start": place, "end": place}, "text": text}


#: Changes of "abc\n" (version 1), and the ranges of the regions afterwards: what the text became.
CHANGES = {
    "past the end of the line": ([insertion(0, 99, "d")], [(0, 0, 0, 4)]),
    "the largest column there is": ([insertion(0, 4294967295, "d")], [(0, 0, 0, 4)]),
    "past the last line": ([insertion(7, 3, "d")], [(0, 0, 1, 1)]),
    "before the beginning": ([insertion(-1, -1, "d")], [(0, 0, 0, 4)]),
    "columns as floats": ([insertion(0.0, 3.0, "d")], [(0, 0, 0, 4)]),
    "backwards": (
        [{"range": {"start": {"line": 0, "character": 3}, "end": {"line": 0, "character": 1}}, "text": ""}],
        [(0, 0, 0, 1)],
    ),
    "without a range": ([{"text": "abcdef"}], [(0, 0, 0, 6)]),
    "with a null range": ([{"range": None, "text": "abcdef"}], [(0, 0, 0, 6)]),
    "two in one update": ([insertion(0, 3, "d"), insertion(0, 4, "e")], [(0, 0, 0, 5)]),
    "none at all": ([], [(0, 0, 0, 3)]),
    "half a surrogate pair": ([insertion(0, 3, "\ud83d")], [(0, 0, 0, 4)]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_strange_change_leaves_the_text_that_the_client_most_likely_has(environ, name):
    changes, after = CHANGES[name]
    with RawServer(environ) as server:
        server.begin()
        server.open(URI, "abc\n")
        server.change(URI, 2, *changes)
        found = server.covered(URI)
        first, last = found[0], found[-1]
        assert [(*first[:2], *last[2:])] == after
        server.ask("shutdown")
        server.notify("exit")


UNREADABLE = {
    "a text that is a number": [insertion(0, 0, 5)],
    "a range without an end": [{"range": {"start": {"line": 0, "character": 0}}, "text": SECRET}],
    "a position without a line": [{"range": {"start": {}, "end": {}}, "text": SECRET}],
    "changes that are no objects": [SECRET],
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_change_is_logged_without_its_text_and_changes_nothing(environ, name):
    with RawServer(environ) as server:
        server.begin()
        server.open(URI, "abc\n")
        server.change(URI, 2, *UNREADABLE[name])
        assert server.covered(URI) == [(0, 0, 0, 3)]
    assert "textDocument/didChange failed: JsonRpcInvalidParams" in server.stderr
    assert SECRET not in server.stderr + repr(server.said)


@pytest.mark.parametrize("version", [2, 1, 0, -5, None])
def test_a_version_that_goes_backwards_is_said_and_the_change_applied(environ, version):
    with RawServer(environ) as server:
        server.begin()
        server.open(URI, "abc\n", version=2)
        server.change(URI, version, insertion(0, 3, "d"))
        assert server.covered(URI)[-1][2:] == (0, 4)
    assert "comes after version 2" in server.stderr


def test_messages_about_documents_that_are_not_open(environ):
    with RawServer(environ) as server:
        server.begin()
        server.change(URI, 2, insertion(0, 0, SECRET))
        place = {"textDocument": {"uri": URI}}
        server.notify("textDocument/didClose", place)
        server.notify("textDocument/didSave", place)
        server.notify("answerable/didEdit", {"uri": URI, "version": 2, "mechanism": "typed"})
        at = {"position": {"line": 0, "character": 0}}
        everything = {"range": {"start": at["position"], "end": at["position"]}}
        assert server.ask("textDocument/hover", {**place, **at})["result"] is None
        assert server.ask("textDocument/codeLens", place)["result"] == []
        assert server.ask("textDocument/inlayHint", {**place, **everything})["result"] == []
        asked = {**place, **everything, "context": {"diagnostics": []}}
        assert server.ask("textDocument/codeAction", asked)["result"] == []
        assert server.ask("textDocument/diagnostic", place)["result"] == {"kind": "full", "items": []}
        assert (
            server.ask("answerable/regions", {"uri": URI})["error"]["message"] == "The document is not open."
        )
    assert server.stderr.count(URI) == 4
    assert SECRET not in server.stderr


def test_a_document_opened_twice_continues_with_the_second_text(environ):
    with RawServer(environ) as server:
        server.begin()
        server.open(URI, "abc\n")
        server.change(URI, 2, insertion(0, 3, "d"))
        server.open(URI, "abcd\nmore\n", version=1)
        assert server.covered(URI)[-1][2:] == (1, 4)


REFUSED = {
    "before initialize": (False, "textDocument/hover", {}, -32002),
    "initialize twice": (True, "initialize", {"processId": 1, "rootUri": None, "capabilities": {}}, -32600),
    "no such request": (True, "textDocument/makeCoffee", {}, -32601),
    "malformed parameters": (True, "textDocument/hover", {"textDocument": SECRET}, -32602),
    "no parameters": (True, "textDocument/hover", None, -32602),
    "no such command": (True, "workspace/executeCommand", {"command": "rm"}, -32602),
    "a command without arguments": (True, "workspace/executeCommand", {"command": "answerable.why"}, -32602),
    "a command with nonsense": (
        True,
        "workspace/executeCommand",
        {"command": "answerable.why", "arguments": [{"uri": 5}]},
        -32602,
    ),
    "a command on an unknown document": (
        True,
        "workspace/executeCommand",
        {"command": "answerable.why", "arguments": [{"uri": URI, **insertion(0, 0, "")}]},
        -32803,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_request_that_cannot_be_served_is_refused_once_and_without_a_traceback(environ, name):
    is_begun, method, params, code = REFUSED[name]
    with RawServer(environ) as server:
        if is_begun:
            server.begin()
        error = server.ask(method, params)["error"]
        assert error["code"] == code
        assert "data" not in error
        answered = len(server.answers())
    assert len(server.answers()) == answered
    assert SECRET not in server.stderr + repr(server.said)
    assert "Traceback" not in server.stderr


def test_after_shutdown_requests_are_refused_and_notifications_ignored(environ):
    with RawServer(environ) as server:
        server.begin()
        assert "error" not in server.ask("shutdown")
        assert server.ask("textDocument/hover", {})["error"]["code"] == -32600
        server.open(URI, SECRET)
        server.notify("exit")
        server.leave()
    assert server.process.returncode == 0
    assert SECRET not in server.stderr


FRAMES = {
    "no JSON": (b"{" + SECRET.encode(), -32700),
    "no UTF-8": (b'{"jsonrpc": "2.0", "x": "\xff"}', -32700),
    "nested without end": (b"[" * 200_000, -32700),
    "a list": (b"[]", -32600),
    "another version": (b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}', -32600),
    "an id that is a list": (b'{"jsonrpc": "2.0", "id": [1], "method": "shutdown"}', -32600),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_that_is_no_message_is_refused_and_the_next_one_served(environ, name):
    frame, code = FRAMES[name]
    with RawServer(environ) as server:
        server.begin()
        server.send(frame)
        assert server.answer_to(None)["error"]["code"] == code
        assert "result" in server.ask("textDocument/codeLens", {"textDocument": {"uri": URI}})
    assert SECRET not in server.stderr
    assert "Traceback" not in server.stderr


ENDS = {
    "in the middle of a body": b'Content-Length: 50\r\n\r\n{"jsonrpc":',
    "in a header": b"Content-Le",
    "in a header line without end": b"x" * 200_000,
    "between messages": b"",
}


@pytest.mark.parametrize("name", ENDS)
def test_a_client_that_leaves_without_a_word_leaves_no_server_and_no_traceback(environ, name):
    with RawServer(environ) as server:
        server.begin()
        with contextlib.suppress(BrokenPipeError):
            server.write(ENDS[name])
        server.leave()
    assert server.process.returncode == 1
    assert "Traceback" not in server.stderr


def test_answers_to_nothing_and_cancellations_of_nothing_are_ignored(environ):
    with RawServer(environ) as server:
        server.begin()
        server.send({"jsonrpc": "2.0", "id": 77, "result": SECRET})
        server.send({"jsonrpc": "2.0", "id": {}, "result": None})
        server.send({"jsonrpc": "2.0", "id": 78, "error": {"code": 1, "message": SECRET}})
        server.notify("$/cancelRequest", {"id": 4711})
        server.notify("$/setTrace", {"value": "verbose"})
        server.notify("$/unheardOf", SECRET)
        server.notify("window/workDoneProgress/cancel", {"token": "x"})
        assert server.ask("textDocument/codeLens", {"textDocument": {"uri": URI}})["result"] == []
    assert server.stderr == ""


def test_a_cancelled_request_is_answered_once_as_cancelled(environ, tmp_path):
    with RawServer(environ) as server:
        server.begin()
        # Not analysed before half a minute has passed: the request waits, and is cancelled meanwhile.
        server.notify(
            "workspace/didChangeConfiguration", {"settings": {"answerable": {"analysis": {"delayMs": 5000}}}}
        )
        server.open((tmp_path / "a.py").as_uri(), "x = 1\n")
        server.change((tmp_path / "a.py").as_uri(), 2, insertion(0, 0, "y"))
        params = {"textDocument": {"uri": (tmp_path / "a.py").as_uri()}}
        server.send({"jsonrpc": "2.0", "id": "slow", "method": "textDocument/diagnostic", "params": params})
        server.notify("$/cancelRequest", {"id": "slow"})
        assert server.answer_to("slow")["error"]["code"] == -32800
        server.ask("shutdown")
    assert server.answers().count("slow") == 1


def test_a_file_over_five_megabytes_is_attributed_as_a_whole_and_said_so(environ, tmp_path):
    uri = (tmp_path / "big.py").as_uri()
    with RawServer(environ) as server:
        server.begin()
        server.open(uri, "x = 1\n" * 900_000)
        server.change(uri, 2, insertion(1, 0, "y"))
        answer = server.ask("answerable/regions", {"uri": uri})["result"]
        assert (answer["regions"], answer["version"]) == ([], 2)
        assert "over 5 MB" in answer["note"]
        at = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        assert "over 5 MB" in server.ask("textDocument/hover", at)["result"]["contents"]["value"]
        said = [m["params"]["message"] for m in server.said if m.get("method") == "window/logMessage"]
        assert any("over 5 MB" in message for message in said)


def test_a_file_that_grows_over_five_megabytes_is_given_up_then(environ, tmp_path):
    uri = (tmp_path / "big.py").as_uri()
    with RawServer(environ) as server:
        server.begin()
        server.open(uri, "x = 1\n")
        server.change(uri, 2, insertion(1, 0, "y = 2\n" * 900_000))
        server.change(uri, 3, insertion(1, 0, "z"))
        assert "over 5 MB" in server.ask("answerable/regions", {"uri": uri})["result"]["note"]


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_no_log_level_lets_the_clients_text_out(environ, tmp_path, level):
    log = tmp_path / "server.log"
    uri = (tmp_path / "a.py").as_uri()
    with RawServer(environ, "--log-file", str(log), "--log-level", level) as server:
        server.begin({"workspace": {"configuration": True}})
        server.open(uri, f"{SECRET}\n")
        server.change(uri, 2, insertion(0, 0, SECRET))
        server.change(uri, 3, insertion(0, 0, 5), SECRET)
        server.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": SECRET})
        server.ask("textDocument/codeLens", {"textDocument": {"uri": uri}})
        server.send(f'{{"jsonrpc": "2.0", "x": {SECRET}'.encode())
        server.ask("shutdown")
        server.notify("exit")
    assert "textDocument/didChange failed" in log.read_text()
    assert SECRET not in log.read_text() + server.stderr
