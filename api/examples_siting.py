"""Questions where to build as the description of the service shows them; a test puts each of them."""

from typing import Any

QUESTIONS: dict[str, dict[str, Any]] = {
    "most_people": {
        "summary": "Ten training centres that reach most people · ده مرکز آموزش که به بیشترین مردم می‌رسد",
        "value": {
            "model": "mclp",
            "service": "training",
            "n_sites": 10,
            "radius_m": 3000,
            "provinces": ["IR-09"],
            "frontier": True,
        },
    },
    "shortest_way": {
        "summary": "Five sites, the shortest way on the mean · پنج مکان با کوتاه‌ترین راه میانگین",
        "value": {"model": "p_median", "service": "placement", "n_sites": 5, "provinces": ["IR-16"]},
    },
    "everybody": {
        "summary": "The fewest sites that reach everybody · کمترین مکان برای رسیدن به همه",
        "value": {"model": "lscp", "service": "training", "radius_m": 5000, "provinces": ["IR-16"]},
    },
    "within_a_budget": {
        "summary": "As much as a budget brings, with plans as good · بیشترین پوشش با بودجه، و طرح‌های هم‌ارز",
        "value": {
            "model": "mclp",
            "service": "training",
            "provinces": ["IR-16"],
            "budget": 50000,
            "cost_if_unknown": 10000,
            "frontier": True,
            "alternatives": 0.02,
        },
    },
    "fair_between_provinces": {
        "summary": "The worst-served province first · نخست محروم‌ترین استان",
        "value": {
            "model": "mclp",
            "service": "training",
            "n_sites": 4,
            "provinces": ["IR-16", "IR-22"],
            "fair": "province",
            "demand_at": "neighbourhoods",
        },
    },
    "shared_buildings": {
        "summary": "Training and placement in common buildings · آموزش و کاریابی در ساختمان مشترک",
        "value": {
            "model": "mclp",
            "services": ["training", "placement"],
            "n_sites": 2,
            "provinces": ["IR-16"],
        },
    },
    "plan_by_hand": {
        "summary": "Two places of your own against the best · دو جای دلخواه در برابر بهترین طرح",
        "value": {
            "model": "mclp",
            "service": "training",
            "n_sites": 2,
            "provinces": ["IR-16"],
            "pins": [[46.43, 33.63], [46.41, 33.64]],
            "robustness": 10,
        },
    },
}
