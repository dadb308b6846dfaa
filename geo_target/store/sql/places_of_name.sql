-- Cities and neighbourhoods that have this code or name, in any spelling that normalises to the same; cities first.
-- :name  code, Persian or English name
WITH found AS (
    SELECT 'cities' AS collection, c.code, c.name_fa, c.name_en, c.province_code, c.geom AS place
    FROM layers.cities AS c
    WHERE c.code = upper(:name)
       OR geo_target.normalise_name(c.name_fa) = geo_target.normalise_name(:name)
       OR geo_target.normalise_name(c.name_en) = geo_target.normalise_name(:name)
    UNION ALL
    SELECT 'neighbourhoods', n.code, n.name_fa, n.name_en, n.province_code, ST_PointOnSurface(n.geom)
    FROM layers.neighbourhoods AS n
    WHERE n.code = upper(:name)
       OR geo_target.normalise_name(n.name_fa) = geo_target.normalise_name(:name)
       OR geo_target.normalise_name(n.name_en) = geo_target.normalise_name(:name)
)
SELECT f.collection, f.code, f.name_fa, f.name_en, f.province_code, v.name_fa AS province_fa, v.name_en AS province_en,
       ST_X(f.place) AS lon, ST_Y(f.place) AS lat
FROM found AS f
JOIN layers.provinces AS v ON v.code = f.province_code
ORDER BY f.collection, f.code
