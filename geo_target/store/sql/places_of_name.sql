-- Cities and neighbourhoods that have this code or name, in any spelling that normalises to the same; cities first.
-- :name  code, Persian or English name
SELECT collection, code, name_fa, name_en, province_code, province_fa, province_en, ST_X(place) AS lon, ST_Y(place) AS lat
FROM (
    SELECT 'cities' AS collection, c.code, c.name_fa, c.name_en, c.province_code, c.geom AS place FROM layers.cities AS c
    UNION ALL
    SELECT 'neighbourhoods', n.code, n.name_fa, n.name_en, n.province_code, ST_PointOnSurface(n.geom) FROM layers.neighbourhoods AS n
    WHERE upper(n.code) = upper(:name)
       OR geo_target.normalise_name(n.name_fa) = geo_target.normalise_name(:name)
       OR geo_target.normalise_name(n.name_en) = geo_target.normalise_name(:name)
) AS p
JOIN (SELECT code AS of_province, name_fa AS province_fa, name_en AS province_en FROM layers.provinces) AS v ON v.of_province = p.province_code
WHERE upper(code) = upper(:name)
   OR geo_target.normalise_name(name_fa) = geo_target.normalise_name(:name)
   OR geo_target.normalise_name(name_en) = geo_target.normalise_name(:name)
ORDER BY collection, code
