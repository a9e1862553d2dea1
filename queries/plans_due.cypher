// title: Plans that fall due in a time
// title_zh: 某时段到期的计划
// purpose: Each plan that falls due between two days, in the order of these days, with what became of it as far as the reports read here tell
// purpose_zh: 在两个日期之间到期的每项计划，按到期日排列，附本库报告所示的结果
// parameter from: first day | optional | 2016 | due on this day or later
// parameter to: last day | optional | 2024 | due on this day or before
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
// example: zhengmai ask plans_due from=2016 to=2024
MATCH (o:Outcome) WHERE o.current = 'yes' AND o.due_day >= $from AND ($to = 0 OR o.due_day <= $to)
MATCH (o)-[:OF_PLAN]->(s:Statement)
MATCH (s)-[:IN_PLACE]->(:Place)-[:RECORD_OF]->(p:Place)
MATCH (s)-[:OBJECT]->(t)
MATCH (s)-[:FROM_REPORT]->(r:Report)
OPTIONAL MATCH (o)-[:MET_BY]->(m:Statement)
OPTIONAL MATCH (o)-[:TOLD_BY]->(n:Report)
RETURN CASE o.outcome WHEN 'silent' THEN 'silent in the next report' ELSE o.outcome END AS outcome, p.id AS place,
       p.label AS place_name, t.id AS thing, t.label AS thing_name, s.plan_target AS target, s.amount AS amount,
       o.more AS more, o.due AS due, o.due_day AS due_day, s.since AS since, s.since_day AS since_day,
       o.in_time AS in_time, o.reached AS reached, s.quote AS quote, r.text_kind AS text_kind, r.id AS report,
       s.id AS statement, m.quote AS later_quote, CASE WHEN m IS NULL THEN null ELSE n.text_kind END AS later_text_kind,
       n.id AS later_report, m.id AS later_statement
ORDER BY due_day, place, statement
