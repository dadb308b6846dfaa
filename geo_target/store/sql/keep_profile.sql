-- Keep a profile; the same content is kept once. Gives its id.
-- :name :fingerprint :body
INSERT INTO geo_target.profiles (name, fingerprint, body) VALUES (:name, :fingerprint, CAST(:body AS jsonb))
ON CONFLICT (fingerprint) DO UPDATE SET name = excluded.name
RETURNING profile_id
