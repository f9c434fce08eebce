package org.dcgan.examples.explore;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.dcgan.eval.inspect.Expression;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.inspect.VectorArithmetic;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;

/** Vector arithmetic on concepts, and the file of concepts. */
final class ArithmeticApi {
  private static final int MOST_CHARACTERS = 1000;
  private static final int MOST_TERMS = 16;

  private final SharedModel model;

  ArithmeticApi(SharedModel model) {
    this.model = model;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/api/arithmetic", this::evaluate, "/api/choices", this::choices);
  }

  private Reply evaluate(Request request) throws IOException {
    JsonFields fields = request.json();
    Choices choices = Choices.of(fields);
    String text = fields.string("expression");
    long seed = SampleId.seed(fields);
    fields.end();
    if (text.length() > MOST_CHARACTERS || text.split(" [+-] ", -1).length > MOST_TERMS) {
      throw new IllegalArgumentException(
          "expected an expression of at most " + MOST_TERMS + " concepts; shorten it");
    }
    VectorArithmetic.Options options = VectorArithmetic.Options.DEFAULT;
    VectorArithmetic.Result result =
        model.use(
            dcgan ->
                VectorArithmetic.evaluate(
                    dcgan,
                    Expression.parse(text, name -> choices.concept(dcgan, name)),
                    new VectorArithmetic.Options(
                        options.neighbors(), options.noise(), seed, options.sampling())));
    return Reply.json(
        new JsonMap()
            .put("expression", result.expression().toString())
            .put("concepts", names(result.expression()))
            .put("means", ImageJson.pngs(result.means()))
            .put("images", ImageJson.pngs(result.images()))
            .put("pixelSpace", ImageJson.png(result.pixelSpace(), 0))
            .put("warnings", result.warnings()));
  }

  private static List<String> names(Expression expression) {
    return expression.terms().stream()
        .map(term -> (term.sign() < 0 ? "- " : "+ ") + term.concept().name())
        .toList();
  }

  /** Checks a file of concepts, and returns its contents and the text to save. */
  private Reply choices(Request request) throws IOException {
    JsonFields fields = request.json();
    SampleSelection selection = Choices.of(fields).selection();
    fields.end();
    model.use(
        dcgan -> {
          Seeds.checkCount(dcgan, selection.count());
          selection.requireLabelOf(dcgan);
          return selection;
        });
    JsonMap choices = new JsonMap();
    selection.samples().forEach(choices::put);
    return Reply.json(
        new JsonMap()
            .put("seed", selection.seed())
            .put("count", selection.count())
            .put("choices", choices)
            .put("file", selection.toJson()));
  }
}
