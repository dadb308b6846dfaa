-- Neighbourhoods: names, and the province and city of each.
SELECT n.code, n.name_fa, n.name_en, n.province_code, n.city_code
FROM geo_target.neighbourhoods AS n WHERE n.retired_by IS NULL
ORDER BY n.code
