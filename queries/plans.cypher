// title: Plans and what became of them
// title_zh: 计划及其结果
// purpose: Each plan, with what later reports of the place had told of it by a day: not due, no later report, silent, still planned, short (a pilot, or no widening, where more was planned), partly, late or kept; both sentences stand beside each other
// purpose_zh: 每项计划及截至某日后续报告所示的结果：未到期、尚无后续报告、后续报告未提及、仍在计划、未达目标、部分完成、逾期完成、如期完成；两处原句并列
// parameter place: Place | optional | 苏州市 | only of this place, under each name and code it has had
// parameter reform: Reform, Service, Platform, PlatformType | optional | 免证办 | only what is about this, its variants and instances
// parameter as_of: last day | optional | 2024-06-30 | by which day: reports of a later time are left aside; the end of the latest report where it is not given
// column outcome: what had become of it: not due, no later report, silent in the next report, still planned, short, partly, late or kept
// column place: id of the place that planned it
// column place_name: its name
// column thing: id of what it planned
// column thing_name: its name
// column target: pilot, adopt, expand or complete, or nothing
// column amount: how much was planned, or nothing
// column more: yes where the place had it in use already: the plan is for more of it
// column due: the day on which it falls due, or nothing
// column due_day: the same as an integer, or nothing
// column since: it was said by this day
// column since_day: the same as an integer
// column in_time: yes or no, where a match and its time are known
// column reached: the amount reached, where it falls short, or nothing
// column quote: the words of the plan
// column text_kind: whether these are the report's own words: original, excerpt, or digest
// column report: id of the report they stand in
// column statement: id of the statement
// column later_quote: the words that show the outcome, or nothing
// column later_text_kind: whether these are that report's own words, or nothing
// column later_report: id of the report that shows it, or of the first that is silent, or nothing
// column later_statement: id of the later statement, or nothing
// example: zhengmai ask plans place=苏州市
MATCH (p:Place) WHERE $place = '' OR p.id = $place
MATCH (p)<-[:RECORD_OF]-(:Place)<-[:IN_PLACE]-(s:Statement)<-[:OF_PLAN]-(o:Outcome)
WHERE CASE WHEN $as_of = 0 THEN o.current = 'yes' ELSE o.from_day <= $as_of AND o.until_day > $as_of END
MATCH (s)-[:OBJECT]->(t)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (t)-[:IN_FAMILY]->(root) WHERE root.id = $reform
WITH o, s, p, t, r, root WHERE $reform = '' OR root IS NOT NULL
OPTIONAL MATCH (o)-[:MET_BY]->(m:Statement)
OPTIONAL MATCH (o)-[:TOLD_BY]->(n:Report)
RETURN CASE o.outcome WHEN 'silent' THEN 'silent in the next report' ELSE o.outcome END AS outcome, p.id AS place,
       p.label AS place_name, t.id AS thing, t.label AS thing_name, s.plan_target AS target, s.amount AS amount,
       o.more AS more, o.due AS due, o.due_day AS due_day, s.since AS since, s.since_day AS since_day,
       o.in_time AS in_time, o.reached AS reached, s.quote AS quote, r.text_kind AS text_kind, r.id AS report,
       s.id AS statement, m.quote AS later_quote, CASE WHEN m IS NULL THEN null ELSE n.text_kind END AS later_text_kind,
       n.id AS later_report, m.id AS later_statement
ORDER BY since_day, place, statement
