-- Demand points of an area with what their neighbourhoods need, their city's population and the current priority of a service.
-- :provinces :cities  arrays of codes, or NULL for all; both must hold · :service  whose priority, or NULL for overall
SELECT p.code, p.neighbourhood_code, n.city_code, n.province_code, ST_X(p.geom) AS lon, ST_Y(p.geom) AS lat,
       p.population, n.population AS of_population, n.households, n.job_seekers, n.women_heads_of_household,
       c.population AS city_population, dn.provenance, dp.provenance AS point_provenance, s.priority
FROM geo_target.demand_points AS p
JOIN geo_target.datasets AS dp ON dp.dataset_id = p.dataset_id
JOIN geo_target.neighbourhoods AS n ON n.code = p.neighbourhood_code AND n.retired_by IS NULL
JOIN geo_target.datasets AS dn ON dn.dataset_id = n.dataset_id
JOIN geo_target.cities AS c ON c.code = n.city_code AND c.retired_by IS NULL
LEFT JOIN geo_target.scores AS s ON s.neighbourhood_code = n.code
     AND s.run_id = (SELECT r.run_id FROM layers.current_score_run AS r)
     AND s.service = coalesce(CAST(:service AS text), 'overall')
WHERE p.retired_by IS NULL
  AND (CAST(:provinces AS text[]) IS NULL OR n.province_code = ANY (CAST(:provinces AS text[])))
  AND (CAST(:cities AS text[]) IS NULL OR n.city_code = ANY (CAST(:cities AS text[])))
ORDER BY p.neighbourhood_code, p.code
