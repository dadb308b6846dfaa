-- The code and kind of every facility: kinds share one table, so that a code of one cannot be another's.
SELECT f.kind, f.code
FROM geo_target.facilities AS f WHERE f.retired_by IS NULL
ORDER BY f.kind, f.code
