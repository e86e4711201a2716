"""A real Vim with ALE: open, edit, diagnostics, and what the commit then says."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from support.editors import editor_command, folder_of_editor
from support.git import make_repo

FOLDER = Path(__file__).parents[2] / "client-vscode" / "editors" / "vim"
SERVER = Path(sys.executable).with_name("answerable-lsp")
#: Where Debian's package puts the plugin.
ALE = Path("/usr/share/vim-ale")
GUARDED = (
    "def drop(user, table):\n    if not user.is_admin:\n        raise PermissionError\n    table.drop()\n"
)

pytestmark = [pytest.mark.editor, pytest.mark.xdist_group("editors")]

PRELUDE = """
set nocompatible hidden noswapfile viminfo=
let &runtimepath = '{ale},{folder},' . &runtimepath
let g:ale_linters = {'python': ['answerable'], 'gitcommit': ['answerable']}
let g:answerable_executable = '{server}'
filetype plugin on
runtime! plugin/ale.vim plugin/answerable.vim
function! Until(Check)
  let start = reltime()
  while reltimefloat(reltime(start)) < 20
    let found = a:Check()
    if !empty(found) | return found | endif
    sleep 20m
  endwhile
  throw 'It never came'
endfunction
function! Show(value)
  call writefile([json_encode(a:value)], 'shown.json', 'a')
endfunction
function! Found()
  return get(get(g:ale_buffer_info, bufnr(''), {}), 'loclist', [])
endfunction
"""


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.commit("start", **{"guarded.py": GUARDED})
    made.run(sys.executable, "-m", "answerable", "init")
    return made


@pytest.fixture
def vim(repo):
    """Runs a script in Vim; the values that it shows."""
    program = editor_command("vim", "vim-nox vim-ale")
    folder_of_editor(ALE, "ALE", "vim-ale")

    def run(script):
        text = (
            PRELUDE.replace("{server}", str(SERVER))
            .replace("{ale}", str(ALE))
            .replace("{folder}", str(FOLDER))
        )
        (repo.home / "script.vim").write_text(
            f"{text}\ntry\n{script}\ncatch\ncall Show(v:exception)\nendtry\nqall!\n"
        )
        # ALE does nothing in Ex mode: Vim gets a terminal.
        outer, inner = pty.openpty()
        try:
            command = [program, "-Nu", "NONE", "-i", "NONE", "-S", repo.home / "script.vim"]
            environ = repo.environ | {"TERM": "xterm"}
            subprocess.run(
                command, cwd=repo.top, env=environ, stdin=inner, stdout=inner, check=False, timeout=100
            )
        finally:
            os.close(outer)
            os.close(inner)
        return [json.loads(line) for line in (repo.top / "shown.json").read_text().splitlines()]

    return run


def test_a_risky_deletion_has_a_diagnostic_where_it_happened(vim):
    lines, found = vim("""
edit guarded.py
2,3delete
ALELint
call Show(Until({-> map(copy(Found()), 'v:val.lnum')}))
call Show(map(copy(Found()), 'v:val.text'))
""")
    assert lines == [2]
    assert "is_admin" in " ".join(found)


def test_the_commit_message_is_checked(repo, vim):
    repo.write("guarded.py", GUARDED + "x = 1\n")
    repo.git("commit", "-a", "-e", "-m", "A change", check=False, GIT_EDITOR="false")
    (found,) = vim("""
edit .git/COMMIT_EDITMSG
global/^Provenance-Lines/delete
ALELint
call Show(Until({-> map(copy(Found()), 'v:val.text')}))
""")
    assert "Provenance-Record without Provenance-Lines" in " ".join(found)
