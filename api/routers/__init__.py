"""One file a topic: parse, ask once, answer."""
