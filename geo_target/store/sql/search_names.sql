-- Everything that can be searched by name: provinces, cities, neighbourhoods and facilities, the larger places first.
-- West to north are the bounds in degrees, NULL for points.
SELECT found.collection, found.code, found.name_fa, found.name_en, p.name_fa AS province_fa, p.name_en AS province_en,
       ST_X(found.middle) AS lon, ST_Y(found.middle) AS lat,
       ST_XMin(found.bounds) AS west, ST_YMin(found.bounds) AS south, ST_XMax(found.bounds) AS east, ST_YMax(found.bounds) AS north
FROM (
    SELECT 1 AS place, 'provinces' AS collection, code, name_fa, name_en, province_code, 0 AS population,
           ST_PointOnSurface(geom) AS middle, geom::box3d AS bounds
    FROM layers.provinces
    UNION ALL
    SELECT 2, 'cities', code, name_fa, name_en, province_code, population, geom, NULL FROM layers.cities
    UNION ALL
    SELECT 3, 'neighbourhoods', code, name_fa, name_en, province_code, population, ST_PointOnSurface(geom), geom::box3d
    FROM layers.neighbourhoods
    UNION ALL
    SELECT 4, CASE kind WHEN 'training_centre' THEN 'training_centres' WHEN 'placement_centre' THEN 'placement_centres'
                        WHEN 'neighbourhood_house' THEN 'neighbourhood_houses' WHEN 'bank_branch' THEN 'bank_branches'
                        ELSE 'social_service_bases' END,
           code, name_fa, name_en, province_code, 0, geom, NULL
    FROM layers.facilities
) AS found
LEFT JOIN layers.provinces AS p ON p.code = found.province_code
ORDER BY found.place, found.population DESC, found.code
