package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.Permutation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A random selection of the images of a source, which depends on the seed only. Damaged images are
 * replaced by others. It is a view that does not close the source.
 */
final class Selection implements ImageSource {
  private static final Logger logger = LoggerFactory.getLogger(Selection.class);
  static final long STREAM = 0x5C04E;

  private final ImageSource source;
  private final ImageShape shape;
  private final int[] indices;
  private final long seed;

  private Selection(ImageSource source, ImageShape shape, int[] indices, long seed) {
    this.source = source;
    this.shape = shape;
    this.indices = indices;
    this.seed = seed;
  }

  static Selection of(ImageSource source, int count, long seed) throws IOException {
    ImageShape shape = ImageShapes.common(source);
    checkArgument(count >= 2, "a comparison needs at least 2 images, got %s", count);
    int wanted = Math.min(count, source.size());
    List<Integer> readable = new ArrayList<>();
    Permutation order = Permutation.of(Math.max(1, source.size()), seed, STREAM);
    for (int position = 0; readable.size() < wanted && position < source.size(); position++) {
      int index = order.at(position);
      try {
        Pixels unused = source.read(index); // images that cannot be read are left out
        readable.add(index);
      } catch (UnreadableImageException e) {
        logger.warn(
            "an image cannot be read and is left out of the comparison: {}",
            oneLine(e.getMessage()));
      }
    }
    checkArgument(
        readable.size() >= 2,
        "a comparison needs at least 2 images, but %s has %s that can be read; add images",
        printable(source.description()),
        readable.size());
    return new Selection(source, shape, readable.stream().mapToInt(i -> i).toArray(), seed);
  }

  ImageShape images() {
    return shape;
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(shape);
  }

  @Override
  public Pixels read(int index) throws IOException {
    return source.read(indices[index]);
  }

  @Override
  public int label(int index) {
    return source.label(indices[index]);
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }

  @Override
  public String name(int index) {
    return source.name(indices[index]);
  }

  @Override
  public String description() {
    return source.description() + " > " + indices.length + " chosen by seed " + seed;
  }
}
