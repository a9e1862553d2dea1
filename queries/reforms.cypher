// title: Which reforms and services are there
// title_zh: 有哪些改革与服务
// purpose: Each reform and service that some place plans, drafts, pilots, uses or has ended, with how many places stand where, most places in use first
// purpose_zh: 各地计划、起草、试行、使用或已停用的每项改革与服务，按使用的地方数排列
// column thing: id of the reform or service
// column thing_name: its name
// column kind: Reform or Service
// column registered: yes where the registry knows it, else no
// column in_use: places that have it in use
// column piloted: places that pilot it and do not use it yet
// column drafted: places that draft it
// column planned: places that only plan it
// column ended: places where it has ended
// column since: the first had it in use by this day, or nothing
// example: zhengmai ask reforms
MATCH (g:Engagement)-[:ENGAGED_WITH]->(t) WHERE t.kind IN ['Reform', 'Service']
WITH t, sum(CASE WHEN g.state = 'in use' THEN 1 ELSE 0 END) AS in_use,
     sum(CASE WHEN g.state = 'piloted' THEN 1 ELSE 0 END) AS piloted,
     sum(CASE WHEN g.state = 'drafted' THEN 1 ELSE 0 END) AS drafted,
     sum(CASE WHEN g.state = 'planned' THEN 1 ELSE 0 END) AS planned,
     sum(CASE WHEN g.state = 'ended' THEN 1 ELSE 0 END) AS ended, min(g.used_since) AS since
RETURN t.id AS thing, t.label AS thing_name, t.kind AS kind,
       CASE WHEN t.registered THEN 'yes' ELSE 'no' END AS registered, in_use AS in_use, piloted AS piloted,
       drafted AS drafted, planned AS planned, ended AS ended, since AS since
ORDER BY in_use DESC, thing
