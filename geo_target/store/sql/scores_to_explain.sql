-- Scores of one run by service and code, with today's deprivation, and whether neighbourhood and nearest facility are official.
-- :run_id  of the run
SELECT s.service, s.neighbourhood_code AS code, s.priority, s.rank, s.rank_low, s.rank_high, s.nearest_m, s.share_covered,
       s.unserved, s.demand, s.radius_m, n.deprivation, d.provenance, coalesce(fd.provenance, gd.provenance) AS nearest_provenance
FROM geo_target.scores AS s
JOIN geo_target.neighbourhoods AS n ON n.code = s.neighbourhood_code AND n.retired_by IS NULL
JOIN geo_target.datasets AS d ON d.dataset_id = n.dataset_id
LEFT JOIN geo_target.facilities AS f ON f.code = s.nearest_code AND f.retired_by IS NULL
LEFT JOIN geo_target.datasets AS fd ON fd.dataset_id = f.dataset_id
LEFT JOIN geo_target.self_help_groups AS g ON g.code = s.nearest_code AND g.retired_by IS NULL
LEFT JOIN geo_target.datasets AS gd ON gd.dataset_id = g.dataset_id
WHERE s.run_id = :run_id
ORDER BY s.service, s.neighbourhood_code
