package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.image.Images;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;
import org.dcgan.random.SeededRandom;

/**
 * Arithmetic on concepts in the latent space, with the same arithmetic on pixels as a control
 * (paper, section 6.3.2 and figure 7).
 *
 * <pre>{@code
 * Expression expression = Expression.of(smilingWoman).minus(woman).plus(man);
 * VectorArithmetic.evaluate(dcgan, expression, VectorArithmetic.Options.DEFAULT)
 *     .writePng(Path.of("smiling-man.png"));
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class VectorArithmetic {
  private static final long NOISE = 21;

  private VectorArithmetic() {}

  /**
   * How results are generated.
   *
   * @param neighbors the number of images around the result, at least 0
   * @param noise the largest absolute value of the uniform noise that is added to every coordinate
   *     of the neighbors, at least 0
   * @param seed the random seed of the noise
   * @param sampling how images are generated
   */
  public record Options(int neighbors, double noise, long seed, SamplingOptions sampling) {
    /** Eight neighbors with a noise of 0.25, as in the paper. */
    public static final Options DEFAULT = new Options(8, 0.25, 42, SamplingOptions.DEFAULT);

    /** Checks the ranges. */
    public Options {
      requireNonNull(sampling, "sampling");

      new Problems()
          .require(neighbors >= 0, "neighbors must be at least 0, got %d", neighbors)
          .require(noise >= 0 && Double.isFinite(noise), "noise must be at least 0, got %s", noise)
          .throwIfAny("invalid VectorArithmetic.Options");
    }
  }

  /**
   * The result of an expression.
   *
   * @param expression the expression
   * @param latents the result first, then its neighbors; not limited to the range of the latent
   *     distribution
   * @param images the images of these latents
   * @param exemplars images of each concept's exemplars, in the order of the terms
   * @param means the image of each concept's average, in the order of the terms
   * @param pixelSpace the same sum of the exemplars' pixels as a control, not limited to [-1, 1]
   * @param warnings reasons to doubt the result
   */
  public record Result(
      Expression expression,
      Latents latents,
      Images images,
      List<Images> exemplars,
      Images means,
      Images pixelSpace,
      List<String> warnings) {
    /** Checks that no component is null. */
    public Result {
      requireNonNull(expression, "expression");
      requireNonNull(latents, "latents");
      requireNonNull(images, "images");
      requireNonNull(exemplars, "exemplars");
      requireNonNull(means, "means");
      requireNonNull(pixelSpace, "pixelSpace");
      requireNonNull(warnings, "warnings");
    }

    /**
     * The figure: each concept's exemplars with the image of their average below, then the result
     * with its neighbors around it, then the pixels' arithmetic.
     *
     * @return an RGB image
     */
    public BufferedImage figure() {
      List<Figure.Panel> panels = new ArrayList<>();
      for (int i = 0; i < exemplars.size(); i++) {
        Expression.Term term = expression.terms().get(i);
        String sign = term.sign() < 0 ? "- " : i > 0 ? "+ " : "";
        panels.add(
            new Figure.Panel(
                sign + term.concept().name(),
                Figure.below(
                    List.of(
                        new Figure.Panel("", Figure.grid(exemplars.get(i), 1)),
                        new Figure.Panel("average", Figure.grid(means.slice(i, i + 1), 1))))));
      }
      panels.add(
          new Figure.Panel(
              images.count() > 1 ? "= result (middle) and neighbors" : "= result",
              Figure.grid(centered(images), (int) Math.ceil(Math.sqrt(images.count())))));
      panels.add(
          new Figure.Panel(
              "the same in pixels",
              SampleGrids.legible(pixelSpace).withColumns(1).toBufferedImage()));
      return Figure.beside(panels);
    }

    private static Images centered(Images images) {
      int middle = images.count() / 2;
      List<Images> order = new ArrayList<>();
      for (int i = 0; i < images.count(); i++) {
        int from = i == middle ? 0 : i < middle ? i + 1 : i;
        order.add(images.slice(from, from + 1));
      }
      return Images.concat(order);
    }

    /**
     * Writes the figure.
     *
     * @param file a PNG file; missing folders are made
     * @throws IOException if it cannot be written
     */
    public void writePng(Path file) throws IOException {
      requireNonNull(file, "file");

      Figure.writePng(figure(), file);
    }
  }

  /**
   * Evaluates an expression.
   *
   * @param dcgan a trained model
   * @param expression an expression of latents of the model's dimension
   * @param options how results are generated
   * @return the result
   * @throws IllegalArgumentException if the latents are of another dimension
   */
  public static Result evaluate(Dcgan dcgan, Expression expression, Options options) {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(expression, "expression");
    requireNonNull(options, "options");

    Latents result = expression.value();
    checkArgument(
        result.dim() == dcgan.architecture().latentDim(),
        "latents of this model have %s dimensions, but those of \"%s\" have %s; use latents of this"
            + " model",
        dcgan.architecture().latentDim(),
        printable(expression),
        result.dim());
    List<Images> exemplars = new ArrayList<>();
    List<Latents> means = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (Expression.Term term : expression.terms()) {
      Concept concept = term.concept();
      exemplars.add(dcgan.generator().generate(concept.exemplars(), options.sampling()));
      means.add(concept.mean());
      if (concept.exemplars().count() < Concept.DEFAULT_EXEMPLARS) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "the concept \"%s\" has %d exemplar%s; the paper found fewer than three unstable",
                printable(concept.name()),
                concept.exemplars().count(),
                concept.exemplars().count() == 1 ? "" : "s"));
      }
    }
    Latents all = Latents.concat(List.of(result, neighbors(result, options)));
    return new Result(
        expression,
        all,
        dcgan.generator().generate(all, options.sampling()),
        exemplars,
        dcgan.generator().generate(Latents.concat(means), options.sampling()),
        pixelSpace(expression, exemplars),
        warnings);
  }

  private static Latents neighbors(Latents result, Options options) {
    float[] around = new float[options.neighbors() * result.dim()];
    SeededRandom random = SeededRandom.of(options.seed(), NOISE);
    for (int i = 0; i < around.length; i++) {
      around[i] =
          result.value(0, i % result.dim())
              + (float) random.nextDouble(-options.noise(), options.noise());
    }
    return Latents.of(result.dim(), around);
  }

  private static Images pixelSpace(Expression expression, List<Images> exemplars) {
    int size = exemplars.get(0).shape().size();
    float[] sum = new float[size];
    for (int t = 0; t < exemplars.size(); t++) {
      Images images = exemplars.get(t);
      var data = images.data();
      float factor = (float) expression.terms().get(t).sign() / images.count();
      for (int i = 0; i < data.capacity(); i++) {
        sum[i % size] += factor * data.get(i);
      }
    }
    return Images.of(exemplars.get(0).shape(), sum);
  }
}
