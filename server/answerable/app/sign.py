"""Signing a range off: what is shown first, and the statement that is then signed."""

import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from answerable.app.check_range import POLICY_PATH, ROSTER_PATH, Sources, read_rulebook, unread
from answerable.app.circumstances import Asked, Change, read_circumstances
from answerable.app.involved import Involved
from answerable.app.net_findings import with_findings
from answerable.app.read_range import Commits, read_range
from answerable.app.signed_change import read_print
from answerable.app.signoffs import SIGNERS_PATH, SignoffSources
from answerable.core.errors import BadRevision, GitFailed, UsageError
from answerable.core.gate import Judgement, Known, judge, undecided
from answerable.core.ledger import AI_CLASSES, JudgedLine
from answerable.core.mailmap import parse_mailmap
from answerable.core.record import FindingEntry, record_path, well_formed
from answerable.core.roster import Person, Roster
from answerable.core.signoff.fingerprint import NetPrint
from answerable.core.signoff.instant import spelt
from answerable.core.signoff.pace import is_hasty
from answerable.core.signoff.statement import (
    MOST_PATHS,
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    Acknowledged,
    ChangeBinding,
    Decision,
    GitDigest,
    GitPoint,
    Predicate,
    Reviewer,
    RiskSeen,
    RulesSeen,
    Statement,
    Subject,
)

__all__ = ["Preparation", "Said", "Wish", "commits_of", "people_at", "prepare", "revocation", "statement_of"]

_MAILMAP: Final = ".mailmap"
#: No statement lists more bytes of paths.
_MOST_PATH_BYTES: Final = 200_000


class Wish(NamedTuple):
    """Base and head as the reviewer named them, the branch that it is for, the reviewer's address, and the time.

    `now` is in seconds since the epoch.
    """

    base: str
    head: str
    target: str
    email: str
    now: int


class Preparation(NamedTuple):
    """What is about to be signed.

    `head` is the head as the reviewer named it, `email` is their address; the trees are those of `commits`. `person` is the reviewer on the
    roster of the target, `None` for a stranger; `part` says in half a sentence why they may not sign, empty when
    they may. `allowed` are the target's allowed_signers.
    """

    head: str
    target: str
    email: str
    commits: Commits
    trees: Commits
    net: NetPrint
    known: Known
    judgement: Judgement
    rules: RulesSeen
    person: Person | None
    part: str
    allowed: bytes

    @property
    def unreviewed(self) -> list[JudgedLine]:
        """The AI lines that nobody has reviewed, in order."""
        return sorted(
            line for line in self.known.lines if line.line_class in AI_CLASSES and not line.reviewers
        )

    @property
    def blocking(self) -> list[FindingEntry]:
        """The findings that are asked about one by one."""
        return [finding for finding in self.findings if finding["level"] == "block"]

    @property
    def findings(self) -> Sequence[FindingEntry]:
        """The findings as the gate judges them: what the policy allows is a note."""
        risk = self.judgement.verdict["risk"]
        return self.known.findings if risk is None else risk["findings"]

    @property
    def satisfies(self) -> list[str]:
        """The rules that lack what this reviewer could give."""
        shown = self.person.shown if self.person else ""
        rules = self.judgement.verdict["rules"]
        return [
            rule["name"]
            for rule in rules
            if any(shown and shown in missing["who"] for missing in rule["missing"])
        ]

    @property
    def lines(self) -> int:
        """Lines added and removed."""
        return self.net.added + self.net.removed


class Said(NamedTuple):
    """What the reviewer decided. Times are in seconds since the epoch."""

    decision: Decision
    reason: str
    email: str
    key: str
    shown_at: int
    signed_at: int
    acknowledged: Sequence[FindingEntry] = ()


def prepare(gate: Sources, sources: SignoffSources, wish: Wish) -> Preparation:
    """What the head brings to the base. Raises `GitFailed`, `UsageError`."""
    base, head, target, email, now = wish
    commits = commits_of(sources, base, head)
    trees = Commits(*sources.changes.trees(commits))
    net = read_print(sources.objects, sources.changes, trees.merge_base, trees.head)
    if not net.files:
        raise UsageError(f"{base}..{head} changes nothing: there is nothing to sign.")
    known = read_range(sources.objects, gate.history, gate.records, commits)
    policy, people, allowed = (
        sources.objects.file(commits.base, path) for path in (POLICY_PATH, ROSTER_PATH, SIGNERS_PATH)
    )
    roster = people_at(gate, commits.base, now)[0] or Roster(("",), ())
    known, judgement = _judged(gate, wish, commits, known, roster)
    involved = Involved(sources.objects, sources.changes, roster, allowed or b"", known.barred)
    fired = [rule["name"] for rule in judgement.verdict["rules"] if rule["fired"]]
    return Preparation(
        head=head,
        target=target,
        email=email,
        commits=commits,
        trees=trees,
        net=net,
        known=known,
        judgement=judgement,
        rules=RulesSeen(policy=_digest(policy), roster=_digest(people), fired=fired),
        person=roster.person(email),
        part=involved.part(email, (), [(commits.base, commits.head)]),
        allowed=allowed or b"",
    )


