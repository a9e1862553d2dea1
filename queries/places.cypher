// title: Which places are there
// title_zh: 有哪些地方
// purpose: Each place that a report is of, or that a statement holds in, with its province, how many reports of it are read, and how many statements hold in it
// purpose_zh: 有报告或有陈述的每个地方：所属省份、报告数、时间范围和陈述数
// column place: id of the place, under its latest record
// column place_name: its name
// column level: its level, or nothing
// column province: id of its province, or nothing
// column province_name: its name, or nothing
// column reports: how many reports of it are read
// column first_year: the year in which the earliest ends, or nothing
// column last_year: the year in which the latest ends, or nothing
// column statements: how many statements hold in it, candidates left out
// example: zhengmai ask places
MATCH (p:Place) WHERE p.place_statement_count IS NOT NULL
OPTIONAL MATCH (p)-[:IN_PROVINCE]->(q:Place)
RETURN p.id AS place, p.label AS place_name, p.level AS level, q.id AS province, q.label AS province_name,
       coalesce(p.report_count, 0) AS reports, p.first_year AS first_year, p.last_year AS last_year,
       p.place_statement_count AS statements
ORDER BY place
