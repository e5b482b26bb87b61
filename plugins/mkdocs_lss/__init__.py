"""The MkDocs plugin `lss`: a thin adapter from the pages of a site to `loop_engineering`."""
