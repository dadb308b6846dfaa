"""The register that an import is checked against, out of the store's rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from geo_target.intake.names.gazetteer import Gazetteer, Place
from geo_target.intake.register import Register, StandingRow
from geo_target.store.layers import KIND_OF_COLLECTION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_target.store.register import RegisterRows


def register_of(rows: RegisterRows) -> Register:
    """Return the register of one snapshot."""
    import shapely

    areas = shapely.from_wkb([bytes(row.area) for row in rows.provinces])
    return Register(
        gazetteer=Gazetteer(
            provinces=map(_province, rows.provinces),
            counties=map(_inside, rows.counties),
            cities=map(_inside, rows.cities),
            neighbourhoods=map(_inside, rows.neighbourhoods),
        ),
        province_areas=dict(zip((row.code for row in rows.provinces), areas, strict=True)),
        codes=_codes(rows),
        names={
            layer: _names([row for row in rows.links if row.layer == layer])
            for layer in ("occupations", "federations", "training_centres")
        },
        standing=tuple(map(_standing, rows.standing)),
        used_codes=rows.used_codes,
        places={row.code: (row.lon, row.lat) for row in rows.links if row.lon is not None},
    )


def _province(row: Any) -> Place:
    return Place(
        code=row.code,
        name_fa=row.name_fa,
        name_en=row.name_en,
        iso_3166_2_pre2020=row.iso_3166_2_pre2020,
        sci_code=row.sci_code,
        hasc=row.hasc,
    )


def _standing(row: Any) -> StandingRow:
    import shapely

    facts: dict[str, Any] = row._asdict()
    area = facts.pop("area")
    return StandingRow(**facts, area=None if area is None else shapely.from_wkb(bytes(area)))


def _inside(row: Any) -> Place:
    return Place(**row._asdict())


def _codes(rows: RegisterRows) -> dict[str, frozenset[str]]:
    collection_of = {kind: collection for collection, kind in KIND_OF_COLLECTION.items()}
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows.facility_codes:
        codes[collection_of[row.kind]].add(row.code)
    for row in rows.links:
        codes[row.layer].add(row.code)
    return {layer: frozenset(found) for layer, found in codes.items()}


def _names(rows: Iterable[Any]) -> dict[str, str]:
    """Return the code of each name. Namesakes are told apart by spaces at the end, so that they stay ambiguous."""
    names: dict[str, str] = {}
    of_name: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in (row.name_fa, row.name_en):
            of_name[name].add(row.code)
    for name, codes in of_name.items():
        alone = len(codes) == 1
        names |= {name + " " * (0 if alone else number): code for number, code in enumerate(sorted(codes), 1)}
    return names
