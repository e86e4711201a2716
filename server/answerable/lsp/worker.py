"""The analysis process: reads requests from standard input, writes findings to standard output, ends with its input.

It is a process of its own because tree-sitter holds the interpreter's lock while it parses: a thread would stall the
server's loop.

A request with `old` and `text` begins a `session` of the document `path`, one with `first`, `last` and `lines` tells
its next edit: the lines that were replaced, half-open, and what they became. `drop` names sessions that are over.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from answerable.lsp.frames import serve
from answerable.wiring.risks import risk_session

if TYPE_CHECKING:
    from answerable.syntax.session import Session

__all__ = ["main"]


def main() -> None:
    """Analyse until the input ends, once the grammars are loaded."""
    sessions: dict[str, Session] = {}
    risk_session("", "").findings("")
    serve(partial(_answer, sessions))


def _answer(sessions: "dict[str, Session]", request: dict[str, Any]) -> dict[str, object]:
    """What a document's text brings; `exact` says whether a comparison of the whole texts would say the same."""
    for name in request["drop"]:
        sessions.pop(name, None)
    name = request["session"]
    if "old" in request:
        session = sessions[name] = risk_session(request["path"], request["old"])
        findings, problems = session.findings(request["text"])
    else:
        session = sessions[name]
        findings, problems = session.edit(request["first"], request["last"], request["lines"])
    found = [list(one) for one in findings]
    return {"findings": found, "problems": list(problems), "exact": session.is_exact}


if __name__ == "__main__":
    main()
