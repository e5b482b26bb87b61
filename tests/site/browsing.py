"""A site served on localhost, and a page of it in a browser that writes down whatever goes wrong."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

__all__ = ["ARGUMENTS", "complaining", "opened", "pages", "served"]

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever else is asked for does not exist; that it was asked for is a complaint of its own.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

# A font that is optional, and comes later than the first paint on a busy machine.
_LATE_FONT = ".woff2 was preloaded using link preload but not used"
_WATCH_THE_POLICY = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} refuses ${event.blockedURI} ${event.sample}`));
"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A browser that has seen enough hangs up; that is no error."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; the address, with a slash at the end."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def pages(site: Path) -> list[str]:
    """The addresses of all pages, below that of the site."""
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(name.removesuffix("index.html") for name in found)


@contextmanager
def opened(browser: Browser, address: str, path: str, **context: Any) -> Iterator[Page]:
    """A page of the site, loaded, in a context of its own."""
    inside = browser.new_context(**context)
    page = inside.new_page()
    page.goto(address + path, wait_until="load")
    yield page
    inside.close()


def complaining(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """A new page, and the list to which it adds what it complains of.

    Errors and warnings of the console, scripts that fail, what the Content-Security-Policy refuses, and requests to
    any other host.
    """
    said: list[str] = []
    page = context.new_page()
    page.add_init_script(_WATCH_THE_POLICY)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and _LATE_FONT not in message.text:
            said.append(f"{page.url}: console: {message.text} ({message.location['url']})")

    def on_request(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            said.append(f"{page.url}: asks for {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: said.append(f"{page.url}: error: {error}"))
    page.on("request", on_request)
    return page, said
