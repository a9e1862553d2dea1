"""Pictures of the graph, in SVG: the same for pages, files and the mailed page."""
