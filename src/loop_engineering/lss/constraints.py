"""What the words of a safety constraint mean: its types, scopes, actions and severities, one table of each."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ACTIONS", "SCOPES", "SEVERITIES", "TABLES", "TYPES"]

TYPES: Mapping[str, str] = {
    "injection_detect": "Text that is about to be read holds no instructions to its reader.",
    "secret_scan": "No credential leaves: no key, token, password or private certificate.",
    "pii_detect": "No personal data of the kinds that config names passes.",
    "egress_monitor": "Traffic goes only to the hosts and by the methods that config allows.",
    "tool_allowlist": "A worker calls no tool but those that config lists, whatever it was offered.",
    "schema_enforce": "Data has the shape of the schema that config or the output names.",
    "human_gate": "A person who may say no has said yes to this very step.",
    "tenant_isolation": "Data of one customer, user or run is neither read nor written on behalf of another.",
    "output_bounds": "The size and the kind of a change stay within the limits of config or rule.",
    "rate_limit": "Calls or actions stay below a number per unit of time.",
}
"""What must hold, by type of constraint. A constraint fires where it does not."""

SCOPES: Mapping[str, str] = {
    "pre_worker": "Before a worker starts, on all that it is to read; and before each tool call that it makes.",
    "post_worker": "When a worker has returned, on its output, before anything else reads it.",
    "pre_evaluator": "Before an evaluator starts, on what it is about to judge.",
    "pre_memory_write": "Before an entry is written to memory, on the entry.",
    "pre_output": "Before the result leaves the loop, once a run.",
}
"""Where in the cycle a constraint is checked, and on what, in the order of an iteration."""

ACTIONS: Mapping[str, str] = {
    "halt": "The step does not happen and the run ends with the outcome safety.",
    "quarantine": "What was found is set aside, unread by the loop and kept for people. The loop goes on without it.",
    "escalate_human": (
        "The step waits for a person. Where the person refuses or does not answer in time, it does not happen and the "
        "run ends."
    ),
    "strip": "What was found is taken out, and the step happens with the rest. The constraint is checked again first.",
    "warn": "The step happens, and the trace says that the constraint fired.",
}
"""What a runner does when a constraint fires."""

SEVERITIES: Mapping[str, str] = {
    "S0": "Harm outside the loop that cannot be undone: money paid, a message sent, data published or deleted.",
    "S1": "Harm outside the loop that can be undone at a cost, or a way towards S0.",
    "S2": "Harm to the result or the state of this run.",
    "S3": "A matter of hygiene that somebody should look at.",
}
"""What each severity says of the harm that a constraint stands against."""

TABLES: Mapping[str, Mapping[str, str]] = {
    "type": TYPES,
    "scope": SCOPES,
    "action": ACTIONS,
    "severity": SEVERITIES,
}
"""All of the tables, by the field of a constraint whose values they are about."""
