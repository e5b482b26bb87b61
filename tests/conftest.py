"""What every test may use, and the rule about skipped tests.

A test is skipped where the machine lacks what it needs, and says what that is. With `LOOP_REQUIRE_ALL` set,
as in `.ci/run`, a skipped test fails the run: there, everything must be present.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.site.browsing import ARGUMENTS

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = bool(os.environ.get("LOOP_REQUIRE_ALL"))
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)

# The profile that Hypothesis has for CI: the same examples in every run, and no deadlines.
settings.load_profile("ci")

# A run that was started in the background ignores interrupts, and so would the commands that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def find_browser() -> str | None:
    """The path of Chromium or Chrome (`$CHROMIUM` if set), None if there is none."""
    named = os.environ.get("CHROMIUM")
    paths = map(shutil.which, [named] if named else BROWSERS)
    return next((path for path in paths if path), None)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Results of tests are kept apart from those of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOOPCTL_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that tests marked `browser` start."""
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium or Chrome found; install one, or name it in $CHROMIUM")
    return path


# Not for longer: while it is there, the thread has a running event loop, which other tests must not find.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for the tests of a module; each test has a context of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of LSS documents that others published: `$LSS_CORPUS`, or `shared/` beside the project."""
    path = Path(os.environ.get("LSS_CORPUS") or ROOT.parent / "shared" / "corpus" / "published-lss")
    if not path.is_dir():
        pytest.skip("no published LSS documents found; name their folder in $LSS_CORPUS")
    return path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from this repository as `make site` builds it, once for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, said = shared / "whole-site", shared / "whole-site.log"
    with FileLock(shared / "whole-site.lock"):
        if not said.exists():
            environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
            command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
            ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            why = ran.stderr or f"mkdocs ended with status {ran.returncode}"
            said.write_text(why if ran.returncode else "", encoding="utf-8")
    errors = said.read_text(encoding="utf-8")
    assert not errors, errors
    return folder


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `browser` where there is no browser, whether or not it asks for the fixture."""
    if item.get_closest_marker("browser") and find_browser() is None:
        pytest.skip("no Chromium or Chrome found; install one, or name it in $CHROMIUM")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test if all are required."""
    report = yield
    return fail_if_skipped(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a skipped module if all tests are required."""
    report = yield
    return fail_if_skipped(report)


def fail_if_skipped(report: _Report) -> _Report:
    """The report, a skip turned into a failure if all tests are required; an expected failure is no skip."""
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"a test that CI must run was skipped: {reason}"
    return report
