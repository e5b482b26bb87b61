"""Texts made to hurt: each must give exactly the finding that is expected, and nothing may raise or run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loop_engineering.lss import (
    Checked,
    Project,
    Source,
    SyntaxFault,
    check,
    check_block,
    dump_yaml,
    find_blocks,
    parse,
    read,
)
from loop_engineering.lss.source import MAX_BYTES, MAX_DEPTH, MAX_FAULTS, MAX_NODES, NO_MORE, decode

HEAD = 'loop_name: code-repair-loop\nversion: "1.0"\nobjective: Fix failing tests with minimal diff\n'
WORKERS = "workers:\n  - {id: patch, role: mend the code}\n"
EVALUATORS = "evaluators:\n  - {id: tests, type: test_suite}\n"
TERMINATION = """termination_conditions:
  - type: all_tests_pass
  - {type: max_iterations, value: 10}
  - {type: max_cost_usd, value: 5}
"""
GOOD = HEAD + WORKERS + EVALUATORS + TERMINATION
DEEP = f"nesting is deeper than {MAX_DEPTH} levels"
MANY = f"the document has more than {MAX_NODES:,} values (an alias counts each time it is used)"
ITSELF = "this value contains itself by an alias"
GROWS = "written out, this spec has more than"


def lines(form: str, count: int) -> str:
    return "".join(form.format(i=i, next=(i + 1) % count, before=i - 1) for i in range(count))


def spec(workers: str = "", evaluators: str = "", termination: str = "", rest: str = "") -> str:
    """The good spec with some of its lists replaced, and `rest` after it."""
    return (
        HEAD
        + (f"workers:\n{workers}" if workers else WORKERS)
        + (f"evaluators:\n{evaluators}" if evaluators else EVALUATORS)
        + (f"termination_conditions:\n{termination}" if termination else TERMINATION)
        + rest
    )


def chained(first: str, form: str) -> str:
    return spec(rest="x_bomb:\n" + first + "".join(form.format(i=i, before=i - 1) for i in range(1, 30)))


TEN = ", ".join(["*a{before}"] * 10)
REFUSED: dict[str, tuple[str, str, str]] = {
    # name: (text, rule, start of the message)
    "alias bomb": (chained("  - &a0 [x, x]\n", f"  - &a{{i}} [{TEN}]\n"), "LSS005", MANY),
    "merge bomb": (chained("  - &a0 {k: 1}\n", f"  - &a{{i}} {{{{<<: [{TEN}], k{{i}}: 1}}}}\n"), "LSS005", MANY),
    "merge chain": (
        spec(rest="x_bomb:\n  - &a0 {k: 1}\n" + "".join(f"  - &a{i} {{<<: *a{i - 1}}}\n" for i in range(1, 99))),
        "LSS005",
        DEEP,
    ),
    "list that contains itself": (spec(rest="x_a: &a [*a]\n"), "LSS005", ITSELF),
    "mapping that contains itself": (spec(rest="x_a: &a {b: {c: *a}}\n"), "LSS005", ITSELF),
    "mapping that merges itself": (spec(rest="x_a: &a {<<: *a}\n"), "LSS005", ITSELF),
    "deep lists": (HEAD + "x_a: " + "[" * 10_000 + "]" * 10_000, "LSS005", DEEP),
    "deep lists, a line each": (HEAD + "x_a:\n " + "[\n " * 10_000, "LSS005", DEEP),
    "deep mappings": (HEAD + "x_a: " + "{a: " * 10_000 + "}" * 10_000, "LSS005", DEEP),
    "deep dashes": ("- " * 10_000 + "a", "LSS005", DEEP),
    "deep question marks": ("? " * 10_000 + "a", "LSS005", DEEP),
    "deep blocks": ("".join(" " * i + "a:\n" for i in range(1_300)), "LSS005", DEEP),
    "a little too deep": (spec(rest="x_a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH), "LSS005", DEEP),
    "too long": (spec(rest="#" * MAX_BYTES), "LSS005", "the text has"),
    "many values": (spec(rest="x_a: [" + "a," * 400_000 + "]"), "LSS005", MANY),
    "many empty lists": (spec(rest="x_a: [" + "[]," * 300_000 + "]"), "LSS005", MANY),
    "many keys": (spec(rest=lines("x_{i}:\n", 90_000)), "LSS005", MANY),
    "many misspelt keys": (spec(rest=lines("safety_constraint{i}:\n", 40_000)), "LSS005", MANY),
    "one key over and over": (spec(rest="a: 1\n" * 100_000), "LSS005", MANY),
    "many workers": (spec(workers=lines("  - {{role: r{i}}}\n", 6_000)), "LSS005", MANY),
    "workers times evaluators": (
        spec(workers="  - role: r\n" * 1_000, evaluators="  - type: lint\n" * 1_000),
        "LSS005",
        GROWS,
    ),
    "workers times inputs": (
        spec(
            workers="  - role: r\n" * 1_000,
            rest="inputs:\n  schema:\n" + lines("    f{i}: {{type: string, description: d}}\n", 1_000),
        ),
        "LSS005",
        GROWS,
    ),
    "many directives": ("%TAG !a! !b\n" * 50_000 + "---\na: 1\n", "LSS005", "more than 100 lines begin with %"),
    "python call": (
        spec(rest='x_a: !!python/object/apply:os.system ["touch pwned"]\n'),
        "LSS004",
        'tag "!!python/object/apply:os.system"',
    ),
    "python name": (spec(rest="x_a: !!python/name:os.system\n"), "LSS004", 'tag "!!python/name:os.system"'),
    "million-digit integer": (spec(rest="x_a: " + "9" * 1_000_000), "LSS004", "number 9999"),
    "million-digit octal": (spec(rest="x_a: 0" + "7" * 1_000_000), "LSS004", "number 0777"),
    "long base 60": (spec(rest="x_a: 1" + ":59" * 300_000), "LSS004", "number 1:59"),
    "long base 60 fraction": (spec(rest="x_a: 1" + ":59" * 300_000 + ".5"), "LSS004", '"1:59'),
    "infinite": (spec(rest="x_a: -.INF\n"), "LSS004", '"-.INF" is not a finite number'),
    "float past the range": (spec(rest="x_a: 1.0e+999\n"), "LSS004", '"1.0e+999" is not a finite number'),
    "NUL": (HEAD + "x_a: \0\n", "LSS002", "character U+0000"),
    "escape character": (HEAD + "x_a: \x1b[31m\n", "LSS002", "character U+001B"),
    "lone surrogate": (HEAD + "x_a: \ud800\n", "LSS002", "character U+D800"),
    "escaped surrogate": (HEAD + 'x_a: "\\ud800"\n', "LSS001", "not YAML: "),
    "two documents": (GOOD + "---\n" + GOOD, "LSS001", "not YAML: a second document"),
    "open brackets only": ("[" * 5_000, "LSS005", DEEP),
}


@pytest.mark.parametrize(("text", "rule", "message"), REFUSED.values(), ids=REFUSED)
def test_one_finding_says_why_a_text_is_refused(text: str, rule: str, message: str) -> None:
    checked = check(Source(text))
    assert checked.spec is None
    assert [(finding.rule, finding.message[: len(message)]) for finding in checked.findings] == [(rule, message)]
    assert len(checked.findings[0].message) < 250


def test_a_python_tag_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check(Source(REFUSED["python call"][0]))
    assert list(tmp_path.iterdir()) == []


FLOODS: dict[str, tuple[str, str]] = {
    "keys twice": (spec(rest="a: 1\n" * 5_000), "LSS006"),
    "foreign tags": (spec(rest="x_a:\n" + "  - !x\n" * 5_000), "LSS004"),
    "keys that are numbers": (spec(rest=lines("{i}:\n", 5_000)), "LSS004"),
    "misspelt keys": (spec(workers="  - role: a\n" + lines("    cost_budget_us{i}: 1\n", 5_000)), "LSS103"),
    "misspelt top-level keys": (spec(rest=lines("safety_constraint{i}: 1\n", 5_000)), "LSS107"),
    "numbers for workers": (spec(workers="  - 1\n" * 5_000), "LSS105"),
    "workers without a role": (spec(workers="  - {}\n" * 5_000), "LSS101"),
    "unknown conditions": (spec(termination="  - {type: max_iteration}\n" * 3_000), "LSS104"),
    "bad names of inputs": (
        spec(rest="inputs: {schema: {" + lines('"a {i}": {{type: string, description: d}}, ', 2_000) + "}}\n"),
        "LSS106",
    ),
    "unknown workers": (spec(workers=lines("  - {{id: w-{i}, role: r, depends_on: [w_{i}x]}}\n", 1_500)), "LSS201"),
    "long names alike": (
        spec(workers=lines(f"  - {{{{id: {'w' * 50}{{i}}, role: r, depends_on: [{'w' * 49}{{i}}]}}}}\n", 1_500)),
        "LSS201",
    ),
    "ids twice": (spec(workers="  - {id: w, role: r}\n" * 3_000), "LSS202"),
    "pairs that wait for each other": (
        spec(
            workers="".join(f"  - {{id: w{i}, role: r, depends_on: [w{i ^ 1}]}}\n" for i in range(1_600)),
        ),
        "LSS203",
    ),
}


@pytest.mark.parametrize(("text", "rule"), FLOODS.values(), ids=FLOODS)
def test_of_many_findings_the_first_are_told(text: str, rule: str) -> None:
    findings = check(Source(text)).findings
    assert len(findings) == MAX_FAULTS
    assert {finding.rule for finding in findings} == {rule}
    assert [finding for finding in findings if finding.message.endswith(NO_MORE)] == [findings[-1]]


def wide(checked: Checked) -> None:
    assert checked.spec is not None
    assert checked.findings == ()


BORNE: dict[str, tuple[str, Callable[[Checked], None]]] = {
    "long text": (spec(workers='  - role: "' + "a " * 500_000 + '"\n'), wide),
    "long block text": (spec(rest="x_a: |\n" + " a\n" * 300_000), wide),
    "as many values as may be": (spec(rest="x_a: [" + "a," * (MAX_NODES - 100) + "]\n"), wide),
    "chain of workers": (
        spec(workers=lines("  - {{id: w{i}, role: r, depends_on: [w{next}]}}\n", 1_600).replace("w0]", "last]")
        + "  - {id: last, role: r}\n"),
        wide,
    ),
    "as deep as may be": (spec(rest="x_a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)), wide),
    "byte order mark within": (spec(rest="x_a: \ufeff a\n"), wide),
    "lines that end in CR": (GOOD.replace("\n", "\r"), wide),
    "bidi controls": (spec(workers='  - role: "\u202ereviewer\u2066"\n'), wide),
}  # fmt: skip


@pytest.mark.parametrize(("text", "holds"), BORNE.values(), ids=BORNE)
def test_what_is_large_but_harmless_is_checked(text: str, holds: Callable[[Checked], None]) -> None:
    holds(check(Source(text)))


def test_a_cycle_of_many_workers_is_one_finding() -> None:
    checked = check(Source(spec(workers=lines("  - {{id: w{i}, role: r, depends_on: [w{next}]}}\n", 1_600))))
    assert [finding.rule for finding in checked.findings] == ["LSS203"]
    assert len(checked.findings[0].message) < 250


def test_a_long_name_is_cut_in_messages() -> None:
    for text in (GOOD.replace("code-repair-loop", "a" * 900_000), GOOD.replace("test_suite", "test_suite" * 90_000)):
        (finding,) = check(Source(text)).findings
        assert len(finding.message) < 300


def test_a_file_past_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.write(GOOD.encode())
        file.truncate(50 * 1024 * 1024)
    fault = read(path, "large.yaml")
    assert isinstance(fault, SyntaxFault)
    assert fault.rule == "LSS005"
    assert "52,428,800 bytes" in fault.problem.message


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"\xff\xfea\0", "LSS002"),
        (b"\x80", "LSS002"),
        (b"\xed\xa0\x80", "LSS002"),
        (b"\xc0\x80", "LSS002"),
        (b"a: \xff", "LSS002"),
    ],
)
def test_bytes_that_are_not_utf8(raw: bytes, rule: str) -> None:
    fault = decode(raw)
    assert isinstance(fault, SyntaxFault)
    assert fault.rule == rule


# --- files that a spec refers to


def composition(*refs: str) -> str:
    children = [{"id": f"c{i}", "ref": ref, "role": "branch"} for i, ref in enumerate(refs)]
    merge = {"strategy": "vote", "min_branches_pass": min(2, len(refs))}
    document = {"composition": {"type": "parallel", "children": children, "merge": merge}}
    return GOOD + dump_yaml(document)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one good spec, a secret beside it, and links that lead out and in circles."""
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "secret.yaml").write_text(GOOD)
    (root / "good.yaml").write_text(GOOD)
    (root / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "folder").symlink_to(tmp_path)
    (root / "loop.yaml").symlink_to(root / "loop.yaml")
    return root


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("../secret.yaml", "leads out of the project"),
        ("link.yaml", "leads out of the project"),
        ("folder/secret.yaml", "leads out of the project"),
        ("x/../../secret.yaml", "leads out of the project"),
        ("/etc/passwd", "leads out of the project"),
        ("loop.yaml", "is not a path that can be read"),
        ("https://example.org/a.yaml", "is not a plain relative path"),
        ("file:///etc/passwd", "is not a plain relative path"),
        ("a\0b.yaml", "is not a plain relative path"),
        ("a\nb.yaml", "is not a plain relative path"),
        ("..\\secret.yaml", "is not a plain relative path"),
        ("\u202egood.yaml", "is not a plain relative path"),
        ("a" * 300, "is not a path that can be read"),
        ("a/" * 10_000, "has 20,000 characters"),
        (".", "leads to no file"),
        ("~/good.yaml", "leads to no file"),
        ("$HOME/good.yaml", "leads to no file"),
        ("*.yaml", "leads to no file"),
    ],
)
def test_a_ref_stays_inside_the_project(project: Path, ref: str, message: str) -> None:
    file = project / "main.yaml"
    checked = check(Source(composition(ref, "good.yaml")), project=Project(project), file=file)
    (finding,) = checked.findings
    assert finding.rule == "LSS704"
    assert message in finding.message
    assert finding.pointer == "/composition/children/0/ref"
    assert len(finding.message) < 300


