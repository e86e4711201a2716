"""The settings files that `answerable init --policy` writes: to be read, edited and committed by a human."""

from typing import Final

__all__ = ["POLICY", "ROSTER"]

POLICY: Final = """\
# The rules of this repository, checked by `answerable gate BASE..HEAD`.
#
# They are always read from the branch that a change is going to, never from the change itself. So the change
# that brings this file is not judged by it, and a change of this file is judged by the rules as they were.
#
# A rule fires when everything under `when` holds. It is then satisfied by what it requires; a rule that requires
# nothing forbids what it describes. `severity = "warn"` only says so, `severity = "deny"` (the default) denies.
#
#   ai_lines = ">0"             lines with AI text on them, blank lines never counted
#   ai_share = ">50%"           the same as a share of all added lines
#   unknown_lines = ">0"        lines of which nothing is known
#   unreviewed_ai_lines = ">0"  AI lines that nobody but an author reviewed
#   author_level = "<senior"    the lowest level among the authors; the roster names the levels
#   stamped = false             some commit has no record
#   paths = ["infra/**"]        the change touches one of these (patterns as in .gitignore)
#   all = [{...}, {...}]   any = [{...}, {...}]   not = {...}
#
# `scope = ["src/**"]` beside `name` makes a rule look at these files only.
# `answerable policy explain` says in plain words what the rules mean.

version = 1

[[rule]]
name = "senior-review"
why = "AI-assisted changes by engineers below senior need a senior's eyes on every AI line"
when = { ai_lines = ">0", author_level = "<senior" }
require = { reviewed_by = "senior" }

[[rule]]
name = "second-pair-of-eyes"
why = "whoever wrote it, somebody else should have looked at what a machine wrote"
severity = "warn"
when = { unreviewed_ai_lines = ">0" }

# Lines without evidence are not clean, they are unknown. Turn this into "deny" once everybody has the hooks.
[[rule]]
name = "known-origin"
why = "lines of unknown origin: was `answerable init` run where they were committed?"
severity = "warn"
when = { unknown_lines = ">0" }
"""

ROSTER: Final = """\
# The people of this repository, read from the branch that a change is going to, like policy.toml.
#
# Levels, lowest first. Somebody who is not listed has the lowest level as an author and cannot review.
version = 1
levels = ["junior", "mid", "senior", "staff"]

# One table per human; agents are never people. `email` and `aliases` are the addresses they commit with: list
# all of them, so that nobody can review their own work under another address.
#
# [[person]]
# name = "Ada Example"
# email = "ada@example.org"
# aliases = ["ada@users.noreply.github.com"]
# level = "senior"
"""
