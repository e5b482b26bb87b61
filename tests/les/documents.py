"""Documents and the way from them to specs, for the tests of the score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import yaml

from loop_engineering.les import Score
from loop_engineering.lss import Spec, expand
from tests.examples import CORE

__all__ = ["CORE", "best", "earned", "resolve", "spec_of"]

_BEST = Path(__file__).with_name("best.yaml").read_text("utf-8")


def best() -> dict[str, Any]:
    """A fresh copy of the document that earns every point."""
    document: dict[str, Any] = yaml.safe_load(_BEST)
    return document


def spec_of(document: dict[str, Any]) -> Spec:
    """The spec of a document of either form, sound or not."""
    full = expand(document)
    return msgspec.convert({key: value for key, value in full.items() if not key.startswith("x_")}, Spec)


def earned(score: Score) -> dict[str, int]:
    """The points of each audit, by id."""
    return {result.audit.id: result.earned for item in score.dimensions for result in item.audits}


def resolve(document: Any, pointer: str) -> Any:
    """What a JSON pointer names; KeyError, IndexError or ValueError where it names nothing."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document
