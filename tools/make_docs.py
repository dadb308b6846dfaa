"""Make the generated documents anew: the command line's reference, from the program itself. `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from geo_target.cli import app

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "reference" / "command-line.md"


def main() -> int:
    """Write the documents, or, with ``--check``, return 1 if one is not fresh."""
    fresh = command_line_reference()
    if "--check" in sys.argv[1:]:
        current = TARGET.read_text("utf-8") if TARGET.exists() else ""
        if current != fresh:
            sys.stderr.write(f"{TARGET.relative_to(ROOT)} is not fresh: make docs\n")
        return int(current != fresh)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(fresh, "utf-8")
    return 0


def command_line_reference() -> str:
    """Return the reference of all commands as Markdown, in their order."""
    root = typer.main.get_command(app)
    lines = ["# The command line", "", "Made by `make docs` from the program itself.", ""]
    for path, command in _walk("geo-target", root):
        lines += [f"## `{path}`", "", (command.help or "").strip(), ""]
        for parameter in command.params:
            text = getattr(parameter, "help", None)
            names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
            if parameter.name != "help" and text:
                lines.append(f"- {names}: {text}")
        lines.append("")
    return "\n".join(lines)


def _walk(path: str, command: object) -> list[tuple[str, object]]:
    children = getattr(command, "commands", None)
    if not children:
        return [(path, command)]
    return [found for name, child in children.items() for found in _walk(f"{path} {name}", child)]


if __name__ == "__main__":
    sys.exit(main())
