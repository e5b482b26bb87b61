"""The language: LSS texts in, findings and typed specs out. Knows nothing of scores, levels, pages or terminals."""

from __future__ import annotations

from loop_engineering.lss.check import Checked, check, fault_finding, load
from loop_engineering.lss.finding import SEVERITIES, Finding, Fix, Severity, worst_severity
from loop_engineering.lss.forms import FULL_FIELDS, Form, dump_yaml, expand, form_of, minify
from loop_engineering.lss.index import UNSPECIFIED, Index, reference
from loop_engineering.lss.markdown import OPTIONS, PANELS, Block, check_block, find_blocks
from loop_engineering.lss.project import Project, project_root
from loop_engineering.lss.rules import RULES, Rule
from loop_engineering.lss.schema import schema, schema_text
from loop_engineering.lss.source import Document, Source, SyntaxFault, parse, read
from loop_engineering.lss.spec import Spec
from loop_engineering.lss.suppression import Suppressed

__all__ = [
    "FULL_FIELDS",
    "OPTIONS",
    "PANELS",
    "RULES",
    "SEVERITIES",
    "UNSPECIFIED",
    "Block",
    "Checked",
    "Document",
    "Finding",
    "Fix",
    "Form",
    "Index",
    "Project",
    "Rule",
    "Severity",
    "Source",
    "Spec",
    "Suppressed",
    "SyntaxFault",
    "check",
    "check_block",
    "dump_yaml",
    "expand",
    "fault_finding",
    "find_blocks",
    "form_of",
    "load",
    "minify",
    "parse",
    "project_root",
    "read",
    "reference",
    "schema",
    "schema_text",
    "worst_severity",
]
