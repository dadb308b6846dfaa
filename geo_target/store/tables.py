"""The tables as SQLAlchemy sees them (GeoAlchemy2), held equal to the migrations by a test.

Import late: GeoAlchemy2 takes a good part of a second. Constraints, triggers and views stand in
``migrations/``; here are the columns, which is what loading, exchange and notebooks need.
"""

from __future__ import annotations

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData(schema="geo_target")


def _key(type_: type[BigInteger | Integer] = BigInteger, name: str = "id") -> Column[int]:
    return Column(name, type_, Identity(), primary_key=True)


def _needed(name: str, type_: Any = Text, **options: Any) -> Column[Any]:
    return Column(name, type_, nullable=False, **options)


def _layer(name: str, shape: str | None, *columns: Column[Any], names: bool = True) -> Table:
    """Make a table of the kind that datasets fill: code, names, own columns, dataset, geometry."""
    named = [_needed("name_fa"), _needed("name_en")] if names else []
    place = [] if shape is None else [_needed("geom", Geometry(shape, srid=4326, spatial_index=False))]
    return Table(
        name,
        metadata,
        _key(),
        _needed("code"),
        *named,
        *columns,
        Column("dataset_id", Integer, ForeignKey("geo_target.datasets.dataset_id"), nullable=False),
        Column("retired_by", Integer, ForeignKey("geo_target.datasets.dataset_id")),
        *place,
    )


