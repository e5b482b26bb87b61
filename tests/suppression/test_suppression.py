"""Which comments are suppressions, what they cover, and that they change nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loop_engineering.assess import Assessment
from loop_engineering.lss import RULES, Checked, Project, Source, check, check_block, dump_yaml, find_blocks
from loop_engineering.lss.comments import MAX_COMMENTS, is_protected
from loop_engineering.lss.suppression import MAX_SUPPRESSED
from tests.strategies import documents

LOOP = """\
loop_name: issue-triage
version: "1.0"
objective: "Label and route every new issue"
workers:
  - id: labeller
    role: label issues
  - id: router
    role: route issues
    depends_on: [labeler]
evaluators:
  - type: rubric
termination_conditions:
  - {type: quality_threshold, value: 0.9}
  - {type: max_iterations, value: 3}
cost_limits:
  cumulative_usd: 2
  on_exceed: {action: warn}
"""
"""LSS201 at `labeler`, LSS602 at `warn`."""

UNKNOWN = "    depends_on: [labeler]"
SOFT = "  on_exceed: {action: warn}"


def checked(text: str) -> Checked:
    return check(Source(text, "a.yaml"))


def rules(text: str) -> list[str]:
    return [finding.rule for finding in checked(text).findings]


def above(line: str, comment: str) -> str:
    """The loop with a comment on a line of its own above `line`, as far in."""
    indent = line[: len(line) - len(line.lstrip())]
    return LOOP.replace(line, f"{indent}{comment}\n{line}")


def after(line: str, comment: str) -> str:
    return LOOP.replace(line, f"{line} {comment}")


def test_the_loop_has_two_findings() -> None:
    assert rules(LOOP) == ["LSS201", "LSS602"]


@pytest.mark.parametrize(
    "text",
    [
        after(UNKNOWN, "# lss: ignore[LSS201] the name is made at run time"),
        after(UNKNOWN, "# lss: ignore[unknown-reference] the name is made at run time"),
        after(UNKNOWN, "#lss:ignore[lss201]: the name is made at run time"),
        after(UNKNOWN, "# see the runbook # lss: ignore[LSS201] the name is made at run time"),
        above(UNKNOWN, "# lss: ignore[LSS201] the name is made at run time"),
        above(UNKNOWN, "# lss: ignore[LSS201] the name is made at run time\n\n    # another comment"),
        above("  - id: router", "# lss: ignore[LSS201] the name is made at run time"),
        above("workers:", "# lss: ignore[LSS201] the name is made at run time"),
        LOOP.replace("[labeler]", "\n      # lss: ignore[LSS201] made at run time\n      - labeler"),
        LOOP.replace("[labeler]", "[\n      # lss: ignore[LSS201] made at run time\n      labeler ]"),
        LOOP.replace("  - id: router\n", "  # lss: ignore[LSS201] made at run time\n  -\n    id: router\n"),
        above("workers:", "# lss: ignore[LSS201] the name is made at run time").replace("\n", "\r\n"),
        "\ufeff" + after(UNKNOWN, "# lss: ignore[LSS201] the name is made at run time"),
    ],
)
def test_a_suppression_covers_its_line_or_the_entry_below(text: str) -> None:
    found = checked(text)
    assert [finding.rule for finding in found.findings] == ["LSS602"]
    assert [item.finding.rule for item in found.suppressed] == ["LSS201"]
    assert "run time" in found.suppressed[0].reason


@pytest.mark.parametrize(
    "text",
    [
        after("  - id: router", "# lss: ignore[LSS201] only its own line"),
        above("  - id: labeller", "# lss: ignore[LSS201] another entry"),
        above("evaluators:", "# lss: ignore[LSS201] comes too late"),
        above(UNKNOWN, "# lss: ignore[LSS602] another rule"),
        LOOP + "# lss: ignore[LSS201] below all\n",
    ],
)
def test_a_suppression_covers_nothing_else_and_is_told_to_be_unused(text: str) -> None:
    assert sorted(rules(text)) == ["LSS010", "LSS201", "LSS602"]


def test_comments_on_lines_of_their_own_stack() -> None:
    both = above("workers:", "# lss: ignore[LSS201] one\n# lss: ignore[LSS301, LSS201] two")
    found = checked(both)
    assert [(f.rule, f.line) for f in found.findings] == [("LSS010", 4), ("LSS010", 5), ("LSS602", 19)]
    assert found.suppressed[0].reason == "two", "the nearest one"


@pytest.mark.parametrize(
    "objective",
    [
        '"# lss: ignore[LSS201] x"',
        "'a # lss: ignore[LSS201] x'",
        "a#lss:ignore[LSS201] x",
        "|\n  # lss: ignore[LSS201] x\n  text",
        ">-\n  text\n\n  # lss: ignore[LSS201] x\n",
        '"two\n  # lss: ignore[LSS201] x\n  lines"',
    ],
)
def test_text_is_not_a_comment(objective: str) -> None:
    found = checked(LOOP.replace('"Label and route every new issue"', objective))
    assert [finding.rule for finding in found.findings] == ["LSS201", "LSS602"]


def test_the_first_line_of_a_block_scalar_may_have_a_comment() -> None:
    text = LOOP.replace('"Label and route every new issue"', "| # lss: ignore[LSS201] x\n  # lss: ignore[LSS301] y")
    assert [(f.rule, f.line) for f in checked(text).findings] == [("LSS010", 3), ("LSS201", 10), ("LSS602", 18)]


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("# lss: ignore", "does not say which rules"),
        ("# lss: ignore LSS201", "does not say which rules"),
        ("# lss: ignore[] why", "the brackets are empty"),
        ("# lss: ignore[ , ] why", "the brackets are empty"),
        ("# lss: ignore[LSS201", "the bracket is not closed"),
        ("# lss: ignore[LSS201]", "the reason is missing"),
        ("# lss: ignore[LSS201] -- ", "the reason is missing"),
        ("# lss: ignore[LSS2] why", '"LSS2" is more than one rule'),
        ("# lss: ignore[all] why", '"all" is more than one rule'),
        ("# lss: ignore[unknown-referense] why", "did you mean unknown-reference?"),
        ("# lss: ignore[LSS101] why", "LSS101 (missing-field) cannot be suppressed"),
        ("# lss: ignore[LSS005] why", "LSS005 (too-large) cannot be suppressed"),
        ("# lss: ignore[LSS900] why", "LSS900 cannot be suppressed: a rung"),
        ("# lss: ignroe[LSS201] why", 'there is no "ignroe[…]"'),
    ],
)
def test_a_suppression_that_cannot_be_followed_suppresses_nothing(comment: str, message: str) -> None:
    found = checked(after(UNKNOWN, comment)).findings
    assert [finding.rule for finding in found] == ["LSS201", "LSS009", "LSS602"]
    assert message in found[1].message
    assert (found[1].line, found[1].column) == (9, 27)


@pytest.mark.parametrize("comment", ["# lss: the schema is LSS 1.0", "# lss: ignored by nobody", "# floss: ignore[x]"])
def test_prose_is_left_alone(comment: str) -> None:
    assert rules(after(UNKNOWN, comment)) == ["LSS201", "LSS602"]


def test_the_known_rules_of_a_faulty_list_are_followed() -> None:
    assert rules(after(UNKNOWN, "# lss: ignore[LSS201, LSS9999] why")) == ["LSS009", "LSS602"]


def test_what_keeps_a_text_from_being_checked_is_told() -> None:
    text = "# lss: ignore[LSS201] why\n" + LOOP.replace("evaluators:", "evaluator:")
    assert "LSS101" in rules(text)
    assert "LSS010" not in rules(text), "whether it is used is not known"
    assert all(is_protected(RULES[rule]) for rule in ("LSS001", "LSS006", "LSS008", "LSS101", "LSS900"))


def test_suppressions_of_unused_suppressions() -> None:
    assert rules(after(SOFT, "# lss: ignore[LSS602, LSS301, LSS010] kept for the old runner")) == ["LSS201"]
    text = above(SOFT, "# lss: ignore[LSS010] x\n  # lss: ignore[LSS301] y").replace(SOFT, SOFT.replace("warn", "halt"))
    assert rules(text) == ["LSS201"]
    assert rules(after(SOFT, "# lss: ignore[LSS602, LSS010] nothing is unused")) == ["LSS201", "LSS010"]


def edited(text: str) -> str:
    """The text with the fixes of LSS010 made, last first."""
    lines = text.splitlines(keepends=True)
    fixes = [found.fix for found in checked(text).findings if found.rule == "LSS010"]
    for fix in reversed(fixes):
        assert fix is not None
        assert fix.safe
        for edit in reversed(fix.edits):
            span = edit.span
            begin = sum(map(len, lines[: span.line - 1])) + span.column - 1
            end = sum(map(len, lines[: span.end_line - 1])) + span.end_column - 1
            text = text[:begin] + edit.text + text[end:]
    return text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_fix_of_an_unused_suppression_leaves_every_other_byte(end: str) -> None:
    for made in (above("workers:", "# lss: ignore[LSS301] x"), after("workers:", "# lss: ignore[LSS301] x")):
        assert edited(made.replace("\n", end)) == LOOP.replace("\n", end)
    assert edited(LOOP + "# lss: ignore[LSS301] x") == LOOP
    some = after(UNKNOWN, "# lss: ignore[LSS201,  LSS301] x").replace("\n", end)
    assert edited(some) == after(UNKNOWN, "# lss: ignore[LSS201] x").replace("\n", end)


def test_without_a_project_nothing_is_said_of_what_a_composition_suppresses() -> None:
    text = LOOP.replace("evaluators:", "composition:\n  type: sequential\n  children: []\nevaluators:")
    text = after(UNKNOWN, "# lss: ignore[LSS201] x").replace("evaluators:", "# lss: ignore[LSS701] x\nevaluators:")
    assert "LSS010" in [finding.rule for finding in checked(text).findings]
    child = "composition:\n  type: sequential\n  children:\n"
    child += (
        "    - {id: a, role: stage, ref: a.yaml} # lss: ignore[LSS704] x\n    - {id: b, role: stage, ref: b.yaml}\n"
    )
    assert "LSS010" not in [finding.rule for finding in checked(LOOP + child).findings]


PAGE = """\
# A page

