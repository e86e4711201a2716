"""Prints a verdict in any of its formats."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from answerable.cli.output import Output
from answerable.cli.verdict_text import verdict_lines
from answerable.core.gate import Judgement

__all__ = ["STYLES", "print_verdict"]

STYLES: Final = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown")


def print_verdict(
    judgement: Judgement, style: str, output: Output, environ: Mapping[str, str], exit_code: int
) -> None:
    """Print it. GitHub's step summary is written where its environment says."""
    if style == "json":
        output.json(judgement.verdict)
    elif style == "sarif":
        from answerable.cli.verdicts.sarif import sarif  # noqa: PLC0415 - one format is asked for

        output.json(sarif(judgement, exit_code))
    elif style == "gitlab":
        from answerable.cli.verdicts.gitlab import code_quality  # noqa: PLC0415 - one format is asked for

        output.json(code_quality(judgement))
    elif style == "junit":
        from answerable.cli.verdicts.junit import junit  # noqa: PLC0415 - one format is asked for

        output.say(junit(judgement))
    else:
        _print_for_people(judgement, style, output, environ)


def _print_for_people(judgement: Judgement, style: str, output: Output, environ: Mapping[str, str]) -> None:
    from answerable.cli.verdicts.markdown import markdown  # noqa: PLC0415 - a terminal needs none

    with _no_commands(output, environ):
        if style == "markdown":
            output.say(markdown(judgement))
        else:
            output.lines(verdict_lines(judgement))
    if style != "github":
        return
    from answerable.cli.verdicts.github import annotations  # noqa: PLC0415 - one format is asked for

    output.say("\n".join(annotations(judgement)))
    summary = environ.get("GITHUB_STEP_SUMMARY", "")
    if summary:
        try:
            with Path(summary).open("a", encoding="utf-8", errors="replace") as file:
                file.write(markdown(judgement) + "\n")
        except OSError as error:
            output.warn(f"The step summary {summary} could not be written: {error.strerror}.")


@contextmanager
def _no_commands(output: Output, environ: Mapping[str, str]) -> Iterator[None]:
    """Keep GitHub from obeying what a path or a name says: it takes any line that begins with `::` for a command."""
    if environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    token = secrets.token_hex(16)
    output.say(f"::stop-commands::{token}")
    yield
    output.say(f"::{token}::")
