"""Configuration files of any content: what they say, and what is said of what they should not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loop_engineering.config import Config, discover, load
from loop_engineering.config.globs import glob_matches
from loop_engineering.lss.policy import Policy

EVERYTHING = """\
select = ["LSS3", "no-budget"]
ignore = ["LSS301"]
conformance = "operational"
strict = true
baseline = "known.json"
exclude = ["drafts/**"]

[per-path-ignores]
"docs/**" = ["LSS601"]

[severity]
no-budget = "error"

[allow]
providers = ["anthropic"]
tools = []
price-tables = ["2026-01"]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mistakes(here: Path, text: str | bytes) -> list[str]:
    (here / "loopctl.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    return list(discover(here).mistakes)


def test_every_key(here: Path) -> None:
    expected = Config(
        file=here / "loopctl.toml",
        select=("LSS3", "no-budget"),
        ignore=("LSS301",),
        per_path_ignores=(("docs/**", ("LSS601",)),),
        severity=(("LSS601", "error"),),
        conformance="operational",
        strict=True,
        baseline=here / "known.json",
        exclude=("drafts/**",),
        policy=Policy(("anthropic",), (), ("2026-01",)),
    )
    (here / "loopctl.toml").write_text(EVERYTHING, "utf-8")
    assert discover(here) == expected


def test_the_nearest_file_holds_and_the_search_ends_at_the_repository(here: Path) -> None:
    inner = here / "a" / "b"
    inner.mkdir(parents=True)
    (here / "pyproject.toml").write_text("[tool.loopctl]\nstrict = true\n", "utf-8")
    (here / "a" / "pyproject.toml").write_text("[tool.ruff]\n[tool.x]\nname = 'loopctl'\n", "utf-8")
    assert discover(inner).file == here / "pyproject.toml"
    (here / "loopctl.toml").write_text("", "utf-8")
    assert discover(inner).file == here / "loopctl.toml"
    (inner / ".git").write_text("gitdir: elsewhere", "utf-8")
    assert discover(inner) == Config()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('\n\nselct = ["LSS3"]', 'loopctl.toml:3: unknown key "selct"; did you mean "select"?'),
        ('per_path_ignores = {}', 'loopctl.toml:1: unknown key "per_path_ignores"; did you mean "per-path-ignores"?'),
        ('ignore = [\n "no-budgett",\n]', 'loopctl.toml:2: there is no rule "no-budgett"; did you mean "no-budget"?'),
        ('ignore = ["LSS1"]', "loopctl.toml:1: LSS101 cannot be left out: where it is found"),
        ('ignore = "LSS3"', 'loopctl.toml:1: ignore is "LSS3"; write a list of rules, each in quotes'),
        ('strict = "yes"', 'loopctl.toml:1: strict is "yes"; write true or false'),
        ('conformance = "prod"', 'loopctl.toml:1: conformance is "prod"; write one of core, parseable, operational'),
        ('[severity]\nLSS601 = "fatal"', 'loopctl.toml:2: LSS601 is "fatal"; write one of error, warning, info, off'),
        ('[severity]\nLSS6 = "off"', 'loopctl.toml:2: "LSS6" names '),
        ('[severity]\nmissing-field = "info"', "loopctl.toml:2: LSS101 stays an error"),
        ('[allow]\nprovider = []', 'loopctl.toml:2: unknown key "provider"; did you mean "providers"?'),
        ('exclude = ["/srv/**"]', 'loopctl.toml:1: "/srv/**": is absolute; globs are relative'),
        ('[per-path-ignores]\n"../a" = []', 'loopctl.toml:2: "../a": leads out of the folder'),
        ('[per-path-ignores]\n"*.{md,yaml}" = []', 'loopctl.toml:2: "*.{md,yaml}": has braces'),
        ('exclude = ["a", "!a/b"]', 'loopctl.toml:1: "!a/b": begins with !, which takes nothing back'),
        ("baseline = 'ci\\known.json'", "loopctl.toml:1: baseline has a backslash; write / between folders"),
        ('baseline = 3', "loopctl.toml:1: baseline is a number; write the name of a file"),
        ('[tool.loopctl]\nstrict = true', 'loopctl.toml:1: unknown key "tool"; in this file'),
        ('strict = true\nstrict', "loopctl.toml:2: not TOML: expected '=' after a key in a key/value pair"),
        (b"a = '\xff'", "loopctl.toml:1: byte 0xff is not UTF-8; save the file as UTF-8 text"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_says_where(here: Path, text: str | bytes, expected: str) -> None:
    (found,) = mistakes(here, text)
    assert found.startswith(expected)
    assert "\n" not in found


def test_mistakes_in_pyproject_have_its_lines(here: Path) -> None:
    (here / "pyproject.toml").write_text("[project]\nselct = 1\n\n[tool.loopctl]\nselct = 1\n", "utf-8")
    assert discover(here).mistakes == ('pyproject.toml:5: unknown key "selct"; did you mean "select"?',)
    (here / "pyproject.toml").write_text("[project]\n", "utf-8")
    assert load(here / "pyproject.toml").mistakes == ("pyproject.toml: has no [tool.loopctl]",)
    assert discover(here) == Config()


@pytest.mark.parametrize(
    "raw",
    [
        b"\0", b"a = " + b"[" * 100_000, b"a" + b".a" * 200_000 + b"=1", b"a=" + b"9" * 100_000, b"x" * 10**6,
        b"\n".join(b"k%d=1" % n for n in range(30_000)), b"select=[" + b"'LSSX'," * 60_000 + b"]",
        b"\n".join(b"x%d." % n + b"a." * 990 + b"b=1" for n in range(250)),
    ],
)  # fmt: skip
def test_hostile_files_are_told_in_few_lines(here: Path, raw: bytes) -> None:
    found = mistakes(here, raw)
    assert 1 <= len(found) <= 21
    assert all(line.startswith("loopctl.toml") and len(line) < 400 for line in found)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "loopctl.toml"
    file.write_bytes(raw)
    assert all("\n" not in line for line in load(file).mistakes)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("docs/**", "docs/a/b.md", True),
        ("docs/**", "other/docs/b.md", False),
        ("docs", "docs/a/b.md", True),
        ("docs/", "x/docs/a.md", True),
        ("*.md", "a/b/c.md", True),
        ("/".join(["**", "a*"] * 200), "/".join(["aa"] * 400), True),
        ("docs/*.md", "docs/a/b.md", False),
        ("**/b.md", "b.md", True),
        ("a/**/b.md", "a/x/y/b.md", True),
        ("*a" * 300, "a" * 900 + "b", False),
        ("**/" * 340 + "x", "a/" * 1_500 + "b", False),
    ],
)
def test_globs(pattern: str, path: str, matches: bool) -> None:
    assert glob_matches(pattern, path) is matches
