"""A real Emacs with lsp-mode: who wrote the lines, a review, a diagnostic where something was deleted."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.agent import agent_wrote
from support.editors import editor_command, folder_of_editor
from support.git import make_repo

FOLDER = Path(__file__).parents[2] / "client-vscode" / "editors" / "emacs"
SERVER = Path(sys.executable).with_name("answerable-lsp")
ELPA = Path("/usr/share/emacs/site-lisp/elpa-src")
LSP_MODE = next(iter(ELPA.glob("lsp-mode-*")), ELPA / "lsp-mode")
BASE = "def one():\n    return 1\n"
MADE = BASE + "\n\ndef agent_made():\n    return 'made'\n"
GUARDED = (
    "def drop(user, table):\n    if not user.is_admin:\n        raise PermissionError\n    table.drop()\n"
)

pytestmark = [pytest.mark.editor, pytest.mark.xdist_group("editors")]

#: What every script begins with. `until` waits, woken by every message of the server, for up to 20 s.
PRELUDE = """
(require 'package)
(setq package-user-dir "/nonexistent" make-backup-files nil create-lockfiles nil)
(package-initialize)
(require 'answerable)
(require 'lsp-mode)
(require 'json)
(setq answerable-command '("{server}" "--stdio")
      lsp-auto-guess-root t lsp-session-file "{home}/lsp-session" lsp-enable-file-watchers nil
      lsp-diagnostics-provider :none lsp-enable-snippet nil lsp-headerline-breadcrumb-enable nil)
(answerable-setup-lsp-mode)
(defun until (check)
  (let ((stop (+ 20 (float-time))) found)
    (while (and (not (setq found (funcall check))) (< (float-time) stop))
      (accept-process-output nil 0.05))
    (or found (error "It never came"))))
(defun open-served (file)
  (find-file file)
  (lsp)
  (until (lambda () (eq 'initialized (lsp--workspace-status (car (lsp-workspaces)))))))
(defun said ()
  (lsp--flush-delayed-changes)
  (mapcar (lambda (one) (gethash "message" one))
          (until (lambda () (gethash (buffer-file-name) (lsp-diagnostics t))))))
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
    program = editor_command("emacs", "emacs-nox")
    folder_of_editor(LSP_MODE, "lsp-mode", "elpa-lsp-mode")
    (repo.home / "lsp-session").touch()

    def run(script):
        prelude = PRELUDE.replace("{server}", str(SERVER)).replace("{home}", str(repo.home))
        (repo.home / "script.el").write_text(prelude + script)
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


def test_an_agents_lines_are_explained_reviewed_and_stamped(repo, emacs):
    repo.write("app.py", MADE)
    agent_wrote(repo, "app.py", BASE, MADE, agent="bot", model="m", session="s1")
    regions, why, after = emacs("""
(open-served "app.py")
(show (vconcat (mapcar #'vconcat (answerable-regions))))
(goto-char (point-min))
(answerable-next)
(show (answerable-why))
(answerable-review (point-min) (point-max))
(show (vconcat (mapcar #'vconcat (answerable-regions))))
""")
    assert regions == [[5, "ai", "bot", None]]
    assert "Written by bot" in why
    assert after == [[5, "ai", "bot", ["dev@example.org"]]]
    repo.git("commit", "-q", "-a", "-m", "reviewed in Emacs")
    assert "ai=2 mixed=0 human=0 tool=0 unknown=0 reviewed=2" in repo.git("log", "-1", "--format=%B")


def test_a_risky_deletion_has_a_diagnostic(emacs):
    (found,) = emacs("""
(open-served "guarded.py")
(forward-line 1)
(delete-region (point) (progn (forward-line 2) (point)))
(show (vconcat (said)))
""")
    assert "is_admin" in " ".join(found)


def test_the_commit_message_is_checked(repo, emacs):
    repo.write("app.py", MADE)
    repo.git("commit", "-a", "-e", "-m", "A change", check=False, GIT_EDITOR="false")
    (found,) = emacs("""
(open-served ".git/COMMIT_EDITMSG")
(re-search-forward "^Provenance-Lines.*\\n")
(replace-match "")
(show (vconcat (said)))
""")
    assert "Provenance-Record without Provenance-Lines" in " ".join(found)
