// title: What was read from a report
// title_zh: 从一份报告读出的陈述
// purpose: Every statement of a report, candidates too, in the order of its text, with the section it stands in
// purpose_zh: 一份报告的全部陈述（包括候选），按原文顺序排列，附所在章节
// parameter report: report | required | suzhou-2024h1-digest | the id of a report, as coverage gives it
// column section: the headings above it
// column part: done or plan, by the section
// column relation: its relation
// column status: its status, or nothing
// column subject: id of its subject
// column subject_name: the name of that
// column object: id of its object
// column object_name: the name of that
// column place: id of the place in whose territory it holds
// column place_name: its name
// column period: what the sentence speaks of
// column tier: certain, likely or candidate
// column quote: the words
// column quote_start: offset of the first character in the text of the report
// column quote_end: offset after the last
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report_id: id of the report
// column statement: id of the statement
// example: zhengmai ask report report=suzhou-2024h1-digest
MATCH (r:Report) WHERE r.id = $report
MATCH (s:Statement)-[:FROM_REPORT]->(r)
MATCH (s)-[:SUBJECT]->(a)
MATCH (s)-[:OBJECT]->(b)
MATCH (s)-[:IN_PLACE]->(p:Place)
RETURN s.section AS section, s.part AS part, s.relation AS relation, s.status AS status, a.id AS subject,
       a.label AS subject_name, b.id AS object, b.label AS object_name, p.id AS place, p.label AS place_name,
       s.period AS period, s.tier AS tier, s.quote AS quote, s.quote_start AS quote_start, s.quote_end AS quote_end,
       r.text_kind AS text_kind, r.id AS report_id, s.id AS statement
ORDER BY quote_start, quote_end, statement
