"""OGC API Tiles; Features come later."""
