"""The server: what the protocol asks for, answered by the functions beside. The only module that needs pygls."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import TextDocument

from loop_engineering.config import Config, discover
from loop_engineering.files import project_of
from loop_engineering.lsp.actions import actions, fix_all
from loop_engineering.lsp.analysis import Placed, analyse
from loop_engineering.lsp.completion import completions
from loop_engineering.lsp.hover import hover
from loop_engineering.lsp.navigation import Target, definition, references, symbols
from loop_engineering.lsp.text import Encoding
from loop_engineering.lsp.view import Opened, kind_of
from loop_engineering.lsp.wire import FIX_ALL, SOURCE, VERSION, Wire

__all__ = ["serve"]

_PAUSE = 0.1
"""Seconds without a change after which a text is checked: less than the eye waits for, more than between two keys."""
_LONGEST = 300
"""So many characters are told of an exception."""
_TRIGGERS = (" ", ".", "[", "{", ",", '"')


class _Protocol(LanguageServerProtocol):
    """Answers requests that make no sense as well; a client waits for each of its answers."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message in an object; JsonRpcException where it is none of the protocol."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            number = data.get("id")
            if "method" in data and isinstance(number, int | str):
                self._send_response(number, error=error.to_response_error())
            raise


class _Server(LanguageServer):
    """Keeps what belongs to a session: the open files, timers of those to be checked, and what was last found."""

    def __init__(self) -> None:
        # Whole texts: specs are small, and no edit can then be misplaced.
        super().__init__(
            SOURCE,
            VERSION,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=_Protocol,
            converter_factory=default_converter,
        )
        self.opened: dict[str, Opened] = {}
        self.timers: dict[str, asyncio.TimerHandle] = {}
        self.found: dict[str, tuple[Opened, tuple[Placed, ...] | str]] = {}
        self.told: tuple[str, ...] = ()
        self.may_leave = False

    def wire(self, uri: str) -> Wire | None:
        """The open file, None where it is not open or of no kind that is looked at."""
        document: TextDocument | None = self.workspace.text_documents.get(_key(uri))
        if document is None:
            return None
        path = _path(uri)
        kind = kind_of(path.name, document.language_id)
        if kind is None:
            return None
        text = document.source
        shift = int(text.startswith("\ufeff"))
        encoding = cast(Encoding, _word(self.workspace.position_encoding))
        opened = Opened(text[shift:], path.as_posix(), kind)
        if opened != self.opened.get(_key(uri)):
            self.opened[_key(uri)] = opened
        # What was worked out for a text serves all requests until it changes.
        opened = self.opened[_key(uri)]
        return Wire(opened, uri, encoding, shift=shift)

    def config(self, path: Path) -> Config:
        """The configuration of a file; its mistakes are told once."""
        config = discover(path.parent)
        if config.mistakes and config.mistakes != self.told:
            message = "\n".join(config.mistakes)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"loopctl: {message}"))
        self.told = config.mistakes
        return config

    def findings(self, opened: Opened) -> tuple[Placed, ...]:
        """The findings of a text as it is now."""
        path = Path(opened.path)
        return analyse(opened, path, self.config(path))

    def current(self, wire: Wire) -> tuple[Placed, ...] | str:
        """The findings of an open file, found again where its text is not the one last checked.

        Where checking broke down, what to say of that; it must neither end the server nor look like no findings.
        """
        known = self.found.get(_key(wire.uri))
        if known is None or known[0] != wire.opened:
            result: tuple[Placed, ...] | str
            try:
                result = self.findings(wire.opened)
            except Exception as error:
                self.report_server_error(error, type(error))
                result = f"this file could not be checked, by a mistake of loopctl, not yours: {_in_a_line(error)}"
            known = self.found[_key(wire.uri)] = (wire.opened, result)
        return known[1]

    def check(self, uri: str) -> None:
        """Publish the diagnostics of an open file."""
        self.forget(uri)
        wire = self.wire(uri)
        if wire is None:
            return
        self.found.pop(_key(uri), None)  # What it refers to may have changed on the disk.
        document = self.workspace.text_documents[_key(uri)]
        placed = self.current(wire)
        if isinstance(placed, str):
            found = [wire.breakdown(placed)]
        else:
            found = [wire.diagnostic(item, None if item.own else from_fs_path(item.finding.path)) for item in placed]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, document.version))

    def check_soon(self, uri: str) -> None:
        """Check when nothing has changed for a moment."""
        self.forget(uri)
        self.timers[_key(uri)] = asyncio.get_running_loop().call_later(_PAUSE, self.check, uri)

    def report_server_error(self, error: Exception, source: object) -> None:
        """One line for the log of the editor; where it happened, for a report of the mistake, on standard error."""
        logging.getLogger(__name__).error("%s", error, exc_info=error)
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"loopctl: {_in_a_line(error)}"))

    def forget(self, uri: str) -> None:
        """Do not check what was to be checked soon."""
        timer = self.timers.pop(_key(uri), None)
        if timer is not None:
            timer.cancel()


