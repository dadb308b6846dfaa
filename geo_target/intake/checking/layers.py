"""What each layer stores, and what a list must say for it: the columns, in the order in which they are stored.

Held equal to the tables of the database by a test; the ranges are those of its constraints, so that what is
accepted here is never refused there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from geo_target.errors import UnknownLayerError
from geo_target.intake.values.value_numbers import LARGEST_INT

Shape = Literal["POINT", "MULTIPOLYGON"]
Read = Literal["code", "text", "choice", "flag", "whole", "share", "place", "link", "fixed", "geometry"]

LARGEST_BUDGET = 10**12
"""Million rials; a thousand times the budget of the country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A stored column and how it is read.

    Parameters
    ----------
    read
        ``place``: a province, county, city or neighbourhood; ``link``: a row of another layer, by code or name;
        ``fixed``: the same in every row of the layer; the rest are what a cell means.
    required
        Whether the database wants a value in every row.
    fields
        Fields of a list that lead to it; the column's own name is the first.
    least, most
        Of a whole number, both included.
    unit
        The words of this unit may follow the number in a cell.
    rounded
        Whether decimals are rounded to whole ones (and the report says so) or refused.
    choice
        The field of ``value_words.toml``; `allowed` those of its values that the layer holds (empty: all).
    stands_in
        The column whose value stands where a list gives none (reported as a warning).
    otherwise
        What stands where the list has no such column at all (reported): a word as a list would write it.
    """

    name: str
    read: Read
    required: bool = True
    fields: tuple[str, ...] = ()
    least: int = 0
    most: int = LARGEST_INT
    unit: str | None = None
    rounded: bool = False
    choice: str = ""
    allowed: tuple[str, ...] = ()
    stands_in: str | None = None
    otherwise: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerForm:
    """What a layer stores and what its rows are told apart by.

    Parameters
    ----------
    columns
        In the order in which they are stored.
    shape
        None: a layer without places.
    kind
        The kind of facility; None where rows are of no kind or say it themselves.
    prefix, digits
        A new code: ``TC-`` and five digits. Neighbourhoods and counties count within their city or province, whose
        code then comes before.
    identity
        Stored columns that together with the name tell two rows apart; two rows alike in all of them are one row
        given twice.
    whole
        How many rows the whole layer has in the programme's report; None: it does not say.
    at_most
        Pairs of columns of which the first may not be more than the second.
    """

    layer: str
    columns: tuple[Column, ...]
    shape: Shape | None = "POINT"
    kind: str | None = None
    prefix: str = ""
    digits: int = 5
    identity: tuple[str, ...] = ("city_code",)
    whole: int | None = None
    at_most: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The stored columns, ``geom`` last where the layer has places."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        """Return a stored column, or None."""
        return next((column for column in self.columns if column.name == name), None)


FACILITY_KINDS = {
    "training_centres": ("training_centre", "TC-", "trainee_hours"),
    "placement_centres": ("placement_centre", "PC-", "people"),
    "neighbourhood_houses": ("neighbourhood_house", "NH-", "people"),
    "bank_branches": ("bank_branch", "BB-", "people"),
    "social_service_bases": ("social_service_base", "SB-", "people"),
}
"""Layer to its kind, the beginning of its codes, and the unit of its capacity."""

_CODE = Column(name="code", read="code", fields=("code",))
_NAME_FA = Column(name="name_fa", read="text", fields=("name_fa",))
_NAME_EN = Column(name="name_en", read="text", fields=("name_en",), stands_in="name_fa")
_GEOM = Column(
    name="geom", read="geometry", fields=("lon", "lat", "easting", "northing", "zone", "dms", "wkt")
)


def _place(kind: str, *, required: bool = True) -> Column:
    return Column(
        name=f"{kind}_code", read="place", required=required, fields=(f"{kind}_code", f"{kind}_name")
    )


def _text(name: str, *, stands_in: str | None = None) -> Column:
    return Column(name=name, read="text", fields=(name,), stands_in=stands_in)


def _fact(name: str) -> Column:
    return Column(name=name, read="text", fields=(name,), required=False)


def _choice(name: str, *allowed: str) -> Column:
    return Column(name=name, read="choice", fields=(name,), choice=name, allowed=allowed)


def _flag(name: str, otherwise: str | None = None) -> Column:
    return Column(name=name, read="flag", fields=(name,), otherwise=otherwise)


def _whole(
    name: str,
    unit: str | None = "people",
    *,
    required: bool = True,
    least: int = 0,
    most: int = LARGEST_INT,
    rounded: bool = False,
) -> Column:
    return Column(
        name=name, read="whole", fields=(name,), required=required, least=least, most=most, unit=unit, rounded=rounded
    )  # fmt: skip


def _link(name: str, *fields: str, required: bool = False) -> Column:
    return Column(name=name, read="link", fields=(name, *fields), required=required)


_PROVINCE, _CITY, _NEIGHBOURHOOD = (
    _place("province"),
    _place("city"),
    _place("neighbourhood", required=False),
)


def _facilities(layer: str) -> LayerForm:
    kind, prefix, unit = FACILITY_KINDS[layer]
    return LayerForm(
        layer=layer,
        kind=kind,
        prefix=prefix,
        columns=(
            _CODE, _NAME_FA, _NAME_EN, _PROVINCE, _place("city", required=False), _NEIGHBOURHOOD,
            Column(name="kind", read="fixed", fields=("kind",), choice="kind", allowed=(kind,)),
            _choice("status"), _whole("capacity", unit, required=False), _flag("in_outskirts", "no"),
            _whole("floor_area_m2", "m2", required=False, least=1, rounded=True), _GEOM,
        ),
    )  # fmt: skip


_FORMS = (
    LayerForm(
        layer="provinces",
        shape="MULTIPOLYGON",
        prefix="IR-",
        digits=2,
        identity=(),
        columns=(
            _CODE, _NAME_FA, _NAME_EN, _fact("iso_3166_2_pre2020"), _fact("sci_code"), _fact("hasc"),
            _flag("in_programme"), _GEOM,
        ),
    ),
    LayerForm(
        layer="counties",
        shape="MULTIPOLYGON",
        prefix="C",
        digits=3,
        identity=("province_code",),
        columns=(_CODE, _NAME_FA, _NAME_EN, _PROVINCE, _GEOM),
    ),
    LayerForm(
        layer="cities",
        prefix="C",
        digits=9,
        identity=("province_code",),
        whole=93,
        columns=(
            _CODE, _NAME_FA, _NAME_EN, _PROVINCE, _place("county", required=False), _whole("population"),
            _flag("named_in_report"), _GEOM,
        ),
    ),
    LayerForm(
        layer="neighbourhoods",
        shape="MULTIPOLYGON",
        prefix="N",
        digits=3,
        whole=987,
        at_most=(
            ("households", "population"), ("job_seekers", "population"), ("women_heads_of_household", "households"),
        ),
        columns=(
            _CODE, _NAME_FA, _NAME_EN, _PROVINCE, _CITY, _choice("type"), _whole("population"),
            _whole("households", "households"), _whole("job_seekers"), _whole("women_heads_of_household"),
            Column(name="deprivation", read="share", fields=("deprivation",)), _GEOM,
        ),
    ),
    *map(_facilities, FACILITY_KINDS),
    LayerForm(
        layer="federations",
        prefix="FD-",
        digits=2,
        identity=("province_code",),
        columns=(
            _CODE, _NAME_FA, _NAME_EN, _PROVINCE, _text("county_fa"), _text("county_en", stands_in="county_fa"), _GEOM,
        ),
    ),
    LayerForm(
        layer="self_help_groups",
        prefix="SG-",
        identity=("province_code", "place_fa"),
        at_most=(("women", "members"), ("women_heads_of_household", "women")),
        columns=(
            _CODE, _NAME_FA, _NAME_EN, _PROVINCE, _text("place_fa"), _text("place_en", stands_in="place_fa"),
            _choice("setting"), _NEIGHBOURHOOD, _link("federation_code", "federation_name"),
            _whole("members", least=15, most=25), _whole("women"),
            _whole("women_heads_of_household", required=False), _GEOM,
        ),
    ),
    LayerForm(
        layer="occupations",
        shape=None,
        prefix="OC-",
        digits=3,
        identity=(),
        columns=(_CODE, _NAME_FA, _NAME_EN, _choice("sector")),
    ),
    LayerForm(
        layer="course_runs",
        prefix="CR-",
        digits=4,
        identity=(
            "city_code", "neighbourhood_code", "training_centre_code", "occupation_code", "trainees", "trainee_hours",
        ),
        columns=(
            _CODE, _NAME_FA, _NAME_EN, _PROVINCE, _CITY, _NEIGHBOURHOOD,
            _link("training_centre_code", "training_centre_name"),
            _link("occupation_code", "occupation_fa", "occupation_en", required=True),
            _whole("trainees", least=1), _whole("trainee_hours", "trainee_hours", least=1), _GEOM,
        ),
    ),
    LayerForm(
        layer="candidate_sites",
        prefix="CS-",
        columns=(
            _CODE, _NAME_FA, _NAME_EN, _PROVINCE, _CITY, _NEIGHBOURHOOD,
            _choice("kind", "neighbourhood_house", "public_plot", "trade_complex", "grid"), _choice("status"),
            _whole("budget_million_rials", "million_rials", required=False, most=LARGEST_BUDGET, rounded=True), _GEOM,
        ),
    ),
)  # fmt: skip


@lru_cache(maxsize=1)
def _by_layer() -> dict[str, LayerForm]:
    return {form.layer: form for form in _FORMS}


def importable_layers() -> tuple[str, ...]:
    """Return the layers that a list can be imported into."""
    return tuple(_by_layer())


def layer_form(layer: str) -> LayerForm:
    """Return what a layer stores.

    Raises
    ------
    UnknownLayerError
        For a layer that no list can be imported into; names those that can.
    """
    form = _by_layer().get(layer)
    if form is None:
        raise UnknownLayerError(
            f"A list can be imported into one of the layers {', '.join(_by_layer())}, not into {layer!r}."
        )
    return form
