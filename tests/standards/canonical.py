"""JSON as RFC 8785 writes it, and digests as a loop trace has them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["canonical", "digest"]


def canonical(value: Any) -> str:
    """The canonical text of JSON data: keys sorted by UTF-16 code units, no white space, numbers as in ECMAScript.

    Numbers outside of [1e-6, 1e21), for which Python and ECMAScript write exponents differently, are a ValueError.
    """
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        if value and not 1e-6 <= abs(value) < 1e21:
            raise ValueError(value)
        return str(int(value)) if value.is_integer() else repr(value)
    return json.dumps(value, ensure_ascii=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical text of JSON data, as `sha256:` and hexadecimal digits."""
    return "sha256:" + hashlib.sha256(canonical(value).encode()).hexdigest()
