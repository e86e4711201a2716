"""A real Emacs with eglot: open, edit, diagnostics, actions, the commit message."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.editors import editor_command
from support.git import make_repo

FOLDER = Path(__file__).parents[2] / "client-vscode" / "editors" / "emacs"
SERVER = Path(sys.executable).with_name("answerable-lsp")
BASE = "def one():\n    return 1\n"
GUARDED = (
    "def drop(user, table):\n    if not user.is_admin:\n        raise PermissionError\n    table.drop()\n"
)

pytestmark = [pytest.mark.editor, pytest.mark.xdist_group("editors")]

#: What every script begins with. `until` waits, woken by every message of the server, for up to 20 s.
PRELUDE = """
(require 'package)
(setq package-user-dir "/nonexistent" make-backup-files nil create-lockfiles nil
      eglot-confirm-server-initiated-edits nil eglot-sync-connect 20)
(package-initialize)
(require 'answerable)
(require 'eglot)
(require 'json)
(setq answerable-command '("{server}" "--stdio"))
(answerable-setup-eglot 'python-mode)
(defun until (check)
  (let ((stop (+ 20 (float-time))) found)
    (while (and (not (setq found (funcall check))) (< (float-time) stop))
      (accept-process-output nil 0.05))
    (or found (error "It never came"))))
(defun open-served (file)
  (find-file file)
  (apply #'eglot--connect (eglot--guess-contact))
  (until #'eglot-managed-p))
(defun said ()
  (until (lambda () (flymake-start) (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))))
(defun show (value) (princ (concat "\\n=> " (json-encode value) "\\n")))
"""


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.commit("start", **{"app.py": BASE, "guarded.py": GUARDED})
    made.run(sys.executable, "-m", "answerable", "init")
    return made


@pytest.fixture
def emacs(repo):
    """Runs a script in Emacs; the values that it shows."""
    program = editor_command("emacs", "emacs-nox elpa-eglot")

    def run(script):
        (repo.home / "script.el").write_text(PRELUDE.replace("{server}", str(SERVER)) + script)
        done = subprocess.run(
            [program, "--batch", "-L", FOLDER, "-l", repo.home / "script.el"],
            cwd=repo.top,
            env=repo.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line[3:]) for line in done.stdout.splitlines() if line.startswith("=> ")]

    return run


def agent_appends(repo, path, text):
    """A coding agent appends to a file on disk and reports before and after."""
    where = {"repo_working_dir": str(repo.top)}
    before = {"type": "human", **where, "will_edit_filepaths": [path]}
    after = {"type": "ai_agent", **where, "edited_filepaths": [path], "agent_name": "demo-agent"}
    after |= {"model": "demo-1", "conversation_id": "c-1"}
    for report in (before, after):
        if report is after:
            repo.write(path, (repo.top / path).read_text() + text)
        command = [sys.executable, "-m", "answerable", "checkpoint", "agent-v1"]
        repo.run(*command, stdin=json.dumps(report).encode())


def test_an_agents_lines_are_explained_reviewed_and_stamped(repo, emacs):
    agent_appends(repo, "app.py", "\n\ndef agent_made():\n    return 'made'\n")
    regions, line, why, after = emacs("""
(open-served "app.py")
(show (vconcat (mapcar #'vconcat (answerable-regions))))
(goto-char (point-min))
(answerable-next)
(show (line-number-at-pos))
(show (answerable-why))
(answerable-review (point-min) (point-max))
(show (vconcat (mapcar #'vconcat (answerable-regions))))
(eglot-shutdown (eglot-current-server))
""")
    assert regions == [[5, "ai", "demo-agent", None]]
    assert line == 5
    assert "Written by demo-agent" in why
    assert after == [[5, "ai", "demo-agent", ["dev@example.org"]]]
    repo.git("commit", "-q", "-a", "-m", "reviewed in Emacs")
    assert "Provenance-Lines: ai=2 mixed=0 human=0 tool=0 unknown=0 reviewed=2" in repo.git(
        "log", "-1", "--format=%B"
    )


def test_a_risky_deletion_has_a_diagnostic_and_declared_lines_have_actions(emacs):
    (found, titles) = emacs("""
(open-served "guarded.py")
(forward-line 1)
(delete-region (point) (progn (forward-line 2) (point)))
(eglot--signal-textDocument/didChange)
(show (said))
(goto-char (point-max))
(insert "\\ndef pasted_from_somewhere():\\n    return compute(1, 2)\\n")
(eglot--signal-textDocument/didChange)
(show (mapcar (lambda (one) (plist-get one :title))
              (jsonrpc-request (eglot-current-server) :textDocument/codeAction
                               (list :textDocument (eglot--TextDocumentIdentifier)
                                     :range (list :start (eglot--pos-to-lsp-position (- (point) 5))
                                                  :end (eglot--pos-to-lsp-position (point)))
                                     :context (list :diagnostics [])))))
""")
    assert "is_admin" in " ".join(found)
    assert "I typed this" in titles


def test_the_commit_message_is_checked_and_completed(repo, emacs):
    agent_appends(repo, "app.py", "\n\ndef agent_made():\n    return 'made'\n")
    repo.git("add", "app.py")
    repo.git("commit", "-e", "-m", "From the agent", check=False, GIT_EDITOR="false")
    (mode, found, completed) = emacs("""
(open-served ".git/COMMIT_EDITMSG")
(show major-mode)
(re-search-forward "^Provenance-Lines.*\\n")
(replace-match "")
(eglot--signal-textDocument/didChange)
(show (said))
(insert "Prov")
(eglot--signal-textDocument/didChange)
(show (mapcar (lambda (one) (plist-get one :label))
              (jsonrpc-request (eglot-current-server) :textDocument/completion
                               (list :textDocument (eglot--TextDocumentIdentifier)
                                     :position (eglot--pos-to-lsp-position)))))
""")
    assert mode == "answerable-message-mode"
    assert "Provenance-Record without Provenance-Lines" in " ".join(found)
    assert "Provenance-Lines: ai=2 mixed=0 human=0 tool=0 unknown=0 reviewed=0" in completed
