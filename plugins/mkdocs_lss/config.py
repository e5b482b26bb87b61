"""The options of the plugin, as they stand under `plugins: - lss:` in mkdocs.yml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from mkdocs.config import base

from loop_engineering.lss.slips import did_you_mean

__all__ = ["FAIL_ON", "RUNG_NAMES", "LssConfig", "Option"]

T = TypeVar("T")

FAIL_ON = ("error", "warning", "never")
"""The values of `fail_on`."""
RUNG_NAMES = ("core", "parseable", "operational", "production")
"""The values of `conformance`, lowest first."""


class Option(base.BaseConfigOption[T], Generic[T]):
    """An option of the plugin. `takes` is what may stand there, in prose with code in backticks."""

    takes: str

    def __init__(self, default: T) -> None:
        super().__init__()
        self.default = default

    def run_validation(self, value: object) -> T:
        """The value that holds; a ValidationError says what was to be written."""
        default: T = self.default
        return default if value is None else self._checked(value)

    def _checked(self, value: object) -> T:
        raise NotImplementedError

    def _refused(self, value: object, more: str = "") -> base.ValidationError:
        shown = f'"{value}"' if isinstance(value, str) else str(value)
        shown = shown if len(shown) <= 60 else shown[:57] + "…"
        return base.ValidationError(f"takes {self.takes.replace('`', '')}, and not {shown}{more}")


class _Folder(Option[str | None]):
    takes = "a folder"

    def _checked(self, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._refused(value)
        return value


class _Folders(Option[list[str]]):
    takes = "a list of folders"

    def _checked(self, value: object) -> list[str]:
        if isinstance(value, str):
            raise self._refused(value, f"; write [{value[:60]}]")
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self._refused(value)
        return value


class _OneOf(Option[str | None]):
    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(None)
        self.names = names
        self.takes = "one of " + ", ".join(f"`{name}`" for name in names)

    def _checked(self, value: object) -> str:
        if value not in self.names:
            raise self._refused(value, f"; {did_you_mean(str(value), self.names)}")
        return str(value)


class _Score(Option[float]):
    takes = "a number from 0 to 100"

    def _checked(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            raise self._refused(value)
        return value


class LssConfig(base.Config):  # type: ignore[no-untyped-call]
    """Every option has a default with which the plugin checks and renders every block of any site."""

    fail_on = _OneOf(FAIL_ON)
    """The least severe finding that aborts the build; `never` publishes a wrong block with its findings on it.
    Without it: `warning` where the project's `loopctl.toml` or `pyproject.toml` says `strict`, else `error`."""
    content = _Folders([])
    """Folders beside `docs/` to publish as sections of the site, relative to `mkdocs.yml`."""
    library = _Folder(None)
    """A folder of specs to publish, relative to `mkdocs.yml`: an index, a page for each, the files themselves."""
    rules = _Folder(None)
    """Folder of the site in which each rule gets a page that explains it, for instance `rules`. Without it, findings
    link to a page with the comment `lss:rules`, or to the project's own site."""
    conformance = _OneOf(RUNG_NAMES)
    """The rung of the conformance ladder that each library spec must reach. Without it: what the project's
    `loopctl.toml` or `pyproject.toml` says, else `core`."""
    min_les = _Score(0)
    """The structural score that each library spec must reach."""

    def validate(self) -> tuple[base.ConfigErrors, base.ConfigWarnings]:
        """As MkDocs does it, but an option that does not exist is an error: it was to make the build stricter."""
        failed, _ = super().validate()
        names = tuple(name for name, _ in self._schema)
        for name in sorted(set(map(str, self)) - set(names)):
            failed.append((name, base.ValidationError(f"is no option of this plugin; {did_you_mean(name, names)}")))
        return failed, []
