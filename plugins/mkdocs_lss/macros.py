"""The comment macros: `<!-- lss:NAME -->`, alone on a line, becomes a table made from the library's own data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from loop_engineering import les
from loop_engineering.lss import RULES, dump_yaml, shorthand
from loop_engineering.lss.conformance import RUNG_MEANINGS
from loop_engineering.lss.constraints import TABLES
from loop_engineering.lss.failure_modes import FAILURE_MODES, rules_against
from loop_engineering.lss.fences import fences
from loop_engineering.lss.pattern_stacks import STACKS
from loop_engineering.lss.patterns import PATTERNS, Pattern
from loop_engineering.lss.rules import GROUPS
from loop_engineering.lss.schema import did_you_mean
from loop_engineering.taxonomy import LEVELS, RECOGNIZERS
from mkdocs_lss import counters
from mkdocs_lss.diffs import compared
from mkdocs_lss.documented import options, variables
from mkdocs_lss.explorer import STUB
from mkdocs_lss.highlight import highlighted
from mkdocs_lss.level_facts import level_facts
from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.placing import chosen
from mkdocs_lss.schema_fields import definitions, fields
from mkdocs_lss.surroundings import ShownBlock, Surroundings
from mkdocs_lss.templating import render_macro

__all__ = ["MACROS", "Call", "ShownBlock", "Surroundings", "anchors", "expand", "find_calls"]

_CALL = re.compile(r"^(?P<prefix>[> \t]*)<!--\s*lss:(?P<name>[^\s]*)(?:[ \t]+(?P<argument>.*?))?\s*-->[ \t]*$")
_TABLES = "tables.html.jinja"


@dataclass(frozen=True, slots=True)
class Call:
    """One macro on a page; `index` is its line, from 0."""

    index: int
    prefix: str
    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Macro:
    """What a macro is for, the arguments that it takes (empty: none; None: any), and its HTML.

    Where any argument is taken, `make` may return, as plain text, what is wrong with it. `usage` is how the argument
    is written, in brackets where it may be left out.
    """

    summary: str
    make: Callable[[str, Surroundings], Markup | str]
    arguments: Callable[[], Sequence[str] | None] = tuple
    usage: str = ""


def find_calls(text: str) -> Iterator[Call]:
    """The macros of a page, outside fenced blocks, in order."""
    fenced = {line for fence in fences(text) for line in range(fence.line - 1, fence.end_line)}
    for index, line in enumerate(text.split("\n")):
        match = _CALL.match(line)
        if match and index not in fenced:
            yield Call(index, match["prefix"], match["name"], match["argument"] or "")


def expand(call: Call, around: Surroundings) -> Markup | str:
    """The HTML of a macro, or, as plain text, what is wrong with the call."""
    macro = MACROS.get(call.name)
    if macro is None:
        return f'there is no macro "lss:{call.name}"; {did_you_mean(call.name, MACROS)} [unknown-macro]'
    allowed = macro.arguments()
    if allowed is None:
        if not call.argument and not macro.usage.startswith("["):
            return f'macro "lss:{call.name}" needs an argument: {macro.usage} [unknown-macro]'
    elif call.argument not in (allowed or ("",)):
        told = did_you_mean(call.argument, allowed) if allowed else "it takes no argument"
        return f'macro "lss:{call.name}" does not take "{call.argument}"; {told} [unknown-macro]'
    made = macro.make(call.argument, around)
    if not isinstance(made, Markup):
        return f'macro "lss:{call.name}" {made}'
    # The frame tells our tables from those of the site, which the style sheet leaves alone.
    return Markup('<div class="lss-macro">{}</div>').format(made) if "<table>" in made else made


def anchors(call: Call) -> tuple[str, ...]:
    """The ids that a macro's HTML has, so that links to them are known to be good."""
    if call.name == "rules":
        return tuple(rule.lower() for rule in RULES if rule.startswith(call.argument))
    if call.name in ("failure-modes", "failure-mode"):
        return tuple(code.lower() for code in FAILURE_MODES if call.argument in ("", code))
    if call.name == "audits":
        chosen = (audit for name, audits in les.AUDITS.items() if call.argument in ("", name) for audit in audits)
        return tuple(audit.id.replace(".", "-") for audit in chosen)
    return ()


