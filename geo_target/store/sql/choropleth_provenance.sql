-- The least certain provenance of the rows that scores are computed from; NULL where there are none. One row.
SELECT CASE WHEN bool_or(d.provenance = 'modelled') THEN 'modelled' WHEN bool_or(d.provenance = 'open') THEN 'open' ELSE min(d.provenance) END
       AS provenance
FROM geo_target.datasets AS d
CROSS JOIN LATERAL (
    -- The layer's name first and LIMIT 1, so that a table is looked into only for its own datasets, and only until a row is found.
    (SELECT n.id FROM geo_target.neighbourhoods AS n
     WHERE d.layer = 'neighbourhoods' AND n.dataset_id = d.dataset_id AND n.retired_by IS NULL LIMIT 1)
    UNION ALL
    (SELECT p.id FROM geo_target.demand_points AS p
     WHERE d.layer = 'demand_points' AND p.dataset_id = d.dataset_id AND p.retired_by IS NULL LIMIT 1)
    UNION ALL
    (SELECT g.id FROM geo_target.self_help_groups AS g
     WHERE d.layer = 'self_help_groups' AND g.dataset_id = d.dataset_id AND g.retired_by IS NULL LIMIT 1)
    UNION ALL
    (SELECT f.id FROM geo_target.facilities AS f
     WHERE d.layer IN ('training_centres', 'placement_centres', 'neighbourhood_houses', 'bank_branches', 'social_service_bases')
       AND f.dataset_id = d.dataset_id AND f.retired_by IS NULL LIMIT 1)
) AS shown
ORDER BY 1
