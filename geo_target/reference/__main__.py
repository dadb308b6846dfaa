"""``python -m geo_target.reference --out DIR``: make the reference dataset anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from geo_target.reference.generate import generate


def main() -> None:
    """Parse the arguments and generate."""
    data = Path("data")
    parser = argparse.ArgumentParser(
        prog="python -m geo_target.reference",
        description="Make data/boundaries, data/layers and data/catalog.toml anew from data/sources.",
        epilog="example: python -m geo_target.reference --out data",
    )
    parser.add_argument("--sources", type=Path, default=data / "sources", help="default: data/sources")
    parser.add_argument("--out", type=Path, default=data, help="default: data")
    arguments = parser.parse_args()
    generate(arguments.sources, arguments.out)


if __name__ == "__main__":
    main()
