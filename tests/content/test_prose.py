"""The pages are spelt right and say things plainly: Hunspell, proselint, and what the house does without."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from site_hooks.prose import prose

from tests.content.shapes import FOLDERS, ROOT

_HERE = Path(__file__).parent
_PAGES = sorted(path for folder in ("docs", "templates", *FOLDERS) for path in (ROOT / folder).rglob("*.md"))
_WORDS = _HERE / "words.txt"
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]+")
_HOUSE = [
    re.compile(line, re.IGNORECASE)
    for line in (_HERE / "unwanted.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _found(path: Path, text: str, matches: Iterable[re.Match[str]]) -> list[str]:
    return [f"{_shown(path)}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}" for match in matches]


def test_the_word_list_is_small_sorted_and_used() -> None:
    words = _WORDS.read_text("utf-8").split("\n")[:-1]
    assert words == sorted(set(words), key=lambda word: (word.lower(), word))
    assert len(words) <= 300
    text = "\n".join(
        [*(prose(path.read_text("utf-8")) for path in _PAGES), (ROOT / "glossary.yaml").read_text("utf-8")]
    )
    unused = [word for word in words if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)]
    assert not unused


def _has_dictionary() -> bool:
    """Whether Hunspell is there, and its British dictionary with it."""
    path = shutil.which("hunspell")
    return (
        path is not None and not subprocess.run([path, "-l", "-d", "en_GB"], input=b"", capture_output=True).returncode
    )


@pytest.mark.skipif(
    not _has_dictionary(), reason="no Hunspell with a British dictionary (hunspell, hunspell-en-gb) found"
)
def test_words_are_spelt_as_in_the_dictionary() -> None:
    names = {
        name
        for work in yaml.safe_load((ROOT / "bibliography.yaml").read_text("utf-8")).values()
        for field in ("author", "title", "venue")
        for name in _NAME.findall(str(work.get(field, "")))
    }
    texts = {path: prose(path.read_text("utf-8")) for path in _PAGES}
    texts[ROOT / "glossary.yaml"] = re.sub(
        r"^  (?:see|source|within):.*$", "", (ROOT / "glossary.yaml").read_text("utf-8"), flags=re.MULTILINE
    )
    run = subprocess.run(
        ["hunspell", "-l", "-i", "utf-8", "-d", "en_GB", "-p", str(_WORDS)],
        input="\n".join(texts.values()).replace("’", "'"),
        capture_output=True,
        text=True,
        check=True,
    )
    names |= {part for name in names for part in re.split(r"[-’']", name)}
    unknown = {word for word in run.stdout.split() if word.removesuffix("'s") not in names}
    wrong = [
        line
        for path, text in texts.items()
        for line in _found(path, text, re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text))
        if line.rpartition(": ")[2].replace("’", "'") in unknown
    ]
    assert not wrong, f"not in the dictionary; mend them, or add a term to {_shown(_WORDS)}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", _PAGES, ids=_shown)
def test_the_house_does_without(path: Path) -> None:
    text = prose(path.read_text("utf-8"))
    found = [line for pattern in _HOUSE for line in _found(path, text, pattern.finditer(text))]
    assert not found, "\n".join(found)


def _proselint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "proselint", "-o", "compact", "check", "--config", str(_HERE / "proselintrc.json"), "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_proselint_has_nothing_to_say(tmp_path: Path) -> None:
    for path in _PAGES:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        # What is left blank inside a line was code or a formula, and stands for a word.
        copy.write_text(re.sub(r"(?<=\S) {3,}(?=\S)", " x ", prose(path.read_text("utf-8"))), "utf-8")
    said = _proselint(tmp_path)
    assert said.returncode == 0, f"{said.stdout}\n{said.stderr}"


def test_proselint_is_listening(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("At the end of the day, it is what it is, in the final analysis.\n", "utf-8")
    said = _proselint(tmp_path)
    assert said.returncode == 1
    assert "bad.md:1:" in said.stdout
