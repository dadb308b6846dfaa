"""The committed dataset is what the generator makes, byte for byte."""

from pathlib import Path

from geo_target.reference import generate

DATA = Path(__file__).parents[2] / "data"


def _files(folder: Path) -> dict[str, bytes]:
    made = [folder / "catalog.toml", *folder.glob("boundaries/*"), *folder.glob("layers/*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in made}


def test_making_the_dataset_anew_gives_the_same_bytes(tmp_path):
    generate(DATA / "sources", tmp_path)

    made, kept = _files(tmp_path), _files(DATA)
    assert sorted(made) == sorted(kept)
    assert [path for path in made if made[path] != kept[path]] == []
