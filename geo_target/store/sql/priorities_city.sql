-- Whether there is a current city of this code. One row.
-- :city  code
SELECT EXISTS (SELECT 1 FROM layers.cities AS c WHERE c.code = :city) AS known
ORDER BY 1
