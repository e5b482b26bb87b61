"""Runs the benchmarks named on the command line, or all of them, and prints their tables."""

from __future__ import annotations

import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import checkin, diagrams, explorer, hooks, many, robustness, serve, site, site_weight, specs

PARTS = {
    "specs": specs.run,
    "site": site.run,
    "many": many.run,
    "diagrams": diagrams.run,
    "robustness": robustness.run,
    "hooks": hooks.run,
    "checkin": checkin.run,
    "serve": serve.run,
    "weight": site_weight.run,
    "explorer": explorer.run,
}


def main() -> int:
    """Run the parts named as arguments; all of them without arguments."""
    names = sys.argv[1:] or list(PARTS)
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()} on {platform.machine()}\n")
    kept = True
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            table = PARTS[name](Path(folder))
        print(table.markdown(), flush=True)
        kept = kept and table.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
