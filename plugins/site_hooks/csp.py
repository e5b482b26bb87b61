"""MkDocs hook: a Content-Security-Policy in every page, which lets run the theme's scripts, ours, and no others.

Material writes a few short scripts into its pages. They are allowed by their hashes, and only if they are what its
templates say. Anything else that would be a script fails the build: a browser would refuse it, and nobody would know.

A policy in a `meta` element cannot forbid others to put the site into a frame (`frame-ancestors`); whoever serves the
site can send that as a header. `mkdocs serve` puts a script of its own into each page, so pages of a preview have no
policy.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import material
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page

__all__ = ["MARK", "faults", "with_policy"]

MARK = '<meta http-equiv="Content-Security-Policy" content="'
"""How the policy of a page begins."""

# Inline styles are allowed: drawings and formulas have `style` attributes.
_POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
_REFERRER = '<meta name="referrer" content="same-origin">'
_CHARSET = '<meta charset="utf-8">'
# Where a policy has to stand: before everything that it is about.
_RULED = re.compile(r"<(?:script|style|link|img|base|body)\b", re.IGNORECASE)

_TEMPLATES = Path(material.__file__).parent / "templates" / "partials" / "javascripts"
_THEME = ("announce", "base", "content", "palette")
_BUNDLE = re.compile(r"assets/javascripts/bundle\.[0-9a-f]+\.min\.js")
# What templates in overrides/ load beside what mkdocs.yml names for every page.
_OVERRIDES = frozenset({"assets/lost.js", "assets/search.js"})
_EXPRESSION = re.compile(r"\{\{.*?\}\}")
# What Material puts in place of an expression: how a page leads to the root of the site. It cannot end a string.
_BASE_URL = r"[\w./~-]*"
_DATA = frozenset({"application/json", "application/ld+json"})

_SCRIPT = re.compile(r"<script(?P<attributes>(?:\s[^>]*)?)>(?P<text>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_SCRIPT_START = re.compile(r"<script", re.IGNORECASE)
_SOURCE = re.compile(r'\ssrc="(?P<address>[^"]*)"')
_TYPE = re.compile(r'\stype="(?P<type>[^"]*)"')
_SUPERSEDING = re.compile(r"<(?:meta\b[^>]*\shttp-equiv|base\b)", re.IGNORECASE)
# A page that has something like these is read tag by tag, which takes longer.
_HANDLER_LIKE = re.compile(r"[oO][nN](?<![\w-]..)[a-zA-Z]+\s*=")
_ADDRESS_LIKE = re.compile(r"""=["'\x00-\x20]*(?P<address>[jJvVdD&][^"'>]{0,200})""")
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href"})
_RUN = ("javascript:", "vbscript:", "data:text/html")
_IGNORED_IN_ADDRESSES = re.compile(r"[\x00-\x20]+")

_serving: list[bool] = []


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Learn whether pages are for others to read or for a preview."""
    _serving[:] = [command == "serve"]


# After all others, which may still add to the page.
@event_priority(-100)
def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Put the policy into one page; Abort where it has a script that nobody vouched for."""
    return output if any(_serving) else _ruled(output, page.file.src_uri, page.url, config)


@event_priority(-100)
def on_post_template(output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
    """Put the policy into the page for addresses that lead nowhere, and into others that the theme makes."""
    if any(_serving) or not template_name.endswith(".html"):
        return output_content
    # Its addresses begin at the root of the host.
    return _ruled(output_content, template_name, urlsplit(config.site_url or "/").path, config)


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Abort where a page of the site has no policy, having come about otherwise."""
    for path in () if any(_serving) else sorted(Path(config.site_dir).rglob("*.html")):
        with path.open(encoding="utf-8") as page:
            if MARK not in page.read(4096):
                raise Abort(f"{path.relative_to(config.site_dir)}: has no Content-Security-Policy; see {__file__}")


def faults(html: str, address: str, scripts: frozenset[str]) -> Iterator[str]:
    """What in a page would be a script or a rule for scripts, and is none that this site allows.

    `address` is where the page stands below the root of the site, `scripts` are the files that it may load.
    """
    found = list(_SCRIPT.finditer(html))
    if len(found) != len(_SCRIPT_START.findall(html)):
        yield "a <script> that does not end"
    for script in found:
        yield from _faults_of_script(script["attributes"], script["text"], address, scripts)
    for superseding in _SUPERSEDING.finditer(html):
        yield f"{superseding.group()}, which rules what the page loads"
    if _HANDLER_LIKE.search(html) or any(_runs(like["address"]) for like in _ADDRESS_LIKE.finditer(html)):
        reader = _Attributes()
        reader.feed(html)
        reader.close()
        yield from reader.found


def with_policy(html: str, name: str) -> str:
    """A page with the policy that allows the scripts in it; Abort where its head does not begin as Material's does."""
    head, charset, rest = html.partition(_CHARSET)
    if not charset or _RULED.search(head):
        raise Abort(f"{name}: the theme no longer begins its head with {_CHARSET}; see {__file__}")
    texts = dict.fromkeys(
        script["text"] for script in _SCRIPT.finditer(html) if not _SOURCE.search(script["attributes"])
    )
    inline = (text for text in texts if _is_of_theme(text))
    policy = _POLICY.format(hashes=" ".join(f"'{_hash(text)}'" for text in inline))
    return f'{head}{charset}{MARK}{policy}">{_REFERRER}{rest}'


def _ruled(html: str, name: str, address: str, config: MkDocsConfig) -> str:
    scripts = _OVERRIDES.union(map(str, config.extra_javascript))
    wrong = list(faults(html, address, scripts))
    if wrong:
        raise Abort(f"{name}: the page has {'; '.join(wrong)}. A page of this site has no scripts of its own.")
    return with_policy(html, name)


def _faults_of_script(attributes: str, text: str, address: str, scripts: frozenset[str]) -> Iterator[str]:
    source, kind = _SOURCE.search(attributes), _TYPE.search(attributes)
    if source is not None:
        root = "https://site.invalid/"
        at = urljoin(urljoin(root, address), source["address"]).removeprefix(urljoin(root, "/"))
        if text.strip() or not (at in scripts or _BUNDLE.fullmatch(at)):
            yield f"a script that mkdocs.yml does not name, {source['address'][:100]!r}"
    elif kind is not None and kind["type"] in _DATA:
        try:
            json.loads(text)
        except ValueError as error:
            yield f"{kind['type']} that cannot be read: {error}"
    elif attributes.strip() or not _is_of_theme(text):
        yield f"a script that is not the theme's, <script{attributes[:40]}>{text.strip()[:60]}…"


def _runs(address: str) -> bool:
    """Whether an address, as it stands in a page, is a program."""
    return _IGNORED_IN_ADDRESSES.sub("", unescape(address)).lower().startswith(_RUN)


def _is_of_theme(text: str) -> bool:
    return any(script.fullmatch(text) for script in _theme_scripts())


@functools.cache
def _theme_scripts() -> tuple[re.Pattern[str], ...]:
    """The scripts that Material's templates write, with any way to the root of the site in place of expressions."""
    texts = [
        script["text"]
        for name in _THEME
        for script in _SCRIPT.finditer((_TEMPLATES / f"{name}.html").read_text("utf-8"))
    ]
    return tuple(re.compile(_BASE_URL.join(map(re.escape, _EXPRESSION.split(text)))) for text in texts)


@functools.cache
def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class _Attributes(HTMLParser):
    """Finds handlers of events, and addresses that are programs."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append(f"a handler of events, {name} of <{tag}>")
            elif name in _ADDRESSES and _runs(value or ""):
                self.found.append(f"an address that is a program, {name} of <{tag}>")
