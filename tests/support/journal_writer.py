"""A process that writes to a journal until it is done or killed: `journal_writer.py FOLDER NAME EVENTS`.

Standard output: `ready`, then the number of each event once it has been acknowledged. It begins when it has read
one line.
"""

import hashlib
import os
import sys

from answerable.core.evidence import Evidence, Snapshot, content_digest
from answerable.core.origin import TYPED, Author, Grade, Mechanism
from answerable.core.text import uniform
from answerable.store.journal import open_journal

__all__ = ["path_of", "text_of"]


def path_of(name: str, event: int) -> str:
    """The path that an event is about; no two events share one."""
    return f"{name}/{event}.py"


def text_of(name: str, event: int) -> str:
    """The content that an event saves: a few lines, and every fifth time some pages that do not compress."""
    seed = f"{name} {event}\n".encode()
    blocks = 400 if event % 5 == 4 else 1
    return "".join(
        hashlib.sha256(seed + bytes([block % 256, block // 256])).hexdigest() + "\n"
        for block in range(blocks)
    )


def save(journal, name: str, event: int) -> None:
    """One event: a snapshot, and the evidence that led to it."""
    path, text = path_of(name, event), text_of(name, event)
    digest = content_digest(text)
    report = Evidence("test", path, Mechanism.TYPED, Author.HUMAN, Grade.LABELLED, after=digest)
    journal.save(Snapshot(path, digest, uniform(text, TYPED), name), [report])
    if event % 7 == 6:
        # What others do meanwhile: forget, reuse pages, give pages back.
        extra = f"{name}/extra"
        journal.save(Snapshot(extra, digest, uniform(text, TYPED), name))
        journal.committed({extra: digest})


def main(folder: str, name: str, events: int) -> None:
    """Write."""
    os.write(1, b"ready\n")
    sys.stdin.buffer.readline()
    journal = open_journal(folder, lambda: 0)
    for event in range(events):
        save(journal, name, event)
        os.write(1, b"%d\n" % event)
    if journal.notices:
        sys.exit(" ".join(journal.notices))
    journal.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
