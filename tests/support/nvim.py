"""A real Neovim, driven over MessagePack-RPC on its own pipes (`nvim --embed`)."""

import subprocess
from pathlib import Path

import msgpack

__all__ = ["Nvim"]


class Nvim:
    """One headless Neovim in a folder. Use it as a context manager: leaving it ends the editor and its pipes."""

    def __init__(self, program, folder: Path, environ, *options: str) -> None:
        self._process = subprocess.Popen(
            [program, "--embed", "--headless", "--clean", *options],
            cwd=folder,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._unpacker = msgpack.Unpacker(raw=False, unicode_errors="surrogateescape")
        self._last_id = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.write(msgpack.packb([2, "nvim_command", ["qall!"]]))
        self._process.stdin.close()
        self._process.stdout.read()
        self._process.stdout.close()
        self._process.wait(timeout=20)

    def request(self, method: str, *arguments):
        """Call an API function and wait for its result; Neovim's own error fails the test."""
        self._last_id += 1
        self._process.stdin.write(msgpack.packb([0, self._last_id, method, arguments]))
        self._process.stdin.flush()
        while True:
            for kind, number, *rest in self._unpacker:
                if kind == 1 and number == self._last_id:
                    error, result = rest
                    assert error is None, (method, error)
                    return result
            read = self._process.stdout.read1(65536)
            assert read, "Neovim has ended"
            self._unpacker.feed(read)

    def command(self, command: str) -> None:
        """Run an Ex command."""
        self.request("nvim_command", command)

    def lua(self, code: str, *arguments):
        """Run a chunk of Lua; what it returns."""
        return self.request("nvim_exec_lua", code, arguments)

    def keys(self, keys: str) -> None:
        """Press keys (`<CR>`, `<Esc>` and the like spelt out) and wait until they are done."""
        raw = self.request("nvim_replace_termcodes", keys, True, True, True)
        self.request("nvim_feedkeys", raw, "xt", True)
