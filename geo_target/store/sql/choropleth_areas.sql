-- Every area of a level with the figures of its neighbourhoods in the current score run, by code; NULL where there is nothing to say.
-- Priority is the mean weighted by population, coverage the share of the people, unserved a sum.
-- Overall coverage and unserved are the means of the services, by the weights of the run's profile.
-- :level    province, city or neighbourhood
-- :service  training, placement, microfinance, community or overall
WITH weights AS (
    SELECT r.run_id, s.key AS service, CASE WHEN :service = 'overall' THEN (s.value ->> 'weight')::double precision ELSE 1 END AS weight
    FROM layers.current_score_run AS r
    CROSS JOIN LATERAL jsonb_each(r.profile -> 'services') AS s
    WHERE :service IN ('overall', s.key)
),
figures AS (
    SELECT CASE :level WHEN 'province' THEN n.province_code WHEN 'city' THEN n.city_code ELSE n.code END AS area_code,
           n.population, own.priority, mean.coverage, mean.unserved
    FROM geo_target.neighbourhoods AS n
    LEFT JOIN geo_target.scores AS own
        ON own.neighbourhood_code = n.code AND own.service = :service AND own.run_id = (SELECT run_id FROM layers.current_score_run)
    LEFT JOIN (
        SELECT s.neighbourhood_code,
               sum(w.weight * s.share_covered) / nullif(sum(w.weight) FILTER (WHERE s.share_covered IS NOT NULL), 0) AS coverage,
               sum(w.weight * s.unserved) / nullif(sum(w.weight) FILTER (WHERE s.unserved IS NOT NULL), 0) AS unserved
        FROM geo_target.scores AS s JOIN weights AS w USING (run_id, service)
        GROUP BY s.neighbourhood_code
    ) AS mean ON mean.neighbourhood_code = n.code
    WHERE n.retired_by IS NULL
),
areas AS (
    SELECT 'province' AS level, code, name_fa, name_en, provenance, (ST_MaximumInscribedCircle(geom)).center AS middle
    FROM layers.provinces WHERE :level = 'province'
    UNION ALL SELECT 'city', code, name_fa, name_en, provenance, geom FROM layers.cities WHERE :level = 'city'
    UNION ALL SELECT 'neighbourhood', code, name_fa, name_en, provenance, ST_PointOnSurface(geom)
    FROM layers.neighbourhoods WHERE :level = 'neighbourhood'
)
SELECT a.code, a.name_fa, a.name_en, a.provenance, ST_X(a.middle) AS lon, ST_Y(a.middle) AS lat,
       count(f.area_code) AS neighbourhoods,
       coalesce(sum(f.population), 0)::bigint AS population,
       sum(f.priority * f.population) / nullif(sum(f.population) FILTER (WHERE f.priority IS NOT NULL), 0) AS priority,
       sum(f.coverage * f.population) / nullif(sum(f.population) FILTER (WHERE f.coverage IS NOT NULL), 0) AS coverage,
       sum(f.unserved) AS unserved
FROM areas AS a
LEFT JOIN figures AS f ON f.area_code = a.code
GROUP BY a.code, a.name_fa, a.name_en, a.provenance, a.middle
ORDER BY a.code
