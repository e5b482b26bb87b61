"""The readings of the specs that pages of the library are about, from what the site publishes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mkdocs.structure.files import Files

__all__ = ["specs_of_pages"]

_SPECS = "api/specs.json"


def specs_of_pages(files: Files) -> Mapping[str, Mapping[str, Any]]:
    """The entry of `api/specs.json` for the spec of each page of the library, by the address of the page.

    Known once all pages are read.
    """
    file = files.get_file_from_path(_SPECS)
    entries = json.loads(file.content_bytes)["specs"] if file is not None else []
    return {entry["url"].partition("#")[0]: entry for entry in entries if entry["origin"] == "library"}
