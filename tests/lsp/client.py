"""An editor for tests: speaks JSON-RPC to a real `loopctl lsp` over its standard input and output."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from loop_engineering.lsp.text import Encoding, Lines

__all__ = ["Editor"]

_PATIENCE = 30.0
"""Seconds to wait for one message; the slowest takes a tenth of that."""


class Editor:
    """One session. `problems` are the diagnostics last published for each file, `texts` what the editor shows.

    `before` is code that the server runs before it starts, for tests of what it does when something in it breaks.
    """

    def __init__(
        self, *, encodings: list[Encoding] | None = None, cwd: Path | None = None, before: str | None = None
    ) -> None:
        self.encoding: Encoding = "utf-16"
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.messages: list[Any] = []
        self._inbox: queue.Queue[Any] = queue.Queue()
        self._number = 0
        self._said: list[bytes] = []
        started = ["-m", "loop_engineering.cli"]
        if before is not None:
            started = ["-c", f"{before}\nfrom loop_engineering.cli.loopctl import main; main()"]
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", *started, "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._out = self._process.stdin
        assert self._process.stderr is not None
        # Both are read all the time: a server whose standard error nobody reads stops once the pipe is full.
        self._readers = [
            threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._said.extend, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        general = {} if encodings is None else {"general": {"positionEncodings": encodings}}
        self.capabilities = self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": general})
        self.encoding = self.capabilities["capabilities"]["positionEncoding"]
        self.tell("initialized", {})

    def __enter__(self) -> Editor:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._close()

    def quit(self, *, silent: bool = True) -> int:
        """Shut down and exit, as editors do; the exit status of the server."""
        assert self.ask("shutdown", None) is None
        self.tell("exit", None)
        return self.end(silent=silent)

    def end(self, *, silent: bool = True) -> int:
        """Wait for the server to end by itself, without a word on standard error if `silent`; its exit status."""
        try:
            status = self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the server does not end\n{self._standard_error()}") from None
        self._close()
        said = self._standard_error()
        assert not silent or said == "", said
        return status

    def hang_up(self) -> int:
        """Close the connection without a word, as an editor that died; the exit status of the server."""
        self._out.close()
        return self.end()

    def open(self, path: Path, text: str, language: str = "yaml") -> list[Any]:
        """Open a file with a text, which need not be that on the disk; its diagnostics."""
        uri = path.as_uri()
        self.texts[uri], self.versions[uri] = text, 1
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return self.problems(uri)

    def type(self, path: Path, *texts: str) -> list[Any]:
        """Change the text, as often as texts are given; the diagnostics of the last of them."""
        uri = path.as_uri()
        for text in texts:
            self.texts[uri], self.versions[uri] = text, self.versions[uri] + 1
            document = {"uri": uri, "version": self.versions[uri]}
            self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.problems(uri)

    def problems(self, uri: str) -> list[Any]:
        """The diagnostics of the version that the editor shows, once they are there."""
        while True:
            for message in self.messages:
                params = message.get("params", {})
                published = message.get("method") == "textDocument/publishDiagnostics"
                if published and (params["uri"], params.get("version")) == (uri, self.versions[uri]):
                    self.messages.remove(message)
                    found: list[Any] = params["diagnostics"]
                    return found
            self.messages.append(self._next())

    def at(self, path: Path, after: str, method: str, **more: Any) -> Any:
        """Ask for something at the end of the first occurrence of `after`."""
        uri = path.as_uri()
        lines = Lines(self.texts[uri])
        line, column = lines.place(self.texts[uri].index(after) + len(after))
        position = {"line": line, "character": lines.to_units(line, column, self.encoding)}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": position, **more})

    def actions(self, path: Path, problem: Mapping[str, Any], **context: Any) -> list[Any]:
        """The code actions at a diagnostic."""
        params = {
            "textDocument": {"uri": path.as_uri()},
            "range": problem["range"],
            "context": {"diagnostics": [problem], **context},
        }
        found: list[Any] = self.ask("textDocument/codeAction", params)
        return found

    def after(self, path: Path, edits: list[Any]) -> str:
        """The text with text edits made, as editors make them: from the last to the first."""
        uri = path.as_uri()
        text = self.texts[uri]
        lines = Lines(text)

        def offset(position: Mapping[str, int]) -> int:
            line = position["line"]
            return lines.offset(line, lines.from_units(line, position["character"], self.encoding))

        places = [(offset(edit["range"]["start"]), offset(edit["range"]["end"]), edit["newText"]) for edit in edits]
        for start, end, new in sorted(places, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def ask(self, method: str, params: Any) -> Any:
        """A request; its result. Fails where the server answers with an error."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            self.messages.append(message)

    def tell(self, method: str, params: Any) -> None:
        """A notification."""
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        self.send_raw(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def send_raw(self, body: bytes) -> None:
        """Send whatever it is as a message."""
        self._out.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._out.flush()

    def _next(self) -> Any:
        try:
            message = self._inbox.get(timeout=_PATIENCE)
        except queue.Empty:
            message = TimeoutError(f"no message for {_PATIENCE:g} seconds")
        if isinstance(message, Exception):
            raise AssertionError(f"{message}\n{self._standard_error()}") from message
        return message

    def _standard_error(self) -> str:
        """What the server has written to standard error so far."""
        return b"".join(self._said).decode(errors="replace")

    def _read(self, stream: BinaryIO) -> None:
        """Whatever is not a message of the protocol on standard output is an error."""
        try:
            while header := stream.readline():
                length = 0
                while header.strip():
                    name, _, value = header.partition(b":")
                    if name == b"Content-Length":
                        length = int(value)
                    elif name != b"Content-Type":
                        raise AssertionError(f"not of the protocol: {header!r}")
                    header = stream.readline()
                self._inbox.put(json.loads(stream.read(length)))
        except Exception as error:
            self._inbox.put(error)
        self._inbox.put(EOFError("the server has ended"))

    def _close(self) -> None:
        for reader in self._readers:
            reader.join(_PATIENCE)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
