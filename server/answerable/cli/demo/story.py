"""The story that the demonstration tells, step by step. Every printed fact comes from the run itself."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from answerable.cli.demo.editor import Editor
from answerable.cli.demo.stage import Stage
from answerable.cli.output import Output

__all__ = ["server_command", "tell"]

ORDERS = "shop/orders.py"
MIGRATION = "migrations/0002_drop_coupons.sql"

TYPED = '''

def shipping(order):
    """What the customer pays for the parcel."""
    return 0 if total(order.items) > FREE_SHIPPING else 4.90
'''

GUARD = """    if order.owner != user:
        raise PermissionError("only the owner may cancel an order")
"""

BY_AGENT = '''

def refund(order, gateway):
    """Give the customer's money back."""
    for payment in order.payments: gateway.refund(payment.id, amount=payment.amount, reason="refund")
    order.state = "refunded"
    return order
'''

ONE_LINE = (
    '    for payment in order.payments: gateway.refund(payment.id, amount=payment.amount, reason="refund")\n'
)
WRAPPED = """    for payment in order.payments:
        gateway.refund(payment.id, amount=payment.amount, reason="refund")
"""

DROP = """-- Coupons were never used.
DROP TABLE coupons;
"""

MIA = ("Mia Mid", "mia@shop.example")
SAM = ("Sam Senior", "sam@shop.example")


def tell(stage: Stage, output: Output, server: list[str]) -> None:
    """The whole story on one stage."""
    teller = _Teller(stage, output, server)
    teller.begin()
    with Editor(server, stage.folder, stage.environ) as editor:
        teller.open(editor)
        teller.type_by_hand()
        teller.let_an_agent_edit()
        teller.format_undo_redo()
        teller.show_what_the_editor_shows()
    teller.commit()
    teller.read_back()
    teller.gate("denied", expected=1)
    teller.review()
    teller.gate("passed", expected=0)


class _Teller:
    """Plays every part: Mia at her editor, her agent, her formatter, git, and Sam."""

    def __init__(self, stage: Stage, output: Output, server: list[str]) -> None:
        self._stage, self._out, self._server = stage, output, server
        self._chapter = 0
        self._uri = (stage.folder / ORDERS).as_uri()
        self._text = stage.read(ORDERS)
        self._version = 1

    def begin(self) -> None:
        """A repository with people, a rule and a first commit."""
        with self._step("A throw-away repository, with the hooks of `answerable init`"):
            self._git("init", "--quiet", "--initial-branch=main")
            self._be(MIA)
            self._git("add", ".")
            self._git("commit", "--quiet", "--message=Orders")
            self._git("switch", "--quiet", "--create=refunds")
            self._command("answerable", "init")
            self._command("answerable", "policy", "explain")

    def open(self, editor: Editor) -> None:
        """Mia opens a file."""
        self._editor = editor
        with self._step("Mia, a mid-level engineer, opens shop/orders.py in her editor"):
            self._out.say(f"  server: {self._editor.server_info.get('name')}")
            item = {"uri": self._uri, "languageId": "python", "version": 1, "text": self._text}
            self._editor.notify("textDocument/didOpen", {"textDocument": item})

    def type_by_hand(self) -> None:
        """A function, one keystroke at a time."""
        with self._step("She types a function by hand, key by key"):
            for letter in TYPED:
                self._change(len(self._text), len(self._text), letter)
            self._save()
            self._out.say(f"  {len(TYPED)} keystrokes")

    def let_an_agent_edit(self) -> None:
        """An agent announces, edits on disk, and reports; the editor reloads."""
        with self._step("Her coding agent edits two files on disk; its hooks report before and after"):
            agent = {"repo_working_dir": str(self._stage.folder)}
            paths = [ORDERS, MIGRATION]
            self._checkpoint({"type": "human", **agent, "will_edit_filepaths": paths})
            edited = self._text.replace(GUARD, "") + BY_AGENT
            self._stage.write(ORDERS, edited)
            self._stage.write(MIGRATION, DROP)
            session = {"agent_name": "demo-agent", "model": "demo-1", "conversation_id": "c-42"}
            self._checkpoint({"type": "ai_agent", **agent, **session, "edited_filepaths": paths})
            self._reload(edited)
            # The server joins what the agent reported to what the editor shows, and says so when it has.
            self._editor.wait_for("answerable/regionsChanged", lambda params: params["uri"] == self._uri)
            self._out.say(f"  {ORDERS}: a guard is gone, `refund` is new")
            self._out.say(f"  {MIGRATION}: drops a table")

    def format_undo_redo(self) -> None:
        """What changes nobody's authorship."""
        with self._step("A formatter wraps a line; she cuts the agent's function, undoes, redoes, undoes"):
            self._announce("format")
            start = self._text.index(ONE_LINE)
            self._change(start, start + len(ONE_LINE), WRAPPED)
            start = self._text.index("\n\ndef refund")
            function = self._text[start:]
            for mechanism, new in (("typed", ""), ("undo", function), ("redo", ""), ("undo", function)):
                self._announce(mechanism)
                self._change(start, start + len(function) - len(new), new)
            self._save()
            self._out.say("  none of it changes who wrote what")

    def show_what_the_editor_shows(self) -> None:
        """Regions, diagnostics, a hover and a lens, as the server sends them."""
        with self._step("What her editor shows: regions"):
            self._show_regions()
        with self._step("… diagnostics"):
            self._show_diagnostics()
        line = self._text[: self._text.index("def refund")].count("\n")
        with self._step(f"… a hover on line {line + 1}, and the lens above it"):
            place = {"textDocument": {"uri": self._uri}, "position": {"line": line, "character": 5}}
            self._block(_hover_text(self._editor.request("textDocument/hover", place)))
            lenses = self._editor.request("textDocument/codeLens", {"textDocument": {"uri": self._uri}}) or []
            for lens in lenses:
                command = lens.get("command") or {}
                self._out.say(
                    f"  line {lens['range']['start']['line'] + 1:>3}  ", (str(command.get("title")), "ai")
                )

    def commit(self) -> None:
        """The hooks stamp the commit."""
        with self._step("She commits; the hooks stamp the message"):
            self._git("add", ".")
            self._command("git", "commit", "--quiet", "--message=Refund an order")
            self._command("git", "log", "-1", "--format=%B")

    def read_back(self) -> None:
        """The record, line by line and as a whole."""
        with self._step("Who wrote what, read back from the commit"):
            self._command("answerable", "blame", ORDERS)
            self._command("answerable", "show", "HEAD")

    def gate(self, outcome: str, expected: int) -> None:
        """The verdict CI acts on."""
        with self._step(f"The gate: {outcome}"):
            code = self._command("answerable", "gate", "main..refunds", fails=True)
            self._out.say(f"  exit code {code}")
            if code != expected:
                raise AssertionError(f"the gate answered {code} where the story expects {expected}")

    def review(self) -> None:
        """A senior reads the AI lines; the amended commit says so."""
        with self._step("Sam, a senior, reads the AI lines and marks them as reviewed; Mia amends"):
            self._be(SAM)
            for path in (ORDERS, MIGRATION):
                self._command("answerable", "review", path)
            self._be(MIA)
            self._command("git", "commit", "--quiet", "--amend", "--no-edit")
            self._command("git", "log", "-1", "--format=%(trailers:only)")

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        """One numbered chapter."""
        self._chapter += 1
        self._out.say()
        self._out.say((f"{self._chapter:>2}  {title}", "strong"))
        yield

    def _be(self, person: tuple[str, str]) -> None:
        self._git("config", "user.name", person[0])
        self._git("config", "user.email", person[1])

    def _git(self, *arguments: str) -> None:
        self._stage.run("git", *arguments)

    def _command(self, *command: str, fails: bool = False) -> int:
        """Run a command, show it and what it prints; its exit code."""
        self._out.say("  ", ("$ " + " ".join(command), "faint"))
        ran = self._stage.run(*command, fails=fails)
        self._block(ran.output + ran.errors)
        return ran.code

    def _block(self, text: str) -> None:
        self._out.lines([[f"  {line}"] for line in text.rstrip("\n").split("\n") if text.strip()])

    def _checkpoint(self, report: dict[str, object]) -> None:
        self._stage.run("answerable", "checkpoint", "agent-v1", given=json.dumps(report))

    def _announce(self, mechanism: str) -> None:
        told = {"uri": self._uri, "version": self._version + 1, "mechanism": mechanism}
        self._editor.notify("answerable/didEdit", told)

    def _change(self, start: int, end: int, new: str) -> None:
        """One edit, as the editor sends it. `start` and `end` are characters of the text, half-open."""
        self._version += 1
        change = {"range": {"start": self._position(start), "end": self._position(end)}, "text": new}
        document = {"uri": self._uri, "version": self._version}
        self._editor.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        self._text = self._text[:start] + new + self._text[end:]

    def _reload(self, text: str) -> None:
        """The file changed on disk: the editor takes it over, announced as what it is."""
        self._announce("disk")
        self._change(0, len(self._text), text)

    def _save(self) -> None:
        self._stage.write(ORDERS, self._text)
        self._editor.notify("textDocument/didSave", {"textDocument": {"uri": self._uri}})

    def _position(self, offset: int) -> dict[str, int]:
        """The story's text is ASCII, so that characters are UTF-16 units."""
        before = self._text[:offset]
        return {"line": before.count("\n"), "character": offset - (before.rfind("\n") + 1)}

    def _show_regions(self) -> None:
        """One row for each region, with the words that hold most of it."""
        answer = self._editor.request("answerable/regions", {"uri": self._uri})
        rows = []
        for region in answer["regions"]:
            first, last = region["range"]["start"]["line"] + 1, region["range"]["end"]["line"] + 1
            who = region.get("agent") or ""
            rows.append(
                [
                    f"{first}-{last}",
                    (region["class"], region["class"]),
                    region["mechanism"],
                    region["grade"],
                    who,
                ]
            )
        self._out.table(rows, header=("  lines", "class", "mechanism", "grade", "agent"))

    def _show_diagnostics(self) -> None:
        """What an edit could break, published for the text as it is now."""
        found = self._editor.wait_for(
            "textDocument/publishDiagnostics",
            lambda params: (
                params["uri"] == self._uri
                and params.get("version") == self._version
                and bool(params["diagnostics"])
            ),
        )
        for diagnostic in found["diagnostics"]:
            line = diagnostic["range"]["start"]["line"] + 1
            self._out.say(
                f"  line {line:>3}  ", (str(diagnostic.get("code")), "bad"), f"  {diagnostic['message']}"
            )


def _hover_text(hover: Any) -> str:  # noqa: ANN401 - the protocol's union
    """The text of a hover answer, or a dash."""
    if not hover:
        return "-"
    contents = hover["contents"]
    return str(contents["value"] if isinstance(contents, dict) else contents)


def server_command() -> list[str]:
    """The language server of this very installation."""
    script = Path(sys.executable).with_name("answerable-lsp")
    return (
        [str(script), "--stdio"]
        if script.exists()
        else [sys.executable, "-m", "answerable.lsp.main", "--stdio"]
    )
