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
MATCH (t) WHERE t.kind IN ['Reform', 'Service'] AND t.user_count IS NOT NULL
RETURN t.id AS thing, t.label AS thing_name, t.kind AS kind,
       CASE WHEN t.registered THEN 'yes' ELSE 'no' END AS registered, t.in_use_count AS in_use,
       t.piloted_count AS piloted, t.drafted_count AS drafted, t.planned_count AS planned, t.ended_count AS ended,
       t.first_used AS since
ORDER BY in_use DESC, thing
