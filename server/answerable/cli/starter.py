"""The settings files that `answerable init --policy` writes: to be read, edited and committed by a human.

Four templates, each explained in its own words; `team` is the one that is written when none is named.
"""

from typing import Final

__all__ = ["DEFAULT_TEMPLATE", "POLICY", "ROSTER", "TEMPLATES"]

_HEAD: Final = """\
# The rules of this repository, checked by `answerable gate BASE..HEAD`.
#
# They are always read from the branch that a change is going to, never from the change itself. So the change
# that brings this file is not judged by it, and a change of this file is judged by the rules as they were.
#
# A rule fires when everything under `when` holds. It is then satisfied by what it requires; a rule that requires
# nothing forbids what it describes. `severity = "warn"` only says so, `severity = "deny"` (the default) denies.
#
# When:
#   ai_lines = ">0"   human_lines   tool_lines   unknown_lines   added_lines   removed_lines   files = ">20"
#   ai_share = ">50%"   unknown_share        as a share of all added lines, blank ones never counted
#   unreviewed_ai_lines = ">0"               AI lines that nobody but an author reviewed
#   lines = { class = ["ai"], grade = "<attested", agent = ["codex"], reviewed = false, declared = true, count = ">0" }
#   stamped = false   unstamped_commits      commits without a record
#   advised = true                           somebody declared to follow an AI's advice (`answerable advise`)
#   finding_level = ">=review"   rule = ["SCH*"]   findings = ">3"
#   risk = ">=high"                          the worst finding as the stamp calls it: low, medium, high, critical (blast)
#   author_level = "<senior"   author = ["jo@example.org"]   agent = ["cursor"]
#   paths = ["infra/**"]   path_tier = ">=critical"   branch = ["main", "release/*"]
#   blast = ">=high"                         what depends on the change: low, medium, high, critical (`answerable blast`)
#   during = { days = ["fri"], hours = "16:00-24:00", offset = "+01:00", from = 2026-12-20, until = 2027-01-02 }
#   all = [{...}, {...}]   any = [{...}, {...}]   not = {...}
#
# Require, all of it together, of people who had no part in the change:
#   reviewed_by = "senior"           every AI line reviewed (`answerable review`) or signed off; signed = true: signed off
#   signoffs = 2, level = "senior"   so many sign-offs (`answerable signoff`); teams = ["dba"], distinct = "teams"
#   owners = true                    a sign-off of an owning team for every file that a team owns
#   findings_acknowledged = true     every blocking finding accepted by name
#   records = "labelled"             every added line in a record of that grade or above
#
# `scope = ["src/**"]` beside `name` makes a rule look at these files only.
# `answerable policy explain` says in plain words what the rules mean, `answerable policy test` holds them against
# `.answerable/policy_tests.toml`.

version = 1
"""

_SETTINGS_RULE: Final = """
# Whoever can change the rules, the people or their keys can do anything.
[[rule]]
name = "settings"
why = "the rules, the roster and the keys change only with a signature"
scope = [".answerable/", ".mailmap"]
require = { signoffs = 1, level = "senior" }
"""

_STARTUP: Final = f"""{_HEAD}
# startup: nothing is denied yet. Everybody sees what a machine wrote and what nobody looked at.

[[rule]]
name = "second-pair-of-eyes"
why = "whoever wrote it, somebody else should have looked at what a machine wrote"
severity = "warn"
when = {{ unreviewed_ai_lines = ">0" }}

[[rule]]
name = "blocking-findings"
why = "a finding of level block is worth a word with somebody"
severity = "warn"
when = {{ finding_level = ">=block" }}
require = {{ findings_acknowledged = true }}

[[rule]]
name = "known-origin"
why = "lines of unknown origin: was `answerable init` run where they were committed?"
severity = "warn"
when = {{ unknown_lines = ">0" }}
"""

_TEAM: Final = f"""{_HEAD}
# team: AI-assisted changes by engineers below senior need a senior; the rest only warns.

[[rule]]
name = "senior-review"
why = "AI-assisted changes by engineers below senior need a senior's eyes on every AI line"
when = {{ ai_lines = ">0", author_level = "<senior" }}
require = {{ reviewed_by = "senior" }}

[[rule]]
name = "second-pair-of-eyes"
why = "whoever wrote it, somebody else should have looked at what a machine wrote"
severity = "warn"
when = {{ unreviewed_ai_lines = ">0" }}

# Lines without evidence are not clean, they are unknown. Turn this into "deny" once everybody has the hooks.
[[rule]]
name = "known-origin"
why = "lines of unknown origin: was `answerable init` run where they were committed?"
severity = "warn"
when = {{ unknown_lines = ">0" }}

# When reading becomes a formality, the verdict says "rubber stamp".
[load]
lines_per_signoff = 800
lines_per_day = 2000

# In an emergency a senior may override a denial, signed and with a reason; it is looked at afterwards.
[break_glass]
level = "senior"
hours = 24
follow_up_days = 3
"""

