// title: Which services a place offers
// title_zh: 某地提供的服务
// purpose: Each concrete service that the place plans, tries or offers, with the reform that it is an instance of, if the registry knows one: offering it is no adoption of the whole reform
// purpose_zh: 该地计划、试行或提供的每项具体服务，及其所属改革；提供一项服务不等于推行整项改革
// parameter place: Place | required | 苏州市 | the place, under each name and code it has had
// column thing: id of the service
// column thing_name: its name
// column instance_of: id of the reform that it is an instance of, or nothing
// column instance_of_name: its name, or nothing
// column state: in use, piloted, drafted, planned or ended
// column since: this held, or was planned, by this day
// column since_day: the same as an integer
// column statements: how many statements say so
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask services place=苏州市
MATCH (unit:Place) WHERE unit.id = $place
MATCH (g:Engagement)-[:OF_PLACE]->(unit)
MATCH (g)-[:ENGAGED_WITH]->(t:Service)
MATCH (g)-[:SHOWN_BY]->(s:Statement)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (t)-[:INSTANCE_OF]->(x)
RETURN t.id AS thing, t.label AS thing_name, x.id AS instance_of, x.label AS instance_of_name, g.state AS state,
       s.since AS since, s.since_day AS since_day, g.statement_count AS statements, s.quote AS quote,
       r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY since_day, thing, statement, instance_of
