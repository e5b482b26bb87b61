"""Tests of the MkDocs plugin, by real builds of small sites."""
