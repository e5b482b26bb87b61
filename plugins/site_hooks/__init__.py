"""MkDocs hooks of this project's own site; not part of the distribution."""