> - a loop
>
>   ```lss
{block}
>   ```
"""


def test_suppressions_in_fenced_blocks_stand_where_the_page_has_them() -> None:
    text = after(UNKNOWN, "# lss: ignore[LSS201] x") + "# lss: ignore[LSS301] y\n"
    page = PAGE.format(block="\n".join(f">   {line}" for line in text.splitlines()))
    (block,) = find_blocks(page, "p.md")
    found = check_block(block)
    assert [(f.rule, f.line, f.column) for f in found.findings] == [("LSS602", 22, 27), ("LSS010", 23, 5)]
    assert [(item.finding.line, item.finding.column) for item in found.suppressed] == [(14, 22)]
    fix = found.findings[1].fix
    assert fix is not None
    assert fix.edits[0].span.as_dict() == {"line": 23, "column": 1, "end_line": 24, "end_column": 1}


def test_a_counter_example_does_not_show_what_is_suppressed() -> None:
    text = after(UNKNOWN, "# lss: ignore[LSS201] x")
    for expect, said in (("LSS602", []), ("LSS201,LSS602", ["LSS008", "LSS602"])):
        (block,) = find_blocks(f'```lss expect="{expect}"\n{text}```\n', "p.md")
        assert [finding.rule for finding in check_block(block).findings] == said


def test_no_comment_buys_a_rung(tmp_path: Path) -> None:
    good = LOOP.replace("labeler", "labeller").replace("warn", "halt").replace("rubric", "test_suite")
    bad = good.replace("[labeller]", "[labeler] # lss: ignore[LSS201] made at run time")
    assert Assessment(checked(good)).conformance == "LSS-Operational"
    found = Assessment(checked(bad))
    assert found.checked.findings == ()
    assert found.conformance == "LSS-Core"
    for name, text in (("good", good), ("bad", bad)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    for name, rung in (("good", "LSS-Operational"), ("bad", "LSS-Core")):
        whole = good + "composition:\n  type: parallel\n  merge: {strategy: all_pass}\n  children:\n"
        whole += f"    - {{id: a, role: branch, ref: {name}.yaml}}\n    - {{id: b, role: branch, ref: good.yaml}}\n"
        file = tmp_path / "whole.yaml"
        made = Assessment(check(Source(whole), project=Project(tmp_path), file=file))
        assert not [f.message for f in made.checked.findings if f.severity == "error"]
        assert made.conformance == rung


def many_workers(number: int, mark: str) -> str:
    workers = "".join(f"  - {{id: w{n}, role: r, depends_on: [x{n}]}}{mark.format(n)}\n" for n in range(number))
    return LOOP.replace("workers:\n", f"workers:\n{workers}").replace(UNKNOWN + "\n", "")


def test_findings_cannot_be_hidden_behind_many_that_are_suppressed() -> None:
    number = MAX_SUPPRESSED + 50
    found = checked(many_workers(number, " # lss: ignore[LSS201] n{}"))
    assert sum(finding.rule == "LSS201" for finding in found.findings) == 50
    assert len(found.suppressed) == MAX_SUPPRESSED
    assert "LSS010" not in {finding.rule for finding in found.findings}


def test_where_not_all_is_looked_for_nothing_is_called_unused() -> None:
    text = many_workers(200, "").replace("[x199]}", "[x199]} # lss: ignore[LSS201] last")
    assert {finding.rule for finding in checked(text).findings} == {"LSS201"}


@pytest.mark.parametrize(
    "text",
    [
        "# lss: ignore[LSS201] r\n" * 40_000 + LOOP,
        LOOP + "# lss: ignore[\n" * 60_000,
        "# " * 500_000 + "\n" + LOOP,
        LOOP + " #lss:" * 170_000,
        "# lss: ignore[" + "LSS201," * 100_000 + "] r\n" + LOOP,
        "# lss: ignore[" + "x" * 1_000_000 + "] r\n" + LOOP,
        many_workers(1_000, " # lss: ignore[LSS301, LSS402] n{}"),
    ],
)
def test_hostile_comments_are_told_in_a_hundred_findings(text: str) -> None:
    found = checked(text).findings
    assert len(found) <= 100
    assert {finding.rule for finding in found} <= {"LSS009", "LSS010", "LSS201", "LSS602"}


def test_prose_does_not_count_as_suppressions() -> None:
    many = "# lss: prose\n" * (MAX_COMMENTS + 5) + above("workers:", "# lss: ignore[LSS201] x")
    assert rules(many) == ["LSS602"]


@settings(max_examples=40)
@given(documents(), st.data())
def test_a_suppression_changes_nothing_else(document: dict[str, object], data: st.DataObject) -> None:
    text = dump_yaml(document)
    plain = checked(text)
    assert plain.document is not None
    suppressible = st.sampled_from([rule for rule in RULES if not is_protected(RULES[rule]) and rule != "LSS010"])
    names = data.draw(st.lists(suppressible, min_size=1, max_size=5))
    keys = [key.start_mark.line for key, _ in plain.document.root.value]
    line = data.draw(st.sampled_from(keys))
    lines = text.split("\n")
    lines.insert(line, f"# lss: ignore[{', '.join(names)}] as agreed")
    found = checked("\n".join(lines))
    assert found.document is not None
    assert found.document.data == plain.document.data
    assert found.spec == plain.spec
    told = [(f.rule, f.pointer, f.message) for f in found.findings if f.rule != "LSS010"]
    hidden = [(s.finding.rule, s.finding.pointer, s.finding.message) for s in found.suppressed]
    if len(plain.findings) < 100:
        assert sorted(told + hidden) == sorted((f.rule, f.pointer, f.message) for f in plain.findings)
    assert {rule for rule, _, _ in hidden} <= set(names)
    assert Assessment(found).conformance == Assessment(plain).conformance