def _judged(
    gate: Sources, wish: Wish, commits: Commits, known: Known, roster: Roster
) -> tuple[Known, Judgement]:
    """What the gate knows and would say: `check_range` with the commits read once for both."""
    range_ = unread(wish.base, wish.head)
    range_["base"], range_["head"], range_["merge_base"] = commits
    policy, people = (gate.objects.file(commits.base, path) for path in (POLICY_PATH, ROSTER_PATH))
    rulebook, problems = read_rulebook(policy, people, gate.settings, f"at {wish.base}")
    if rulebook is None:
        return known, undecided(range_, problems)
    if rulebook.policy.asks_findings:
        known = with_findings(known, gate.findings(commits))
    change = Change(commits, rulebook.policy, roster, known)
    around, faults = read_circumstances(gate.signoffs, change, Asked(wish.target, wish.now))
    judged = known._replace(faults=[*known.faults, *faults])
    return known, judge(rulebook.policy, roster, judged, range_, around)


def people_at(gate: Sources, base: str, now: int) -> tuple[Roster | None, list[str]]:
    """The roster of the commit `base` as it is at an instant, or `None` and in sentences why there is none."""
    data = gate.objects.file(base, ROSTER_PATH)
    if data is None:
        return None, [
            f"There is no {ROSTER_PATH} on the target branch that can be read: nobody's sign-off can count."
        ]
    roster, problems = gate.settings.roster(data)
    mailmap = parse_mailmap(gate.objects.file(base, _MAILMAP))
    return (roster.at(now, mailmap) if roster else None), [
        f"{ROSTER_PATH}: {problem}" for problem in problems
    ]


def statement_of(prepared: Preparation, said: Said, tool: str) -> Statement:
    """The statement to be signed."""
    commits, trees = prepared.commits, prepared.trees
    seconds = max(0, said.signed_at - said.shown_at)
    predicate = Predicate(
        decision=said.decision,
        reason=well_formed(said.reason),
        target=prepared.target,
        base=GitPoint(commit=commits.base, tree=trees.base),
        merge_base=GitPoint(commit=commits.merge_base, tree=trees.merge_base),
        change=_binding(prepared.net),
        rules=prepared.rules,
        records=sorted({line.record for line in prepared.known.lines if line.record}),
        risk=_risk(prepared, said),
        unreviewed_ai_lines=len(prepared.unreviewed),
        reviewer=Reviewer(email=said.email, key=said.key),
        signed_at=spelt(said.signed_at),
        seconds=seconds,
        hasty=is_hasty(seconds, prepared.lines),
        tool=tool,
    )
    head = GitDigest(gitCommit=commits.head, gitTree=trees.head)
    return Statement(
        _type=STATEMENT_TYPE,
        subject=[Subject(name=well_formed(prepared.head), digest=head)],
        predicateType=PREDICATE_TYPE,
        predicate=predicate,
    )


def revocation(revoked: Statement, name: str, said: Said, tool: str) -> Statement:
    """The statement that takes back the sign-off `revoked`, whose id is `name`: about the same change."""
    predicate: Predicate = {
        **revoked["predicate"],
        "decision": "revoke",
        "reason": well_formed(said.reason),
        "reviewer": Reviewer(email=said.email, key=said.key),
        "signed_at": spelt(said.signed_at),
        "seconds": 0,
        "hasty": False,
        "revokes": name,
        "tool": tool,
    }
    return Statement(
        _type=STATEMENT_TYPE, subject=revoked["subject"], predicateType=PREDICATE_TYPE, predicate=predicate
    )


def commits_of(sources: SignoffSources, base: str, head: str) -> Commits:
    """The commits of a range. Raises `GitFailed` when it names none, or history is cut off or unrelated."""
    found = [sources.objects.resolve(name) for name in (base, head)]
    for name, commit in zip((base, head), found, strict=True):
        if commit is None:
            raise BadRevision(f"{name!r} names no commit in this repository.")
    if sources.objects.is_shallow():
        raise GitFailed("The history is cut off (shallow clone); run `git fetch --unshallow`.")
    one, other = (commit or "" for commit in found)
    merge_base = sources.objects.merge_base(one, other)
    if merge_base is None:
        raise GitFailed(f"{base!r} and {head!r} have no commit in common: there is no net change.")
    return Commits(one, other, merge_base)


def _binding(net: NetPrint) -> ChangeBinding:
    paths: list[str] = []
    left = _MOST_PATH_BYTES
    for path in map(record_path, net.paths):
        left -= len(path.encode())
        if left < 0 or len(paths) == MOST_PATHS:
            break
        paths.append(path)
    return ChangeBinding(
        anchored=net.anchored,
        loose=net.loose,
        files=net.files,
        added=net.added,
        removed=net.removed,
        paths=paths,
    )


def _risk(prepared: Preparation, said: Said) -> RiskSeen:
    levels = [finding["level"] for finding in prepared.findings]
    order: tuple[str, ...] = ("block", "review", "warn", "info")
    return RiskSeen(
        level=min(levels, key=order.index, default="none"),
        acknowledged=[
            Acknowledged(rule=one["rule"], path=one["path"], fingerprint=one["fingerprint"])
            for one in said.acknowledged
        ],
    )


def _digest(data: bytes | None) -> str:
    return hashlib.sha256(data).hexdigest() if data is not None else ""
