// Reads a GEXF file with graphology, once as it reads by default and once without parallel edges; says what it found.
import {readFileSync} from "node:fs";
import graphology from "graphology";
import gexf from "graphology-gexf";

const text = readFileSync(process.argv[2], "utf8");
const read = Constructor => gexf.parse(Constructor, text, {addMissingNodes: false});
const several = read(graphology.MultiDirectedGraph);
console.log(JSON.stringify({
  nodes: several.order,
  edges: several.size,
  dated: several.filterEdges((_, each) => each.dated === true).length,
  years: several.mapEdges((_, each) => [each.year_from ?? null, each.year_to ?? null]),
  positioned: several.filterNodes((_, each) => Number.isFinite(each.x) && Number.isFinite(each.y)).length,
  quotes: several.mapEdges((_, each) => each.quote ?? null).filter(quote => quote !== null),
}));
