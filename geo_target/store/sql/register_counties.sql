-- Counties: names, and the province of each.
SELECT c.code, c.name_fa, c.name_en, c.province_code
FROM geo_target.counties AS c WHERE c.retired_by IS NULL
ORDER BY c.code
