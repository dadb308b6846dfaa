-- The code of each province that has this code or name, in any spelling that normalises to the same.
-- :name  code, Persian or English name
SELECT code FROM layers.provinces
WHERE upper(code) = upper(:name)
   OR geo_target.normalise_name(name_fa) = geo_target.normalise_name(:name)
   OR geo_target.normalise_name(name_en) = geo_target.normalise_name(:name)
ORDER BY code
