-- Demand points for scoring: code, degrees, people, and the neighbourhood of each.
SELECT p.code, p.neighbourhood_code, ST_X(p.geom) AS lon, ST_Y(p.geom) AS lat, p.population
FROM geo_target.demand_points AS p WHERE p.retired_by IS NULL
ORDER BY p.neighbourhood_code, p.code
