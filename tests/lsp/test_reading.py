"""Hover, definitions, references, symbols, code actions: as functions of a text and a place in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loop_engineering.baseline import baseline_of, baseline_text
from loop_engineering.config import Config
from loop_engineering.files import find, project_of
from loop_engineering.lsp.actions import Action, actions, applied, fix_all
from loop_engineering.lsp.analysis import Placed, analyse
from loop_engineering.lsp.completion import completions
from loop_engineering.lsp.hover import hover
from loop_engineering.lsp.navigation import definition, references, symbols
from loop_engineering.lsp.text import Encoding, Lines
from loop_engineering.lsp.view import Opened, kind_of
from loop_engineering.lss import Finding, rules
from loop_engineering.lss.position import Span
from loop_engineering.lss.shorthand import CONDITIONS, EVALUATORS
from loop_engineering.reading import Kind
from loop_engineering.validation import validate

SPEC = """loop_name: triage
version: "1.0"
objective: "Label and route every new issue"
inputs:
  schema:
    issue: {type: string, description: The issue as it was opened}
memory:
  type: session
  read_policy: {router: [labels]}
workers:
  - id: labeller
    role: label issues
    inputs: [{from: inputs.issue}]
  - id: router
    role: route issues
    depends_on: [labeller]
evaluators:
  - type: rubric
    runs_after: [router]
termination_conditions:
  - type: quality_threshold
    metric: primary_quality
    operator: gte
    value: 0.9
  - type: max_iterations
    value: 3
cost_limits:
  cumulative_usd: 2
