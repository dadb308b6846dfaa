-- Cities: names, and the province and county of each.
SELECT c.code, c.name_fa, c.name_en, c.province_code, c.county_code
FROM geo_target.cities AS c WHERE c.retired_by IS NULL
ORDER BY c.code
