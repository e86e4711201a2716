"""`answerable-lsp`: the language server."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Final, NoReturn

__all__ = ["main"]

_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
_USAGE: Final = 64


def main(argv: Sequence[str] | None = None) -> int:
    """Serve one client; the exit code is 0 after `shutdown` and `exit`, 1 when the client left without."""
    options = _parser().parse_args(argv)

    # Importing the server takes a quarter of a second: `--help` and `--version` do without.
    import asyncio  # noqa: PLC0415 - see above

    from answerable.lsp import logs, transport  # noqa: PLC0415 - see above
    from answerable.lsp.server import AnswerableServer  # noqa: PLC0415 - see above
    from answerable.wiring.workspace import clock  # noqa: PLC0415 - see above

    try:
        logs.configure(options.log_file, options.log_level)
    except OSError as error:
        sys.stderr.write(f"answerable-lsp: the log file cannot be opened: {error.strerror}.\n")
        return _USAGE

    # What the imports made stays: no collection while somebody types needs to look at it again.
    gc.freeze()

    async def serve() -> int:
        server = AnswerableServer(version("answerable"), os.environ, clock)
        if options.tcp is None:
            return await transport.serve_stdio(server)
        return await transport.serve_tcp(server, *options.tcp)

    try:
        return asyncio.run(serve())
    except KeyboardInterrupt:
        return 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Options that make no sense end like everywhere in Answerable."""
        self.exit(_USAGE, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="answerable-lsp",
        description="Shows in the editor which lines a machine wrote, how that is known, and what they could break.",
    )
    transports = parser.add_mutually_exclusive_group()
    transports.add_argument(
        "--stdio", action="store_true", help="talk over standard input and output (default)"
    )
    transports.add_argument(
        "--tcp",
        metavar="[HOST:]PORT",
        type=_address,
        help="wait for one client on a port; 0 takes a free one and says which on standard error",
    )
    parser.add_argument("--log-file", metavar="FILE", help="log to a file instead of standard error")
    parser.add_argument(
        "--log-level",
        choices=_LEVELS,
        default="WARNING",
        help="how much to log; source text never is (default: %(default)s)",
    )
    parser.add_argument("--version", action="version", version=f"answerable {version('answerable')}")
    return parser


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return host or "127.0.0.1", int(port)


if __name__ == "__main__":
    sys.exit(main())