def test_a_composition_that_contains_itself_ends(project: Path) -> None:
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (project / f"{name}.yaml").write_text(composition(f"{other}.yaml", "good.yaml"))
    main = project / "main.yaml"
    main.write_text(composition("a.yaml", "main.yaml"))
    checked = check(Source(main.read_text()), project=Project(project), file=main)
    assert [finding.rule for finding in checked.findings] == ["LSS704", "LSS704"]
    assert "a.yaml → b.yaml → c.yaml → a.yaml" in checked.findings[0].message
    assert "main.yaml → main.yaml" in checked.findings[1].message


def test_diamonds_do_not_grow_without_bound(project: Path) -> None:
    (project / "d0.yaml").write_text(GOOD)
    for number in range(1, 12):
        (project / f"d{number}.yaml").write_text(composition(*[f"d{number - 1}.yaml"] * 4))
    checked = check(Source(composition("d11.yaml", "d3.yaml")), project=Project(project), file=project / "main.yaml")
    (finding,) = checked.findings
    assert "a composition of more than 256 loops" in finding.message


def test_diamonds_above_a_circle_do_not_grow_either(project: Path) -> None:
    for number in range(30):
        (project / f"d{number}.yaml").write_text(composition(*[f"d{(number - 1) % 30}.yaml"] * 4))
    checked = check(Source(composition("d9.yaml", "good.yaml")), project=Project(project), file=project / "main.yaml")
    assert [finding.rule for finding in checked.findings] == ["LSS704"]


