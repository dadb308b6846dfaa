"""What a click on the map opens."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.queries import NO_QUERY, Code
from api.schemas_cards import FeatureCard, NeighbourhoodCardAnswer
from api.service import StoreDep
from geo_target.store.cards import Card, read_card, read_neighbourhood
from geo_target.workflows.explain import reasons_for_card

router = APIRouter(prefix="/api/v1", tags=["cards"], dependencies=[NO_QUERY])

OVERALL = ("priority", "rank", "rank_of", "rank_low", "rank_high", "in_top", "top_k")


@router.get(
    "/neighbourhoods/{code}", response_model=NeighbourhoodCardAnswer, summary="One neighbourhood · یک محله"
)
def neighbourhood(code: Code, store: StoreDep) -> dict[str, Any]:
    """Return a neighbourhood with its scores for each service and overall, and why it has its rank.

    یک محله با امتیاز هر خدمت، اولویت کلی و رتبهٔ آن در کشور، و چرایی این رتبه.
    """
    found = read_neighbourhood(store, code)
    overall = found.overall
    return {
        **_card(found.card),
        "services": found.services,
        **{name: getattr(overall, name, None) for name in OVERALL},
        "provenance": found.card.properties["provenance"],
        "reasons": reasons_for_card(store, code),
    }


@router.get("/features/{collection}/{code}", response_model=FeatureCard, summary="Any feature · هر عارضه")
def feature(
    collection: Annotated[
        str, Path(max_length=64, description="Collection · لایه", examples=["training_centres"])
    ],
    code: Code,
    store: StoreDep,
) -> Card:
    """Return a feature's columns, its place and its dataset.

    ویژگی‌های یک عارضه، جای آن و مجموعه‌دادهٔ آن.
    """
    return read_card(store, collection, code)


def _card(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in FeatureCard.model_fields}
