-- Names that the drop-downs of a template show: the list, and each name once, in the order of the alphabet.
SELECT DISTINCT list, name
FROM (
    SELECT 'provinces' AS list, name_fa AS name FROM layers.provinces
    UNION ALL SELECT 'counties', name_fa FROM layers.counties
    UNION ALL SELECT 'cities', name_fa FROM layers.cities
    UNION ALL SELECT 'federations', name_fa FROM layers.federations
    UNION ALL SELECT 'occupations', name_fa FROM geo_target.occupations WHERE retired_by IS NULL
) AS names
ORDER BY list, name;