"""
_INDENTED = "".join(f"    {line}" for line in SPEC.splitlines(keepends=True))
PAGE = f"# Triage\n\n1. A list\n\n    ```lss title='x' panel=\"full\"\n{_INDENTED}    ```\n"
HERE = Path("/nowhere/a.yaml")


def place(text: str, after: str) -> tuple[int, int]:
    line, column = Lines(text).place(text.index(after) + len(after))
    return line + 1, column + 1


def spec(text: str = SPEC) -> Opened:
    return Opened(text, str(HERE), "spec")


def page(text: str = PAGE) -> Opened:
    return Opened(text, "/nowhere/a.md", "page")


def said(text: str, after: str, kind: Kind = "spec") -> str | None:
    found = hover(Opened(text, str(HERE), kind), *place(text, after))
    return found.about if found is not None else None


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("loop_n", "**loop_name** (required)\n\nName of the loop"),
        ("depends_o", "**depends_on**\n\nIds of the workers that must finish first.\n\narray"),
        ("depends_on: [labe", "**labeller**, a worker: label issues"),
        ("from: inputs.is", "**issue**, an input: The issue as it was opened"),
        ("runs_after: [rou", "**router**, a worker: route issues"),
        ("read_policy: {rou", "**router**, a worker: route issues"),
        ("type: rub", "Shorthand for `type: llm_rubric`, with the metric `primary_quality`."),
        ("type: quality_", "An entry of `success` in the full form: `operator: gte, value: 0.8, consecutive: 1`"),
        ("metric: primary", "**primary_quality**, a metric: primary_quality as reported by evaluators.rubric"),
        ("operator: gt", "at or above"),
        ("cumulative_us", "**cumulative_usd**\n\nMost dollars of a run.\n\nnumber; at least 0"),
        ("    runs_after", "or * for all"),
    ],
)
def test_hover(after: str, words: str) -> None:
    for text, kind in ((SPEC, "spec"), (PAGE, "page")):
        found = said(text, after, "page" if kind == "page" else "spec")
        assert found is not None
        assert words in found


def test_hover_on_a_choice_that_needs_no_words_tells_of_its_field() -> None:
    about = said("loop_name: x\nmemory:\n  type: ephemeral\n", "type: ephem")
    assert about is not None
    assert "one of `ephemeral`, `session`, `persistent`" in about


def test_hover_says_what_the_choice_of_a_type_requires() -> None:
    text = SPEC + "metrics:\n  - name: m\nfeedback_channels: []\n"
    assert "(required)" in str(said(text.replace("value: 3", "value: 3"), "max_iterations\n    val"))


def test_hover_explains_rules_in_comments_and_fences_only() -> None:
    text = SPEC.replace("type: rubric\n", "type: rubric  # lss: ignore[LSS601] free\n")
    assert "https://loop-engineering.org/rules/LSS601/" in str(said(text, "ignore[LSS"))
    assert said(SPEC.replace("label issues", "LSS601"), "role: LSS6") is None
    fence = PAGE.replace('panel="full"', 'expect="LSS201"')
    assert "unknown-reference" in str(said(fence, 'expect="LSS2', "page"))
    assert "title" in str(said(fence, "lss tit", "page"))


@pytest.mark.parametrize("after", ["# Tri", "1. A", "role: label"])
def test_hover_has_nothing_to_say_of_prose(after: str) -> None:
    assert said(PAGE, after, "page") is None


@pytest.mark.parametrize(
    ("after", "declared"),
    [
        ("depends_on: [labe", "labeller"),
        ("runs_after: [rou", "router"),
        ("read_policy: {rou", "router"),
        ("from: inputs.is", "issue"),
        ("metric: primary", "rubric"),
        ("- id: labe", "labeller"),
    ],
)
def test_definition_within_a_spec(after: str, declared: str) -> None:
    for opened in (spec(), page()):
        target = definition(opened, *place(opened.text, after), project_of(HERE), HERE)
        assert target is not None
        assert target.path is None
        line = opened.lines.line(target.span.line - 1)
        assert line[target.span.column - 1 : target.span.end_column - 1] == declared


def test_definition_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SPEC, encoding="utf-8")
    composed = Opened(
        "loop_name: both\ncomposition:\n  children:\n    - {id: one, ref: a.yaml}\n    - {id: two, ref: ../x.yaml}\n",
        str(tmp_path / "b.yaml"),
        "spec",
    )
    file = tmp_path / "b.yaml"
    target = definition(composed, *place(composed.text, "ref: a"), project_of(file), file)
    assert target is not None
    assert target.path == tmp_path / "a.yaml"
    assert definition(composed, *place(composed.text, "ref: ../x"), project_of(file), file) is None
    embedding = page('```lss title="t" src="a.yaml"\n```\n')
    file = tmp_path / "p.md"
    target = definition(embedding, *place(embedding.text, 'src="a.'), project_of(file), file)
    assert target is not None
    assert target.path == tmp_path / "a.yaml"
    assert definition(embedding, *place(embedding.text, "tit"), project_of(file), file) is None


def test_references() -> None:
    spans = references(spec(), *place(SPEC, "- id: rou"), with_declaration=True)
    lines = [Lines(SPEC).line(span.line - 1).strip() for span in spans]
    assert lines == ["read_policy: {router: [labels]}", "- id: router", "runs_after: [router]"]
    assert references(spec(), *place(SPEC, "objec"), with_declaration=True) == []


def test_symbols() -> None:
    (loop,) = symbols(page())
    assert (loop.name, loop.detail) == ("triage", "Label and route every new issue")
    sections = {section.name: [part.name for part in section.children] for section in loop.children}
    assert sections["workers"] == ["labeller", "router"]
    assert sections["termination_conditions"] == ["quality_threshold", "max_iterations"]
    assert (loop.span.line, loop.span.end_line) == (6, 5 + SPEC.count("\n"))


def found_in(opened: Opened) -> tuple[Placed, ...]:
    return analyse(opened, Path(opened.path), Config())


def offered(opened: Opened, rule: str) -> list[Action]:
    placed = found_in(opened)
    line = next(item.span.line for item in placed if item.finding.rule == rule)
    return [
        action for action in actions(opened, placed, (line, line), found_in) if action.placed[0].finding.rule == rule
    ]


BROKEN = SPEC.replace("depends_on: [labeller]", "depends_on: [labeler]").replace("type: session", "type: sesion")


@pytest.mark.parametrize("opened", [spec(BROKEN), page(PAGE.replace("type: session", "type: sesion"))])
def test_a_fix_mends_what_it_says(opened: Opened) -> None:
    (action,) = (item for item in offered(opened, "LSS104") if item.kind == "fix")
    assert action.preferred
    after = Opened(applied(opened.text, action.edits), opened.path, opened.kind)
    assert after.text == opened.text.replace("sesion", "session")


def test_all_safe_fixes_at_once() -> None:
    text = SPEC.replace("depends_on: [labeller]", "depends_on: [labeler]").replace("[router]", "[ruter]")
    everything = fix_all(found_in(spec(text)))
    assert everything is not None
    assert applied(text, everything.edits) == SPEC
    assert fix_all(found_in(spec())) is None


@pytest.mark.parametrize("kind", ["spec", "page"])
def test_a_comment_lets_a_finding_stand_once_it_has_a_reason(kind: Kind) -> None:
    text = (SPEC if kind == "spec" else PAGE).replace(
        "cumulative_usd: 2", "cumulative_usd: 2\n  on_exceed: {action: warn}"
    )
    if kind == "page":
        text = text.replace("\n  on_exceed", "\n      on_exceed")
    opened = Opened(text, f"/nowhere/a.{'yaml' if kind == 'spec' else 'md'}", kind)
    (action,) = (item for item in offered(opened, "LSS602") if item.kind == "ignore")
    assert action.edits[0].text == "  # lss: ignore[LSS602] "
    after = applied(text, action.edits)
    assert [item.finding.rule for item in found_in(Opened(after, opened.path, kind))].count("LSS009") == 1
    reasoned = after.replace("ignore[LSS602] ", "ignore[LSS602] metered elsewhere")
    assert found_in(Opened(reasoned, opened.path, kind)) == ()


def test_no_comment_is_offered_where_it_would_be_text_or_may_not_be() -> None:
    as_json = '{"loop_name": "x"}'
    assert [
        item for item in offered(Opened(as_json, "/nowhere/a.json", "spec"), "LSS101") if item.kind == "ignore"
    ] == []
    assert [item for item in offered(spec(BROKEN), "LSS104") if item.kind == "ignore"] == []


def test_findings_are_those_of_the_configuration() -> None:
    text = SPEC.replace("cumulative_usd: 2", "cumulative_usd: 2\n  on_exceed: {action: warn}")
    assert [item.finding.rule for item in found_in(spec(text))] == ["LSS602"]
    assert analyse(spec(text), HERE, Config(ignore=("LSS602",))) == ()
    (item,) = analyse(spec(text), HERE, Config(severity=(("LSS602", "info"),)))
    assert item.finding.severity == "info"
    (item,) = analyse(spec(), HERE, Config(conformance="production"))
    assert item.finding.rule == "LSS900"


def test_known_findings_are_not_told(tmp_path: Path) -> None:
    text = SPEC.replace("cumulative_usd: 2", "cumulative_usd: 2\n  on_exceed: {action: warn}")
    opened = Opened(text, (tmp_path / "a.yaml").as_posix(), "spec")
    file = Path(opened.path)
    found = analyse(opened, file, Config())
    known = tmp_path / "known.json"
    known.write_text(baseline_text(baseline_of([item.finding for item in found], tmp_path)), encoding="utf-8")
    assert analyse(opened, file, Config(baseline=known)) == ()
    assert analyse(opened, file, Config(baseline=tmp_path / "missing.json")) == found


def test_an_editor_shows_what_the_command_line_shows() -> None:
    folder = Path(rules.__file__).parent
    candidates, _ = find([folder, Path(__file__).parents[2] / "loop-library"])
    report, _ = validate(candidates, jobs=1)
    shown: list[Finding] = []
    for candidate in candidates:
        text = candidate.path.read_bytes().decode("utf-8", "surrogateescape")
        if any("\udc80" <= character <= "\udcff" for character in text):
            continue  # No editor can send it.
        opened = Opened(text, candidate.shown, candidate.kind)
        shown += [item.finding for item in analyse(opened, candidate.path, Config())]
    paths = {finding.path for finding in shown}
    assert len(paths) > 30
    assert shown == [finding for finding in report.findings if finding.path in paths]


def test_a_file_that_is_no_spec_has_no_findings() -> None:
    assert found_in(spec("services:\n  web: {image: x}\n")) == ()
    assert found_in(spec("")) == ()
    assert found_in(page("# Page\n\n```yaml\na: [\n```\n")) == ()


def test_findings_of_an_embedded_file_stand_at_the_fence(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BROKEN.replace("sesion", "session"), encoding="utf-8")
    opened = Opened('text\n\n```lss src="a.yaml"\n```\n', str(tmp_path / "p.md"), "page")
    (item,) = analyse(opened, Path(opened.path), Config())
    assert not item.own
    assert item.span == Span(3, 1, 3, 1 + len('```lss src="a.yaml"'))
    assert actions(opened, (item,), (3, 3), found_in) == []


def test_every_shorthand_is_explained() -> None:
    for section, names in (("evaluators", EVALUATORS), ("termination_conditions", CONDITIONS)):
        for name in names:
            assert said(f"loop_name: x\n{section}:\n  - type: {name}\n", f"type: {name}")


@pytest.mark.parametrize(
    ("path", "language", "kind"),
    [
        ("a.yaml", None, "spec"),
        ("a.YML", "plaintext", "spec"),
        ("a.json", "json", "spec"),
        ("a.md", "markdown", "page"),
        ("README", "markdown", "page"),
        ("Untitled-1", "yaml", "spec"),
        ("a.py", "python", None),
    ],
)
def test_what_is_looked_at(path: str, language: str | None, kind: Kind | None) -> None:
    assert kind_of(path, language) == kind


LINE_ENDS = "a\r\nb\u2028c\x85d\re\U0001f600f\n"


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 5), ("utf-16", 3), ("utf-32", 2)])
def test_columns_in_the_units_of_a_client(encoding: Encoding, units: int) -> None:
    lines = Lines(LINE_ENDS)
    assert [lines.line(number) for number in range(len(lines))] == ["a", "b\u2028c\x85d", "e\U0001f600f", ""]
    assert lines.to_units(2, 2, encoding) == units
    assert lines.from_units(2, units, encoding) == 2
    assert lines.from_units(2, units - 1, encoding) == 1
    assert lines.from_units(2, 999, encoding) == 3
    assert lines.from_units(999, 999, encoding) == 0


@given(st.text(max_size=40), st.sampled_from(("utf-8", "utf-16", "utf-32")))
def test_places_come_back_as_they_went(text: str, encoding: Encoding) -> None:
    lines = Lines(text)
    for offset in range(len(text) + 1):
        line, column = lines.place(offset)
        assert lines.from_units(line, lines.to_units(line, column, encoding), encoding) == column
        back = lines.offset(line, column)
        assert back == offset or text[back:offset] == "\r"


PIECES = st.sampled_from(
    [
        *(f"{line}\n" for line in SPEC.splitlines()),
        *SPEC.split(),
        *("```lss\n", "```\n", "    ", "  ", "- ", "[", "]", "{", "}", ": ", '"', "'", "#", " # lss: ignore[", "\r\n"),
        *("> ", "|\n", "&a ", "*a", "\t", "\U0001f600", "\u2028", "\ue000", "\ufeff", "\ud800", "\0", "loop_name: x\n"),
        *(
            "composition:\n  children:\n    - {id: a, ref: a.yaml}\n",
            '```yaml lss expect="LSS201" src="a"\n',
            "<<: *a\n",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@given(TEXTS, st.sampled_from(("spec", "page")), st.integers(-2, 30), st.integers(-2, 60))
def test_no_text_and_no_place_is_too_much(text: str, kind: Kind, line: int, column: int) -> None:
    opened = Opened(text, "/nowhere/a.md" if kind == "page" else str(HERE), kind)
    for item in completions(opened, line, column):
        assert item.span.line == item.span.end_line
        applied(text, ())
    hover(opened, line, column)
    definition(opened, line, column, project_of(HERE), HERE)
    references(opened, line, column, with_declaration=True)
    symbols(opened)
    placed = found_in(opened)
    for action in actions(opened, placed, (line, line + 3), found_in):
        applied(text, action.edits)
