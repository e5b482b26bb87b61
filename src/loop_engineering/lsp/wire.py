"""Between the protocol and this package: columns in the client's units, and values as the types of the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lsprotocol import types

from loop_engineering import __version__
from loop_engineering.lsp.actions import Action
from loop_engineering.lsp.analysis import Placed
from loop_engineering.lsp.completion import Proposal
from loop_engineering.lsp.hover import Hovered
from loop_engineering.lsp.navigation import Symbol
from loop_engineering.lsp.text import Encoding
from loop_engineering.lsp.view import Opened
from loop_engineering.lss.finding import Edit, rule_url
from loop_engineering.lss.position import Span

__all__ = ["FIX_ALL", "SOURCE", "VERSION", "Wire"]

SOURCE = "loopctl"
"""Who says it, as diagnostics are signed."""
VERSION = __version__
"""The version that the server reports."""

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
_ITEMS = {
    "key": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.EnumMember,
    "name": types.CompletionItemKind.Reference,
    "rule": types.CompletionItemKind.Constant,
}
_SYMBOLS = {
    "loop": types.SymbolKind.Module,
    "section": types.SymbolKind.Array,
    "part": types.SymbolKind.Object,
}
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"
"""The kind of action that makes all safe fixes; an editor that asks for source.fixAll gets it too."""
_ACTIONS: Mapping[str, types.CodeActionKind | str] = {
    "fix": types.CodeActionKind.QuickFix,
    "ignore": types.CodeActionKind.QuickFix,
    "fix-all": FIX_ALL,
}
# No text has more lines or columns; a place past the end is moved to it by whoever reads it.
_MOST = 2**31 - 1


class Wire:
    """Translates for one open file. `shift` is 1 where the client's text begins with a byte order mark."""

    def __init__(self, opened: Opened, uri: str, encoding: Encoding, *, shift: int = 0) -> None:
        self.opened = opened
        self.uri = uri
        self.encoding = encoding
        self.shift = shift

    def place(self, position: types.Position) -> tuple[int, int]:
        """A position as line and column, in code points, from 1."""
        line = min(position.line, _MOST)
        units = position.character - (self.shift if line == 0 else 0)
        return line + 1, self.opened.lines.from_units(line, units, self.encoding) + 1

    def position(self, line: int, column: int) -> types.Position:
        """A line and column from 1 as a position."""
        units = self.opened.lines.to_units(line - 1, column - 1, self.encoding)
        return types.Position(line - 1, units + (self.shift if line == 1 else 0))

    def range(self, span: Span) -> types.Range:
        """A span as a range."""
        return types.Range(self.position(span.line, span.column), self.position(span.end_line, span.end_column))

    def diagnostic(self, item: Placed, other_uri: str | None = None) -> types.Diagnostic:
        """A finding as a diagnostic; `other_uri` is the file that it is of, where that is not this one."""
        finding = item.finding
        message, related = finding.message, None
        if other_uri is not None:
            # Columns of a file that is not open are taken for the client's; it is the line that matters.
            there = types.Position(finding.line - 1, finding.column - 1)
            message = f"{finding.path.rpartition('/')[2]}:{finding.line}:{finding.column}: {message}"
            where = types.Location(other_uri, types.Range(there, there))
            related = [types.DiagnosticRelatedInformation(where, finding.message)]
        return types.Diagnostic(
            range=self.range(item.span),
            message=message,
            severity=_SEVERITIES[finding.severity],
            code=finding.rule,
            code_description=types.CodeDescription(rule_url(finding.rule)),
            source=SOURCE,
            related_information=related,
            data=finding.as_dict()["fix"],
        )

    def breakdown(self, message: str) -> types.Diagnostic:
        """What is said, at the beginning of the file, where there should be findings and checking broke down."""
        start = types.Position(0, 0)
        return types.Diagnostic(
            types.Range(start, start), message, severity=types.DiagnosticSeverity.Warning, source=SOURCE
        )

    def hover(self, found: Hovered) -> types.Hover:
        """What is said of a place."""
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.about), self.range(found.span))

    def completion(self, proposals: Sequence[Proposal]) -> types.CompletionList:
        """Proposals in their order."""
        return types.CompletionList(
            is_incomplete=False,
            items=[
                types.CompletionItem(
                    label=item.label,
                    kind=_ITEMS[item.kind],
                    detail=item.detail or None,
                    documentation=types.MarkupContent(types.MarkupKind.Markdown, item.about) if item.about else None,
                    sort_text=f"{number:04}",
                    filter_text=item.insert.rstrip(": ") if item.insert.startswith('"') else item.label,
                    text_edit=types.TextEdit(self.range(item.span), item.insert),
                )
                for number, item in enumerate(proposals)
            ],
        )

    def symbols(self, found: Iterable[Symbol]) -> list[types.DocumentSymbol]:
        """The outline of the file."""
        return [
            types.DocumentSymbol(
                name=item.name,
                kind=_SYMBOLS[item.kind],
                range=self.range(item.span),
                selection_range=self.range(item.selection),
                detail=item.detail or None,
                children=self.symbols(item.children),
            )
            for item in found
        ]

    def action(self, item: Action) -> types.CodeAction:
        """A change of the file."""
        edits = [self.edit(edit) for edit in item.edits]
        return types.CodeAction(
            title=item.title,
            kind=_ACTIONS[item.kind],
            diagnostics=[self.diagnostic(placed) for placed in item.placed],
            is_preferred=item.preferred or None,
            edit=types.WorkspaceEdit(changes={self.uri: edits}),
        )

    def edit(self, edit: Edit) -> types.TextEdit:
        """One change of the text."""
        return types.TextEdit(self.range(edit.span), edit.text)
