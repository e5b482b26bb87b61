"""The language server: what `loopctl` finds and knows, in the editor. Only `server` needs pygls.

Each feature is a function from a text and a place in it to plain values; `server` carries these over the protocol.
"""

from __future__ import annotations
