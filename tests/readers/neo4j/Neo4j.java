// Starts Neo4j in this process on a folder, runs the statements of a script if one is given, then each query.
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Result;

public class Neo4j {
    public static void main(String[] arguments) throws Exception {
        DatabaseManagementService service = new DatabaseManagementServiceBuilder(Path.of(arguments[0])).build();
        try {
            GraphDatabaseService database = service.database("neo4j");
            if (!arguments[1].isEmpty())
                for (String statement : Files.readString(Path.of(arguments[1])).split(";\n"))
                    if (!statement.isBlank()) database.executeTransactionally(statement);
            for (int number = 2; number < arguments.length; number++) answer(database, arguments[number]);
        } finally {
            service.shutdown();
        }
    }

    static void answer(GraphDatabaseService database, String query) {
        database.executeTransactionally(query, Map.of(), (Result result) -> {
            result.forEachRemaining(row -> System.out.println("row\t" + escaped(new TreeMap<>(row).toString())));
            return null;
        });
    }

    static String escaped(String text) {
        StringBuilder written = new StringBuilder();
        for (char each : text.toCharArray())
            if (each >= 32 && each < 127 && each != '\\') written.append(each);
            else written.append(String.format("\\u%04x", (int) each));
        return written.toString();
    }
}