_REGULATED: Final = f"""{_HEAD}
# regulated: everything that ships is signed by somebody else, what is critical by two; unknown is not clean.

[[tier]]
name = "critical"
paths = ["infra/**", "migrations/**", "**/auth/**", "**/payments/**"]
blast = "high"  # a change there has a blast radius of high at least

[[rule]]
name = "four-eyes"
why = "nothing ships on one person's word"
when = {{ any = [{{ added_lines = ">0" }}, {{ removed_lines = ">0" }}, {{ files = ">0" }}] }}
require = {{ signoffs = 1 }}

[[rule]]
name = "senior-signs-ai"
why = "every AI line is signed off by a senior, whoever brought it"
when = {{ ai_lines = ">0" }}
require = {{ reviewed_by = "senior", signed = true }}

[[rule]]
name = "critical-paths"
why = "what a mistake cannot be taken back from needs two seniors"
when = {{ path_tier = ">=critical" }}
require = {{ signoffs = 2, level = "senior" }}

[[rule]]
name = "far-reaching"
why = "where a mistake would reach furthest, two seniors look"
when = {{ blast = ">=critical" }}
require = {{ signoffs = 2, level = "senior" }}

[[rule]]
name = "owners"
why = "who owns a file answers for it"
require = {{ owners = true }}

[[rule]]
name = "blocking-findings"
why = "a finding of level block ships only when somebody accepted it by name"
when = {{ finding_level = ">=block" }}
require = {{ findings_acknowledged = true, level = "senior" }}

[[rule]]
name = "recorded"
why = "every line has a record: unknown lines, and lines that were only declared, need a senior's signature"
when = {{ any = [{{ unknown_lines = ">0" }}, {{ stamped = false }}, {{ lines = {{ declared = true, count = ">0" }} }}] }}
require = {{ signoffs = 1, level = "senior" }}

[[rule]]
name = "freeze"
why = "nothing of an AI ships on a Friday afternoon or over the weekend (UTC)"
when = {{ ai_lines = ">0", any = [{{ during = {{ days = ["fri"], hours = "15:00-24:00" }} }}, {{ during = {{ days = ["sat", "sun"] }} }}] }}
require = {{ signoffs = 2, level = "senior" }}
{_SETTINGS_RULE}
[load]
lines_per_signoff = 400
lines_per_day = 1200

[break_glass]
level = "staff"
hours = 8
follow_up_days = 2
"""

_NO_AI_TRAILERS: Final = f"""{_HEAD}
# no-ai-trailers: for projects whose messages may not name an AI. Install the hooks with `answerable init --style none`:
# records are kept and pushed, messages stay as they are, and the gate finds records by the content of the files.

[[rule]]
name = "senior-review"
why = "AI-assisted changes by engineers below senior need a senior's eyes on every AI line"
when = {{ ai_lines = ">0", author_level = "<senior" }}
require = {{ reviewed_by = "senior" }}

# Without trailers a record that was never pushed leaves no trace but this.
[[rule]]
name = "recorded"
why = "no record is about this commit: push `refs/answerable/records`, or let somebody sign it off"
when = {{ stamped = false }}
require = {{ signoffs = 1 }}
{_SETTINGS_RULE}"""

#: Template -> the policy.
TEMPLATES: Final = {
    "startup": _STARTUP,
    "team": _TEAM,
    "regulated": _REGULATED,
    "no-ai-trailers": _NO_AI_TRAILERS,
}
DEFAULT_TEMPLATE: Final = "team"

POLICY: Final = TEMPLATES[DEFAULT_TEMPLATE]

ROSTER: Final = """\
# The people of this repository, read from the branch that a change is going to, like policy.toml.
#
# Levels, lowest first. Somebody who is not listed has the lowest level as an author and cannot review.
version = 1
levels = ["junior", "mid", "senior", "staff"]

# Without signatures an address in a commit is only a claim. With this, every commit has to carry an SSH signature
# (`git config commit.gpgsign true`) by a key that `.answerable/allowed_signers` gives its author.
# signed_commits = true

# One table per human; agents are never people. `email` and `aliases` are the addresses they commit with: list
# all of them, so that nobody can review their own work under another address. A `.mailmap` is honoured for that too.
#
# [[person]]
# name = "Ada Example"
# email = "ada@example.org"
# aliases = ["ada@users.noreply.github.com"]
# level = "senior"
# scopes = ["src/**", "docs/**"]   # what they may answer for; everything without it
# since = 2026-01-01               # the first day on which they count
# until = 2027-01-01               # the first day on which they do not any more
#
# [[team]]
# name = "dba"
# members = ["ada@example.org"]
# owns = ["migrations/**"]
#
# Their SSH keys stand in `.answerable/allowed_signers`, one line each, in git's own format:
#   ada@example.org namespaces="signoff@answerable,git" ssh-ed25519 AAAA…
# `answerable roster check` finds what contradicts itself in the three files.
"""
