-- Returns nothing: makes the table of rows whose reference goes, for this transaction.
CREATE TEMPORARY TABLE rederived (id bigint PRIMARY KEY, dataset_id integer NOT NULL, new_code text) ON COMMIT DROP
