"""What the project promises about speed, measured beside the tools it is compared with.

`make bench` runs everything and prints tables in Markdown; `python -m benchmarks specs site …` runs parts.
Every figure is a ratio or stands beside one taken in the same run: machines are shared and noisy.
"""

from __future__ import annotations
