// Reads a GraphML file with JGraphT, which validates it against the schema, and with TinkerPop; says what they found.
import java.io.File;
import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.apache.tinkerpop.gremlin.structure.io.graphml.GraphMLReader;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.DirectedPseudograph;
import org.jgrapht.nio.graphml.GraphMLImporter;
import org.jgrapht.util.SupplierUtil;

public class GraphML {
    public static void main(String[] arguments) throws Exception {
        File file = new File(arguments[0]);
        DirectedPseudograph<String, DefaultEdge> graph =
            new DirectedPseudograph<>(SupplierUtil.createStringSupplier(), SupplierUtil.createDefaultEdgeSupplier(), false);
        GraphMLImporter<String, DefaultEdge> importer = new GraphMLImporter<>();
        importer.setSchemaValidation(true);
        importer.addEdgeAttributeConsumer((edge, value) -> {
            if (edge.getSecond().equals("quote")) System.out.println("quote\t" + escaped(value.getValue()));
        });
        importer.importGraph(graph, file);
        System.out.println("jgrapht\t" + graph.vertexSet().size() + "\t" + graph.edgeSet().size());
        TinkerGraph tinker = TinkerGraph.open();
        try (FileInputStream stream = new FileInputStream(file)) {
            GraphMLReader.build().create().readGraph(stream, tinker);
        }
        Map<String, Integer> found = new TreeMap<>();
        tinker.vertices().forEachRemaining(vertex -> found.merge("vertex\t" + vertex.label(), 1, Integer::sum));
        tinker.edges().forEachRemaining(edge -> found.merge("edge\t" + edge.label(), 1, Integer::sum));
        found.forEach((key, number) -> System.out.println(key + "\t" + number));
    }

    static String escaped(String text) {
        StringBuilder written = new StringBuilder();
        for (char each : text.toCharArray())
            if (each >= 32 && each < 127 && each != '\\') written.append(each);
            else written.append(String.format("\\u%04x", (int) each));
        return written.toString();
    }
}
