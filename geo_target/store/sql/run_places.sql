-- Current provinces and cities with their names; the province of a city, NULL for a province.
SELECT 'province' AS level, p.code, p.name_fa, p.name_en, NULL AS province_code FROM geo_target.provinces AS p WHERE p.retired_by IS NULL
UNION ALL
SELECT 'city', c.code, c.name_fa, c.name_en, c.province_code FROM geo_target.cities AS c WHERE c.retired_by IS NULL
ORDER BY level, code
