"""Headless Chromium, and a server that compresses as hosts of static sites do, to measure what a reader sees."""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

__all__ = ["ARGUMENTS", "Served", "chromium", "gzip_served"]

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_KINDS = {
    "text/html": "HTML",
    "text/css": "CSS",
    "text/javascript": "JavaScript",
    "application/json": "JSON",
    "application/xml": "XML",
    "text/xml": "XML",
}
_HEAD = 200
"""About what the head of an answer takes, in bytes."""
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the machine (`$CHROMIUM` if set); RuntimeError where there is none."""
    named = os.environ.get("CHROMIUM")
    path = next(filter(None, map(shutil.which, [named] if named else _NAMES)), None)
    if path is None:
        raise RuntimeError("no Chromium or Chrome found; install one, or name it in $CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def gzip_served(folder: Path) -> Iterator[Served]:
    """Serve a folder over HTTP/1.1 with text compressed."""
    handler = functools.partial(_Compressing, directory=str(folder))
    with Served(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Served(http.server.ThreadingHTTPServer):
    """A server; `sent` is how many bytes of each kind of file it has sent."""

    sent: Counter[str]

    @property
    def address(self) -> str:
        """Where the folder is served, with a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}/"

    def server_activate(self) -> None:
        """Begin to count."""
        self.sent = Counter()
        super().server_activate()

    def handle_error(self, *_: object) -> None:
        """A browser that has seen enough hangs up; that is no error."""


class _Compressing(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body, kind = path.read_bytes(), self.guess_type(str(path))
        plain = (kind.startswith("image/") and kind != "image/svg+xml") or kind.startswith("font/")
        self.send_response(200)
        if not plain:
            body = _gzipped(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        assert isinstance(self.server, Served)
        self.server.sent[_KINDS.get(kind, kind.partition("/")[0])] += len(body) + _HEAD

    def log_message(self, *_: object) -> None:
        pass


@functools.cache
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)
