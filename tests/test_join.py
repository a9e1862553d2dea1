from __future__ import annotations

from collections import Counter

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.plugins.sparql import CUSTOM_EVALS

from graph import join

# What stands on the right of each join: triples tied by the left side alone, a step held by LIMIT, VALUES, a variable
# that some rows leave unbound, and a filter on what only the other side binds.
QUERIES = (
    "{ { SELECT ?a ?b { ?a x:p ?b } LIMIT 900 } ?a x:q ?c . ?b x:q ?d }",
    "{ { SELECT ?a ?b { ?a x:p ?b } LIMIT 900 } { SELECT ?b ?c { ?b x:q ?c } LIMIT 900 } ?c x:p ?d }",
    "{ { SELECT ?a ?b { ?a x:p ?b } LIMIT 900 } VALUES (?b ?d) { (x:n1 1) (UNDEF 2) } }",
    (
        "{ { SELECT * { ?a x:p ?b OPTIONAL { ?b x:q ?c } } LIMIT 900 }"
        " { SELECT * { ?d x:p ?a OPTIONAL { ?a x:q ?c } } LIMIT 900 } }"
    ),
    "{ { SELECT ?a { ?a x:p ?b } LIMIT 900 } { ?a x:q ?c FILTER(!BOUND(?b)) } }",
    (
        "{ ?d x:q ?a { SELECT DISTINCT ?a { ?a x:p ?b } LIMIT 900 }"
        " OPTIONAL { SELECT ?a (COUNT(?c) AS ?n) { ?a x:q ?c } GROUP BY ?a } }"
    ),
)
NODES = st.integers(0, 4).map(lambda n: f"<urn:x:n{n}>")
TRIPLES = st.sets(st.tuples(NODES, st.sampled_from(("<urn:x:p>", "<urn:x:q>")), NODES), max_size=12)


def asked(lines: str, pattern: str) -> Counter[frozenset[tuple[str, str]]]:
    """The solutions of rdflib as they are joined just then."""
    result = rdflib.Graph().parse(data=lines, format="nt").query(f"PREFIX x: <urn:x:> SELECT * {pattern}")
    rows = (row.asdict() for row in result if isinstance(row, rdflib.query.ResultRow))
    return Counter(frozenset((name, str(value)) for name, value in row.items()) for row in rows)


@pytest.mark.parametrize("pattern", QUERIES)
@given(triples=TRIPLES)
def test_a_join_has_the_solutions_that_rdflib_finds_row_by_row(
    pattern: str, triples: set[tuple[str, str, str]]
) -> None:
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(triples))
    CUSTOM_EVALS.clear()
    row_by_row = asked(lines, pattern)
    join.install()
    assert asked(lines, pattern) == row_by_row
    store = pyoxigraph.Store()
    store.load(lines.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    solutions = store.query(f"PREFIX x: <urn:x:> SELECT * {pattern}")
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    other = {
        frozenset((name, value.value) for name, value in zip(names, row, strict=True) if value is not None)
        for row in solutions
    }
    assert set(row_by_row) == other
