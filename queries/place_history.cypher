// title: What a place was called, and what became of it
// title_zh: 某地的名称与区划沿革
// purpose: The records of a place through renamings, upgrades, mergers and splits, with the records before and after them; a merger or a split carries no reform over
// purpose_zh: 该地历次更名、升格、合并、拆分的记录及前后衔接；合并与拆分不延续改革状态
// parameter place: Place | required | 广德市 | the place, under each name and code it has had
// column record: id of a record of the place, or of one that it took over from
// column record_name: its name
// column level: its level
// column code: its code, or nothing
// column valid_from: it holds from then on, or nothing
// column valid_to: it held until then, or nothing
// column successor: id of the record that took its place, or nothing
// column successor_name: its name, or nothing
// column how: rename, upgrade, recode, merge or split, or nothing
// column changed: when, as precise as it is known, or nothing
// example: zhengmai ask place_history place=广德市
MATCH (unit:Place) WHERE unit.id = $place
MATCH (m:Place)-[:RECORD_OF]->(unit)
OPTIONAL MATCH (m)-[:SUCCEEDS]->(z:Place)
WITH collect(m.id) + collect(z.id) AS ids
// Looked up one by one: an id that is one of a list makes kglite read every place.
UNWIND ids AS known
WITH DISTINCT known
MATCH (x:Place) WHERE x.id = known
OPTIONAL MATCH (y:Place)-[e:SUCCEEDS]->(x)
RETURN x.id AS record, x.label AS record_name, x.level AS level, x.code AS code, x.valid_from AS valid_from,
       x.valid_to AS valid_to, y.id AS successor, y.label AS successor_name, e.how AS how, e.since AS changed
ORDER BY coalesce(valid_from, ''), record, coalesce(successor, '')
