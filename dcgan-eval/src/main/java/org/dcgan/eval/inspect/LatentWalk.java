package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.eval.report.AnimatedGif;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;

/**
 * Generates images along a path through the latent space from point to point (paper, section 6.1
 * and figure 4).
 *
 * <pre>{@code
 * LatentWalk.Walk walk = LatentWalk.random(dcgan, LatentWalk.Options.DEFAULT);
 * walk.writePng(Path.of("walk.png"));
 * double evenness = walk.smoothness().ratio();
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LatentWalk {

  private LatentWalk() {}

  /** The path from one point to the next. */
  public enum Interpolation {
    /** Linear, as in the paper. */
    LINEAR,
    /** Spherical, along a great circle; suited to Gaussian latents, whose norms it preserves. */
    SPHERICAL
  }

  /**
   * Options of a walk.
   *
   * @param points the number of random points, at least 2; not used if points are given
   * @param steps the number of frames from one point to the next, at least 1
   * @param interpolation the path from one point to the next
   * @param closed whether the last point is followed by the first
   * @param seed the random seed of random points
   * @param sampling how frames are generated
   */
  public record Options(
      int points,
      int steps,
      Interpolation interpolation,
      boolean closed,
      long seed,
      SamplingOptions sampling) {
    /** Nine points, as in the paper, and ten frames from one to the next. */
    public static final Options DEFAULT =
        new Options(9, 10, Interpolation.LINEAR, false, 42, SamplingOptions.DEFAULT);

    /** Checks the ranges. */
    public Options {
      requireNonNull(interpolation, "interpolation");
      requireNonNull(sampling, "sampling");

      new Problems()
          .require(points >= 2, "points must be at least 2, got %d", points)
          .require(steps >= 1, "steps must be at least 1, got %d", steps)
          .throwIfAny("invalid LatentWalk.Options");
    }
  }

  /**
   * The images of a walk.
   *
   * @param options the options
   * @param points the latents that the walk passes
   * @param frames the images in order; those of a closed walk end one step before the first
   * @param smoothness how evenly the images change
   */
  public record Walk(Options options, Latents points, Images frames, Smoothness smoothness) {
    /** Checks that no component is null. */
    public Walk {
      requireNonNull(options, "options");
      requireNonNull(points, "points");
      requireNonNull(frames, "frames");
      requireNonNull(smoothness, "smoothness");
    }

    /**
     * The figure, with a row of frames from each point to the next, both ends included.
     *
     * @return an RGB image
     */
    public BufferedImage figure() {
      int steps = options.steps();
      int legs = points.count() - (options.closed() ? 0 : 1);
      List<Images> rows = new ArrayList<>();
      for (int leg = 0; leg < legs; leg++) {
        for (int i = 0; i <= steps; i++) {
          int frame = (leg * steps + i) % frames.count();
          rows.add(frames.slice(frame, frame + 1));
        }
      }
      ImageGrid grid = SampleGrids.legible(Images.concat(rows));
      return grid.withColumns(steps + 1).toBufferedImage();
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
     * Writes the walk as an animation.
     *
     * @param file a GIF file that repeats endlessly; an open walk is shown forward and backward
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
      List<BufferedImage> images = new ArrayList<>();
      for (int i = 0; i < frames.count(); i++) {
        images.add(Figure.grid(frames.slice(i, i + 1), 1));
      }
      if (!options.closed()) {
        for (int i = frames.count() - 2; i > 0; i--) {
          images.add(images.get(i));
        }
      }
      return images;
    }

    /**
     * The nearest training image to each frame.
     *
     * @param training the images that the model was trained on
     * @param progress receives the number of images that have been compared
     * @return one image for each frame
     * @throws IOException if the images cannot be read
     */
    public NearestImages nearest(ImageSource training, ProgressListener progress)
        throws IOException {
      requireNonNull(training, "training");
      requireNonNull(progress, "progress");

      return NearestImages.byPixels(frames, training, progress);
    }
  }

  /**
   * Walks through random points.
   *
   * @param dcgan a trained model
   * @param options the options
   * @return the walk
   */
  public static Walk random(Dcgan dcgan, Options options) {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(options, "options");

    return through(dcgan, dcgan.latents(options.points(), options.seed()), options);
  }

  /**
   * Walks through given points.
   *
   * @param dcgan a trained model
   * @param points at least two latents
   * @param options the options
   * @return the walk
   * @throws IllegalArgumentException if there are fewer than two points
   */
  public static Walk through(Dcgan dcgan, Latents points, Options options) {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(points, "points");
    requireNonNull(options, "options");

    checkArgument(points.count() >= 2, "a walk needs at least 2 points, got %s", points.count());
    Latents path = path(points, options);
    Images frames = dcgan.generator().generate(path, options.sampling());
    return new Walk(options, points, frames, Smoothness.of(frames, options.closed()));
  }

  private static Latents path(Latents points, Options options) {
    List<Latents> path = new ArrayList<>();
    int legs = points.count() - (options.closed() ? 0 : 1);
    for (int leg = 0; leg < legs; leg++) {
      Latents from = points.select(leg);
      Latents to = points.select((leg + 1) % points.count());
      for (int i = 0; i < options.steps(); i++) {
        double t = (double) i / options.steps();
        path.add(
            switch (options.interpolation()) {
              case LINEAR -> from.lerp(to, t);
              case SPHERICAL -> from.slerp(to, t);
            });
      }
    }
    if (!options.closed()) {
      path.add(points.select(points.count() - 1));
    }
    return Latents.concat(path);
  }
}
