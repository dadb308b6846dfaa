-- The place of the row of any layer that has this code, as hexadecimal EWKB in EPSG:4326, with its names.
-- :code  of a facility, group, site, course run, neighbourhood, city, county, province, demand point or federation
WITH held AS (
    SELECT code, name_fa, name_en, geom FROM layers.provinces
    UNION ALL SELECT code, name_fa, name_en, geom FROM layers.counties
    UNION ALL SELECT code, name_fa, name_en, geom FROM layers.cities
    UNION ALL SELECT code, name_fa, name_en, geom FROM layers.neighbourhoods
    UNION ALL SELECT code, name_fa, name_en, geom FROM layers.demand_points
    UNION ALL SELECT code, name_fa, name_en, geom FROM layers.facilities
    UNION ALL SELECT code, name_fa, name_en, geom FROM layers.self_help_groups
    UNION ALL SELECT code, name_fa, name_en, geom FROM layers.federations
    UNION ALL SELECT code, name_fa, name_en, geom FROM layers.course_runs
    UNION ALL SELECT code, name_fa, name_en, geom FROM layers.candidate_sites
)
SELECT code, name_fa, name_en, encode(ST_AsEWKB(geom), 'hex') AS place FROM held WHERE code = :code ORDER BY code
