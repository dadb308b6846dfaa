-- Cities whose normalised names begin like this one or contain it: what to suggest for a name that is not known.
-- :name  Persian or English name
SELECT code, name_fa, name_en FROM layers.cities
WHERE geo_target.normalise_name(name_fa) LIKE '%' || left(geo_target.normalise_name(:name), 4) || '%'
   OR geo_target.normalise_name(name_en) LIKE '%' || left(geo_target.normalise_name(:name), 4) || '%'
ORDER BY population DESC, code
LIMIT 5
