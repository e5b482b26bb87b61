"""`loopctl validate` in front of a person: the bar, the account, and Ctrl-C, on a terminal of its own."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import CORE

# The bar comes up at once, since a test is not to wait for work to be long.
COMMAND = """\
import sys
from loop_engineering.cli import progress
progress._LONG = 0
from loop_engineering.cli.loopctl import main
sys.exit(main())
"""
SHOW_CURSOR = "\x1b[?25h"
BAR = "checking"


class Terminal:
    """A command whose standard error is a terminal, and its standard output a file."""

    def __init__(self, *args: str, cwd: Path, **environment: str) -> None:
        self._end, theirs = pty.openpty()
        self._output = cwd / "output.txt"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", COMMAND, "validate", *args],
                cwd=cwd,
                env={**os.environ, "TERM": "xterm-256color", "NO_COLOR": "", **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=theirs,
            )
        os.close(theirs)
        self.shown = ""

    def read_until(self, text: str) -> None:
        """Read what the terminal shows until `text` is there."""
        while text not in self.shown and self._read():
            pass
        assert text in self.shown

    def finish(self) -> tuple[str, int]:
        """What came out of standard output, and the exit status."""
        while self._read():
            pass
        os.close(self._end)
        status = self.process.wait(60)
        return self._output.read_text("utf-8"), status

    def _read(self) -> bool:
        try:
            data = os.read(self._end, 65_536)
        except OSError:  # Linux says so when the other end is closed.
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for index in range(120):
        (tmp_path / f"{index:03}.yaml").write_text(CORE, "utf-8")
    return tmp_path


def test_a_bar_is_shown_while_work_goes_on_and_nothing_remains_of_it(folder: Path) -> None:
    terminal = Terminal(".", "--json", cwd=folder)
    output, status = terminal.finish()
    assert BAR in terminal.shown
    assert "/120" in terminal.shown
    assert terminal.shown.rstrip().endswith("\x1b[2K")  # the line of the bar is erased
    assert SHOW_CURSOR in terminal.shown
    assert status == 0
    quiet = Terminal(".", "--json", cwd=folder, NO_COLOR="1")
    assert quiet.finish() == (output, 0)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_there_is_no_bar_where_it_is_not_wanted(folder: Path, environment: dict[str, str]) -> None:
    terminal = Terminal(".", cwd=folder, **environment)
    terminal.finish()
    assert terminal.shown == "120 files, 120 specs: 0 errors, 120 warnings\r\n"


def test_an_interrupt_leaves_a_clean_terminal(folder: Path) -> None:
    # Nobody ever writes to the last file.
    os.mkfifo(folder / "waits")
    terminal = Terminal(".", "waits", cwd=folder)
    terminal.read_until("100/121")
    terminal.process.send_signal(signal.SIGINT)
    output, status = terminal.finish()
    assert (output, status) == ("", 130)
    assert terminal.shown.rindex(SHOW_CURSOR) > terminal.shown.rindex("files")
    assert "Traceback" not in terminal.shown


def test_an_account_names_phases_rules_and_files(folder: Path) -> None:
    terminal = Terminal(".", "--verbose", "--no-cache", cwd=folder)
    terminal.finish()
    lines = terminal.shown.replace("\r\n", "\n")
    assert "  120 checked, 0 known from the cache, 0 without a spec\n  no cache was used\n" in lines
    phases = lines[lines.index("time by phase:") : lines.index("slowest rules:")]
    assert {line.split()[-1] for line in phases.splitlines()[1:]} >= {"read", "parse", "shape", "expand", "rules"}
    rules = lines[lines.index("slowest rules:") : lines.index("slowest files:")].splitlines()[1:]
    times = [float(line.split()[0].replace(",", "")) for line in rules]
    assert times == sorted(times, reverse=True)
    assert len(times) == 10
    assert len(lines[lines.index("slowest files:") :].splitlines()[1:]) == 10
