-- Codes and names of the cities, with their provinces.
SELECT c.code, c.name_fa, c.name_en, c.province_code, p.name_fa AS province_fa, p.name_en AS province_en
FROM layers.cities AS c JOIN layers.provinces AS p ON p.code = c.province_code
ORDER BY c.code
