// title: Which lineages are documented
// title_zh: 有哪些文献沿革
// purpose: The documented lineages with how many of their events a source, a report or nothing that was found proves
// purpose_zh: 已整理的沿革，以及其中有来源、出自报告和未核实的事件数
// column lineage: id of the lineage
// column lineage_name: its name
// column lineage_name_en: its name in English
// column events: how many events it has
// column verified: of these, those that a source of grade A or B tells
// column reported: those that the statements of a report tell
// column unverified: those for which no such source was found
// example: zhengmai ask genealogies
MATCH (e:LineageEvent)
RETURN e.lineage AS lineage, e.lineage_name AS lineage_name, e.lineage_name_en AS lineage_name_en,
       count(e) AS events, sum(CASE WHEN e.proof = 'verified' THEN 1 ELSE 0 END) AS verified,
       sum(CASE WHEN e.proof = 'report' THEN 1 ELSE 0 END) AS reported,
       sum(CASE WHEN e.proof = 'unverified' THEN 1 ELSE 0 END) AS unverified
ORDER BY lineage
