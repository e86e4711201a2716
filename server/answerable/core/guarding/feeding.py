"""What programs hand over to others: what `find` finds, what fills a placeholder, what a download is called."""

from collections.abc import Sequence

from answerable.core.guarding.values import UNKNOWN, Argument, joined_path

__all__ = ["downloaded", "filled", "found_by"]


def filled(
    words: Sequence[Argument], item: str, placeholder: str, *, pattern: bool = False
) -> tuple[Argument, ...]:
    """The words with the placeholder replaced; the item at the end when there is none to replace."""
    if not any(placeholder in one.text for one in words):
        return (*words, Argument(item)) if placeholder == "{}" and item == UNKNOWN else tuple(words)
    return tuple(
        Argument(one.text.replace(placeholder, item), one.pattern or (pattern and placeholder in one.text))
        for one in words
    )


def found_by(rest: Sequence[Argument]) -> list[Argument]:
    """What `find` finds, as patterns: the folders, and below them the names it looks for."""
    texts = [one.text for one in rest]
    stop = next((at for at, text in enumerate(texts) if text.startswith(("-", "(", "!"))), len(texts))
    roots = texts[:stop] or ["."]
    names = _tested(texts, frozenset({"-name", "-iname"}))
    paths = _tested(texts, frozenset({"-path", "-ipath", "-wholename"}))
    if paths and not names:
        return [Argument(path.removeprefix("*/"), pattern=True) for path in paths]
    return [Argument(f"{root.rstrip('/')}/{name}", pattern=True) for root in roots for name in names or ["*"]]


def _tested(texts: Sequence[str], tests: frozenset[str]) -> list[str]:
    """The patterns that `find` tests for, those left out that it excludes."""
    return [
        texts[at + 1]
        for at, text in enumerate(texts[:-1])
        if text in tests
        and not (at and texts[at - 1] in {"!", "-not"})
        and texts[at + 2 : at + 4] != ["-prune", "-o"]
    ]


def downloaded(texts: Sequence[str], redirects: Sequence[tuple[str, str]], folder: str) -> list[str]:
    """The files that a downloader writes."""
    names = [target for operator, target in redirects if operator != "<"]
    for at, text in enumerate(texts):
        following = texts[at + 1] if at + 1 < len(texts) else ""
        if (
            text in {"-o", "-O", "--output", "--output-document"}
            and following
            and not following.startswith(("-", "http"))
        ):
            names.append(following)
        elif text.startswith(("-o", "-O")) and not text.startswith("--") and len(text) > 2:
            names.append(text[2:])
        elif "://" in text:
            names.append(text.rpartition("/")[2].partition("?")[0])
    return [joined_path(folder, name) for name in names if name]
