-- Current rows of each layer, and how many of them are of each provenance.
SELECT layer, sum(n)::bigint AS row_count, jsonb_object_agg(provenance, n) AS by_provenance
FROM (
    SELECT 'provinces' AS layer, provenance, count(*) AS n FROM layers.provinces GROUP BY provenance
    UNION ALL SELECT 'provinces_in_programme', provenance, count(*) FROM layers.provinces WHERE in_programme GROUP BY provenance
    UNION ALL SELECT 'counties', provenance, count(*) FROM layers.counties GROUP BY provenance
    UNION ALL SELECT 'cities', provenance, count(*) FROM layers.cities GROUP BY provenance
    UNION ALL SELECT 'neighbourhoods', provenance, count(*) FROM layers.neighbourhoods GROUP BY provenance
    UNION ALL SELECT 'demand_points', provenance, count(*) FROM layers.demand_points GROUP BY provenance
    UNION ALL SELECT CASE kind WHEN 'social_service_base' THEN 'social_service_bases' WHEN 'bank_branch' THEN 'bank_branches' ELSE kind || 's' END,
                     provenance, count(*) FROM layers.facilities GROUP BY kind, provenance
    UNION ALL SELECT 'self_help_groups', provenance, count(*) FROM layers.self_help_groups GROUP BY provenance
    UNION ALL SELECT 'federations', provenance, count(*) FROM layers.federations GROUP BY provenance
    UNION ALL SELECT 'occupations', provenance, count(*) FROM layers.occupations GROUP BY provenance
    UNION ALL SELECT 'course_runs', provenance, count(*) FROM layers.course_runs GROUP BY provenance
    UNION ALL SELECT 'candidate_sites', provenance, count(*) FROM layers.candidate_sites GROUP BY provenance
    UNION ALL SELECT 'reported_figures', provenance, count(*) FROM layers.reported_figures GROUP BY provenance
) AS counted
GROUP BY layer
ORDER BY layer
