"""Everything that is modelled, in the order in which one part needs another: values in, rows out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo_target.reference import facilities as place
from geo_target.reference.branches import bank_branches
from geo_target.reference.built_up import model_built_up
from geo_target.reference.candidates import CandidateSite, candidate_sites
from geo_target.reference.courses import CourseRun, CourseTotals, PlaceTotal, model_courses
from geo_target.reference.draw import apportion
from geo_target.reference.figures import BIRJAND, BOSHRUYEH, MASHHAD, NEYSHABUR, SABZEVAR, TORBAT
from geo_target.reference.groups import Federation, Group, Membership, model_groups
from geo_target.reference.people import Neighbourhood, model_neighbourhoods
from geo_target.reference.town import Town

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.reference.reported import Figure
    from geo_target.reference.sources import Sources

_PREFIX = {
    "training_centre": "TC",
    "placement_centre": "PC",
    "neighbourhood_house": "NH",
    "bank_branch": "BB",
    "social_service_base": "SB",
}
_RUNS_OF_PLACES = (
    {MASHHAD: 16},
    {SABZEVAR: 4},
    {NEYSHABUR: 2},
    {TORBAT: 2},
    {BIRJAND: 6, BOSHRUYEH: 2},
)
"""Course runs of the places whose trainees are printed: four in Sabzevar as reported, else by usual class sizes."""


@dataclass(frozen=True, slots=True)
class Model:
    """The modelled rows, each list sorted by code."""

    neighbourhoods: list[Neighbourhood]
    facilities: dict[str, list[place.Facility]]
    groups: list[Group]
    federations: list[Federation]
    course_runs: list[CourseRun]
    candidate_sites: list[CandidateSite]


def make_model(sources: Sources, figures: Sequence[Figure]) -> Model:
    """Model the whole country so that it reproduces the figures.

    Raises
    ------
    ValueError
        If the figures cannot be met, for example more neighbourhoods than a city has room for.
    """
    said = {(f.key, f.scope): f.value for f in figures}
    towns = _towns(sources, said["target_neighbourhoods", "country"])
    by_kind = {
        "training_centre": place.training_centres(towns),
        "placement_centre": place.placement_centres(towns),
        "neighbourhood_house": place.neighbourhood_houses(towns),
        "bank_branch": bank_branches(towns, sources.places),
        "social_service_base": place.social_service_bases(towns),
    }
    coded = {kind: _coded(kind, rows) for kind, rows in by_kind.items()}
    groups, federations = model_groups(
        {scope: n for (key, scope), n in said.items() if key == "self_help_groups" and scope != "country"},
        Membership(*(said[key, "country"] for key in ("members", "women", "women_heads_of_household"))),
        towns,
        sources.places,
        sources.ground,
    )
    runs = model_courses(
        _course_totals(said),
        towns,
        sources.occupations,
        coded["training_centre"],
        coded["neighbourhood_house"],
    )
    return Model(
        neighbourhoods=sorted((n for t in towns for n in t.neighbourhoods), key=lambda n: n.code),
        facilities=coded,
        groups=groups,
        federations=federations,
        course_runs=runs,
        candidate_sites=candidate_sites(towns, coded["neighbourhood_house"]),
    )


def _towns(sources: Sources, neighbourhoods: int) -> list[Town]:
    counts = apportion([c.population for c in sources.cities], neighbourhoods)
    towns: list[Town] = []
    for city, count in zip(sources.cities, counts.tolist(), strict=True):
        built = model_built_up(city, sources.cities, sources.ground)
        towns.append(Town(built, model_neighbourhoods(built, count, sources.name_parts)))
    return towns


def _coded(kind: str, facilities: list[place.Facility]) -> list[place.Facility]:
    return [replace(f, code=f"{_PREFIX[kind]}-{number:05}") for number, f in enumerate(facilities, 1)]


def _course_totals(said: dict[tuple[str, str], int]) -> CourseTotals:
    return CourseTotals(
        course_runs=said["course_runs", "country"],
        trainees=said["trainee_courses", "country"],
        trainee_hours=said["trainee_hours", "country"],
        places=tuple(
            PlaceTotal(
                runs, said["place_trainees", "+".join(runs)], said["place_trainee_hours", "+".join(runs)]
            )
            for runs in _RUNS_OF_PLACES
        ),
    )
