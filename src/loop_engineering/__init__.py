"""Loop Engineering: check, score, classify, bound and draw the feedback loops of AI agents.

The language lives in `lss`; what can be read off a spec in `bounds`, `taxonomy`, `diagram` and `les`;
all of it at once in `assess`; a folder of specifications in `library`; the command line in `cli`.
"""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
