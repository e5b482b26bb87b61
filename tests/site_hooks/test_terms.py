"""The glossary: what is wrong with an entry is said with its line; terms are found where they are words."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from site_hooks.terms import MOST_WORDS, Lexicon, Term, read_terms

ROOT = Path(__file__).resolve().parents[2]
GOOD = "loop:\n  definition: What turns.\n  forms: [loops]\n"


def complaints(folder: Path, text: str) -> list[str]:
    path = folder / "glossary.yaml"
    path.write_text(text, "utf-8")
    return list(read_terms(path, {"ashby1956": {}})[1].complaints())


def test_the_glossary_of_the_site_is_sound_and_large() -> None:
    works = yaml.safe_load((ROOT / "bibliography.yaml").read_text("utf-8"))
    terms, records = read_terms(ROOT / "glossary.yaml", works)
    assert not list(records.complaints())
    assert len(terms) >= 70
    assert all(term.definition.endswith((".", ").")) for term in terms)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD.replace("What turns.", ""), 2, "definition of loop should be a text"),
        (GOOD.replace("  definition: What turns.\n", ""), 1, "loop has no definition"),
        (GOOD.replace("What turns.", "word " * (MOST_WORDS + 1)), 2, "has 46 words; at most 45"),
        (GOOD.replace("loops", "Loop"), 3, "loop has a form twice"),
        (GOOD + "loops:\n  definition: Many.\n", 4, "'loops' belongs to loop already; one form has one meaning"),
        (GOOD.replace("[loops]", "[a, the-loop]") + "the loop:\n  definition: That.\n", 4, "belongs to loop already"),
        (GOOD.replace("[loops]", "[]"), 3, "forms of loop should be a list of texts"),
        (GOOD.replace("[loops]", "['-x']"), 3, "should begin with a letter"),
        ("ж:\n  definition: No anchor.\n", 1, "the name with one of a–z"),
        (GOOD.replace("loop:", '"a\\n```lss\\nb":'), 1, "should be a text on one line"),
        (GOOD.replace("loop:", '"":'), 1, "the name '' should be a text"),
        (GOOD.replace("What", '"What\\u202e" #'), 2, "a text without the character U+202E, which cannot be seen"),
        (GOOD.replace("loops", "loop" + "-a" * 40), 3, "a form of loop has 84 letters; at most 60"),
        (GOOD.replace("loops", ", ".join(f"a {n}" for n in range(31))), 3, "more than 30 forms begin with a"),
        ("", 1, "the file should be a mapping"),
        (GOOD + "  source: nobody1900\n", 4, "the source of loop is nobody1900, which the bibliography lacks"),
        (GOOD + "  once: maybe\n", 4, "once of loop should be true or false"),
        (GOOD + "  sea: x\n", 4, "loop has a field sea, which is not known; did you mean see?"),
        (GOOD + "actor:\n  definition: Who acts.\n", 4, "actor stands after loop"),
        (GOOD + "loop!:\n  definition: Another.\n", 4, "belongs to loop already"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    told = complaints(tmp_path, text)
    assert any(item.startswith(f"glossary.yaml:{line}: ") and said in item for item in told), told


LEXICON = Lexicon(
    [
        Term("loop", "loop", "", ("loops",)),
        Term("worst case", "worst-case", "", ("worst cases",)),
        Term("case", "case", ""),
        Term("self-grading", "self-grading", ""),
        Term("Goodhart's law", "goodharts-law", ""),
        Term("LES", "les", ""),
        Term("PID controller", "pid", ""),
        Term("no", "no", ""),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A loop, loops and Loops.", ["loop", "loops", "Loops"]),
        ("The worst case is no case.", ["worst case", "no", "case"]),
        ("The worst\ncase and a worst-case bound", ["worst\ncase", "worst-case"]),
        ("self-grading, not self grading", ["self-grading"]),
        ("Goodhart's law and Goodhart’s law", ["Goodhart's law", "Goodhart’s law"]),
        ("LES, les, Les; LESS; PID controller, pid controller", ["LES", "PID controller"]),
        ("No loop_name, open-loop, loop-level, loop.yaml, a/loop, loop/a, loop(), #loop, @loop, &loop", []),
        ("(loop) “loop” loop's loop—loop... loop", ["loop"] * 6),
        ("", []),
        ("loophole sloop", []),
    ],
)
def test_what_is_found(text: str, found: list[str]) -> None:
    spans = [(start, end) for start, end, _ in LEXICON.find(text)]
    assert [text[start:end] for start, end in spans] == found
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("within", "path", "holds"),
    [
        ((), "a/b.md", True),
        (("a/",), "a/b.md", True),
        (("a/",), "ab/b.md", False),
        (("a/b.md",), "a/b.md", True),
        (("a/b",), "a/b.md", False),
    ],
)
def test_where_a_word_is_a_term(within: tuple[str, ...], path: str, holds: bool) -> None:
    assert Term("gain", "gain", "", within=within).holds_on(path) is holds
