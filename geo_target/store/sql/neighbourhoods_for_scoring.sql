-- Neighbourhoods for scoring, with their provenance and the population of their city (which chooses the service radius).
SELECT n.code, n.population, n.households, n.job_seekers, n.women_heads_of_household, n.deprivation, c.population AS city_population,
       d.provenance
FROM geo_target.neighbourhoods AS n
JOIN geo_target.cities AS c ON c.code = n.city_code AND c.retired_by IS NULL
JOIN geo_target.datasets AS d ON d.dataset_id = n.dataset_id
WHERE n.retired_by IS NULL
ORDER BY n.code
