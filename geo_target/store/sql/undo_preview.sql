-- What would be current again if the datasets :group were taken back: for each dataset how many rows, in their order.
SELECT d.dataset_id, d.layer, d.title_fa, d.title_en, count(*) AS rows
FROM (
    SELECT dataset_id FROM geo_target.provinces WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.counties WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.cities WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.neighbourhoods WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.demand_points WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.facilities WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.federations WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.self_help_groups WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.occupations WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.course_runs WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.candidate_sites WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.reported_figures WHERE retired_by = ANY(:group)
    UNION ALL SELECT dataset_id FROM geo_target.rasters WHERE retired_by = ANY(:group)
) AS retired
JOIN geo_target.datasets AS d USING (dataset_id)
WHERE d.dataset_id <> ALL(:group)
GROUP BY d.dataset_id, d.layer, d.title_fa, d.title_en
ORDER BY d.dataset_id;
