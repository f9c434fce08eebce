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
import org.dcgan.Dcgan;
import org.dcgan.internal.io.AtomicFiles;

/**
 * One page about a trained model: everything that was looked at, images included in the file, so
 * that it can be sent and opened without a network. No scripts; fits a telephone's screen.
 *
 * <pre>{@code
 * InspectionReport.of("Rooms", dcgan)
 *     .add(LatentWalk.random(dcgan, LatentWalk.Options.DEFAULT))
 *     .add(Memorization.of(dcgan, rooms, 64, 42, Progress.console()))
 *     .write(Path.of("inspection.html"));
 * }</pre>
 *
 * <p>Not for use by several threads.
 */
public final class InspectionReport {
  private final String title;
  private final List<Section> sections = new ArrayList<>();
  private final List<String> facts;

  private InspectionReport(String title, List<String> facts) {
    this.title = title;
    this.facts = facts;
  }

  /**
   * A part of the page.
   *
   * @param title its heading
   * @param text what is seen, in plain words
   * @param warnings what makes it doubtful
   * @param numbers names and values
   * @param images what there is to look at
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
   * A named number, or whatever else fits into a cell.
   *
   * @param name what it is
   * @param value its value as it is to be read
   */
  public record Fact(String name, String value) {
    /** Checks that no component is null. */
    public Fact {
      requireNonNull(name, "name");
      requireNonNull(value, "value");
    }
  }

  /**
   * Something to look at.
   *
   * @param image the image
   * @param alternative what it shows, for those who cannot see it
   * @param caption what stands below it
   * @param moving the file of a GIF to be shown on demand, if it moves
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
   * Begins a page.
   *
   * @param title its heading
   * @param dcgan the model, whose architecture and steps are told
   * @return an empty page
   */
  public static InspectionReport of(String title, Dcgan dcgan) {
    requireNonNull(title, "title");
    requireNonNull(dcgan, "dcgan");

    return new InspectionReport(
        title,
        List.of(
            "Trained for " + String.format(Locale.ROOT, "%,d", dcgan.step()) + " steps.",
            dcgan.architecture().describe(128)));
  }

  /**
   * Adds a part of one's own.
   *
   * @param section what it says
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(Section section) {
    requireNonNull(section, "section");

    sections.add(section);
    return this;
  }

  /**
   * Adds a walk.
   *
   * @param walk what was seen
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(LatentWalk.Walk walk) {
    return add(walk, Optional.empty());
  }

  /**
   * Adds a walk that moves.
   *
   * @param walk what was seen
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
            "Each row leads from one random point to the next. Smooth changes in which things"
                + " appear and vanish speak for a model that has learned what belongs into an"
                + " image; sudden ones for one that has memorized images.",
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
   * @param memorization what was found
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(Memorization memorization) {
    requireNonNull(memorization, "memorization");

    return add(
        new Section(
            "Samples beside their nearest training images",
            "A model that copies has neighbors at next to no distance. As many training images"
                + " and the nearest others of theirs are the measure.",
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
   * Adds what the discriminator sees.
   *
   * @param guided what was seen
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(GuidedBackprop.Result guided) {
    requireNonNull(guided, "guided");

    return add(
        new Section(
            "What the discriminator has learned to see",
            "Guided backpropagation of the strongest responses of feature maps. Trained maps should"
                + " pick out things; random ones respond to nothing in particular.",
            List.of(),
            List.of(
                new Fact("layer", guided.layer().name()),
                new Fact("rule for the leak", guided.rule().name().toLowerCase(Locale.ROOT))),
            List.of(
                new Image(
                    GuidedBackprop.Result.half("trained", guided.trained()),
                    "Images that feature maps respond to, and gray images in which what they"
                        + " respond to stands out",
                    "Trained: a row a feature map; gradients are stretched, gray is 0",
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
   * @param result what came out
   * @return this
   */
  @CanIgnoreReturnValue
  public InspectionReport add(VectorArithmetic.Result result) {
    requireNonNull(result, "result");

    return add(
        new Section(
            "Vector arithmetic: " + result.expression(),
            "The sum of the concepts' average latents, drawn; around it latents nearby; and the"
                + " same sum of pixels as a control.",
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
   * @param vector the way
   * @param turn what was turned
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
   * Adds something forgotten.
   *
   * @param what what it was, for example windows
   * @param comparison samples with and without it
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
            "The same latents with all feature maps and without those whose activations speak for "
                + what
                + ".",
            List.of(),
            List.of(
                new Fact("layer", forgetting.layer().name()),
                new Fact(
                    "feature maps left out",
                    forgetting.removed().size() + " of " + forgetting.layer().maps()),
                new Fact("boxes", "" + forgetting.boxes()),
                new Fact(
                    "places told right by the regression",
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
   * Writes the page.
   *
   * @param file an HTML file; missing folders are made, a file there is replaced
   * @throws IOException if it cannot be written, or a moving image not read
   */
  public void write(Path file) throws IOException {
    requireNonNull(file, "file");

    checkArgument(!sections.isEmpty(), "there is nothing to report; add something first");
    AtomicFiles.writeString(file, ReportPage.of(title, facts, sections));
  }
}
