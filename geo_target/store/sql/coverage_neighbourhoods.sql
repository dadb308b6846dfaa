-- Neighbourhoods that a radius around a place reaches, and how many of their people: sums over demand points.
-- :lon :lat  degrees, EPSG:4326; :radius_m  metres, itself included
WITH here AS (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography AS place),
reached AS (
    SELECT p.neighbourhood_code, sum(p.population)::bigint AS people, min(ST_Distance(p.geom::geography, h.place)) AS nearest_m
    FROM here AS h
    JOIN geo_target.demand_points AS p ON p.retired_by IS NULL AND geo_target.within_radius(p.geom::geography, h.place, :radius_m)
    GROUP BY p.neighbourhood_code
)
SELECT n.code, n.name_fa, n.name_en, n.province_code, n.city_code, c.name_fa AS city_fa, c.name_en AS city_en, n.type, n.population,
       r.people AS reached_population,
       CASE WHEN n.population > 0 THEN least(1.0, r.people::float8 / n.population) ELSE 0 END AS share_reached,
       r.nearest_m AS nearest_distance_m, n.provenance
FROM reached AS r
JOIN layers.neighbourhoods AS n ON n.code = r.neighbourhood_code
JOIN layers.cities AS c ON c.code = n.city_code
ORDER BY r.people DESC, n.code
