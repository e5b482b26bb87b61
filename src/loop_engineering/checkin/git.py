"""Asking git without trusting the repository: nothing is fetched, and nothing is run that its configuration names.

Only plumbing is called: `git log` and `git diff` start what a configuration asks for, such as a pager or a checker of
signatures.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

__all__ = ["GitError", "git"]

_SECONDS = 120
"""How long git may take."""


class GitError(Exception):
    """git cannot say; the text says why in a few words."""


def git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What a plumbing command of git prints in the folder `root`, with `given` as its input. Raises GitError."""
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "", "GIT_TERMINAL_PROMPT": "0"}
    # Reading the index asks the monitor of files that a configuration names.
    options = ["--no-pager", "-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false"]
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *options, *arguments],
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, **quiet, "LC_ALL": "C"},
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed") from error
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise GitError("git gave no answer") from error
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(lines[0].removeprefix("fatal: ") if lines else "git knows no such commit")
    return done.stdout