def test_what_is_too_deep_below_another_may_stand_by_itself(project: Path) -> None:
    (project / "d0.yaml").write_text(GOOD)
    for number in range(1, 20):
        (project / f"d{number}.yaml").write_text(composition(f"d{number - 1}.yaml", "good.yaml"))
    checked = check(Source(composition("d19.yaml", "d5.yaml")), project=Project(project), file=project / "main.yaml")
    assert [finding.pointer for finding in checked.findings] == ["/composition/children/0/ref"]


def test_a_long_chain_of_compositions_ends(project: Path) -> None:
    (project / "d0.yaml").write_text(GOOD)
    for number in range(1, 400):
        (project / f"d{number}.yaml").write_text(composition(f"d{number - 1}.yaml", "good.yaml"))
    checked = check(Source(composition("d399.yaml", "good.yaml")), project=Project(project), file=project / "m.yaml")
    assert [finding.rule for finding in checked.findings] == ["LSS704"]


# --- pages


@pytest.mark.parametrize(
    ("page", "count"),
    [
        ("```lss\n" * 5_000, 5_000),
        ("``` lss\na: 1\n```\n" * 2_000, 2_000),
        ("".join("`" * (3 + i % 50) + "lss\n" for i in range(3_000)), 3_000),
        ("> ``` lss\n> a\n\n" * 2_000, 2_000),
        ("para\n\n" + "    a\n" * 50_000 + "    ```lss\n    a: 1\n    ```\n" * 2_000, 0),
        ("<!--" * 100_000, 0),
        ("> " * 50_000 + "```lss\n", 1),
        ("```yaml\n" + " \n" * 200_000 + "```\n", 0),
        ("---\n" + "a\n" * 200_000, 0),
    ],
    ids=[
        "open",
        "closed",
        "of all lengths",
        "quoted",
        "indented code",
        "comments",
        "deep quote",
        "blank",
        "front matter",
    ],
)
def test_pages_of_many_fences_are_read_in_one_go(page: str, count: int) -> None:
    assert len(find_blocks(page, "page.md")) == count


