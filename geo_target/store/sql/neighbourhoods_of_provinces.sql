-- Codes of the current neighbourhoods of some provinces.
-- :provinces  ISO 3166-2 codes
SELECT code FROM geo_target.neighbourhoods WHERE retired_by IS NULL AND province_code = ANY(CAST(:provinces AS text[]))
ORDER BY code
