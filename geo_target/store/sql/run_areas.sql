-- Every neighbourhood of one run and what the run says of it for each service, overall too; names and figures of its current row, else of its last.
-- :run_id · :measure  one of the kept measures whose value is wanted; NULL for the one that made the priorities
SELECT s.service, s.neighbourhood_code AS code, coalesce(s.measure, 'coverage') AS measure, s.state, s.demand, s.share_covered, s.unserved, s.gap,
       s.target, s.priority, s.rank, a.value, a.state AS value_state,
       n.province_code, n.city_code, n.population, n.deprivation, d.provenance
FROM geo_target.scores AS s
LEFT JOIN geo_target.access_values AS a
       ON a.run_id = s.run_id AND a.neighbourhood_code = s.neighbourhood_code AND a.service = s.service
      AND a.measure = coalesce(CAST(:measure AS text), s.measure)
LEFT JOIN (
    SELECT DISTINCT ON (code) code, province_code, city_code, population, deprivation, dataset_id
    FROM geo_target.neighbourhoods
    ORDER BY code, retired_by IS NULL DESC, id DESC
) AS n ON n.code = s.neighbourhood_code
LEFT JOIN geo_target.datasets AS d ON d.dataset_id = n.dataset_id
WHERE s.run_id = :run_id
ORDER BY s.service, s.neighbourhood_code
