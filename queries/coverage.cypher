// title: Which reports are there
// title_zh: 有哪些报告
// purpose: Each report of the workspace with its place, the body that wrote it, the time it tells of, and how much was read from it
// purpose_zh: 本库的每份报告：地方、撰写机构、所述时间，以及从中读出的内容多少
// column report: id of the report
// column place: id of its place
// column place_name: its name
// column agency: id of the body that wrote it, or nothing where its text does not say
// column agency_name: its name, or nothing
// column period: the time it tells of
// column last_day: the last day of that time as an integer
// column plan_period: the time it plans for, or nothing
// column done_length: characters of its text about what was done
// column plan_length: characters of its text about what is planned
// column statements: how many statements were read from it
// column text_kind: whether the text is the report's own: original, excerpt, or digest
// example: zhengmai ask coverage
MATCH (r:Report)-[:REPORT_OF]->(p:Place)
OPTIONAL MATCH (r)-[:WRITTEN_BY]->(a:Agency)
OPTIONAL MATCH (s:Statement)-[:FROM_REPORT]->(r)
RETURN r.id AS report, p.id AS place, p.label AS place_name, a.id AS agency, a.label AS agency_name, r.period AS period,
       r.last_day AS last_day, r.plan_period AS plan_period, r.done_length AS done_length, r.plan_length AS plan_length,
       count(s) AS statements, r.text_kind AS text_kind
ORDER BY place, last_day, report
