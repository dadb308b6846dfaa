-- Returns nothing: drops the table of rows whose reference went.
DROP TABLE rederived
