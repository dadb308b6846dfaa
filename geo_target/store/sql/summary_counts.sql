-- How many current rows each collection has, and whether any of them is modelled, by the order of the collections.
SELECT held.collection, held.rows, held.modelled
FROM (
    SELECT 1 AS place, 'provinces' AS collection, count(*) AS rows, coalesce(bool_or(provenance = 'modelled'), false) AS modelled FROM layers.provinces
    UNION ALL SELECT 2, 'provinces_in_programme', count(*), false FROM layers.provinces WHERE in_programme
    UNION ALL SELECT 3, 'counties', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.counties
    UNION ALL SELECT 4, 'cities', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.cities
    UNION ALL SELECT 5, 'neighbourhoods', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.neighbourhoods
    UNION ALL SELECT 6, 'demand_points', count(*), coalesce(bool_or(d.provenance = 'modelled'), false)
        FROM geo_target.demand_points AS p JOIN geo_target.datasets AS d USING (dataset_id) WHERE p.retired_by IS NULL
    UNION ALL SELECT 7, 'training_centres', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.training_centres
    UNION ALL SELECT 8, 'placement_centres', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.placement_centres
    UNION ALL SELECT 9, 'neighbourhood_houses', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.neighbourhood_houses
    UNION ALL SELECT 10, 'bank_branches', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.bank_branches
    UNION ALL SELECT 11, 'social_service_bases', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.social_service_bases
    UNION ALL SELECT 12, 'self_help_groups', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.self_help_groups
    UNION ALL SELECT 13, 'federations', count(*), coalesce(bool_or(d.provenance = 'modelled'), false)
        FROM geo_target.federations AS f JOIN geo_target.datasets AS d USING (dataset_id) WHERE f.retired_by IS NULL
    UNION ALL SELECT 14, 'occupations', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.occupations
    UNION ALL SELECT 15, 'course_runs', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.course_runs
    UNION ALL SELECT 16, 'candidate_sites', count(*), coalesce(bool_or(provenance = 'modelled'), false) FROM layers.candidate_sites
) AS held
ORDER BY held.place
