package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.internal.io.AtomicFiles;

/**
 * A report about a trained model: self-contained HTML with all images embedded, without scripts,
 * readable on phones.
 *
 * <pre>{@code
 * InspectionReport.of("Rooms", dcgan)
 *     .add(LatentWalk.random(dcgan, LatentWalk.Options.DEFAULT))
 *     .add(Memorization.of(dcgan, rooms, 64, 42, Progress.console()))
 *     .write(Path.of("inspection.html"));
 * }</pre>
 *
 * <p>Not thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class InspectionReport {
  private final String title;
  private final List<Section> sections = new ArrayList<>();
  private final List<String> facts;

  private InspectionReport(String title, List<String> facts) {
    this.title = title;
    this.facts = facts;
  }

  /**
   * A section of the report.
   *
   * @param title the heading
   * @param text an explanation
   * @param warnings reasons to doubt the result
   * @param numbers named values
   * @param images the images
   */
  public record Section(
      String title, String text, List<String> warnings, List<Fact> numbers, List<Image> images) {
    /** Keeps copies. */
    public Section {
      requireNonNull(title, "title");
      requireNonNull(text, "text");
      requireNonNull(warnings, "warnings");
      requireNonNull(numbers, "numbers");
      requireNonNull(images, "images");

      warnings = ImmutableList.copyOf(warnings);
      numbers = ImmutableList.copyOf(numbers);
      images = ImmutableList.copyOf(images);
    }
  }

  /**
   * A named value in a table.
   *
   * @param name the name
   * @param value the value as text
   */
  public record Fact(String name, String value) {
    /** Checks that no component is null. */
    public Fact {
      requireNonNull(name, "name");
      requireNonNull(value, "value");
    }
  }

  /**
   * An image with its texts.
   *
   * @param image the image
   * @param alternative the alternative text for screen readers
   * @param caption the caption below the image
   * @param moving the file of an animated GIF to be shown on demand, if there is one
   */
  public record Image(
      BufferedImage image, String alternative, String caption, Optional<Path> moving) {
    /** Checks that no component is null. */
    public Image {
      requireNonNull(image, "image");
      requireNonNull(alternative, "alternative");
      requireNonNull(caption, "caption");
      requireNonNull(moving, "moving");
    }
  }

  /**
   * Creates a report without sections.
   *
   * @param title the heading
   * @param dcgan the model, whose architecture, number of steps and label are shown
   * @return an empty report
   */
  public static InspectionReport of(String title, Dcgan dcgan) {
    requireNonNull(title, "title");
    requireNonNull(dcgan, "dcgan");

    String trained = String.format(Locale.ROOT, "Trained for %,d steps.", dcgan.step());
    OptionalInt label = SampleLabel.of(dcgan);
    String labeled =
        label.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                " All samples are of label %d of 0 to %d, which D also gets with every real image.",
                label.getAsInt(),
                dcgan.architecture().classes() - 1);
    return new InspectionReport(
        title, List.of(trained + labeled, dcgan.architecture().describe(128)));
  }

  /**
   * Adds a custom section.
   *
   * @param section the section
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(Section section) {
    requireNonNull(section, "section");

    sections.add(section);
    return this;
  }

  /**
   * Adds a latent walk.
   *
   * @param walk the walk
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(LatentWalk.Walk walk) {
    return add(walk, Optional.empty());
  }

  /**
   * Adds a latent walk with an animation.
   *
   * @param walk the walk
   * @param gif the file that {@link LatentWalk.Walk#writeGif} wrote
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(LatentWalk.Walk walk, Path gif) {
    requireNonNull(gif, "gif");

    return add(walk, Optional.of(gif));
  }

  private InspectionReport add(LatentWalk.Walk walk, Optional<Path> gif) {
    requireNonNull(walk, "walk");

    Smoothness smoothness = walk.smoothness();
    return add(
        new Section(
            "Walking through the latent space",
            "Each row interpolates from one random point to the next. Smooth changes, in which"
                + " objects appear and vanish gradually, indicate that the model has learned a"
                + " representation; abrupt ones indicate that it has memorized images.",
            List.of(),
            List.of(
                new Fact("frames", "" + walk.frames().count()),
                new Fact(
                    "mean change from frame to frame (RMS on [-1, 1])", number(smoothness.mean())),
                new Fact("largest change, relative to the mean", number(smoothness.ratio()))),
            List.of(
                new Image(
                    walk.figure(),
                    "Rows of generated images that change gradually from left to right",
                    walk.points().count()
                        + " points, "
                        + walk.options().steps()
                        + " steps from one to the next",
                    gif))));
  }

  /**
   * Adds a comparison with training images.
   *
   * @param memorization the comparison
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(Memorization memorization) {
    requireNonNull(memorization, "memorization");

    return add(
        new Section(
            "Samples beside their nearest training images",
            "A model that copies has nearest neighbors at a distance of almost 0. For comparison,"
                + " the same distance is given for as many training images and their nearest other"
                + " training images.",
            List.of(),
            List.of(
                new Fact(
                    "mean distance of samples to the nearest training image (pixels)",
                    number(memorization.byPixels().meanDistance())),
                new Fact(
                    "mean distance of training images to the nearest others (pixels)",
                    number(memorization.trainingDistance())),
                new Fact(
                    "mean distance of samples to the nearest training image (D's features)",
                    number(memorization.byFeatures().meanDistance()))),
            List.of(
                new Image(
                    memorization.figure(),
                    "Generated images, each with the most similar training image by pixels and"
                        + " by features",
                    memorization.samples().count() + " samples",
                    Optional.empty()))));
  }

  /**
   * Adds guided backpropagation.
   *
   * @param guided the responses of feature maps
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(GuidedBackprop.Result guided) {
    requireNonNull(guided, "guided");

    return add(
        new Section(
            "What the discriminator has learned to see",
            "Guided backpropagation of the strongest responses of feature maps. Trained maps should"
                + " respond to objects; random ones respond to nothing in particular.",
            List.of(),
            List.of(
                new Fact("layer", guided.layer().name()),
                new Fact("rule for the leak", guided.rule().name().toLowerCase(Locale.ROOT))),
            List.of(
                new Image(
                    GuidedBackprop.Result.half("trained", guided.trained()),
                    "Images that feature maps respond to, and gray images in which what they"
                        + " respond to stands out",
                    "Trained: a row for each feature map; gradients are scaled, gray is 0",
                    Optional.empty()),
                new Image(
                    GuidedBackprop.Result.half("random weights", guided.random()),
                    "The same for random weights, whose gradients are noise",
                    "Random weights",
                    Optional.empty()))));
  }

  /**
   * Adds vector arithmetic.
   *
   * @param result the result
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(VectorArithmetic.Result result) {
    requireNonNull(result, "result");

    return add(
        new Section(
            "Vector arithmetic: " + result.expression(),
            "The image of the sum of the concepts' average latents, surrounded by images of nearby"
                + " latents, and the same sum of pixels as a control.",
            result.warnings(),
            List.of(),
            List.of(
                new Image(
                    result.figure(),
                    "Exemplars and averages of " + result.expression() + ", and what comes out",
                    result.expression().toString(),
                    Optional.empty()))));
  }

  /**
   * Adds turned samples.
   *
   * @param vector the turn vector
   * @param turn the turned samples
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(TurnVector vector, TurnVector.Turn turn) {
    requireNonNull(vector, "vector");
    requireNonNull(turn, "turn");

    return add(
        new Section(
            "Turning from " + vector.from().name() + " to " + vector.to().name(),
            "The difference between two groups of samples, added to other samples in growing"
                + " shares.",
            vector.warnings(),
            List.of(),
            List.of(
                new Image(
                    turn.figure(),
                    "Rows of generated images that turn from left to right",
                    String.format(
                        Locale.ROOT,
                        "%s to %s of the vector",
                        turn.options().low(),
                        turn.options().high()),
                    Optional.empty()))));
  }

  /**
   * Adds forgotten objects.
   *
   * @param what the name of the objects, for example windows
   * @param comparison samples with and without them
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(String what, ForgetObjects.Comparison comparison) {
    requireNonNull(what, "what");
    requireNonNull(comparison, "comparison");

    ForgetObjects.Forgetting forgetting = comparison.forgetting();
    return add(
        new Section(
            "Forgetting " + what,
            "Images of the same latents with all feature maps and without those that generate "
                + what
                + ".",
            List.of(),
            List.of(
                new Fact("layer", forgetting.layer().name()),
                new Fact(
                    "feature maps removed",
                    forgetting.removed().size() + " of " + forgetting.layer().maps()),
                new Fact("boxes", "" + forgetting.boxes()),
                new Fact(
                    "positions classified correctly by the regression",
                    String.format(Locale.ROOT, "%.1f %%", 100 * forgetting.accuracy()))),
            List.of(
                new Image(
                    comparison.figure(),
                    "Generated images above, the same without " + what + " below",
                    "Above unchanged, below without the feature maps",
                    Optional.empty()))));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /**
   * Writes the report.
   *
   * @param file an HTML file; missing folders are created, an existing file is replaced
   * @throws IOException if it cannot be written, or an animation cannot be read
   */
  public void write(Path file) throws IOException {
    requireNonNull(file, "file");

    checkArgument(
        !sections.isEmpty(), "a report needs at least one section, got none; add one first");
    AtomicFiles.writeString(file, ReportPage.of(title, facts, sections));
  }
}
