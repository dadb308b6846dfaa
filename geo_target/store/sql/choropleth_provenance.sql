-- The least certain provenance of the rows that scores are computed from; NULL where there are none. One row.
SELECT CASE WHEN bool_or(d.provenance = 'modelled') THEN 'modelled' WHEN bool_or(d.provenance = 'open') THEN 'open' ELSE min(d.provenance) END
       AS provenance
FROM geo_target.datasets AS d
WHERE EXISTS (SELECT 1 FROM geo_target.neighbourhoods AS n WHERE n.dataset_id = d.dataset_id AND n.retired_by IS NULL)
   OR EXISTS (SELECT 1 FROM geo_target.demand_points AS p WHERE p.dataset_id = d.dataset_id AND p.retired_by IS NULL)
   OR EXISTS (SELECT 1 FROM geo_target.facilities AS f WHERE f.dataset_id = d.dataset_id AND f.retired_by IS NULL)
   OR EXISTS (SELECT 1 FROM geo_target.self_help_groups AS g WHERE g.dataset_id = d.dataset_id AND g.retired_by IS NULL)
ORDER BY 1
