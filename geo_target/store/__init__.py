"""PostGIS, and only PostGIS: the private cluster, the schema, one file of readers and writers a topic."""
