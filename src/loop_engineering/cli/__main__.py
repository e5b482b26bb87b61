"""`python -m loop_engineering.cli` is `loopctl`."""

from __future__ import annotations

from loop_engineering.cli.loopctl import main

if __name__ == "__main__":
    main()
