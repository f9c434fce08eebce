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
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.eval.report.AnimatedGif;
import org.dcgan.image.Images;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;

/**
 * The way in latent space from one group of samples to another, such as from faces that look left
 * to faces that look right, which turns other samples, too (paper, section 6.3.2 and figure 8).
 *
 * <pre>{@code
 * TurnVector turn = TurnVector.between(left, right);
 * turn.apply(dcgan, dcgan.latents(6, 7), TurnVector.Options.DEFAULT).writePng(Path.of("turn.png"));
 * }</pre>
 *
 * @param vector one latent: the average of the second group less that of the first
 * @param from the first group
 * @param to the second group
 */
public record TurnVector(Latents vector, Concept from, Concept to) {
  /** Checks that no component is null. */
  public TurnVector {
    requireNonNull(vector, "vector");
    requireNonNull(from, "from");
    requireNonNull(to, "to");
  }

  /** Exemplars of each group in the paper. */
  public static final int DEFAULT_EXEMPLARS = 4;

  /**
   * How far and how finely to turn.
   *
   * @param steps images from the lowest to the highest share, at least 2
   * @param low the share of the vector that the first image has more than the latent itself
   * @param high the share that the last image has, above {@code low}
   * @param sampling how images are drawn
   */
  public record Options(int steps, double low, double high, SamplingOptions sampling) {
    /**
     * From a whole vector back to a whole vector on: a random latent is somewhere in the middle.
     */
    public static final Options DEFAULT = new Options(9, -1, 1, SamplingOptions.DEFAULT);

    /** Checks the ranges. */
    public Options {
      requireNonNull(sampling, "sampling");

      new Problems()
          .require(steps >= 2, "a turn needs at least 2 steps, got %d", steps)
          .require(
              low < high, "a turn leads from a lower to a higher share, got %s to %s", low, high)
          .throwIfAny("this is no turn");
    }

    /**
     * The share of the vector at a step.
     *
     * @param step 0 to {@code steps - 1}
     * @return {@code low} to {@code high}, evenly
     */
    public double share(int step) {
      return low + (high - low) * step / (steps - 1);
    }
  }

  /**
   * Samples that were turned.
   *
   * @param options how far
   * @param subjects the samples' own latents
   * @param frames {@code options.steps()} images of the first, then those of the second, and on
   */
  public record Turn(Options options, Latents subjects, Images frames) {
    /** Checks that no component is null. */
    public Turn {
      requireNonNull(options, "options");
      requireNonNull(subjects, "subjects");
      requireNonNull(frames, "frames");
    }

    /**
     * The figure: a row a sample.
     *
     * @return an RGB image
     */
    public BufferedImage figure() {
      return Figure.grid(frames, options.steps());
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

    /**
     * Writes all samples turning there and back.
     *
     * @param file a GIF file that begins again when it ends
     * @throws IOException if it cannot be written
     */
    public void writeGif(Path file) throws IOException {
      requireNonNull(file, "file");

      int steps = options.steps();
      List<BufferedImage> images = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        List<Images> column = new ArrayList<>();
        for (int i = step; i < frames.count(); i += steps) {
          column.add(frames.slice(i, i + 1));
        }
        images.add(Figure.grid(Images.concat(column), column.size()));
      }
      for (int step = steps - 2; step > 0; step--) {
        images.add(images.get(step));
      }
      AnimatedGif.write(file, images, AnimatedGif.DEFAULT_FRAME);
    }
  }

  /**
   * The way between two groups.
   *
   * @param from latents of samples that look one way, at least one; the paper averages four
   * @param to latents of samples that look the other way, at least one
   * @return the vector
   */
  public static TurnVector between(Concept from, Concept to) {
    requireNonNull(from, "from");
    requireNonNull(to, "to");

    return new TurnVector(to.mean().minus(from.mean()), from, to);
  }

  /**
   * What makes the vector doubtful.
   *
   * @return one line a group of fewer than four
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (Concept group : List.of(from, to)) {
      if (group.exemplars().count() < DEFAULT_EXEMPLARS) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "the group \"%s\" has %d exemplar%s; the paper averages four",
                printable(group.name()),
                group.exemplars().count(),
                group.exemplars().count() == 1 ? "" : "s"));
      }
    }
    return warnings;
  }

  /**
   * Turns other samples.
   *
   * @param dcgan a trained model
   * @param subjects at least one latent
   * @param options how far and how finely
   * @return the turned samples
   */
  public Turn apply(Dcgan dcgan, Latents subjects, Options options) {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(subjects, "subjects");
    requireNonNull(options, "options");

    checkArgument(subjects.count() >= 1, "there is nothing to turn: got no latents");
    List<Latents> all = new ArrayList<>();
    for (int i = 0; i < subjects.count(); i++) {
      for (int step = 0; step < options.steps(); step++) {
        all.add(subjects.select(i).plus(vector.scaled(options.share(step))));
      }
    }
    return new Turn(
        options, subjects, dcgan.generator().generate(Latents.concat(all), options.sampling()));
  }
}
