"""The badge of a spec."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from loop_engineering.assess import assess
from loop_engineering.badge import badge, badge_text
from loop_engineering.lss import Source
from tests.examples import BUDGET, CORE

LIBRARY = Path(__file__).parents[2] / "loop-library"


def test_it_says_what_the_readings_say() -> None:
    spec = assess(Source((LIBRARY / "coding-agent.yaml").read_text("utf-8"), "coding-agent.yaml"))
    assert spec.score is not None
    assert badge_text(spec) == f"Production · level 3 · LES {spec.score.les:.1f}"
    root = ElementTree.fromstring(badge(spec))
    assert root.get("aria-label") == f"LSS: {badge_text(spec)}"
    assert [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")] == ["LSS", badge_text(spec)]


def test_what_is_no_spec_is_not_valid() -> None:
    assert badge_text(assess(Source("loop_name: x\n", "x.yaml"))) == "not valid"


@pytest.mark.parametrize("text", [CORE + BUDGET, "loop_name: <script>alert(1)</script>\n"])
def test_nothing_of_the_author_and_no_other_host_is_in_it(text: str) -> None:
    made = badge(assess(Source(text, "<x>.yaml")))
    assert "script" not in made
    assert re.findall(r"https?://[^\"]+", made) == ["http://www.w3.org/2000/svg"]
    assert made == badge(assess(Source(text, "y.yaml")))


def test_white_on_its_colours_can_be_read() -> None:
    """Contrast of at least 4.5 to 1, by the formula of WCAG 2.1."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    texts = (CORE, CORE + BUDGET, "loop_name: x\n", (LIBRARY / "coding-agent.yaml").read_text("utf-8"))
    colours = {fill for text in texts for fill in re.findall(r'fill="(#\w{6})"', badge(assess(Source(text, "x.yaml"))))}
    assert len(colours) == 5
    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in colours)
