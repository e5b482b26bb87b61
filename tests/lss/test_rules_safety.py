"""Rules of safety (5xx) and of memory and state (8xx): where they fire, and above all where they must not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from loop_engineering.lss import Finding, Project, Source, check, dump_yaml
from loop_engineering.lss.policy import Policy
from loop_engineering.lss.secrets import secrets_in

BASE: dict[str, Any] = {
    "loop_name": "code-repair-loop",
    "version": "1.0.0",
    "objective": "Fix failing tests with minimal diff",
    "inputs": {"schema": {"task": {"type": "string", "description": "What to mend", "required": True}}},
    "workers": [{"id": "fixer", "role": "Mend the code"}, {"id": "critic", "role": "Find what is wrong"}],
    "evaluators": [{"id": "tests", "type": "test_suite", "runs_after": ["fixer"]}],
    "termination_conditions": [{"type": "all_tests_pass"}, {"type": "max_iterations", "value": 5}],
    "cost_limits": {"cumulative_usd": 5},
}


def told(change: dict[str, Any], **options: Any) -> list[Finding]:
    """The findings of the hundreds 5 and 8 for the base with other fields; lists of workers merge by place."""
    document = copy.deepcopy(BASE)
    for place, extra in enumerate(change.pop("with_workers", ())):
        document["workers"][place].update(extra)
    document.update(change)
    found = check(Source(dump_yaml(document)), **options).findings
    assert not {finding.rule for finding in found} & {"LSS101", "LSS102", "LSS103", "LSS201"}, found
    return [finding for finding in found if finding.rule[3] in "58"]


def rules(change: dict[str, Any]) -> list[str]:
    return [finding.rule for finding in told(change)]


def guard(**fields: Any) -> dict[str, Any]:
    return {"safety_constraints": [{"id": "guard", "type": "secret_scan", "scope": "post_worker", **fields}]}


def test_the_base_is_clean() -> None:
    assert rules({}) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"action": "warn", "severity": "S0"}, ["LSS501"]),
        ({"action": "warn", "severity": "S1"}, ["LSS501"]),
        ({"action": "warn", "severity": "S2"}, []),
        ({"action": "warn"}, []),
        ({"action": "strip", "severity": "S0"}, []),
        ({"action": "halt", "on_error": "warn"}, ["LSS505"]),
        ({"action": "strip", "on_error": "warn", "severity": "S2"}, ["LSS505"]),
        ({"action": "halt", "on_error": "warn", "severity": "S3"}, []),
        ({"action": "halt", "on_error": "quarantine"}, []),
        ({"action": "warn", "on_error": "warn", "severity": "S1"}, ["LSS501"]),
    ],
)
def test_actions_and_failures_of_constraints(fields: dict[str, Any], expected: list[str]) -> None:
    assert rules(guard(**fields)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (guard(scope="pre_memory_write", action="halt"), ["LSS502"]),
        (guard(scope="pre_memory_write", action="halt") | {"memory": {"type": "session"}}, []),
        (
            guard(scope="pre_memory_write", action="halt")
            | {"optimization_strategy": {"type": "memory_update", "max_steps": 2}},
            [],
        ),
        (guard(scope="pre_worker", action="halt", applies_to=["tests"]), ["LSS502"]),
        (guard(scope="post_worker", action="halt", applies_to=["tests"]), ["LSS502"]),
        (guard(scope="pre_worker", action="halt", applies_to=["tests", "fixer"]), []),
        (guard(scope="pre_evaluator", action="halt", applies_to=["tests"]), []),
        (guard(scope="pre_evaluator", action="halt", applies_to=["fixer"]), []),
        (guard(scope="pre_evaluator", action="halt", applies_to=["critic"]), ["LSS502"]),
        (guard(scope="pre_output", action="halt", applies_to=["tests"]), []),
    ],
)
def test_constraints_that_never_apply(change: dict[str, Any], expected: list[str]) -> None:
    assert rules(change) == expected


def test_a_guard_of_writes_by_who_may_not_write_is_idle() -> None:
    memory = {
        "type": "session",
        "backend": "redis",
        "write_policy": {"allowed_writers": ["fixer"]},
        "read_policy": {"fixer": ["notes"]},
    }
    for names, expected in ((["critic"], ["LSS502"]), (["fixer"], []), (["*"], []), (["fixer", "critic"], [])):
        change = guard(scope="pre_memory_write", action="halt", applies_to=names) | {"memory": memory}
        assert rules(change) == expected


def allowlist(config: dict[str, Any], *tools: str, **fields: Any) -> dict[str, Any]:
    fields = {"type": "tool_allowlist", "scope": "pre_worker", "action": "halt", "config": config, **fields}
    return guard(**fields) | {"with_workers": [{"tools": list(tools)}]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (allowlist({"allowed": ["read_file"]}, "read_file", "git_log"), ["LSS503"]),
        (allowlist({"allowed_tools": ["read_file"]}, "git_log"), ["LSS503"]),
        (allowlist({"allowed": {"fixer": ["read_file"]}}, "git_log"), ["LSS503"]),
        (allowlist({"allowed": {"critic": ["read_file"]}}, "git_log"), []),
        (allowlist({"allowed": ["mcp__github__*"]}, "mcp__github__list_issues"), []),
        (allowlist({"allowed": ["bash(git diff:*)"]}, "bash"), []),
        (allowlist({"allowed": ["bash"]}, "bash(git diff)"), []),
        (allowlist({"write_tools_only_for": ["fixer"]}, "git_log"), []),
        (allowlist({"enforce_at_runtime": True}, "git_log"), []),
        (allowlist({"allowed": ["read_file"]}, "git_log", action="warn"), []),
        (allowlist({"allowed": ["read_file"]}, "git_log", applies_to=["critic"]), []),
        (allowlist({"allowed": []}, "git_log"), ["LSS503"]),
    ],
)
def test_tools_and_the_list_of_the_spec(change: dict[str, Any], expected: list[str]) -> None:
    assert rules(change) == expected


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        (["git_push"], ["LSS506"]),
        (["DeployService"], ["LSS506"]),
        (["Bash"], ["LSS506"]),
        (["read_file", "search_code", "web_search"], []),
        (["run_in_sandbox", "sandbox_exec"], []),
        (["list_releases", "read_mail"], []),
        (["postgres_schema", "address_book"], []),
    ],
)
def test_only_tools_that_act_need_a_guard(tools: list[str], expected: list[str]) -> None:
    assert rules({"with_workers": [{"tools": tools}]}) == expected
    for kind in ("tool_allowlist", "egress_monitor", "human_gate"):
        assert rules(guard(type=kind, action="halt") | {"with_workers": [{"tools": tools}]}) == []
    some = guard(type="tool_allowlist", action="halt", applies_to=["critic"]) | {"with_workers": [{"tools": tools}]}
    assert rules(some) == expected


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ({"type": "structural"}, "nothing undoes"),
        ({"type": "structural", "rollback": {"on_metric_drop": 0.0}}, "no person approves"),
        ({"type": "structural", "rollback": {"on_safety_failure": False}}, "nothing undoes"),
        ({"type": "structural", "rollback": {"on_safety_failure": True}, "config": {"human_gate_on": ["all"]}}, ""),
        ({"type": "prompt_refinement"}, ""),
    ],
)
def test_self_change(strategy: dict[str, Any], expected: str) -> None:
    found = told({"optimization_strategy": {"max_steps": 3, **strategy}})
    assert [finding.rule for finding in found] == (["LSS508"] if expected else [])
    assert all(expected in finding.message for finding in found)


def test_a_gate_among_the_constraints_counts_unless_it_only_warns() -> None:
    strategy = {"type": "structural", "max_steps": 3, "rollback": {"on_metric_drop": 0.1}}
    for action, expected in (("escalate_human", []), ("warn", ["LSS508"])):
        assert rules(guard(type="human_gate", action=action) | {"optimization_strategy": strategy}) == expected


TIGHT = Policy(providers=("anthropic", "openai/gpt-4.1"), tools=("read_file",), price_tables=())


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ({"provider": "Anthropic", "name": "anything"}, None),
        ({"provider": "openai", "name": "gpt-4.1"}, None),
        ({"provider": "openai", "name": "gpt-4.1-mini"}, "/workers/0/model/name"),
        ({"provider": "mistral", "name": "large"}, "/workers/0/model/provider"),
    ],
)
def test_models_and_the_policy(model: dict[str, Any], expected: str | None, tmp_path: Any) -> None:
    found = told({"with_workers": [{"model": model}]}, project=Project(tmp_path, policy=TIGHT))
    assert [finding.pointer for finding in found] == ([expected] if expected else [])
    assert all("anthropic, openai/gpt-4.1" in finding.message for finding in found)


def test_judges_tools_and_price_tables_and_the_policy(tmp_path: Any) -> None:
    change = {
        "with_workers": [{"tools": ["read_file", "web_search"]}],
        "evaluators": [
            {"id": "tests", "type": "test_suite"},
            {"id": "judge", "type": "rubric", "model": {"provider": "mistral", "name": "large"}},
        ],
        "cost_limits": {"cumulative_usd": 5, "price_table_ref": "prices.json"},
    }
    found = [f for f in told(copy.deepcopy(change), project=Project(tmp_path, policy=TIGHT)) if f.rule == "LSS509"]
    places = ["/evaluators/1/model/provider", "/workers/0/tools/1", "/cost_limits/price_table_ref"]
    assert sorted(finding.pointer for finding in found) == sorted(places)
    assert [f for f in told(change, project=Project(tmp_path)) if f.rule == "LSS509"] == []


# Put together here, so that no scanner of this repository takes them for keys.
TAIL = "9fQ2kLx7Rw3VbT8mZs4HcJ6pYd5GnA1eXuKi0Eo"
SECRETS = {
    "AWS access key": "AKIA" + "Y3QTWZ5LHKDV6RNC",
    "GitHub token": "ghp_" + TAIL[:36],
    "GitLab token": "glpat-" + TAIL[:20],
    "Slack token": "xoxb-" + "204813957462-" + TAIL[:24],
    "Google API key": "AIza" + TAIL[:35],
    "Stripe key": "sk_live_" + TAIL[:24],
    "Anthropic key": "sk-ant-" + "api03-" + TAIL * 2 + TAIL[:10],
    "OpenAI key": "sk-proj-" + TAIL + TAIL[:9],
    "npm token": "npm_" + TAIL[:36],
    "JSON Web Token": "eyJ" + TAIL[:20] + ".eyJ" + TAIL[:24] + "." + TAIL,
    "private key": "-----BEGIN " + "RSA PRIVATE KEY-----\n" + TAIL + TAIL[:25] + "\n-----END",
}


@pytest.mark.parametrize("kind", SECRETS)
def test_credentials_are_found_wherever_they_stand_and_never_printed(kind: str) -> None:
    secret = SECRETS[kind]
    places: list[tuple[str, dict[str, Any]]] = [
        ("/inputs/examples/0/task", {"inputs": BASE["inputs"] | {"examples": [{"task": f"use {secret} for it"}]}}),
        ("/extensions/runbook/0", {"extensions": {"runbook": [f"key={secret}"]}}),
        ("/safety_constraints/0/config/token", guard(action="halt", config={"token": secret})),
        ("/objective", {"objective": f"Call the service with {secret}"}),
    ]
    for pointer, change in places:
        (found,) = told(change)
        assert (found.rule, found.pointer) == ("LSS504", pointer)
        assert kind in found.message
        assert secret not in found.message
        assert TAIL[:8] not in found.message


def test_a_credential_is_told_once() -> None:
    secret = SECRETS["GitHub token"]
    assert rules({"extensions": {"a": secret, "b": secret, "c": SECRETS["Stripe key"]}}) == ["LSS504", "LSS504"]


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "AKIA" + "X" * 16,
        "ghp_" + "x" * 36,
        "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789",
        "sk-learn-and-friends-are-not-keys-however-long-the-name-becomes",
        "sk-your-api-key-goes-here-" + "0" * 30,
        "sk_test_" + TAIL[:24],
        "reject anything that contains -----BEGIN RSA PRIVATE KEY-----",
        r"AKIA[0-9A-Z]{16}",
        "${GITHUB_TOKEN}",
        "9b07d31c5e2f4a6b8c0d1e2f3a4b5c6d7e8f9a0b",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "prefixAKIA" + "Y3QTWZ5LHKDV6RNC",
    ],
)
def test_placeholders_digests_and_shapes_are_no_credentials(text: str) -> None:
    assert list(secrets_in(text)) == []


def kept(**memory: Any) -> dict[str, Any]:
    inputs = [{"from": "inputs.task"}, {"from": "memory.notes"}]
    return {"memory": {"type": "persistent", "backend": "postgres", **memory}, "with_workers": [{"inputs": inputs}]}


RETENTION = {"retention": {"unit": "day", "value": 30}}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (kept(), ["LSS801"]),
        (kept(**RETENTION), []),
        (kept(write_policy={"max_entries": 100}), []),
        (kept(write_policy={"schema": "Note"}), ["LSS801"]),
        (kept(type="session"), []),
    ],
)
def test_memory_that_only_grows(change: dict[str, Any], expected: list[str]) -> None:
    assert rules(change) == expected


@pytest.mark.parametrize(
    ("fields", "memory", "expected"),
    [
        ({"scope": "pre_output", "action": "strip"}, {}, ["LSS802"]),
        ({"scope": "post_worker", "action": "warn"}, {}, ["LSS802"]),
        ({"scope": "post_worker", "action": "strip"}, {}, []),
        ({"scope": "pre_memory_write", "action": "halt"}, {}, []),
        ({"scope": "post_worker", "action": "strip", "applies_to": ["critic"]}, {}, ["LSS802"]),
        ({"scope": "post_worker", "action": "strip", "applies_to": ["fixer"]}, {}, []),
        ({"scope": "pre_output", "action": "strip"}, {"redaction": {"names": "hash"}}, []),
        ({"scope": "pre_output", "action": "strip"}, RETENTION, []),
        ({"type": "secret_scan", "scope": "pre_output", "action": "strip"}, {}, []),
    ],
)
def test_memory_that_keeps_personal_data(fields: dict[str, Any], memory: dict[str, Any], expected: list[str]) -> None:
    written = kept(write_policy={"allowed_writers": ["fixer"], "max_entries": 100}, **memory)
    assert rules(guard(**{"type": "pii_detect", **fields}) | written) == expected


def both(memory: dict[str, Any], **critic: Any) -> dict[str, Any]:
    reads = {"inputs": [{"from": "inputs.task"}, {"from": "memory.notes"}]}
    return {"memory": {"backend": "redis", **RETENTION, **memory}, "with_workers": [reads, reads | critic]}


WRITERS = {"allowed_writers": ["fixer", "critic"]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (both({"type": "session"}), ["LSS803"]),
        (both({"type": "persistent"}), []),
        (both({"type": "session", "write_policy": WRITERS}), ["LSS803"]),
        (both({"type": "session", "write_policy": WRITERS | {"schema": "Note"}}), []),
        (both({"type": "session", "write_policy": {"allowed_writers": ["fixer"]}}), []),
        (both({"type": "session", "write_policy": WRITERS}, depends_on=["fixer"]), []),
        (both({"type": "session"}, inputs=[{"from": "inputs.task"}]), []),
    ],
)
def test_writers_of_one_generation(change: dict[str, Any], expected: list[str]) -> None:
    assert rules(change) == expected


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        ({"type": "persistent", "backend": "redis", **RETENTION}, ["LSS804"]),
        ({"type": "session", "write_policy": {"allowed_writers": ["fixer"]}}, ["LSS804"]),
        ({"type": "session", "backend": "redis"}, []),
        ({"type": "persistent", "backend": "redis", **RETENTION, "read_policy": {"fixer": ["notes"]}}, []),
    ],
)
def test_memory_that_nobody_reads(memory: dict[str, Any], expected: list[str]) -> None:
    assert rules({"memory": memory}) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"fixer": ["lessons"]}, ["LSS805"]),
        ({"fixer": ["notes"]}, []),
        ({"fixer": ["*"]}, []),
        ({"fixer": ["lessons"], "*": ["notes"]}, []),
        ({"critic": ["lessons"]}, []),
        ({"fixer": []}, ["LSS805"]),
        ({}, []),
    ],
)
def test_memory_that_the_policy_keeps_back(policy: dict[str, Any], expected: list[str]) -> None:
    assert rules(kept(read_policy=policy, **RETENTION)) == expected


def pattern(text: str, **fields: Any) -> dict[str, Any]:
    field = {"type": "string", "description": "What to mend", "pattern": text, **fields}
    return {"inputs": {"schema": {"task": field}}}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (pattern("^(a+)+$"), "/inputs/schema/task/pattern"),
        (pattern("^(a+)+$", max_length=100), "/inputs/schema/task/pattern"),
        (pattern("^(a+)+$", max_length=20), None),
        (pattern("(a"), "/inputs/schema/task/pattern"),
        (pattern(r"^[\w.+-]+@[\w-]+\.[\w.-]+$"), None),
        (guard(action="halt", config={"regex": "(x+x+)+y"}), "/safety_constraints/0/config/regex"),
        (guard(action="halt", config={"patterns": ["ok", "(x+x+)+y"]}), "/safety_constraints/0/config/patterns/1"),
        (guard(action="halt", config={"patterns": ["*.pem", "aws_key"]}), None),
        (guard(action="halt", config={"regexes": ["*.pem"]}), "/safety_constraints/0/config/regexes/0"),
        (guard(action="halt", config={"pattern": 5}), None),
    ],
)
def test_patterns(change: dict[str, Any], pointer: str | None) -> None:
    found = told(change)
    assert [(finding.rule, finding.pointer) for finding in found] == ([("LSS507", pointer)] if pointer else [])


def test_a_spec_full_of_hard_patterns_is_checked_within_bounds() -> None:
    hard = "(" + "|".join("abcdefghijklmnopqrstuvwxyz" * 9) + ")*"
    schema = {f"f{n}": {"type": "string", "description": "x", "pattern": hard + f"{n}"} for n in range(300)}
    assert told({"inputs": {"schema": schema}}) == []
