"""Fuzz the checker with Atheris: `make fuzz`, or `python -m tests.fuzz [libFuzzer options] [corpus folders]`.

An input that begins with M is a Markdown page, any other first byte makes the rest a spec. The words of the
language, from its schema, are the dictionary; the examples of the rules, the reference specs and the hostile inputs are
seeds. `corpus` holds what earlier runs found to reach further.
"""

from __future__ import annotations

import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["loop_engineering"]):
    import loop_engineering

    for module in pkgutil.walk_packages(loop_engineering.__path__, "loop_engineering."):
        # The doors to the library are not what is fuzzed, and the server needs a package of its own.
        if not module.name.startswith(("loop_engineering.cli", "loop_engineering.lsp")):
            import_module(module.name)

from loop_engineering.lss import RULES, schema
from loop_engineering.lss.explanation import FOLDER
from tests.robustness.mutations import SEEDS
from tests.robustness.target import examine

PAGE, SPEC = b"M", b"Y"
HOSTILE = Path(__file__).resolve().parents[1] / "robustness" / "hostile"


def one_input(data: bytes) -> None:
    """Examine one input; whatever is raised is a crash to libFuzzer."""
    examine(data[1:], "page" if data[:1] == PAGE else "spec")


def words(value: Any) -> Iterator[str]:
    """The names of properties and the values of enums in a schema."""
    if isinstance(value, dict):
        properties = value.get("properties")
        if isinstance(properties, dict):
            yield from properties
        choices = value.get("enum")
        if isinstance(choices, list):
            yield from (choice for choice in choices if isinstance(choice, str))
        for inner in value.values():
            yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)


def seeds() -> Iterator[bytes]:
    """The inputs to begin with."""
    yield from (SPEC + text.encode() for text in SEEDS)
    for path in sorted([*FOLDER.glob("*.md"), *HOSTILE.iterdir()]):
        yield (PAGE if path.suffix == ".md" else SPEC) + path.read_bytes()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sown = Path(folder, "seeds")
        sown.mkdir()
        for number, seed in enumerate(seeds()):
            (sown / f"{number:04}").write_bytes(seed)
        dictionary = Path(folder, "lss.dict")
        terms = dict.fromkeys([*words(schema()), *RULES, "```lss", "lss: ignore[", "expect="])
        dictionary.write_text("".join(f'"{term}"\n' for term in terms), "utf-8")
        atheris.Setup([*sys.argv, f"-dict={dictionary}", str(sown)], one_input)
        atheris.Fuzz()
