"""The glossary page, and the links that lead to it from the prose of other pages."""

from __future__ import annotations

import json
import re

from tests.plugin.sites import GOOD, fenced

from .conftest import GLOSSARY, RULES, MakeHooked

TERMS = """\
audit:
  definition: One question & its "points" <b>here</b>.
  see: docs/les.md#structural
  source: shannon1948
gain:
  definition: How strongly.
  within: [docs/control.md, theory/]
Goodhart's law:
  definition: A measure that is a target.
loop:
  definition: What turns.
  forms: [loops]
  once: true
worst case:
  definition: The most.
  see: docs/index.md
"""
PAGES = {
    "docs/glossary.md": "# Glossary\n\nA loop.\n\n```\n<!-- glossary -->\n```\n\n<!-- glossary -->\n\nThe end.\n",
    "docs/les.md": "---\ntitle: L <E> S\n---\n\n# LES\n\n## Structural\n\nText.\n",
    "docs/control.md": "# Control\n\nThe gain.\n",
    "docs/bibliography.md": "# Bibliography\n\n<!-- bibliography -->\n",
    "glossary.yaml": TERMS,
}
HOOKS = ["bibliography", "glossary", "cross_references"]


def _links(page: str, kind: str = "term") -> list[str]:
    return re.findall(rf'<a class="{kind}" [^>]*>(.*?)</a>', page, re.DOTALL)


def test_the_page_has_all_terms_by_letter(hooked: MakeHooked) -> None:
    built = hooked(HOOKS, PAGES)
    assert built.status == 0, built.log
    assert [line for line in built.log.splitlines() if "WARNING" in line] == [
        "WARNING -  bibliography.yaml: cited by no page: ashby1956"
    ]
    page = built.page("glossary/index.html")
    assert re.findall(r'<h2 id="(\w)">', page) == ["a", "g", "l", "w"]
    assert re.findall(r'<dt id="([^"]+)"><dfn>', page) == ["audit", "gain", "goodharts-law", "loop", "worst-case"]
    assert "<dd>One question &amp; its &quot;points&quot; &lt;b&gt;here&lt;/b&gt;. <span" in page
    assert 'See <a href="../les/#structural">L &lt;E&gt; S</a>.' in page
    assert 'In the literature: <a href="../bibliography/#shannon1948">Shannon 1948</a>.' in page
    assert 'See <a href="../">Home</a>.' in page
    assert "<p>The end.</p>" in page
    assert page.count("&lt;!-- glossary --&gt;") == 1, "in code, the call is text"
    assert not _links(page), "the glossary links to itself nowhere"
    assert 'Cited in <a href="../glossary/">Glossary</a>' in built.page("bibliography/index.html")


def test_a_page_or_an_anchor_that_is_not_there_stops_the_build(hooked: MakeHooked) -> None:
    terms = TERMS.replace("docs/les.md#structural", "docs/lse.md").replace("theory/]", "docs/nowhere.md]")
    built = hooked(HOOKS, PAGES | {"glossary.yaml": terms})
    assert built.status == 1
    assert "glossary.yaml:3: audit names docs/lse.md, which is no page of the site" in built.log
    assert "glossary.yaml:7: gain names docs/nowhere.md, which is no page of the site" in built.log
    for no_page in ("'#structural'", "docs/"):
        built = hooked(HOOKS, PAGES | {"glossary.yaml": TERMS.replace("docs/les.md#structural", no_page)})
        assert built.status == 1
        assert f"glossary.yaml:3: audit names {no_page.strip(chr(39))}, which is no page of the site" in built.log
    terms = TERMS.replace("#structural", "#observed")
    built = hooked(HOOKS, PAGES | {"glossary.yaml": terms})
    assert built.status == 1
    assert "glossary.yaml:3: audit names docs/les.md#observed; the page has no such anchor" in built.log


def test_the_first_use_in_a_section_is_linked(hooked: MakeHooked) -> None:
    built = hooked(
        HOOKS,
        PAGES
        | {
            "docs/index.md": "# Home\n\nAn audit, an audit, loops. The gain.\n\n## Two"
            "\n\nAn Audit and the *worst\ncase*.\n\n"
            "### Deeper\n\nWorst-case loops and audits.\n\n| a | b |\n|---|---|\n| Goodhart’s law | worst case |\n"
        },
    )
    assert built.status == 0, built.log
    page = built.page()
    assert _links(page) == ["audit", "loops", "Audit", "worst\ncase", "Goodhart’s law"]
    assert '<a class="term" href="glossary/#audit">audit</a>' in page
    assert _links(built.page("control/index.html")) == ["gain"]
    assert 'href="../glossary/#gain"' in built.page("control/index.html")


