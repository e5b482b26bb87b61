"""The health of a knowledge base: its specs, their scores, findings, dead links, stale figures, and what changed."""

from __future__ import annotations

from loop_engineering.checkin.changes import Changes, GitError, changes_since
from loop_engineering.checkin.figures import Reader, StaleFigure
from loop_engineering.checkin.health import Health, SpecHealth, check_in
from loop_engineering.checkin.links import DeadLink
from loop_engineering.checkin.report import as_dict, markdown

__all__ = [
    "Changes",
    "DeadLink",
    "GitError",
    "Health",
    "Reader",
    "SpecHealth",
    "StaleFigure",
    "as_dict",
    "changes_since",
    "check_in",
    "markdown",
]
