-- Every dataset, by layer and then newest first; `current` says whether any row of it is shown today.
-- A facility's dataset is of its kind's layer, so the tables together hold all of them.
SELECT d.dataset_id, d.layer, d.title_fa, d.title_en, d.provenance, d.source_fa, d.source_en, d.licence, d.dated,
       d.row_count AS rows, d.checksum, d.loaded_at, d.undone_at, d.mode, d.part_of,
       shown.dataset_id IS NOT NULL AS current
FROM geo_target.datasets AS d
LEFT JOIN (
    SELECT dataset_id FROM geo_target.provinces WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.counties WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.cities WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.neighbourhoods WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.demand_points WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.facilities WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.federations WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.self_help_groups WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.occupations WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.course_runs WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.candidate_sites WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.reported_figures WHERE retired_by IS NULL
    UNION SELECT dataset_id FROM geo_target.rasters WHERE retired_by IS NULL
) AS shown USING (dataset_id)
ORDER BY d.layer, d.dataset_id DESC
