package org.dcgan.eval.protocol;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.OptionalInt;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;

/** The images of a generator whose image i is of class i modulo the number of classes. */
final class GeneratedImageStream implements LabeledImageStream {
  private final ImageSampler model;
  private final int classes;
  private final long seed;
  private final String name;

  GeneratedImageStream(ImageSampler model, int classes, long seed, String name) {
    this.model = model;
    this.classes = classes;
    this.seed = seed;
    this.name = name;
  }

  @Override
  public OptionalInt classes() {
    return OptionalInt.of(classes);
  }

  @Override
  public String description() {
    return name + " (generated, classes in turn, seed " + seed + ")";
  }

  @Override
  public ImageShape imageShape() {
    return model.imageShape();
  }

  @Override
  public void read(long count, Consumer consumer) throws IOException {
    requireNonNull(consumer, "consumer");

    long first = 0;
    for (Images batch : model.sampleBatches(count, seed)) {
      int[] labels = new int[batch.count()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = (int) ((first + i) % classes);
      }
      consumer.accept(batch, labels);
      first += labels.length;
    }
  }
}
