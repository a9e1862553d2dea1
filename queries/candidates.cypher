// title: Which names the registry does not know, with their sentences
// title_zh: 未登记的名称及其原句
// purpose: Every place, agency, platform, reform, service or document that a statement names and no row has, with each sentence
// purpose_zh: 陈述提到而登记表没有的地方、机构、平台、改革、服务和文件，附每个句子
// column entity: id of the entity
// column name: the name as written
// column kind: its kind
// column tier: certain, likely or candidate
// column quote: the words
// column quote_start: offset of the first character in the text of the report
// column quote_end: offset after the last
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report
// column statement: id of the statement
// example: zhengmai ask candidates
MATCH (s:Statement)-[:SUBJECT|OBJECT|IN_PLACE|ABOUT]->(e)
WHERE e.registered = false AND e.kind <> 'Measure'
MATCH (s)-[:FROM_REPORT]->(r:Report)
WITH DISTINCT e, s, r
RETURN e.id AS entity, e.label AS name, e.kind AS kind, s.tier AS tier, s.quote AS quote,
       s.quote_start AS quote_start, s.quote_end AS quote_end, r.text_kind AS text_kind, r.id AS report,
       s.id AS statement
ORDER BY entity, statement
