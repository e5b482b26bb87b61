"""The golden specs, and each of them drawn once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from loop_engineering.diagram import Drawing, flowchart, render_all
from loop_engineering.lss import Project, Source, Spec, check, read

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="session")
def specs() -> dict[str, Spec]:
    """Every golden spec by name, its children resolved."""
    found = {}
    for path in sorted(GOLDEN.glob("*.yaml")):
        source = read(path, path.name)
        assert isinstance(source, Source)
        checked = check(source, project=Project(GOLDEN), file=path)
        assert checked.spec is not None, checked.findings
        found[path.stem] = checked.spec
    return found


@pytest.fixture(scope="session")
def drawings(specs: dict[str, Spec], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Drawing]:
    """Every golden flowchart drawn, by name."""
    sources = {name: flowchart(spec) for name, spec in specs.items()}
    results = render_all(sources.values(), cache=tmp_path_factory.mktemp("diagrams"))
    drawn = {name: results[source] for name, source in sources.items()}
    errors = {name: str(result) for name, result in drawn.items() if not isinstance(result, Drawing)}
    assert not errors
    return {name: result for name, result in drawn.items() if isinstance(result, Drawing)}
