-- Who goes where in the best plan of a siting run, by neighbourhood: from the middle of its people to the site, in degrees.
-- :run_id
SELECT d.neighbourhood_code || '/' || s.code AS code, n.name_fa, n.name_en, coalesce(n.province_code, s.province_code) AS province_code,
       s.provenance, d.neighbourhood_code, s.code AS site_code, s.name_fa AS site_fa, s.name_en AS site_en, s.role,
       d.demand AS served, d.metres AS mean_m,
       d.lon, d.lat, ST_X(s.geom) AS site_lon, ST_Y(s.geom) AS site_lat
FROM (
    SELECT p.neighbourhood_code, p.site, sum(p.demand) AS demand, sum(p.demand * p.metres) / nullif(sum(p.demand), 0) AS metres,
           sum(p.demand * ST_X(p.geom)) / nullif(sum(p.demand), 0) AS lon, sum(p.demand * ST_Y(p.geom)) / nullif(sum(p.demand), 0) AS lat
    FROM geo_target.siting_demand AS p
    WHERE p.run_id = :run_id AND p.site IS NOT NULL AND p.demand > 0
    GROUP BY p.neighbourhood_code, p.site
) AS d
JOIN geo_target.siting_sites AS s ON s.run_id = :run_id AND s.plan = 0 AND s.code = d.site
LEFT JOIN geo_target.neighbourhoods AS n ON n.code = d.neighbourhood_code AND n.retired_by IS NULL
ORDER BY d.neighbourhood_code, s.code
