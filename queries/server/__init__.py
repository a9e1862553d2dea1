"""The server: SPARQL, Cypher, a JSON API and pages over one workspace, within limits that hold."""