@pytest.mark.parametrize(
    ("info", "count"),
    [
        ("lss " + 'a="b" ' * 50_000, 20),
        ("lss " + 'a="' * 50_000, 20),
        ("lss " + "= " * 50_000, 20),
        ("lss " + "a" * 500_000, 1),
        ('lss expect="' + "LSX1," * 50_000 + '"', 1),
        ('lss src="' + "a/" * 200_000 + '"', 1),
    ],
    ids=["options", "quotes", "signs", "a word", "expect", "src"],
)
def test_a_fence_of_many_options_has_few_findings(tmp_path: Path, info: str, count: int) -> None:
    (block,) = find_blocks(f"```{info}\n```\n", "page.md")
    checked = check_block(block, project=Project(tmp_path), file=tmp_path / "page.md")
    assert [finding.rule for finding in checked.findings] == ["LSS007"] * count
    assert all(len(finding.message) < 300 for finding in checked.findings)


@pytest.mark.parametrize("page", ["- x\n\n    ```lss\n    a: {}\n    ```\n", "> ```lss\n> {}\n> ```\n"])
@pytest.mark.parametrize("deep", ["[" * 10_000, "- " * 10_000, "{a: " * 10_000, "? " * 10_000])
def test_deep_nesting_in_a_page_is_one_finding(page: str, deep: str) -> None:
    (block,) = find_blocks(page.replace("{}", deep), "page.md")
    checked = check_block(block)
    assert [finding.rule for finding in checked.findings] in (["LSS005"], ["LSS001"])
    document, faults = parse(block.source)
    assert document is None
    assert len(faults) == 1
