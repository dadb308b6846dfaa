-- Neighbourhoods for scoring, with the population of their city (which chooses the service radius).
SELECT n.code, n.population, n.households, n.job_seekers, n.women_heads_of_household, n.deprivation, c.population AS city_population
FROM geo_target.neighbourhoods AS n
JOIN geo_target.cities AS c ON c.code = n.city_code AND c.retired_by IS NULL
WHERE n.retired_by IS NULL
ORDER BY n.code
