"""What is known of a range of commits: its added lines with their classes, its people, its records, its gaps."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from answerable.app.range_records import RangeRecords
from answerable.core.gate import Known
from answerable.core.history import CommitPatch, FilePatch, History
from answerable.core.ledger import AI_CLASSES, JudgedLine, Stretch, settle, unknown
from answerable.core.lineage import Contested, Introduced, Piece, start_pieces, trace
from answerable.core.netchange import NetChange, net_change, outside_stretches, stretches
from answerable.core.origin import LineClass
from answerable.core.ports import CommitInfo, Objects, Records
from answerable.core.record import record_path
from answerable.core.trailers import parse_trailers

__all__ = ["Begun", "Commits", "begin_range", "read_range"]


class Commits(NamedTuple):
    """The ids of the target, of what is brought to it, and of where the two parted."""

    base: str
    head: str
    merge_base: str


class Begun(NamedTuple):
    """What git is computing already: the patches of the range, and its net change."""

    listed: Iterator[CommitPatch]
    changed: Iterator[FilePatch]


def begin_range(history: History, commits: Commits) -> Begun:
    """Let git begin while everything else is read. Raises `GitFailed`."""
    base, head, merge_base = commits
    return Begun(history.log_patches(base, head), history.net_change(merge_base, head))


def read_range(
    objects: Objects, history: History, records: Records, commits: Commits, begun: Begun | None = None
) -> Known:
    """Everything the gate needs. Raises `GitFailed` when git cannot read the range."""
    base, head, _ = commits
    listed, changed = begun or begin_range(history, commits)
    infos = {info.id: info for info in objects.commits(base, head)}
    book = RangeRecords(records, infos.values())
    net = net_change(tuple(changed))
    patches = list(listed)
    found = _stretches(history, head, net, patches)
    writers = {stretch.commit for stretch in found}
    own = [patch for patch in patches if len(patch.parents) < 2 or patch.commit in writers]
    lines = [*_judge(found, book), *(JudgedLine(path, 1, "", LineClass.UNKNOWN) for path in net.opaque)]
    book.check(patch.commit for patch in own if patch.commit in infos)
    recorded = {record_path(path) for path in net.paths}
    unread = [patch.commit for patch in patches if patch.commit not in infos]
    people = [infos[patch.commit] for patch in own if patch.commit in infos]
    return Known(
        lines=lines,
        paths=net.paths,
        authors=tuple(dict.fromkeys(info.author_email for info in people)),
        barred=_barred(people, lines),
        unstamped=tuple(patch.commit for patch in own if not book.is_about(patch)),
        findings=[finding for finding in book.findings if finding["path"] in recorded],
        faults=[*(f"Commit {commit[:12]} cannot be read." for commit in unread), *book.faults],
        remarks=book.remarks,
        removed=_removed(net),
        is_advised=any(map(book.is_advised, own)),
    )


def _removed(net: NetChange) -> dict[str, int]:
    """Lines taken out, by the path that they stood at."""
    counts: dict[str, int] = {}
    for file in net.files:
        path = file.old_path or file.path
        counts[path] = counts.get(path, 0) + sum(hunk.old_count for hunk in file.hunks)
    return counts


def _stretches(history: History, head: str, net: NetChange, patches: Sequence[CommitPatch]) -> list[Stretch]:
    wanted = {path: pieces for path, pieces in start_pieces(net.files).items() if path in net.texts}
    lineage = trace(head, wanted, patches)
    commits = {patch.commit for patch in patches}
    introduced, outside = list(lineage.introduced), list(lineage.outside)
    for contested in lineage.contested:
        for one in _blamed(history, contested):
            if one.commit in commits:
                introduced.append(one)
            else:
                outside.append(one.piece)
    return [*stretches(introduced, net.texts, patches), *outside_stretches(outside, net)]


def _blamed(history: History, contested: Contested) -> list[Introduced]:
    """What git says about a file in which a merge differs from all its parents."""
    ranges = sorted((piece.here, piece.here + piece.size - 1) for piece in contested.pieces)
    blamed = {line.line: line for line in history.blame(contested.commit, contested.path, ranges)}
    return [
        Introduced(line.commit, line.orig_path, Piece(line.orig_line, 1, piece.path, piece.line + at))
        for piece in contested.pieces
        for at in range(piece.size)
        for line in (blamed[piece.here + at],)
    ]


def _judge(found: Iterable[Stretch], book: RangeRecords) -> Iterable[JudgedLine]:
    for stretch in found:
        judged, rest, problems = settle(stretch, book.about(stretch))
        book.note_judged(stretch.commit, judged)
        yield from judged
        book.faults.extend(problems)
        if rest:
            book.note_unattributed(stretch.commit)
            yield from unknown(stretch, rest)


def _barred(commits: Iterable[CommitInfo], lines: Iterable[JudgedLine]) -> frozenset[str]:
    """Who may not review: authors and co-authors, and who drove the AI sessions."""
    barred = {line.driver for line in lines if line.driver and line.line_class in AI_CLASSES}
    for info in commits:
        barred.add(info.author_email)
        if "co-authored-by" in info.message.lower():
            barred.update(_co_authors(info.message))
    return frozenset(barred)


def _co_authors(message: str) -> Iterator[str]:
    for trailer in parse_trailers(message)[0]:
        if trailer.key.lower() == "co-authored-by" and "<" in trailer.value:
            yield trailer.value.rpartition("<")[2].rstrip("> ")
