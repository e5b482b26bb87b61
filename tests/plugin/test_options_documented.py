"""What the guide says of options, comments and variables is what the code has."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from markupsafe import escape

from mkdocs_lss.config import LssConfig
from mkdocs_lss.documented import options, variables
from mkdocs_lss.macros import MACROS

from .conftest import Make

ROOT = Path(__file__).resolve().parents[2]
SHEETS = [ROOT / "plugins/mkdocs_lss/assets/lss.css", ROOT / "src/loop_engineering/diagram/drawing.py"]
GUIDE = ROOT / "docs" / "integrate" / "mkdocs-plugin.md"


@pytest.fixture
def tables(make_site: Make) -> str:
    built = make_site(
        {"docs/index.md": "# P\n\n<!-- lss:options -->\n\n<!-- lss:macros -->\n\n<!-- lss:variables -->\n"}
    )
    assert built.status == 0, built.log
    return built.page()


def test_every_option_has_a_row_with_what_it_takes_and_does(tables: str) -> None:
    names = [name for name, _ in LssConfig._schema]
    assert [option.name for option in options()] == names
    for option in options():
        assert option.takes
        assert option.does.endswith(".")
        assert f'<th scope="row"><code>{option.name}</code></th>' in tables
    assert "<td><code>0</code></td><td>The structural score that each library spec must reach. Takes a number" in tables


def test_every_macro_has_a_row_and_says_what_it_takes(tables: str) -> None:
    assert re.findall(r"<code>lss:([\w-]+)</code></th>", tables) == list(MACROS)
    for macro in MACROS.values():
        assert not macro.usage or f"Takes <code>{escape(macro.usage)}</code>" in tables
        # Where an argument may stand there is a word for it, and where none may there is none.
        assert bool(macro.usage) == (macro.arguments() is None or bool(macro.arguments()))
        assert macro.summary[0].islower()


def test_every_variable_of_the_style_sheet_that_a_site_may_set_has_a_row(tables: str) -> None:
    sheet = files("mkdocs_lss").joinpath("assets", "lss.css").read_text("utf-8")
    root = sheet[: sheet.index("\n}\n")]
    assert [item.name for item in variables()] == re.findall(r"^ *(--lss-[\w-]+):", root, re.MULTILINE)
    assert variables()
    for item in variables():
        assert f"<code>{item.name}</code>" in tables


def test_the_guide_shows_the_tables_and_names_nothing_that_is_not_there() -> None:
    text = GUIDE.read_text("utf-8")
    for macro in ("options", "macros", "variables"):
        assert f"\n<!-- lss:{macro} -->\n" in text
    assert set(re.findall(r"<!-- lss:([\w-]+)", text)) <= set(MACROS)
    used = "".join(path.read_text("utf-8") for path in SHEETS)
    assert all(name in used for name in re.findall(r"--lss-[\w-]+", text))
    for shown in re.findall(r"^ *```yaml\n(.*?)^ *```$", text, re.M | re.S):
        for plugin in (yaml.safe_load(shown) or {}).get("plugins", []):
            if isinstance(plugin, dict) and "lss" in plugin:
                assert set(plugin["lss"]) <= {option.name for option in options()}
