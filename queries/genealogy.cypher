// title: How a reform spread, as sources and reports document it
// title_zh: 某项改革的文献沿革
// purpose: The events of a documented lineage, from published sources with their citation and from the reports with the statement that tells them
// purpose_zh: 某项改革沿革中的事件：公开来源附出处，出自报告的附相应陈述
// parameter name: text | required | 免证办 | the name or id of a lineage, or of what it is about
// column lineage: id of the lineage
// column event: id of the event
// column step_kind: origin, pilot, national_document, adoption and so on
// column place: id of the place
// column place_name: its name
// column level: nation, province, prefecture, county, town, zone or region
// column period: when, as far as a source says, or nothing
// column event_day: the last day on which it may have begun, as an integer
// column status: the rung that a statement gives, or nothing
// column what: what happened, in English
// column what_zh: the same in Chinese
// column document: title of the document, or nothing
// column learned_from: the places that a source or a statement says it was learned from, or nothing
// column proof: verified, unverified, or report
// column citation: grade, address and spot of each source, the reports and statements, or that it is unverified
// column quote: the words of the first statement, or nothing
// column quote_start: offset of the first character in the text of the report, or nothing
// column quote_end: offset after the last, or nothing
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report, or nothing
// column statement: id of the first statement, or nothing
// example: zhengmai ask genealogy name=免证办
MATCH (e:LineageEvent)
WHERE e.names CONTAINS ('|' + $name + '|')
OPTIONAL MATCH (e)-[:DERIVED_FROM]->(s:Statement)-[:FROM_REPORT]->(r:Report) WHERE s.id = e.quoted_statement
RETURN e.lineage AS lineage, e.id AS event, e.step_kind AS step_kind, e.place_id AS place, e.place_name AS place_name,
       e.level AS level, e.period AS period, e.event_day AS event_day, e.status AS status, e.event_text AS what,
       e.event_text_zh AS what_zh, e.document_name AS document, e.learned_from_names AS learned_from,
       e.proof AS proof, e.citation AS citation, s.quote AS quote, s.quote_start AS quote_start,
       s.quote_end AS quote_end, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY lineage, event_day, event
