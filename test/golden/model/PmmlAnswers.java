import java.io.*; import java.nio.file.*; import java.util.*;
import org.jpmml.evaluator.*; import org.dmg.pmml.*;
/** Evaluates rows of a TSV (empty cell: missing) with jpmml-evaluator; one JSON object per row on standard output. */
public class PmmlAnswers {
  public static void main(String[] a) throws Exception {
    for (int k = 0; k + 1 < a.length; k += 2) {
      String head = "{\"file\":" + q(a[k]);
      try {
        Evaluator e = new LoadingModelEvaluatorBuilder().load(new File(a[k])).build();
        List<String> lines = Files.readAllLines(Path.of(a[k + 1]));
        String[] names = lines.get(0).split("\t", -1);
        for (int i = 1; i < lines.size(); i++) {
          String[] cells = lines.get(i).split("\t", -1);
          Map<String, Object> given = new HashMap<>();
          for (int j = 0; j < names.length; j++) given.put(names[j], cells[j].isEmpty() ? null : cells[j]);
          StringBuilder out = new StringBuilder(head + ",\"row\":" + (i - 1));
          try {
            Map<String, FieldValue> in = new LinkedHashMap<>();
            for (InputField f : e.getInputFields()) in.put(f.getName(), f.prepare(given.get(f.getName())));
            Map<String, ?> r = e.evaluate(in);
            for (Map.Entry<String, ?> x : r.entrySet()) {
              Object v = x.getValue();
              String key = x.getKey() == null ? "" : x.getKey();
              out.append("," + q(key) + ":" + j(v instanceof Computable ? ((Computable) v).getResult() : v));
              if (v instanceof HasProbability) for (Object c : ((HasProbability) v).getCategories()) out.append("," + q(key + "|" + c) + ":" + j(((HasProbability) v).getProbability(c.toString())));
            }
          } catch (Exception x) { out.append(",\"!\":" + q(x.getClass().getSimpleName() + " " + x.getMessage())); }
          System.out.println(out + "}");
        }
      } catch (Exception x) { System.out.println(head + ",\"!!\":" + q(x.getClass().getSimpleName() + " " + x.getMessage()) + "}"); }
    }
  }
  static String j(Object v) { if (v == null) return "null"; if (v instanceof Number) { double d = ((Number) v).doubleValue(); return Double.isNaN(d) || Double.isInfinite(d) ? q("" + d) : v instanceof Float ? "" + (double) (Float) v : v.toString(); } if (v instanceof Boolean) return v.toString(); return q(v.toString()); }
  static String q(String s) { return "\"" + s.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + "\""; }
}
