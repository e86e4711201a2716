"""Bytes in, bytes out: standard streams and TCP as asyncio streams, one message loop for both.

pygls reads standard input on a pool thread, three hand-overs per message, and blocks the loop while a client is
slow to read. Pipes watched by the loop do neither; where they cannot be watched, pygls' own classes serve.
"""

import asyncio
import logging
import os
import signal
import stat
import sys
from collections.abc import Awaitable
from typing import BinaryIO, Final, Protocol

from pygls.io_ import StdinAsyncReader, StdoutWriter, run_async

from answerable.lsp.server import AnswerableServer

__all__ = ["serve_stdio", "serve_tcp"]

_log: Final = logging.getLogger(__name__)
#: What asks a process to end; where pipes can be watched (POSIX), signals can be handled on the loop.
_ENDS: Final = (signal.SIGTERM, signal.SIGHUP) if sys.platform != "win32" else ()
#: What pygls says of a message that it cannot read goes through here, and is redacted like all it says.
_pygls_log: Final = logging.getLogger("pygls.io_")


async def serve_stdio(server: AnswerableServer) -> int:
    """Serve the client at the other end of the standard streams; the exit code."""
    read, write = sys.stdin.buffer, sys.stdout.buffer
    if not _can_be_watched(read, write):
        server.protocol.set_writer(StdoutWriter(write))
        await _converse(server, StdinAsyncReader(read))
        return server.exit_code
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    source, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), read)
    for signal_ in _ENDS:
        # Some editors kill their servers when they leave. To the conversation it is as if the client had gone.
        loop.add_signal_handler(signal_, source.close)
    _, writer = await loop.connect_write_pipe(_PipeWriter, write)
    server.protocol.set_writer(writer)
    await _converse(server, reader)
    writer.close()
    await writer.closed
    return server.exit_code


async def serve_tcp(server: AnswerableServer, host: str, port: int) -> int:
    """Serve the first client that connects to `host:port`; the exit code. Port 0 takes a free one and says which."""
    done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        listener.close()
        server.protocol.set_writer(writer)
        await _converse(server, reader)
        writer.close()
        done.set_result(server.exit_code)

    listener = await asyncio.start_server(connected, host, port)
    sys.stderr.write(f"answerable-lsp listens on {host}:{listener.sockets[0].getsockname()[1]}\n")
    sys.stderr.flush()
    return await done


class _Reader(Protocol):
    def readline(self) -> Awaitable[bytes]: ...

    def readexactly(self, n: int, /) -> Awaitable[bytes]: ...


class _FairReader:
    """Lets timers and tasks run between two messages: reading what is buffered already never yields by itself."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def readline(self) -> Awaitable[bytes]:
        return self._reader.readline()

    async def readexactly(self, n: int) -> bytes:
        await asyncio.sleep(0)
        return await self._reader.readexactly(n)


class _PipeWriter(asyncio.Protocol):
    """What pygls writes to: a pipe that the loop empties, and never blocks on."""

    def __init__(self) -> None:
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        if not self.closed.done():
            self.closed.set_result(None)

    def write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def _converse(server: AnswerableServer, reader: _Reader) -> None:
    """Read messages until the client leaves, then put everything away."""
    try:
        await run_async(
            stop_event=server.leaving,
            reader=_FairReader(reader),
            protocol=server.protocol,
            logger=_pygls_log,
            error_handler=server.report_server_error,
        )
    except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
        # Half a message, a lost connection, or a header line without an end: nothing more can be understood.
        _log.warning("The client's messages end in the middle (%s).", type(error).__name__)
    finally:
        await server.put_away()


def _can_be_watched(read: BinaryIO, write: BinaryIO) -> bool:
    """Whether the loop can wait for both streams: pipes or sockets, and not one socket for both directions.

    A write transport takes anything that arrives on its own descriptor for a hang-up.
    """
    modes = [os.fstat(stream.fileno()).st_mode for stream in (read, write)]
    return all(stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) for mode in modes) and not os.path.sameopenfile(
        read.fileno(), write.fileno()
    )
