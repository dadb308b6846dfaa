"""The priorities of the reference dataset under the built-in profile: kept as a table, so that a change is seen.

Renewed by ``python tests/golden/test_reference_priorities.py`` and read in review.
"""

import csv
from pathlib import Path

import numpy as np
from reference_country import reference_country

from geo_target.profile import SERVICES, load_profile
from geo_target.workflows.service_scores import score_services

TABLE = Path(__file__).with_name("reference_priorities.csv")


def rows():
    scores = score_services(*reference_country(), load_profile())
    columns = (scores.overall, *(scores.services[name].priority for name in SERVICES))
    plain = zip(scores.codes, scores.rank.tolist(), np.column_stack(columns).tolist(), strict=True)
    return [(code, str(rank), *(f"{value:.6f}" for value in values)) for code, rank, values in plain]


def test_priorities_and_ranks_of_the_reference_dataset_stay_as_they_are():
    with TABLE.open(encoding="utf-8", newline="") as file:
        kept = [tuple(row) for row in csv.reader(file)][1:]
    assert rows() == kept


if __name__ == "__main__":
    with TABLE.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("code", "rank", "overall", *SERVICES))
        writer.writerows(rows())
