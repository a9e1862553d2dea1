// title: What is said of a reform, step by step
// title_zh: 某项改革的来龙去脉
// purpose: Every statement that a place planned, drafted, piloted, used or ended the reform, or one of its variants or instances, with the documents issued about it, the places it was learned from and who ordered it
// purpose_zh: 各地计划、起草、试行、使用或停用该改革及其变体、实例的每条陈述，以及相关文件、学习来源和上级部署
// parameter reform: Reform, Service, Platform, PlatformType, PolicyDocument | required | 免证办 | the reform, service, platform or document
// column step: planned, drafted, piloted, in use, ended, document, document drafted, document repealed, learned from, or mandated by
// column place: id of the place
// column place_name: its name
// column thing: id of what it is about: the thing asked for, a variant or an instance
// column thing_name: its name
// column other: id of the document, of the place learned from or of who ordered it, or nothing
// column other_name: its name, or nothing
// column period: what the sentence speaks of
// column since: the step had been taken, or the plan said, by this day
// column since_day: the same as an integer
// column not_before: nor was it before this day, or nothing where that is not stated
// column tier: certain or likely
// column quote: the words
// column quote_start: offset of the first character in the text of the report
// column quote_end: offset after the last
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report
// column statement: id of the statement
// example: zhengmai ask lineage reform=免证办
MATCH (root) WHERE root.id = $reform
MATCH (t)-[:VARIANT_OF|INSTANCE_OF*0..4]->(root)
WITH DISTINCT t
MATCH (s:Statement)-[:OBJECT|ABOUT]->(t)
MATCH (s)-[:OBJECT]->(o)
WHERE s.tier <> 'candidate'
  AND (s.relation IN ['issued', 'learned_from', 'mandated_by']
    OR (o.id = t.id AND s.relation IN ['adopted', 'operates', 'offers']))
MATCH (s)-[:IN_PLACE]->(p:Place)
MATCH (s)-[:FROM_REPORT]->(r:Report)
WITH DISTINCT s, p, r, t, o, o.id <> t.id AS besides,
     CASE
       WHEN s.relation = 'learned_from' THEN 'learned from'
       WHEN s.relation = 'mandated_by' THEN 'mandated by'
       WHEN s.relation = 'issued' AND s.status IN ['adopted', 'expanded'] THEN 'document'
       WHEN s.relation = 'issued' AND s.status = 'ended' THEN 'document repealed'
       WHEN s.relation = 'issued' THEN 'document drafted'
       WHEN s.status IN ['adopted', 'expanded'] THEN 'in use'
       ELSE s.status
     END AS step
RETURN step, p.id AS place, p.label AS place_name, t.id AS thing, t.label AS thing_name,
       CASE WHEN besides THEN o.id ELSE null END AS other, CASE WHEN besides THEN o.label ELSE null END AS other_name,
       s.period AS period, s.since AS since, s.since_day AS since_day, s.not_before AS not_before, s.tier AS tier,
       s.quote AS quote, s.quote_start AS quote_start, s.quote_end AS quote_end, r.text_kind AS text_kind,
       r.id AS report, s.id AS statement
ORDER BY since_day, place, statement, thing