def serve() -> int:
    """Speak the protocol over standard input and output until the client ends it; the exit status that it calls for."""
    server = _made()
    protocol_out = sys.stdout.buffer
    # Whatever prints must not end up in the middle of a message.
    sys.stdout = sys.stderr
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR)
    server.start_io(sys.stdin.buffer, protocol_out)
    return 0 if server.may_leave else 1


def _made() -> _Server:
    server = _Server()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.check(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.check_soon(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        # Another open file may refer to this one.
        for document in list(server.workspace.text_documents.values()):
            server.check(document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.forget(uri)
        server.found.pop(_key(uri), None)
        server.opened.pop(_key(uri), None)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        wire = server.wire(params.text_document.uri)
        found = hover(wire.opened, *wire.place(params.position)) if wire is not None else None
        return wire.hover(found) if wire is not None and found is not None else None

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=list(_TRIGGERS)))
    def completed(params: types.CompletionParams) -> types.CompletionList | None:
        wire = server.wire(params.text_document.uri)
        if wire is None:
            return None
        return wire.completion(completions(wire.opened, *wire.place(params.position)))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(params: types.DefinitionParams) -> types.Location | None:
        wire = server.wire(params.text_document.uri)
        if wire is None:
            return None
        path = Path(wire.opened.path)
        target = definition(wire.opened, *wire.place(params.position), project_of(path), path)
        return _location(wire, target) if target is not None else None

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def referred(params: types.ReferenceParams) -> list[types.Location] | None:
        wire = server.wire(params.text_document.uri)
        if wire is None:
            return None
        declared = params.context.include_declaration
        spans = references(wire.opened, *wire.place(params.position), with_declaration=declared)
        return [types.Location(wire.uri, wire.range(span)) for span in spans]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        wire = server.wire(params.text_document.uri)
        return wire.symbols(symbols(wire.opened)) if wire is not None else None

    kinds: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    def acted(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        wire = server.wire(params.text_document.uri)
        return _actions(server, wire, params) if wire is not None else None

    @server.feature(types.SHUTDOWN)
    def shut_down(params: None) -> None:
        server.may_leave = True
        for uri in list(server.timers):
            server.forget(uri)

    return server


def _actions(server: _Server, wire: Wire, params: types.CodeActionParams) -> list[types.CodeAction]:
    wanted = [_word(kind) for kind in params.context.only or ("",)]
    placed = server.current(wire)
    if isinstance(placed, str):
        return []
    if all(kind and _is_of(FIX_ALL, kind) for kind in wanted):
        # On saving: all of the file, wherever the cursor is.
        everything = fix_all(placed)
        return [wire.action(everything)] if everything is not None else []
    first, last = wire.place(params.range.start), wire.place(params.range.end)
    found = [wire.action(item) for item in actions(wire.opened, placed, (first[0], last[0]), server.findings)]
    return [item for item in found if any(_is_of(_word(item.kind), kind) for kind in wanted)]


def _is_of(kind: str, wanted: str) -> bool:
    """Whether an action's kind is the wanted one or a kind of it; the empty one is of all."""
    return not wanted or f"{kind}.".startswith(f"{wanted}.")


def _location(wire: Wire, target: Target) -> types.Location:
    if target.path is None:
        return types.Location(wire.uri, wire.range(target.span))
    start = types.Position(0, 0)
    return types.Location(from_fs_path(str(target.path)) or "", types.Range(start, start))


def _in_a_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:_LONGEST]


def _word(value: object) -> str:
    """What the protocol calls one of its kinds; kinds that it does not name are strings already."""
    return str(getattr(value, "value", value))


def _key(uri: str) -> str:
    """The name under which the workspace keeps a file."""
    return unquote(uri)


def _path(uri: str) -> Path:
    """The file of a URI; for a text that is in no file yet, one in the current folder."""
    found = to_fs_path(uri) if uri.startswith("file:") else None
    if found and "\0" not in found:
        return Path(found)
    return Path.cwd() / (uri.rpartition("/")[2].rpartition(":")[2].replace("\0", "") or "untitled")
