-- Returns nothing: tells the planner what the tables hold, after a load.
ANALYZE geo_target.provinces, geo_target.counties, geo_target.cities, geo_target.neighbourhoods, geo_target.demand_points,
        geo_target.facilities, geo_target.federations, geo_target.self_help_groups, geo_target.occupations,
        geo_target.course_runs, geo_target.candidate_sites, geo_target.reported_figures