datasets = Table(
    "datasets",
    metadata,
    _key(Integer, "dataset_id"),
    *(
        _needed(c)
        for c in ("layer", "title_fa", "title_en", "provenance", "source_fa", "source_en", "licence")
    ),
    _needed("dated", Date),
    _needed("checksum"),
    _needed("row_count", Integer),
    _needed("loaded_at", DateTime(timezone=True), server_default=text("now()")),
    _needed("loaded_by", server_default=text("session_user")),
    Column("undone_at", DateTime(timezone=True)),
    Column("part_of", Integer, ForeignKey("geo_target.datasets.dataset_id")),
    Column("mode", Text),
    Column("options_sha256", Text),
)
provinces = _layer(
    "provinces",
    "MULTIPOLYGON",
    Column("iso_3166_2_pre2020", Text),
    Column("sci_code", Text),
    Column("hasc", Text),
    _needed("in_programme", Boolean),
)
counties = _layer("counties", "MULTIPOLYGON", _needed("province_code"))
cities = _layer(
    "cities",
    "POINT",
    _needed("province_code"),
    Column("county_code", Text),
    _needed("population", Integer),
    _needed("named_in_report", Boolean),
)
neighbourhoods = _layer(
    "neighbourhoods",
    "MULTIPOLYGON",
    _needed("province_code"),
    _needed("city_code"),
    _needed("type"),
    *(_needed(c, Integer) for c in ("population", "households", "job_seekers", "women_heads_of_household")),
    _needed("deprivation", Double),
)
demand_points = _layer(
    "demand_points", "POINT", _needed("neighbourhood_code"), _needed("population", Integer), names=False
)
facilities = _layer(
    "facilities",
    "POINT",
    _needed("province_code"),
    Column("city_code", Text),
    Column("neighbourhood_code", Text),
    _needed("kind"),
    _needed("status"),
    Column("capacity", Integer),
    _needed("in_outskirts", Boolean, server_default=text("false")),
    Column("floor_area_m2", Integer),
)
federations = _layer(
    "federations", "POINT", _needed("province_code"), _needed("county_fa"), _needed("county_en")
)
self_help_groups = _layer(
    "self_help_groups",
    "POINT",
    *(_needed(c) for c in ("province_code", "place_fa", "place_en", "setting")),
    Column("neighbourhood_code", Text),
    Column("federation_code", Text),
    _needed("members", Integer),
    _needed("women", Integer),
    Column("women_heads_of_household", Integer),
)
occupations = _layer("occupations", None, _needed("sector"))
course_runs = _layer(
    "course_runs",
    "POINT",
    _needed("province_code"),
    _needed("city_code"),
    Column("neighbourhood_code", Text),
    Column("training_centre_code", Text),
    _needed("occupation_code"),
    _needed("trainees", Integer),
    _needed("trainee_hours", Integer),
)
candidate_sites = _layer(
    "candidate_sites",
    "POINT",
    _needed("province_code"),
    _needed("city_code"),
    Column("neighbourhood_code", Text),
    _needed("kind"),
    _needed("status"),
    Column("budget_million_rials", BigInteger),
)
profiles = Table(
    "profiles",
    metadata,
    _key(Integer, "profile_id"),
    _needed("name"),
    _needed("fingerprint", unique=True),
    _needed("body", JSONB),
    _needed("kept_at", DateTime(timezone=True), server_default=text("now()")),
)
score_runs = Table(
    "score_runs",
    metadata,
    _key(Integer, "run_id"),
    Column("profile_id", Integer, ForeignKey("geo_target.profiles.profile_id"), nullable=False),
    _needed("data_version", BigInteger),
    _needed("created_at", DateTime(timezone=True), server_default=text("now()")),
    _needed("created_by", server_default=text("session_user")),
    _needed("draws", Integer, server_default=text("0")),
    Column("seed", Integer),
    Column("top_k", Integer),
)
scores = Table(
    "scores",
    metadata,
    Column(
        "run_id", Integer, ForeignKey("geo_target.score_runs.run_id", ondelete="CASCADE"), primary_key=True
    ),
    Column("neighbourhood_code", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    _needed("state"),
    Column("nearest_m", Double),
    Column("nearest_code", Text),
    Column("radius_m", Double),
    Column("demand", Double),
    Column("share_covered", Double),
    Column("unserved", Double),
    _needed("priority", Double),
    _needed("rank", Integer),
    Column("measure", Text),
    *(Column(c, Double) for c in ("access", "target", "gap")),
    *(Column(c, Integer) for c in ("rank_low", "rank_median", "rank_high")),
    Column("in_top", Double),
)
access_values = Table(
    "access_values",
    metadata,
    Column(
        "run_id", Integer, ForeignKey("geo_target.score_runs.run_id", ondelete="CASCADE"), primary_key=True
    ),
    *(Column(c, Text, primary_key=True) for c in ("neighbourhood_code", "service", "measure")),
    Column("value", Double),
    _needed("state"),
)
siting_runs = Table(
    "siting_runs",
    metadata,
    _key(Integer, "run_id"),
    _needed("created_at", DateTime(timezone=True), server_default=text("now()")),
    _needed("created_by", server_default=text("session_user")),
    _needed("model"),
    Column("service", Text),
    _needed("request", JSONB),
    Column("profile_id", Integer, ForeignKey("geo_target.profiles.profile_id"), nullable=False),
    _needed("data_version", BigInteger),
    _needed("status"),
    _needed("cancelled", Boolean),
    *(Column(c, Double) for c in ("objective", "bound", "gap")),
    *(_needed(c) for c in ("unit", "demand")),
    Column("radius_m", Double),
    _needed("demand_total", Double),
    _needed("before", JSONB),
    *(Column(c, JSONB) for c in ("after", "clash", "hand_made", "robustness", "fairness", "shared")),
    _needed("notes", JSONB),
    _needed("provenance"),
    _needed("provenance_counts", JSONB),
    *(_needed(c, Integer) for c in ("n_new", "n_existing", "n_candidates", "n_demand", "seed")),
    *(_needed(c, Double) for c in ("solve_s", "seconds")),
)
_SITING_RUN = "geo_target.siting_runs.run_id"
siting_plans = Table(
    "siting_plans",
    metadata,
    Column("run_id", Integer, ForeignKey(_SITING_RUN, ondelete="CASCADE"), primary_key=True),
    Column("plan", Integer, primary_key=True, autoincrement=False),
    _needed("kind"),
    _needed("n_new", Integer),
    _needed("status"),
    *(
        Column(c, Double)
        for c in ("objective", "bound", "gap", "coverage", "people", "regret", "worst", "budget")
    ),
)
siting_sites = Table(
    "siting_sites",
    metadata,
    Column("run_id", Integer, primary_key=True, autoincrement=False),
    Column("plan", Integer, primary_key=True, autoincrement=False),
    _needed("place", Integer),
    Column("code", Text, primary_key=True),
    *(_needed(c) for c in ("name_fa", "name_en", "kind", "role", "provenance")),
    *(Column(c, Text) for c in ("province_code", "city_code")),
    *(Column(c, Double) for c in ("budget_million_rials", "served")),
    Column("points", Integer),
    *(Column(c, Double) for c in ("marginal", "loses")),
    Column("runner_up", Text),
    *(Column(c, Double) for c in ("difference", "frequency")),
    *(Column(c, Text) for c in ("part", "reason_fa", "reason_en")),
    Column("stability", Double),
    Column("services", ARRAY(Text)),
    _needed("geom", Geometry("POINT", srid=4326, spatial_index=False)),
    ForeignKeyConstraint(
        ["run_id", "plan"],
        ["geo_target.siting_plans.run_id", "geo_target.siting_plans.plan"],
        ondelete="CASCADE",
    ),
)
siting_demand = Table(
    "siting_demand",
    metadata,
    Column("run_id", Integer, ForeignKey(_SITING_RUN, ondelete="CASCADE"), primary_key=True),
    Column("demand_point", Text, primary_key=True),
    _needed("neighbourhood_code"),
    _needed("demand", Double),
    Column("site", Text),
    Column("metres", Double),
    _needed("geom", Geometry("POINT", srid=4326, spatial_index=False)),
)
reported_figures = Table(
    "reported_figures",
    metadata,
    _key(),
    *(_needed(c) for c in ("key", "scope", "topic")),
    _needed("value", Double),
    Column("value_max", Double),
    _needed("unit"),
    Column("held_by", Text),
    Column("contradicts", Text),
    _needed("note_fa", server_default=text("''")),
    _needed("note_en", server_default=text("''")),
    Column("dataset_id", Integer, ForeignKey("geo_target.datasets.dataset_id"), nullable=False),
    Column("retired_by", Integer, ForeignKey("geo_target.datasets.dataset_id")),
)
rasters = Table(
    "rasters",
    metadata,
    Column("dataset_id", Integer, ForeignKey("geo_target.datasets.dataset_id"), primary_key=True),
    _needed("crs"),
    *(_needed(c, Integer) for c in ("width", "height")),
    *(_needed(c, Double) for c in ("west", "south", "east", "north")),
    Column("nodata", Double),
    _needed("total", Double),
    _needed("sha256"),
    _needed("bytes", BigInteger),
    Column("retired_by", Integer, ForeignKey("geo_target.datasets.dataset_id")),
)
raster_chunks = Table(
    "raster_chunks",
    metadata,
    Column(
        "dataset_id",
        Integer,
        ForeignKey("geo_target.rasters.dataset_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("number", Integer, primary_key=True),
    _needed("content", LargeBinary),
)
data_version = Table(
    "data_version",
    metadata,
    Column("only_row", Boolean, primary_key=True, server_default=text("true")),
    _needed("version", BigInteger),
    _needed("changed_at", DateTime(timezone=True), server_default=text("now()")),
    _needed("changed_in", BigInteger),
)
reference_checks = Table(
    "reference_checks",
    metadata,
    _key(BigInteger, "check_id"),
    *(_needed(c) for c in ("child", "column_name", "parent")),
    Column("kind", Text),
    _needed("code"),
    _needed("parent_went", Boolean),
)
audit_trail = Table(
    "audit_trail",
    metadata,
    _key(BigInteger, "audit_id"),
    _needed("at", DateTime(timezone=True), server_default=text("clock_timestamp()")),
    _needed("actor", server_default=text("session_user")),
    _needed("action"),
    _needed("layer"),
    _needed("row_count", BigInteger),
    _needed("data_version", BigInteger),
)
