-- Nobody asks the database for a facility or a group by its name (the search reads all names into memory), and these
-- four indexes took more than a third of the time of an import of a million rows.
DROP INDEX geo_target.facilities_name_fa;
DROP INDEX geo_target.facilities_name_en;
DROP INDEX geo_target.self_help_groups_name_fa;
DROP INDEX geo_target.self_help_groups_name_en;
