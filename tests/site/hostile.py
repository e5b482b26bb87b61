"""Specs and a small site in which every text is an attack, drawn up from the schema of the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from loop_engineering.lss import Source, check, schema
from tests.plugin.sites import fenced, write_site

__all__ = ["EVIL", "ROOT", "sound_spec", "unreadable_spec", "wild_spec", "write"]

ROOT = Path(__file__).resolve().parent.parent.parent
EVIL = (
    "\"'><img src=x onerror=pwned=1><svg onload=pwned=2></script><script>pwned=3</script></title></style></textarea>"
    "</pre> javascript:pwned=4 {{7*7}} ${pwned=5} [a](javascript:pwned=6) ]]> --> */ pwned=7 /* `` \u202egnp.exe"
    " %%{init}%%"
)
_SHOWN = EVIL.replace("\u202e", "")
"""`EVIL` without what a rule forbids."""
_LONG = 20_000

_HOOKS = ("material", "csp")
_Path = tuple[str | int, ...]


def wild_spec() -> str:
    """A document with every field of the schema in it, and `EVIL` wherever a text may be: no loop at all."""
    return _yaml(_filled(schema(), 0))


def sound_spec(name: str) -> str:
    """The library's richest spec, with `EVIL` in each text that may say anything: still without an error."""
    spec = yaml.safe_load((ROOT / "loop-library" / "coding-agent.yaml").read_text("utf-8"))
    free = _free_fields()
    for path in list(_texts(spec)):
        if path[-1] in free or path[0] in ("extensions", "metadata"):
            _set(spec, path, _SHOWN)
    text = _yaml(spec | {"loop_name": name})
    assert not [found for found in check(Source(text)).findings if found.severity == "error"]
    return text


def write(root: Path) -> Path:
    """A site under Material with this project's policy, hostile in specs, titles, front matter, names and macros."""
    sound, wild = sound_spec("sound"), wild_spec()
    flat = EVIL.replace('"', "").replace("`", "")
    name = "a<img src=x onerror=pwned=8>"
    front = yaml.safe_dump({"title": EVIL, "description": EVIL, "author": EVIL, "tags": [EVIL]}, allow_unicode=True)
    files = {
        "docs/index.md": f"---\n{front}---\n\n# P\n\n{fenced(sound, f'lss title={chr(34)}{flat}{chr(34)}')}\n",
        "docs/wild.md": f"# W\n\n{fenced(wild)}\n\n{fenced('loop_name: ' + 'x' * _LONG)}\n",
        "docs/macros.md": "# M\n\n" + "\n\n".join(_calls(name)),
        "docs/explore.md": "# X\n\n<!-- lss:explorer -->\n\n<!-- lss:library -->\n\n<!-- lss:index -->\n",
        f"docs/{name}.md": f"# N\n\n{fenced(unreadable_spec(flat))}\n",
        "lib/sound.yaml": sound.replace("loop_name: sound", "loop_name: sound-too"),
        f"lib/{name}.yaml": wild,
    }
    palette = [
        {
            "media": f"(prefers-color-scheme: {media})",
            "scheme": scheme,
            "toggle": {"icon": "material/eye", "name": "Switch"},
        }
        for media, scheme in (("light", "default"), ("dark", "slate"))
    ]
    return write_site(
        root,
        files,
        options={"library": "lib", "rules": "rules", "fail_on": "never"},
        theme={
            "name": "material",
            "font": False,
            "palette": palette,
            "features": ["search.suggest", "search.highlight"],
        },
        plugins=["search", {"lss": {"library": "lib", "fail_on": "never"}}],
        hooks=[str(ROOT / "plugins" / "site_hooks" / f"{hook}.py") for hook in _HOOKS],
        repo_url="https://example.com/a/b",
        site_url="https://example.com/",
    )


def unreadable_spec(flat: str) -> str:
    """A spec that cannot be read as YAML, with the attack in the line that the message quotes."""
    return f"loop_name: [\n{flat}"


def _calls(argument: str) -> Iterator[str]:
    for macro in (
        "panel",
        "badge",
        "index",
        "library",
        "diff",
        "expanded",
        "used-by",
        "fields",
        "failure-mode",
        "nothing",
    ):
        yield f"<!-- lss:{macro} {argument} -->\n\n<!-- lss:{macro} lib/{argument}.yaml -->"


def _filled(part: Mapping[str, Any], depth: int) -> Any:
    if "$ref" in part:
        part = schema()["$defs"][part["$ref"].rpartition("/")[2]]
    if depth > 12:
        return EVIL
    for key in ("oneOf", "anyOf"):
        if key in part:
            return _filled(part[key][-1], depth + 1)
    kind = part.get("type")
    if kind == "object" or "properties" in part:
        made = {name: _filled(field, depth + 1) for name, field in part.get("properties", {}).items()}
        return made | ({EVIL: EVIL} if depth else {})
    if kind == "array":
        return [_filled(part.get("items", {}), depth + 1)]
    return EVIL


def _texts(value: Any, path: _Path = ()) -> Iterator[_Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if isinstance(item, str):
            yield (*path, key)
        else:
            yield from _texts(item, (*path, key))


def _set(value: Any, path: _Path, text: str) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = text


def _free_fields() -> frozenset[str]:
    """The fields that the schema lets be any text, but for one that a rule wants to name a worker."""
    found: dict[str, bool] = {}

    def read(part: Any) -> None:
        for name, field in part.get("properties", {}).items() if isinstance(part, dict) else ():
            free = isinstance(field, dict) and field.get("type") == "string"
            found[name] = found.get(name, True) and free and field.keys().isdisjoint(("enum", "pattern", "const"))
        for item in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            read(item)

    read(schema())
    return frozenset(name for name, free in found.items() if free) - {"refinement_target"}


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=False, sort_keys=False, width=10_000)
