package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.eval.internal.LabeledSources;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;

/** The images of a source as a stream, in an order. */
final class SourceImageStream implements LabeledImageStream {
  /** Distinguishes the random order from other uses of a seed. */
  static final long ORDER = 0x11E;

  private static final int BATCH = 256;

  private final ImageSource source;
  private final String description;
  private final IntUnaryOperator order;
  private final ImageShape shape;

  SourceImageStream(ImageSource source, String description, IntUnaryOperator order) {
    this.source = source;
    this.description = description;
    this.order = order;
    this.shape = ImageShapes.common(source);
    LabeledSources.requireClasses(source, 1);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public ImageShape imageShape() {
    return shape;
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(source.size());
  }

  @Override
  public void read(long count, Consumer consumer) throws IOException {
    requireNonNull(consumer, "consumer");

    checkArgument(
        count >= 0 && count <= source.size(),
        "count must be from 0 to the %s images of %s, got %s",
        source.size(),
        printable(description),
        count);
    for (int first = 0; first < count; first += BATCH) {
      int[] indices = new int[(int) Math.min(BATCH, count - first)];
      int[] labels = new int[indices.length];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = order.applyAsInt(first + i);
        labels[i] = LabeledSources.label(source, indices[i]);
      }
      consumer.accept(Images.read(source, indices), labels);
    }
  }
}
