// What Jena's own client gets from a SPARQL endpoint: rows, an answer, a graph, and a refusal.
import org.apache.jena.rdfconnection.RDFConnection;
import org.apache.jena.rdfconnection.RDFConnectionRemote;
import org.apache.jena.rdf.model.Model;

public class Client {
    public static void main(String[] given) {
        try (RDFConnection connection = RDFConnectionRemote.newBuilder().queryEndpoint(given[0]).build()) {
            connection.querySelect(given[1], row -> System.out.println("row\t" + row.get("label").asLiteral().getString()));
            System.out.println("ask\t" + connection.queryAsk("ASK { ?s ?p ?o }"));
            Model graph = connection.queryConstruct("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 25");
            System.out.println("triples\t" + graph.size());
            try {
                connection.queryAsk("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }");
                System.out.println("refused\tfalse");
            } catch (RuntimeException refusal) {
                System.out.println("refused\t" + refusal.getMessage().replaceAll("\\s+", " "));
            }
        }
    }
}
