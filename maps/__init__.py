"""The pictures: colours and legends, Folium maps, and the web page."""
