-- Returns nothing: checks at once what would be checked at the commit.
SET CONSTRAINTS ALL IMMEDIATE
