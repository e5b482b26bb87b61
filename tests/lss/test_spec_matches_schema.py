"""The typed `Spec` and the JSON Schema are two descriptions of one thing: compared field by field, both ways."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from loop_engineering.lss import FULL_FIELDS, RULES, Spec, schema
from loop_engineering.lss import spec as spec_module
from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.lss.shorthand import CONDITIONS, DEFAULTS, EVALUATORS

SCHEMA = schema()
KINDS = {str: "string", bool: "boolean", int: "integer", float: "number"}
FREE_FORM = {("OptimizationStrategy", "config")}
"""Mappings whose schema names some keys, but takes any."""


def resolve(node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        node = {**SCHEMA["$defs"][node["$ref"].rpartition("/")[2]], **{k: v for k, v in node.items() if k != "$ref"}}
    return node


def full_form_requirements(path: tuple[str, ...]) -> set[str]:
    """What the full form requires of the objects at a path of property names, `[]` meaning the items of a list."""
    node: Any = SCHEMA["$defs"]["fullForm"]
    required: set[str] = set()
    for part in path:
        node = node.get("items", {}) if part == "[]" else node.get("properties", {}).get(part, {})
    required |= set(node.get("required", ()))
    return required


def pairs() -> Iterator[tuple[tuple[str, ...], type, Mapping[str, Any]]]:
    """Every struct of the spec with the object of the schema that describes it, and the path to it."""
    waiting: list[tuple[tuple[str, ...], type, Mapping[str, Any]]] = [((), Spec, SCHEMA)]
    seen = set()
    while waiting:
        path, struct, node = waiting.pop()
        yield path, struct, node
        seen.add(struct)
        hints = get_type_hints(struct)
        for field in msgspec.structs.fields(struct):
            if field.encode_name not in node["properties"]:
                continue
            below = resolve(node["properties"][field.encode_name])
            if struct is Spec and field.name == "termination_conditions":
                below = SCHEMA["$defs"]["terminationConditions"]
            for found, place, at in structs_in(hints[field.name], below, (*path, field.encode_name)):
                if found not in seen or found in (spec_module.Model,):
                    waiting.append((at, found, place))


def structs_in(
    hint: Any, node: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[type, Any, tuple[str, ...]]]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint, node, path
    elif get_origin(hint) in (Union, types.UnionType):
        for part in get_args(hint):
            yield from structs_in(part, node, path)
    elif get_origin(hint) is tuple and "items" in node:
        yield from structs_in(get_args(hint)[0], resolve(node["items"]), (*path, "[]"))
    elif get_origin(hint) is dict and isinstance(node.get("additionalProperties"), dict):
        yield from structs_in(get_args(hint)[1], resolve(node["additionalProperties"]), (*path, "{}"))


PAIRS = list(pairs())
PLACES = [".".join(path) or "spec" for path, _, _ in PAIRS]


def test_every_struct_of_the_spec_is_described_by_the_schema() -> None:
    structs = {
        value
        for value in vars(spec_module).values()
        if isinstance(value, type) and value.__module__ == spec_module.__name__ and value.__name__ != "_Struct"
    }
    assert {struct for _, struct, _ in PAIRS} == structs


@pytest.mark.parametrize(("path", "struct", "node"), PAIRS, ids=PLACES)
def test_a_struct_has_the_fields_of_its_object(path: tuple[str, ...], struct: type, node: Mapping[str, Any]) -> None:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    if struct is Spec:
        del fields["<resolved children>"]
    assert fields.keys() == node["properties"].keys()
    required = set(node.get("required", ())) | full_form_requirements(path)
    if struct is Spec:
        required = set(SCHEMA["then"].get("required", ())) | set(SCHEMA["if"]["required"])
        assert required == set(FULL_FIELDS)
    assert {name for name, field in fields.items() if field.required} == required
    for name, field in fields.items():
        declared = resolve(node["properties"][name])
        if "default" in declared:
            assert field.default == declared["default"]


@pytest.mark.parametrize(("path", "struct", "node"), PAIRS, ids=PLACES)
def test_the_fields_of_a_struct_have_the_types_of_the_schema(
    path: tuple[str, ...], struct: type, node: Mapping[str, Any]
) -> None:
    hints = get_type_hints(struct)
    for field in msgspec.structs.fields(struct):
        if field.encode_name not in node["properties"]:
            continue
        declared = resolve(node["properties"][field.encode_name])
        if struct is Spec and field.name == "termination_conditions":
            declared = SCHEMA["$defs"]["terminationConditions"]
        where = (struct.__name__, field.name)
        if struct is spec_module.Evaluator and field.name == "type":
            full = SCHEMA["$defs"]["fullForm"]["properties"]["evaluators"]["items"]["properties"]["type"]
            assert choices(hints[field.name]) == set(full["enum"])
            assert set(declared["enum"]) == set(EVALUATORS)
            continue
        assert_type(hints[field.name], declared, where)


def choices(hint: Any) -> set[Any]:
    """The values of a Literal, None included where the type takes it."""
    if get_origin(hint) is Literal:
        return set(get_args(hint))
    return {value for part in get_args(hint) for value in (choices(part) if part is not type(None) else {None})}


def assert_type(hint: Any, node: Mapping[str, Any], where: tuple[str, str]) -> None:
    node = resolve(node)
    if "enum" in node:
        assert choices(hint) - {None} == set(node["enum"]) - {None}, where
        return
    if "type" not in node:
        assert where == ("InputField", "default")
        return
    alternatives = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    parts = [part for part in alternatives if part not in (type(None), msgspec.UnsetType)]
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    assert {kind_of(part) for part in parts} >= {kind for kind in kinds if kind != "null"}, where
    for part in parts:
        if get_origin(part) is tuple and "items" in node:
            item = resolve(node["items"])
            inner = get_args(part)[0]
            if not (isinstance(inner, type) and issubclass(inner, msgspec.Struct)):
                assert_type(inner, item, where)
        if get_origin(part) is dict and where not in FREE_FORM:
            assert "properties" not in node, where


def kind_of(hint: Any) -> str:
    origin = get_origin(hint) or hint
    if origin in KINDS:
        return KINDS[origin]
    return "array" if origin is tuple else "object"


def test_the_shorthand_tables_have_the_types_of_the_schema() -> None:
    definitions = SCHEMA["$defs"]
    assert set(definitions["evaluator"]["properties"]["type"]["enum"]) == set(EVALUATORS)
    assert set(definitions["flatCondition"]["properties"]["type"]["enum"]) == set(CONDITIONS)
    grouped = definitions["terminationConditions"]["properties"]
    failures = set(grouped["failure"]["items"]["properties"]["type"]["enum"])
    for name, condition in CONDITIONS.items():
        assert condition.group in grouped
        known = grouped[condition.group]["items"]["properties"]
        assert set(condition.defaults) <= set(known), name
        if condition.group == "failure":
            assert condition.defaults["type"] in failures
        assert set(condition.judged_by) <= set(EVALUATORS)
    assert {condition.defaults["type"] for condition in CONDITIONS.values() if condition.group == "failure"} == failures


def test_defaults_are_what_the_schema_accepts() -> None:
    for name in ("inputs", "memory", "optimization_strategy", "cost_limits"):
        assert name in FULL_FIELDS
        properties = resolve(SCHEMA["properties"][name])["properties"]
        assert set(DEFAULTS[name]) <= set(properties)
        assert full_form_requirements((name,)) <= set(DEFAULTS[name])


def test_failure_modes_of_rules_are_those_of_the_registry() -> None:
    assert {rule.failure_mode for rule in RULES.values()} - {None} <= set(FAILURE_MODES)
