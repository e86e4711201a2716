"""The log: our own lines as they are, everybody else's without what the client said.

pygls logs message bodies at INFO and the parameters of a failing handler, source text included, at ERROR; asyncio
logs what a failing task held. Of a foreign record only its fixed part and the kind of its exception are kept.
"""

import logging
import sys
import traceback
from typing import Final

__all__ = ["configure", "describe"]

_OURS: Final = "answerable"


def configure(path: str | None, level: str) -> None:
    """Log to the file at `path`, or to standard error, from `level` up."""
    handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(_OURS).setLevel(level)


def describe(error: BaseException) -> str:
    """What failed and where in our code, without the error's own words: they may quote the client's text."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} in {places}" if places else type(error).__name__


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The line for a record, a foreign one without its arguments and its traceback."""
        if record.name.partition(".")[0] == _OURS:
            return super().format(record)
        error = record.exc_info[1] if record.exc_info else None
        # Past the first placeholder or line comes what the client said.
        fixed = str(record.msg).partition("%")[0].partition("\n")[0].rstrip(": ")
        kept = logging.makeLogRecord(
            {**record.__dict__, "args": None, "exc_info": None, "exc_text": None, "stack_info": None}
        )
        kept.msg = f"{fixed} ({describe(error)})" if error else fixed
        return super().format(kept)