def _levels(argument: str, around: Surroundings) -> Markup:
    how = {recognizer.level: recognizer.when for recognizer in RECOGNIZERS}
    return render_macro(_TABLES, "levels", LEVELS.values(), how)


def _level(argument: str, around: Surroundings) -> Markup:
    facts = level_facts(int(argument), around.library)
    return render_macro(_TABLES, "level", facts, around.url, around.mode_url)


def _safeguards(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "safeguards", [level_facts(number, ()) for number in LEVELS])


def _constraints(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "meanings", argument, TABLES[argument])


def _rungs(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "rungs", RUNG_MEANINGS)


def _expanded(argument: str, around: Surroundings) -> Markup | str:
    found = around.files.read(argument)
    if isinstance(found, str):
        return f"cannot expand: {found} [spec-file]"
    expanded = found.checked.expanded
    assert expanded is not None
    return render_macro(_TABLES, "expanded", argument, highlighted(dump_yaml(expanded.data).rstrip("\n")))


def _diff(argument: str, around: Surroundings) -> Markup | str:
    found = compared(argument.split(), around.files)
    return f"{found} [spec-diff]" if isinstance(found, str) else render_macro(_TABLES, "diff", found)


def _used_by(argument: str, around: Surroundings) -> Markup:
    using = [item for item in around.library if argument in item.patterns]
    return render_macro(_TABLES, "used_by", using, around.url)


def _pattern_rows(around: Surroundings) -> list[tuple[Pattern, str | None, list[LibrarySpec]]]:
    """Each pattern with the address of its page, if it has one, and the specs of the library that name it."""
    return [
        (pattern, around.page_url(f"patterns/{slug}.md"), [item for item in around.library if slug in item.patterns])
        for slug, pattern in PATTERNS.items()
    ]


def _patterns(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "patterns", _pattern_rows(around), around.url)


def _symptoms(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "symptoms", _pattern_rows(around))


def _pattern_matrix(argument: str, around: Surroundings) -> Markup:
    stacks = {(stack.outer, stack.inner): stack for stack in STACKS}
    return render_macro(_TABLES, "pattern_matrix", _pattern_rows(around), stacks)


def _blocks(argument: str, around: Surroundings) -> Markup | str:
    shown = around.blocks(argument.rstrip("/"))
    if not shown:
        return f'finds no page with a valid spec in "{argument[:60]}"; name a folder of the site [unknown-macro]'
    return render_macro(_TABLES, "blocks", shown, around.url, around.rule_url)


def _fields(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "fields", fields(argument))


def _shorthand(argument: str, around: Surroundings) -> Markup:
    defaults = {name: json.dumps(value, ensure_ascii=False) for name, value in shorthand.DEFAULTS.items()}
    return render_macro(_TABLES, "shorthand", shorthand.EVALUATORS, shorthand.CONDITIONS, defaults)


def _rules(argument: str, around: Surroundings) -> Markup:
    groups = {
        name: [rule for rule in RULES.values() if rule.id.startswith(start)]
        for start, name in GROUPS.items()
        if start.startswith(argument)
    }
    return render_macro(_TABLES, "rules", groups, FAILURE_MODES, around.rule_url)


def _failure_modes(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "failure_modes", FAILURE_MODES.values(), rules_against, around.rule_url)


def _failure_mode(argument: str, around: Surroundings) -> Markup:
    mode = FAILURE_MODES[argument]
    place = around.mode_connections(argument)
    return render_macro(_TABLES, "failure_mode", mode, rules_against(argument), around.rule_url, place)


def _dimensions(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "dimensions", les.DIMENSIONS)


def _audits(argument: str, around: Surroundings) -> Markup:
    chosen = [dimension for dimension in les.DIMENSIONS if argument in ("", dimension.name)]
    return render_macro(_TABLES, "audits", chosen, les.AUDITS)


def _counters(argument: str, around: Surroundings) -> Markup:
    return counters.html(around.spec_count(), around.page_url)


def _library(argument: str, around: Surroundings) -> Markup | str:
    found = chosen(argument, around.library)
    if isinstance(found, str):
        return f"{found} [unknown-macro]"
    return render_macro(_TABLES, "library", found, around.url, bool(argument))


