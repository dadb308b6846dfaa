"""The command line: one file a command group; each parses, calls one workflow, prints."""

from geo_target.cli.app import app, main

__all__ = ["app", "main"]
