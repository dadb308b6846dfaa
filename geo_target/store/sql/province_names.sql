-- Codes and names of the provinces.
SELECT code, name_fa, name_en FROM layers.provinces ORDER BY code
