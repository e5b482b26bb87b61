"""The bibliography: what is wrong with an entry is said with its line, and BibTeX reads what is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from site_hooks.bibtex import bibtex, latex
from site_hooks.works import is_isbn, read_works, reference, reference_html, short

ROOT = Path(__file__).resolve().parents[2]
GOOD = 'ashby1956:\n  author: W. Ross Ashby\n  title: "An Introduction"\n  venue: Chapman & Hall\n  year: 1956\n'


def complaints(folder: Path, text: str) -> list[str]:
    path = folder / "bibliography.yaml"
    path.write_text(text, "utf-8")
    return list(read_works(path).complaints())


def test_the_bibliography_of_the_site_is_sound() -> None:
    assert not list(read_works(ROOT / "bibliography.yaml").complaints())


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD.replace("  year: 1956\n", ""), 1, "ashby1956 has no year"),
        (GOOD.replace("1956\n", '"1956"\n'), 5, "year of ashby1956 should be a whole number"),
        (GOOD.replace("year: 1956", "year: 19560"), 5, "ashby1956 is of the year 19560, which cannot be"),
        (GOOD.replace("W. Ross Ashby", '" "'), 2, "author of ashby1956 should be a text"),
        (GOOD.replace("W. Ross Ashby", "', '"), 2, "the author of ashby1956 is ', ', which names nobody"),
        (GOOD.replace("W. Ross Ashby", "et al."), 2, "which names nobody"),
        (GOOD.replace("W. Ross Ashby", '"A\\e[31m"'), 2, "a text without the character U+001B"),
        (GOOD + "  url: javascript:alert(1)//x.y\n", 6, "begins with https:// or http://"),
        (GOOD.replace("venue", "venu"), 4, "ashby1956 has a field venu, which is not known; did you mean venue?"),
        (GOOD.replace("  venue: Chapman & Hall\n", ""), 1, "give it a venue, doi, arxiv, isbn or url"),
        (GOOD + "  doi: https://doi.org/10.1/x\n", 6, "begins with 10. and has no https:// before it"),
        (GOOD + '  arxiv: "2310.179"\n', 6, "arxiv of ashby1956 is '2310.179'; one looks like 2310.01798"),
        (GOOD + "  url: example.org\n", 6, "begins with https:// or http://"),
        (GOOD + '  isbn: "978-0-262-73009-8"\n', 6, "whose check digit or length is wrong"),
        (GOOD + GOOD.replace("ashby1956", "ashby1952"), 6, "ashby1952 stands after ashby1956"),
        (GOOD + GOOD.replace("ashby1956", "beer1959"), 8, "beer1959 has the title of ashby1956"),
        (GOOD + GOOD, 6, "ashby1956"),
        (GOOD.replace("ashby1956", "Ashby 1956"), 1, "should be small letters and digits, such as ashby1956"),
        ("ashby1956: 3\n", 1, "ashby1956 should have fields, such as author"),
        ("- a\n", 1, "the file should be a mapping"),
        ("a: [\n", 2, "YAML"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    told = complaints(tmp_path, text)
    assert any(item.startswith(f"bibliography.yaml:{line}: ") and said in item for item in told), told


def test_all_mistakes_are_told_at_once_in_order(tmp_path: Path) -> None:
    text = GOOD.replace("year: 1956", "year: 19560") + "beer1959:\n  author: S. Beer\n  title: T\n  year: 1959\n"
    told = complaints(tmp_path, text + '  doi: "11.1/x"\n')
    assert [item.split(":")[1] for item in told] == ["5", "10"]


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    assert list(read_works(tmp_path / "none.yaml").complaints()) == [
        "none.yaml:1: the file cannot be read: No such file or directory"
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("978-0-262-73009-9", True),
        ("9780262730099", True),
        ("978-0-262-73009-8", False),
        ("0-306-40615-2", True),
        ("0-8044-2957-X", True),
        ("0-306-40615-3", False),
        ("978-0-262", False),
        ("", False),
    ],
)
def test_isbn(text: str, right: bool) -> None:
    assert is_isbn(text) is right


@pytest.mark.parametrize(
    ("author", "said"),
    [
        ("W. Ross Ashby", "Ashby 1956"),
        ("Karl Johan Åström and Richard M. Murray", "Åström and Murray 1956"),
        ("A. One, B. Two and C. Three", "One et al. 1956"),
        ("Lianmin Zheng et al.", "Zheng et al. 1956"),
        ("Lianmin Zheng, Wei-Lin Chiang et al.", "Zheng et al. 1956"),
        ("Claire Le Goues and Westley Weimer", "Le Goues and Weimer 1956"),
        ("Mishap Investigation Board", "Mishap Investigation Board 1956"),
        ("heise online", "heise online 1956"),
    ],
)
def test_a_work_in_running_text(author: str, said: str) -> None:
    assert short({"author": author, "year": 1956}) == said


def test_markup_in_a_work_is_text() -> None:
    work = {"author": "A. <b>", "title": "*x* & [y](z)", "year": 1956, "url": 'https://e.org/"><script>', "note": "<i>"}
    assert reference(work) == (
        'A. &lt;b&gt;. “\\*x\\* &amp; \\[y\\](z).” 1956. [https://e.org/"&gt;&lt;script&gt;](https://e.org/%22%3E%3Cscript%3E)'
    )
    page = reference_html(work)
    assert page.startswith("A. &lt;b&gt;. “*x* &amp; [y](z).” 1956. <a href=")
    assert "<script" not in page
    assert "<b>" not in page
    assert page.endswith("</a> &lt;i&gt;.")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50 % of $8 & {x}_#", r"50 \% of \$8 \& \textbraceleft{}x\textbraceright{}\_\#"),
        ("a\\b~c^d", r"a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d"),
        ("Åström, Miloš, Szabó, façade, Erdős", r"{\r A}str{\"o}m, Milo{\v s}, Szab{\'o}, fa{\c c}ade, Erd{\H o}s"),
        ("“12–15”—it’s", "``12--15''---it's"),
        ("Øre ß", r"{\O}re {\ss}"),
        ("<b> |x|", r"\textless{}b\textgreater{} \textbar{}x\textbar{}"),
        ("λ − 1 ≤ τ", r"$\lambda$ $-$ 1 $\le$ $\tau$"),
        ("論", "論"),
        ("a\nb", "a b"),
    ],
)
def test_latex(text: str, written: str) -> None:
    assert latex(text) == written


def test_no_field_ends_its_entry_or_its_footnote() -> None:
    work = {"author": "A }\n\n~~~ B", "title": "{{\n\n!!! note", "venue": "V\n\n---\n", "note": "}}", "year": 1956}
    text = bibtex({"a": work})
    assert text.count("{") == text.count("}")
    assert "\n" not in reference(work)


def test_long_and_many_mistakes_are_cut(tmp_path: Path) -> None:
    told = complaints(tmp_path, f'? "{"long " * 10_000}\\e"\n: 3\n')
    assert told
    assert all(len(item) < 400 and item.isprintable() for item in told)
    told = complaints(tmp_path, GOOD + "".join(f"  field{n}: 1\n" for n in range(2_000)))
    assert 0 < len(told) <= 10


def test_white_space_among_authors_is_one_space() -> None:
    assert short({"author": "A. Bee" + " " * 200_000 + "x,", "year": 1956}) == "A. Bee x 1956"


def test_bibtex_says_what_kind_a_work_is() -> None:
    base = {"author": "A. Bee, Ofir Press and Review Board", "title": "Loops {and} more", "year": 2001}
    works = {
        "b": base | {"venue": "SIAM Review 37(4), 531–551", "doi": "10.1137/1037125"},
        "a": base | {"venue": "MIT Press, 2nd edition", "isbn": "978-0-262-03924-6"},
        "c": base | {"venue": "4th Workshop on Loops (LOOP 2001), 3–13"},
        "d": base | {"venue": "arXiv preprint; ICLR 2024", "arxiv": "2310.01798"},
        "e": base | {"venue": "NASA, 10 November 1999", "url": "https://e.org/a_b%20c"},
    }
    text = bibtex(works)
    assert re.findall(r"^@(\w+)\{(\w),$", text, re.MULTILINE) == [
        ("book", "a"),
        ("article", "b"),
        ("inproceedings", "c"),
        ("misc", "d"),
        ("misc", "e"),
    ]
    assert "author = {A. Bee and Ofir Press and {Review Board}}" in text
    assert r"title = {{Loops \textbraceleft{}and\textbraceright{} more}}" in text
    assert "journal = {SIAM Review},\n  volume = {37},\n  number = {4},\n  pages = {531--551}" in text
    assert "booktitle = {4th Workshop on Loops (LOOP 2001)},\n  pages = {3--13}" in text
    assert "url = {https://e.org/a_b%20c}" in text
    assert text.count("{") == text.count("}")


def test_the_whole_bibliography_as_bibtex_is_latex_and_balanced() -> None:
    works = read_works(ROOT / "bibliography.yaml").entries
    text = bibtex(works)
    assert text == bibtex(dict(reversed(works.items())))
    assert not re.findall("[À-žΑ-ω–—“”]", text)
    assert len(re.findall(r"^@", text, re.MULTILINE)) == len(works)
    for entry in text.split("\n\n"):
        assert entry.count("{") == entry.count("}"), entry
