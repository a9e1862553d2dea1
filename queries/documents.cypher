// title: Which policy documents concern a reform
// title_zh: 某项改革的政策文件
// purpose: Each document about the reform, its variants or instances: those that the registry knows, with number, issuer and date, and those that a report says were drafted, issued or repealed, with the sentence
// purpose_zh: 涉及该改革及其变体、实例的政策文件：登记册所载者注明文号、发文机关和日期，报告所述者附原句
// parameter reform: Reform, Service, Platform, PlatformType | required | 免证办 | the reform, service, platform or type of platform, with its variants and instances
// column document: id of the document
// column document_name: its title
// column thing: id of what it concerns: the thing asked for, a variant or an instance
// column thing_name: its name
// column number: its number, or nothing
// column issuer: who issued it, as the registry has it, or nothing
// column date: its date in the registry, or nothing
// column act: what it does to the thing: launches, pilots, asks, widens or ends, or nothing
// column place: id of the place whose report speaks of it, or nothing
// column place_name: its name, or nothing
// column status: planned, drafted, adopted, expanded or ended, or nothing where no report speaks of it
// column since: this held by this day, or nothing
// column quote: the words that show it, or nothing
// column text_kind: whether these are the report's own words, or nothing
// column report: id of the report, or nothing
// column statement: id of the statement, or nothing
// example: zhengmai ask documents reform=免证办
MATCH (root) WHERE root.id = $reform
MATCH (t)-[:IN_FAMILY]->(root)
MATCH (d:PolicyDocument)-[:CONCERNS]->(t)
OPTIONAL MATCH (s:Statement)-[:OBJECT]->(d) WHERE s.relation = 'issued' AND s.tier <> 'candidate'
OPTIONAL MATCH (s)-[:IN_PLACE]->(:Place)-[:RECORD_OF]->(p:Place)
OPTIONAL MATCH (s)-[:FROM_REPORT]->(r:Report)
RETURN d.id AS document, d.label AS document_name, t.id AS thing, t.label AS thing_name, d.number AS number,
       d.issuer AS issuer, d.date AS date, d.act AS act, p.id AS place, p.label AS place_name, s.status AS status,
       s.since AS since, s.quote AS quote, r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY coalesce(date, since, ''), document, thing, coalesce(statement, '')
