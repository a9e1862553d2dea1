// title: What the peers of a place have in use
// title_zh: 对标：同类地区已在使用的事项
// purpose: Each reform or service that a peer has in use and the place is not seen using, with a cell for the place and for each peer; peers are those named, else the twenty places of the same level with reports within 24 months, nearest in time first; silence in reports is no proof of absence
// purpose_zh: 对标地区已在使用、而该地报告未显示使用的改革与服务，逐地列出状态；对标地区可指定，未指定时取同级且报告时间相差二十四个月以内者（至多二十个）；报告未提及不等于没有
// parameter place: Place | required | 宣城市 | the place, under each name and code it has had
// parameter peers: Place | several | 苏州市,中山市 | the places to compare with
// column thing: id of the reform or service: one of the registry, or one that two places or more have in use
// column thing_name: its name
// column peers_in_use: how many of the peers have it in use
// column place: id of the place of the cell
// column place_name: its name
// column role: place or peer
// column cell: in use, piloted, drafted, planned, ended, silent in n reports, or no report
// column reports: how many reports of the place are read here
// column since: this holds, or was planned, by this day, or nothing
// column since_day: the same as an integer, or nothing
// column quote: the words that show it, or nothing
// column text_kind: whether these are the report's own words, or nothing
// column report: id of the report they stand in, or nothing
// column statement: id of the statement, or nothing
// example: zhengmai ask gap place=宣城市 peers=苏州市,中山市
MATCH (me:Place) WHERE me.id = $place
MATCH (peer:Place)
WHERE peer.id <> me.id
  AND ($peers CONTAINS ('|' + peer.id + '|')
    OR ($peers = '' AND peer.level = me.level AND abs(peer.last_report_day - me.last_report_day) <= 731))
WITH me, peer, coalesce(abs(peer.last_report_day - me.last_report_day), 0) AS apart
WITH me, peer ORDER BY apart, peer.id LIMIT 20
WITH me, collect(peer) AS peers
UNWIND peers AS peer
MATCH (peer)-[:USES]->(t) WHERE t.kind IN ['Reform', 'Service'] AND (t.registered OR t.user_count >= 2)
WITH me, peers, t, count(peer) AS peers_in_use
WHERE NOT EXISTS { MATCH (me)-[:USES]->(t) }
UNWIND peers + [me] AS p
// No chain of OPTIONALs: where the first finds nothing, kglite 0.21.2 begins the second at every statement there is.
CALL (t, p) {
  MATCH (t)<-[:ENGAGED_WITH]-(c:Engagement)-[:OF_PLACE]->(p)
  MATCH (c)-[:SHOWN_BY]->(s:Statement)
  MATCH (s)-[:FROM_REPORT]->(r:Report)
  RETURN head(collect(c.state)) AS state, head(collect(s)) AS s, head(collect(r)) AS r
}
RETURN t.id AS thing, t.label AS thing_name, peers_in_use, p.id AS place, p.label AS place_name,
       CASE WHEN p.id = $place THEN 'place' ELSE 'peer' END AS role,
       CASE WHEN state IS NOT NULL THEN state
            WHEN p.report_count IS NULL THEN 'no report'
            WHEN p.report_count = 1 THEN 'silent in 1 report'
            ELSE 'silent in ' + toString(p.report_count) + ' reports' END AS cell,
       coalesce(p.report_count, 0) AS reports, s.since AS since, s.since_day AS since_day, s.quote AS quote,
       r.text_kind AS text_kind, r.id AS report, s.id AS statement
ORDER BY peers_in_use DESC, thing, role DESC, place
