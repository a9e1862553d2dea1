// Opens a GEXF file with the Gephi toolkit and its default settings, and says what it holds, a line each.
import java.io.File;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.gephi.graph.api.DirectedGraph;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.Interval;
import org.gephi.graph.api.Node;
import org.gephi.graph.api.types.IntervalSet;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.openide.util.Lookup;

public class Gephi {
    public static void main(String[] arguments) throws Exception {
        int first = Integer.parseInt(arguments[1]), last = Integer.parseInt(arguments[2]);
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        projects.newProject();
        ImportController importing = Lookup.getDefault().lookup(ImportController.class);
        Container container = importing.importFile(new File(arguments[0]));
        importing.process(container, new DefaultProcessor(), projects.getCurrentWorkspace());
        int severe = 0;
        for (java.util.Iterator<Issue> issues = container.getReport().getIssues(10_000); issues.hasNext();) {
            Issue issue = issues.next();
            System.out.println("issue\t" + issue.getLevel() + "\t" + issue.getMessage());
            if (issue.getLevel().toInteger() >= Issue.Level.SEVERE.toInteger()) severe++;
        }
        DirectedGraph graph = Lookup.getDefault().lookup(GraphController.class).getGraphModel().getDirectedGraph();
        System.out.println("severe\t" + severe);
        System.out.println("nodes\t" + graph.getNodeCount());
        System.out.println("edges\t" + graph.getEdgeCount());
        for (Node node : graph.getNodes().toArray()) say("label", node.getId(), node.getLabel());
        int open = 0, timeless = 0;
        for (Edge edge : graph.getEdges().toArray()) {
            say("quote", edge.getId(), edge.getAttribute("quote"));
            say("kind", edge.getId(), edge.getTypeLabel());
            IntervalSet spells = (IntervalSet) edge.getAttribute("timeset");
            if (spells == null || spells.isEmpty()) timeless++;
            else for (Interval spell : spells.toArray()) if (spell.getHigh() == Double.POSITIVE_INFINITY) open++;
        }
        System.out.println("open\t" + open);
        System.out.println("timeless\t" + timeless);
        for (int year = first; year <= last; year++) {
            double begins = day(year, 1, 1), ends = day(year, 12, 31);
            int alive = 0;
            for (Edge edge : graph.getEdges().toArray()) if (reaches(edge, begins, ends)) alive++;
            System.out.println("alive\t" + year + "\t" + alive);
        }
        System.exit(0);
    }

    static boolean reaches(Edge edge, double begins, double ends) {
        IntervalSet spells = (IntervalSet) edge.getAttribute("timeset");
        if (spells == null) return false;
        for (Interval spell : spells.toArray()) if (spell.getLow() <= ends && spell.getHigh() >= begins) return true;
        return false;
    }

    static double day(int year, int month, int day) {
        return LocalDate.of(year, month, day).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    static void say(String what, Object id, Object value) {
        if (value == null) return;
        System.out.println(what + "\t" + escaped(id.toString()) + "\t" + escaped(value.toString()));
    }

    static String escaped(String text) {
        StringBuilder written = new StringBuilder();
        for (char each : text.toCharArray())
            if (each >= 32 && each < 127 && each != '\\') written.append(each);
            else written.append(String.format("\\u%04x", (int) each));
        return written.toString();
    }
}
