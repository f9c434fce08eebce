package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.Permutation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some images of a source, chosen by a seed, the same ones every time; damaged ones are passed over
 * for the next. A view that does not close what it shows.
 */
final class Selection implements ImageSource {
  private static final Logger logger = LoggerFactory.getLogger(Selection.class);
  private static final long STREAM = 0x5C04E;

  private final ImageSource source;
  private final int[] indices;
  private final long seed;

  private Selection(ImageSource source, int[] indices, long seed) {
    this.source = source;
    this.indices = indices;
    this.seed = seed;
  }

  static Selection of(ImageSource source, int count, long seed) throws IOException {
    checkArgument(
        source.shape().isPresent(),
        "the images of %s differ in size; crop or resize them first",
        source.description());
    checkArgument(count >= 2, "a comparison takes at least 2 images, got %s", count);
    int wanted = Math.min(count, source.size());
    List<Integer> readable = new ArrayList<>();
    Permutation order = source.size() == 0 ? null : Permutation.of(source.size(), seed, STREAM);
    for (int place = 0; readable.size() < wanted && place < source.size(); place++) {
      int index = order.at(place);
      try {
        source.read(index);
        readable.add(index);
      } catch (UnreadableImageException e) {
        logger.warn("an image to compare with was passed over: {}", oneLine(e.getMessage()));
      }
    }
    checkArgument(
        readable.size() >= 2,
        "a comparison takes at least 2 images, but %s has %s that can be read",
        source.description(),
        readable.size());
    return new Selection(source, readable.stream().mapToInt(i -> i).toArray(), seed);
  }

  /** Images from one place on. */
  Images batch(int from, int size) throws IOException {
    int[] places = new int[Math.min(size, indices.length - from)];
    for (int i = 0; i < places.length; i++) {
      places[i] = indices[from + i];
    }
    return Images.read(source, places);
  }

  ImageShape images() {
    return source.shape().orElseThrow();
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Optional<ImageShape> shape() {
    return source.shape();
  }

  @Override
  public Pixels read(int index) throws IOException {
    return source.read(indices[index]);
  }

  @Override
  public String description() {
    return source.description() + " > " + indices.length + " chosen by seed " + seed;
  }
}
