-- Neighbourhoods whose people may be spread over a raster: city and province with names, people, outline as WKB, EPSG:4326.
SELECT n.code, n.name_fa, n.name_en, n.city_code, c.name_fa AS city_fa, c.name_en AS city_en, n.province_code, p.name_fa AS province_fa,
       p.name_en AS province_en, n.population, ST_AsBinary(n.geom) AS outline
FROM geo_target.neighbourhoods AS n
LEFT JOIN geo_target.cities AS c ON c.code = n.city_code AND c.retired_by IS NULL
LEFT JOIN geo_target.provinces AS p ON p.code = n.province_code AND p.retired_by IS NULL
WHERE n.retired_by IS NULL
ORDER BY n.code
