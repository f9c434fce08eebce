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
import org.dcgan.eval.report.AnimatedGif;
import org.dcgan.image.Images;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;

/**
 * The difference in latent space between two groups of samples, such as faces that look left and
 * faces that look right, which turns other samples, too (paper, section 6.3.2 and figure 8).
 *
 * <pre>{@code
 * TurnVector turn = TurnVector.between(left, right);
 * turn.apply(dcgan, dcgan.latents(6, 7), TurnVector.Options.DEFAULT).writePng(Path.of("turn.png"));
 * }</pre>
 *
 * @param vector one latent: the average of the second group minus that of the first
 * @param from the first group
 * @param to the second group
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TurnVector(Latents vector, Concept from, Concept to) {
  /** Checks that no component is null. */
  public TurnVector {
    requireNonNull(vector, "vector");
    requireNonNull(from, "from");
    requireNonNull(to, "to");
  }

  /** 4 exemplars of each group, as in the paper. */
  public static final int DEFAULT_EXEMPLARS = 4;

  /**
   * The range and the number of steps of a turn.
   *
   * @param steps the number of images from the lowest to the highest share, at least 2
   * @param low the share of the vector that is added to a latent for the first image
   * @param high the share that is added for the last image, above {@code low}
   * @param sampling how images are generated
   */
  public record Options(int steps, double low, double high, SamplingOptions sampling) {
    /** From -1 to 1 times the vector, in nine steps; the latent itself is in the middle. */
    public static final Options DEFAULT = new Options(9, -1, 1, SamplingOptions.DEFAULT);

    /** Checks the ranges. */
    public Options {
      requireNonNull(sampling, "sampling");

      new Problems()
          .require(steps >= 2, "steps must be at least 2, got %d", steps)
          .require(low < high, "low must be below high, got %s and %s", low, high)
          .throwIfAny("invalid TurnVector.Options");
    }

    /**
     * The share of the vector at a step.
     *
     * @param step 0 to {@code steps - 1}
     * @return from {@code low} to {@code high}, in equal steps
     */
    public double share(int step) {
      return low + (high - low) * step / (steps - 1);
    }
  }

  /**
   * Turned samples.
   *
   * @param options the range and the number of steps
   * @param subjects the original latents of the samples
   * @param frames {@code options.steps()} images of the first sample, then those of the second, and
   *     so on
   */
  public record Turn(Options options, Latents subjects, Images frames) {
    /** Checks that no component is null. */
    public Turn {
      requireNonNull(options, "options");
      requireNonNull(subjects, "subjects");
      requireNonNull(frames, "frames");
    }

    /**
     * The figure, with a row for each sample.
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
     * Writes an animation of all samples, turning forward and backward.
     *
     * @param file a GIF file that repeats endlessly
     * @throws IOException if it cannot be written
     */
    public void writeGif(Path file) throws IOException {
      requireNonNull(file, "file");

      AnimatedGif.write(file, animation(), AnimatedGif.DEFAULT_FRAME);
    }

    /**
     * Encodes the animation that {@link #writeGif} writes.
     *
     * @return the bytes of the GIF file, in a new array
     */
    public byte[] toGif() {
      return AnimatedGif.encode(animation(), AnimatedGif.DEFAULT_FRAME);
    }

    private List<BufferedImage> animation() {
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
      return images;
    }
  }

  /**
   * Computes the vector between two groups.
   *
   * @param from the first group, at least one exemplar; the paper averages four
   * @param to the second group, at least one exemplar
   * @return the vector
   */
  public static TurnVector between(Concept from, Concept to) {
    requireNonNull(from, "from");
    requireNonNull(to, "to");

    return new TurnVector(to.mean().minus(from.mean()), from, to);
  }

  /**
   * Reasons to doubt the vector.
   *
   * @return one line for each group of fewer than four exemplars
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
   * @param options the range and the number of steps
   * @return the turned samples
   */
  public Turn apply(Dcgan dcgan, Latents subjects, Options options) {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(subjects, "subjects");
    requireNonNull(options, "options");

    checkArgument(subjects.count() >= 1, "a turn needs at least 1 latent, got none");
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
