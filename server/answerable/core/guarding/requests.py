"""Requests over HTTP that delete: on a machine of others, or all that a search index of this one holds."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from answerable.core.guarding.cloud import changed
from answerable.core.guarding.danger import Danger
from answerable.core.guarding.values import Call, plain

__all__ = ["PROGRAMS"]

_ADDRESS: Final = re.compile(r"(?:https?://)?([^/?#]+)(/[^?#]*)?")
_LOCAL: Final = re.compile(
    r"(?:.*@)?(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|host\.docker\.internal|[\w.-]+\.(?:local|test|localhost))?(?::\d+)?"
)
#: The port of Elasticsearch and OpenSearch, where DELETE on an index takes its documents with it.
_INDEX: Final = re.compile(r".*:9200")


def _deletes(call: Call) -> bool:
    texts = call.texts
    asked = [value for name, value in pairwise(texts) if name in {"-X", "--request", "--method"}]
    asked += [
        text.partition("=")[2] or text.removeprefix("-X")
        for text in texts
        if text.startswith(("-X", "--request=", "--method="))
    ]
    return "DELETE" in asked or (call.program in _BY_WORD and call.words[:1] == ("DELETE",))


def _judge(call: Call) -> Iterator[Danger]:
    if not _deletes(call):
        return
    for word in call.words:
        address = _ADDRESS.fullmatch(word)
        if address is None or ("." not in address[1] and ":" not in address[1] and "://" not in word):
            continue
        if _INDEX.fullmatch(address[1]) and address[2] not in {None, "/"} and "/_doc/" not in address[2]:
            yield Danger(
                "database",
                f"this request would delete {plain(word)} with its documents",
                "take a snapshot first",
            )
        elif not _LOCAL.fullmatch(address[1]):
            yield changed(f"this request would delete {plain(word)}", "let the user send it")


_BY_WORD: Final = frozenset({"http", "https", "xh", "httpie"})
#: Program -> what its commands would do.
PROGRAMS: Final = dict.fromkeys(("curl", "wget", *_BY_WORD), _judge)