UNTOUCHED = """\
# The loop, LSS302, F4

## LSS302 and F4 in a loop

[A loop, LSS302](les.md) <a href="x"><em>loop</em></a> `loop LSS302 F4` $loop$

$$
loop
$$

<code>LSS302</code> <kbd>F4</kbd> <svg><text>loop</text></svg> <math><mtext>loop</mtext></math>
<img alt="loop LSS302" src="loop.svg">

<figure><p>F4</p><figcaption>The loop</figcaption></figure>

<!-- loop LSS302 F4 -->

!!! note "The loop, LSS302"

    ```
    loop LSS302 F4
    ```

        loop

| loop | LSS302 | F4 |
|---|---|---|
| x | y | z |

Words.[^own] LSS302x, xLSS302, LSS3021, F13, aF4, F4-like, an F1 score, 7.7 F1 points, the F5 key, v1.F4.

[^own]: The loop, LSS302 and F4.

"""


def test_nothing_but_prose_is_touched(hooked: MakeHooked) -> None:
    files = PAGES | RULES | {"docs/standards/failure-taxonomy.md": "# Modes\n\n## F4\n", "docs/loop.svg": "<svg/>"}
    files |= {"docs/x.md": UNTOUCHED + fenced(GOOD), "docs/rules/index.md": "# Rules\n\nThe loop.\n"}
    names = ("x/index.html", "rules/index.html", "rules/LSS302/index.html")
    built = hooked(HOOKS, files)
    assert built.status == 0, built.log
    pages = [built.page(name) for name in names]
    assert "lss-panel" in pages[0]
    assert pages[0].count('class="arithmatex"') == 2
    plain = hooked(["bibliography", "glossary"], files)
    assert pages == [plain.page(name) for name in names]


def test_rules_and_failure_modes_are_linked(hooked: MakeHooked) -> None:
    page = (
        "# Home\n\n**LSS302 no-iteration-limit** (F4, F4) and LSS302; LSS303 has no page. [See LSS301](les.md), LSS301."
        "\n\n## Two\n\nLSS302 no-such-name, F4.\nLSS999 here.\n\n`LSS998`\n\n```\nLSS997\n```\n"
    )
    taxonomy = {"docs/standards/failure-taxonomy.md": "# Modes\n\nThe mode F4.\n\n## F4\n"}
    built = hooked(HOOKS, PAGES | RULES | taxonomy | {"docs/index.md": page})
    assert built.status == 0, built.log
    html = built.page()
    assert _links(html, "rule-link") == ["LSS302 no-iteration-limit", "LSS302"]
    assert _links(html, "mode-link") == ["F4", "F4"]
    assert '<a class="rule-link" href="rules/LSS302/">LSS302 no-iteration-limit</a>' in html
    assert '<a class="mode-link" href="standards/failure-taxonomy/#f4">F4</a>' in html
    assert '<a class="mode-link" href="#f4"' in built.page("standards/failure-taxonomy/index.html")
    assert "WARNING -  docs/index.md:8:1: there is no rule LSS999; loopctl rules lists them" in built.log
    assert not re.search("there is no rule LSS99[78]|there is no rule LSS303", built.log)


def test_levels_are_linked_where_prose_names_one(hooked: MakeHooked) -> None:
    pages = {f"docs/taxonomy/level-{number}-x.md": f"# Level {number}\n\nlevel {number}\n" for number in (2, 3)}
    page = (
        "# At level 2\n\nAt level 2, level\n2 and Level 3; [level 3](taxonomy/level-3-x.md).\n\n## Two\n\nThe level 3. "
        "Level 4 has no page. SAE level 2, level 2 headings, level 2.5, level 23, level-2, levels 2, "
        "level 2–3, sublevel 2, level 2 % `level 2`\n\n## Three\n\n[On level 2](taxonomy/level-2-x.md): level 2.\n"
    )
    built = hooked(["cross_references"], GLOSSARY | pages | {"docs/index.md": page})
    assert built.status == 0, built.log
    html = built.page()
    assert _links(html, "level-link") == ["level 2", "level 3"]
    assert '<a class="level-link" href="taxonomy/level-2-x/">level 2</a>' in html
    assert not _links(built.page("taxonomy/level-2-x/index.html"), "level-link"), "a page does not link to itself"


def test_the_cards_of_links_say_what_terms_mean(hooked: MakeHooked) -> None:
    files = {"glossary.yaml": TERMS.replace("  source: shannon1948\n", ""), "docs/none.md": "# None\n\nNothing.\n"}
    files |= {"docs/index.md": "# Home\n\nThe loop.\n"}
    built = hooked(["glossary", "cross_references"], PAGES | files, rules="rules")
    assert built.status == 0, built.log
    cards = json.loads(built.page("assets/lss/cards.json"))
    assert cards["glossary/#audit"] == ["audit", "", 'One question & its "points" <b>here</b>.']
    assert cards["rules/LSS302/"][0] == "LSS302 no-iteration-limit"
    assert 'class="lss-cards" data-cards="assets/lss/cards.json"' in built.page()
    assert not re.search(r"lss-cards|cards\.js", built.page("none/index.html"))


def test_a_site_without_glossary_rules_or_taxonomy_has_no_such_links(hooked: MakeHooked) -> None:
    files = GLOSSARY | {"docs/glossary.md": "# G\n", "docs/index.md": "# Home\n\nA loop, LSS302, F4.\n"}
    built = hooked(["cross_references"], files)
    assert built.status == 0, built.log
    assert not _links(built.page(), "(?:rule|mode|level)-link")
    assert _links(built.page()) == ["loop"]
