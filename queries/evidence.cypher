// title: Where a statement stands
// title_zh: 一条陈述的出处
// purpose: The words that a statement rests on, where they stand in which report, what read them, and how sure the reading is
// purpose_zh: 该陈述所依据的原句、在报告中的位置、由何规则读出，以及可信程度
// parameter statement: statement | required | s-b80fc81c0da4bf878388 | the id of a statement, as other questions give it
// column statement: its id
// column relation: its relation
// column status: its status, or nothing
// column subject: id of its subject
// column subject_written: the subject as written
// column object: id of its object
// column object_written: the object as written
// column place: id of the place in whose territory it holds
// column period: what the sentence speaks of
// column period_basis: where that comes from: stated, own (the report's), as-of, since or deadline
// column quote: the words
// column quote_start: offset of the first character in the text of the report, in code points
// column quote_end: offset after the last
// column section: the headings above it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report
// column sha256: digest of the report's text in UTF-8
// column pattern: what read it
// column tier: certain, likely or candidate
// example: zhengmai ask evidence statement=s-b80fc81c0da4bf878388
MATCH (s:Statement) WHERE s.id = $statement
MATCH (s)-[:SUBJECT]->(a)
MATCH (s)-[:OBJECT]->(b)
MATCH (s)-[:IN_PLACE]->(p:Place)
MATCH (s)-[:FROM_REPORT]->(r:Report)
RETURN s.id AS statement, s.relation AS relation, s.status AS status, a.id AS subject, s.subject_name AS subject_written,
       b.id AS object, s.object_name AS object_written, p.id AS place, s.period AS period,
       s.period_basis AS period_basis, s.quote AS quote, s.quote_start AS quote_start, s.quote_end AS quote_end,
       s.section AS section, r.text_kind AS text_kind, r.id AS report, r.sha256 AS sha256, s.pattern AS pattern,
       s.tier AS tier
ORDER BY statement
