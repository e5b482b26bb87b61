"""The golden specs, and each of them drawn once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from loop_engineering.diagram import Drawing, flowchart, render_all
from loop_engineering.lss import Project, Spec, check, read

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.yaml"))


def golden_spec(name: str) -> Spec:
    """The spec golden/NAME.yaml, its children resolved."""
    path = GOLDEN / f"{name}.yaml"
    source = read(path, path.name)
    checked = check(source, project=Project(GOLDEN), file=path)  # type: ignore[arg-type]
    assert checked.spec is not None, checked.findings
    return checked.spec


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Drawing]:
    """Every golden flowchart as drawn by the real Mermaid, by name."""
    sources = {name: flowchart(golden_spec(name)) for name in NAMES}
    results = render_all(sources.values(), cache=tmp_path_factory.mktemp("diagrams"))
    drawn = {name: results[source] for name, source in sources.items()}
    errors = {name: str(result) for name, result in drawn.items() if not isinstance(result, Drawing)}
    assert not errors
    return {name: result for name, result in drawn.items() if isinstance(result, Drawing)}
