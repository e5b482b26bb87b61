"""What the page on machine readers promises holds for the site as it is built."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "integrate" / "machine-readers.md").read_text("utf-8")
ADDRESS = "https://loop-engineering.org/"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(site: Path) -> Iterator[str]:
    """The built site on localhost."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_the_example_prints_what_the_page_says(server: str, site: Path) -> None:
    (code,) = re.findall(r"^    ```python\n(.*?)^    ```$", PAGE, re.M | re.S)
    code = re.sub("^    ", "", code, flags=re.M)
    assert ADDRESS in code
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code.replace(ADDRESS, server), "example", "exec"), {})
    specs = json.loads((site / "api" / "specs.json").read_bytes())["specs"]
    library = [spec for spec in specs if spec["origin"] == "library" and spec["level"] == 2]
    expected = [f"{spec['loop_name']} {spec['les']} {spec['bounds']['usd']}" for spec in library]
    assert printed.getvalue().splitlines() == expected != []


def test_every_address_of_the_page_is_there(site: Path) -> None:
    named = re.findall(rf"{re.escape(ADDRESS)}([\w./-]+)", PAGE)
    cells = " ".join(re.findall(r"^\| (`.+?|\[`.+?) \|", PAGE, re.M))
    named += [word for word in re.findall(r"`([\w./-]+\.\w+)`", cells) if "NAME" not in word]
    assert len(named) > 10
    for address in named:
        path = site / address
        assert (path / "index.html" if path.is_dir() else path).is_file(), address


def test_the_documents_are_as_their_schemas_say(site: Path) -> None:
    documents = sorted((site / "api").glob("*.json"))
    assert [path.stem for path in documents] == ["patterns", "rules", "specs"]
    for path in documents:
        document = json.loads(path.read_bytes())
        schema = json.loads((path.parent / document["$schema"]).read_bytes())
        assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


def test_every_page_is_there_as_markdown_and_its_links_lead_somewhere(site: Path) -> None:
    listed = set(re.findall(rf"\]\({re.escape(ADDRESS)}([^()\s]+)\)", (site / "llms.txt").read_text("utf-8")))
    for page in site.rglob("index.html"):
        made = page.with_suffix(".md")
        assert made.relative_to(site).as_posix() in listed
        text = re.sub(r"^(`{3,}).*?^\1$|`[^`\n]+`", "", made.read_text("utf-8"), flags=re.M | re.S)
        assert "lssplaceholder" not in text
        for address in re.findall(rf"\]\({re.escape(ADDRESS)}([^()\s#]*)[^()\s]*\)", text):
            assert (site / address).is_file(), f"{made}: {address}"


def test_the_citation_file_is_published_and_has_what_its_format_requires(site: Path) -> None:
    raw = (ROOT / "CITATION.cff").read_text("utf-8")
    assert (site / "CITATION.cff").read_text("utf-8") == raw
    data = yaml.safe_load(raw)
    assert {"cff-version", "message", "title", "authors"} <= data.keys()
    assert data["cff-version"] == "1.2.0"
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert f"site_url: {data['url']}\n" in config
    assert f"repo_url: {data['repository-code']}\n" in config