def _badge(argument: str, around: Surroundings) -> Markup | str:
    found = around.files.read(argument)
    if isinstance(found, str):
        return f"cannot show a badge: {found} [spec-file]"
    return render_macro(_TABLES, "badge", around.badge(found))


def _index(argument: str, around: Surroundings) -> Markup | str:
    shown = around.index(argument.strip("/"))
    if not shown and argument:
        return f'finds no page with a valid spec in "{argument[:60]}"; name a folder of the site [unknown-macro]'
    return render_macro(_TABLES, "index", shown, around.url, around.rule_url)


def _panel(argument: str, around: Surroundings) -> str:
    return "stands where no panel can be [unknown-macro]"  # Pages take panels for blocks, see `placing`.


def _options(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "options", options())


def _variables(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "variables", variables())


def _macros(argument: str, around: Surroundings) -> Markup:
    return render_macro(_TABLES, "macros", [(name, macro, macro.arguments() or ()) for name, macro in MACROS.items()])


def _explorer(argument: str, around: Surroundings) -> Markup:
    return STUB


MACROS: Mapping[str, Macro] = {
    "panel": Macro(
        "the panel of a spec file, whole or as a summary, as a fence with `src=` shows it",
        _panel,
        lambda: None,
        'FILE [full|summary|none] [title="…"]',
    ),
    "badge": Macro("the badge of a spec file, with a link to its page or panel", _badge, lambda: None, "FILE"),
    "library": Macro(
        "the specs of the library, or those of a folder of it, of a level, of a pattern, of a rung",
        _library,
        lambda: None,
        "[FOLDER] [level=N] [pattern=SLUG] [conformance=RUNG]",
    ),
    "explorer": Macro("every spec of the site in one table, to filter, sort and compare", _explorer),
    "index": Macro("all specs of the site, or of a folder of it, with links", _index, lambda: None, "[FOLDER]"),
    "levels": Macro("the taxonomy levels, how each is recognized and what it needs", _levels),
    "level": Macro("the facts of one taxonomy level", _level, lambda: tuple(map(str, LEVELS)), "N"),
    "diff": Macro("what two spec files differ in", _diff, lambda: None, "OLDER NEWER"),
    "safeguards": Macro("what LSS-Production asks for at each taxonomy level", _safeguards),
    "constraints": Macro("what the words of a safety constraint mean", _constraints, lambda: tuple(TABLES), "WHAT"),
    "rungs": Macro("the rungs of conformance", _rungs),
    "expanded": Macro("a spec file in full form", _expanded, lambda: None, "FILE"),
    "used-by": Macro("the library specs that name a pattern", _used_by, lambda: None, "PATTERN"),
    "patterns": Macro("the patterns, and the library specs that name each", _patterns),
    "symptoms": Macro("what somebody sees go wrong, and the pattern to begin with", _symptoms),
    "pattern-matrix": Macro("which patterns go inside which", _pattern_matrix),
    "blocks": Macro("the specs in the pages of a folder", _blocks, lambda: None, "FOLDER"),
    "fields": Macro("the fields of a part of the language, from the schema", _fields, definitions, "PART"),
    "shorthand": Macro("what the short types of the core form stand for", _shorthand),
    "rules": Macro("the rules of checking, of one group or of all", _rules, lambda: ("", *GROUPS), "[GROUP]"),
    "failure-modes": Macro("the failure modes and the rules that catch each", _failure_modes),
    "failure-mode": Macro("one failure mode", _failure_mode, lambda: tuple(FAILURE_MODES), "CODE"),
    "dimensions": Macro("the dimensions of the score and their weights", _dimensions),
    "audits": Macro(
        "the audits of the score, of one dimension or of all",
        _audits,
        lambda: ("", *(dimension.name for dimension in les.DIMENSIONS)),
        "[DIMENSION]",
    ),
    "options": Macro("the options of this plugin", _options),
    "variables": Macro("the variables of the style sheet, for a site to set", _variables),
    "macros": Macro("the comments that become something, this table among them", _macros),
    "counters": Macro("how many specs, rules, patterns, levels and failure modes there are", _counters),
}
"""The macros by name."""
