// title: Who had it before the national document
// title_zh: 国家文件之前谁已在使用
// purpose: Each place that a report shows with a reform in use before the earliest national document about it in the registry, with that document and the sentence; the earliest known here is no origin
// purpose_zh: 在登记册所载最早的国家文件之前，报告已显示使用该改革的地方，附文件和原句；本库最早不等于起源
// parameter reform: Reform, Service, Platform, PlatformType | optional | 免证办 | only what is about this, its variants and instances
// column thing: id of the reform that the document is about
// column thing_name: its name
// column document: id of the earliest national document about it; several of one day have a row each
// column document_name: its title
// column issuer: who issued it
// column document_date: its date, as precise as it is known; the comparison is with its first day
// column own: id of what the place had in use: the same, a variant or an instance
// column own_name: its name
// column place: id of the place
// column place_name: its name
// column since: it had it in use by this day
// column since_day: the same as an integer
// column quote: the words that show it
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// example: zhengmai ask before_national
MATCH (d:PolicyDocument)-[:CONCERNS]->(t)-[:IN_FAMILY]->(root)
WHERE ((root.id = t.id AND $reform = '') OR root.id = $reform) AND d.date_day IS NOT NULL
  AND (d.issuer STARTS WITH '国务院' OR d.issuer STARTS WITH '中共中央' OR d.issuer STARTS WITH '国家'
    OR d.issuer STARTS WITH '中央')
WITH t, min(d.date_day) AS day
MATCH (d:PolicyDocument)-[:CONCERNS]->(t)
WHERE d.date_day = day
  AND (d.issuer STARTS WITH '国务院' OR d.issuer STARTS WITH '中共中央' OR d.issuer STARTS WITH '国家'
    OR d.issuer STARTS WITH '中央')
MATCH (x)-[:IN_FAMILY]->(t)
MATCH (g:Engagement)-[:ENGAGED_WITH]->(x) WHERE g.used_since_day < day
MATCH (g)-[:OF_PLACE]->(p:Place)
MATCH (g)-[:FIRST_USED_BY]->(s:Statement)
MATCH (s)-[:FROM_REPORT]->(r:Report)
RETURN t.id AS thing, t.label AS thing_name, d.id AS document, d.label AS document_name, d.issuer AS issuer,
       d.date AS document_date, x.id AS own, x.label AS own_name, p.id AS place, p.label AS place_name,
       g.used_since AS since, g.used_since_day AS since_day, s.quote AS quote, r.text_kind AS text_kind,
       r.id AS report, s.id AS statement
ORDER BY thing, document, since_day, place, own, statement
