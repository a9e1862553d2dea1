// title: Which policy documents a place issued
// title_zh: 某地印发的政策文件
// purpose: Each document that the place drafted, issued, revised or repealed, with what it concerns and the sentence
// purpose_zh: 该地起草、印发、修订或废止的每份文件，附涉及事项和原句
// parameter place: Place | required | 苏州市 | the place, under each name and code it has had
// column document: id of the document
// column document_name: its title
// column status: planned, drafted, adopted, expanded or ended
// column about: id of what it concerns, or nothing
// column about_name: its name, or nothing
// column since: this held, or was planned, by this day
// column since_day: the same as an integer
// column tier: certain or likely
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask documents_of_place place=苏州市
MATCH (unit:Place) WHERE unit.id = $place
MATCH (record:Place)-[:RECORD_OF]->(unit)
MATCH (s:Statement)-[:IN_PLACE]->(record) WHERE s.relation = 'issued' AND s.tier <> 'candidate'
MATCH (s)-[:OBJECT]->(d)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (s)-[:ABOUT]->(a)
RETURN d.id AS document, d.label AS document_name, s.status AS status, a.id AS about, a.label AS about_name,
       s.since AS since, s.since_day AS since_day, s.tier AS tier, s.quote AS quote, r.text_kind AS text_kind,
       r.id AS report, s.id AS statement
ORDER BY since_day, document, statement, about
