"""geo-target: where people in target neighbourhoods lack service within reach, and what to do about it."""
