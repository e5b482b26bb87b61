"""The text of a page, whatever its bytes: MkDocs stops with a traceback at the first page that is not UTF-8."""

from __future__ import annotations

from mkdocs.structure.files import File

from mkdocs_lss.report import Notice

__all__ = ["page_text"]


def page_text(file: File, shown: str) -> tuple[str, Notice | None]:
    """The text of a page, and what is wrong with its bytes.

    What cannot be read is given to MkDocs too with a replacement character for each wrong byte, so that the build goes
    on to all other findings before it stops for this one.
    """
    try:
        return file.content_string, None
    except UnicodeDecodeError:
        text, wrong = _decoded(file.content_bytes, shown)
    except OSError as error:
        text = ""
        wrong = Notice(shown, 1, 1, f"the page cannot be read: {error.strerror or error} [unreadable-file]")
    place = file.abs_src_path
    file.content_string = text
    file.abs_src_path = place  # Unset by the line above; links and findings start from it.
    return text, wrong


def _decoded(raw: bytes, shown: str) -> tuple[str, Notice]:
    """The text with replacement characters, and where the first of them stands."""
    text = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    start = 0
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start
    good = raw[:start].decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    line, column = good.count("\n") + 1, len(good) - good.rfind("\n")
    why = f"the page is not UTF-8: no text has the byte 0x{raw[start]:02X} here; save it as UTF-8 [encoding]"
    return text, Notice(shown, line, column, why)
