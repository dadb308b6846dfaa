-- Codes of the rows of a layer that pass every filter; a filter that is NULL lets every row pass.
-- :layer        a collection
-- :provinces :cities :statuses :provenances :kinds  arrays of what may stand in the row
-- :box :polygon  areas as hexadecimal EWKB, EPSG:4326: points in or on them, areas that share ground with them
-- :origins      places as an array of hexadecimal EWKB; rows within :radius_m metres of one, the radius included.
--               Of an area, its nearest part counts.
WITH held AS NOT MATERIALIZED (
    SELECT 'provinces' AS layer, code, province_code, provenance, NULL AS city_code, NULL AS status, NULL AS kind, geom
    FROM layers.provinces
    UNION ALL SELECT 'counties', code, province_code, provenance, NULL, NULL, NULL, geom FROM layers.counties
    UNION ALL SELECT 'cities', code, province_code, provenance, code, NULL, NULL, geom FROM layers.cities
    UNION ALL SELECT 'neighbourhoods', code, province_code, provenance, city_code, NULL, NULL, geom FROM layers.neighbourhoods
    UNION ALL SELECT 'demand_points', code, province_code, provenance, city_code, NULL, NULL, geom FROM layers.demand_points
    UNION ALL SELECT 'training_centres', code, province_code, provenance, city_code, status, kind, geom FROM layers.training_centres
    UNION ALL SELECT 'placement_centres', code, province_code, provenance, city_code, status, kind, geom FROM layers.placement_centres
    UNION ALL SELECT 'neighbourhood_houses', code, province_code, provenance, city_code, status, kind, geom FROM layers.neighbourhood_houses
    UNION ALL SELECT 'bank_branches', code, province_code, provenance, city_code, status, kind, geom FROM layers.bank_branches
    UNION ALL SELECT 'social_service_bases', code, province_code, provenance, city_code, status, kind, geom FROM layers.social_service_bases
    -- A group has a city only where it sits in one of the city's neighbourhoods.
    UNION ALL SELECT 'self_help_groups', g.code, g.province_code, g.provenance, n.city_code, NULL, NULL, g.geom
    FROM layers.self_help_groups AS g LEFT JOIN layers.neighbourhoods AS n ON n.code = g.neighbourhood_code
    UNION ALL SELECT 'federations', code, province_code, provenance, NULL, NULL, NULL, geom FROM layers.federations
    UNION ALL SELECT 'course_runs', code, province_code, provenance, city_code, NULL, NULL, geom FROM layers.course_runs
    UNION ALL SELECT 'candidate_sites', code, province_code, provenance, city_code, status, kind, geom FROM layers.candidate_sites
    UNION ALL SELECT 'priorities', code, province_code, provenance, city_code, NULL, NULL, geom FROM layers.priorities
)
SELECT h.code FROM held AS h
WHERE h.layer = :layer
  AND (CAST(:provinces AS text[]) IS NULL OR h.province_code = ANY (CAST(:provinces AS text[])))
  AND (CAST(:cities AS text[]) IS NULL OR h.city_code = ANY (CAST(:cities AS text[])))
  AND (CAST(:statuses AS text[]) IS NULL OR h.status = ANY (CAST(:statuses AS text[])))
  AND (CAST(:provenances AS text[]) IS NULL OR h.provenance = ANY (CAST(:provenances AS text[])))
  AND (CAST(:kinds AS text[]) IS NULL OR h.kind = ANY (CAST(:kinds AS text[])))
  AND (CAST(:box AS text) IS NULL OR (ST_Intersects(h.geom, CAST(CAST(:box AS text) AS geometry))
       AND NOT (ST_Dimension(h.geom) = 2 AND ST_Touches(h.geom, CAST(CAST(:box AS text) AS geometry)))))
  AND (CAST(:polygon AS text) IS NULL OR (ST_Intersects(h.geom, CAST(CAST(:polygon AS text) AS geometry))
       AND NOT (ST_Dimension(h.geom) = 2 AND ST_Touches(h.geom, CAST(CAST(:polygon AS text) AS geometry)))))
  AND (CAST(:origins AS text[]) IS NULL OR h.code IN (
      -- Table by table and origin by origin, so that the index on geography finds the candidates.
      SELECT near.code
      FROM (SELECT CAST(place AS geography) AS place FROM unnest(CAST(:origins AS text[])) AS given (place)) AS o
      CROSS JOIN LATERAL (
          SELECT t.code FROM geo_target.provinces AS t WHERE :layer = 'provinces'
            AND t.retired_by IS NULL AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
          UNION ALL SELECT t.code FROM geo_target.counties AS t WHERE :layer = 'counties'
            AND t.retired_by IS NULL AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
          UNION ALL SELECT t.code FROM geo_target.cities AS t WHERE :layer = 'cities'
            AND t.retired_by IS NULL AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
          UNION ALL SELECT t.code FROM geo_target.demand_points AS t WHERE :layer = 'demand_points'
            AND t.retired_by IS NULL AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
          UNION ALL SELECT t.code FROM geo_target.self_help_groups AS t WHERE :layer = 'self_help_groups'
            AND t.retired_by IS NULL AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
          UNION ALL SELECT t.code FROM geo_target.federations AS t WHERE :layer = 'federations'
            AND t.retired_by IS NULL AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
          UNION ALL SELECT t.code FROM geo_target.course_runs AS t WHERE :layer = 'course_runs'
            AND t.retired_by IS NULL AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
          UNION ALL SELECT t.code FROM geo_target.candidate_sites AS t WHERE :layer = 'candidate_sites'
            AND t.retired_by IS NULL AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
          UNION ALL SELECT t.code FROM geo_target.neighbourhoods AS t WHERE :layer IN ('neighbourhoods', 'priorities') AND t.retired_by IS NULL
            AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
          UNION ALL SELECT t.code FROM geo_target.facilities AS t
          WHERE :layer IN ('training_centres', 'placement_centres', 'neighbourhood_houses', 'bank_branches', 'social_service_bases')
            AND t.retired_by IS NULL AND geo_target.within_radius(t.geom::geography, o.place, :radius_m)
      ) AS near
  ))
ORDER BY h.code
