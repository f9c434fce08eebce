package org.dcgan.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.dcgan.Dcgan;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.jspecify.annotations.Nullable;

/**
 * Models that a comparison uses one after the other. One of them is open at a time, so that memory
 * does not limit how many are compared. Not thread-safe.
 */
final class ModelsInTurn implements AutoCloseable {
  private @Nullable Opener current;
  private @Nullable Dcgan opened;

  /** Creates a comparison without models. */
  ModelsInTurn() {}

  /** Opens a model. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens the model.
     *
     * @return an open model, which its user closes
     * @throws IOException if it cannot be read
     */
    Dcgan open() throws IOException;
  }

  /**
   * Returns an open model. The model that was used before is closed, unless it is the same.
   *
   * @param opener opens the model; the same object stands for the same model
   * @return the model, which is open until another one is used
   * @throws IOException if it cannot be read
   */
  Dcgan use(Opener opener) throws IOException {
    if (current != opener || opened == null) {
      close();
      opened = opener.open();
      current = opener;
    }
    return opened;
  }

  /**
   * Returns a sampler of a model that opens it when images are generated, if another one is open
   * then. An iteration of its images must end before another model is used.
   *
   * @param opener opens the model
   * @param view the part of the model that generates images
   * @return a sampler, whose methods throw {@link UncheckedIOException} if the model cannot be read
   * @throws IOException if it cannot be read
   */
  ImageSampler sampler(Opener opener, Function<Dcgan, ? extends ImageSampler> view)
      throws IOException {
    return sampler(view.apply(use(opener)).imageShape(), opener, view);
  }

  /**
   * Returns a sampler of a model that is not opened before images are generated. An iteration of
   * its images must end before another model is used.
   *
   * @param shape the shape of the model's images
   * @param opener opens the model
   * @param view the part of the model that generates images
   * @return a sampler, whose methods throw {@link UncheckedIOException} if the model cannot be read
   */
  ImageSampler sampler(
      ImageShape shape, Opener opener, Function<Dcgan, ? extends ImageSampler> view) {
    return new ImageSampler() {
      @Override
      public ImageShape imageShape() {
        return shape;
      }

      @Override
      public Iterable<Images> sampleBatches(long count, long seed) {
        try {
          return view.apply(use(opener)).sampleBatches(count, seed);
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
      }
    };
  }

  @Override
  public void close() {
    Dcgan last = opened;
    opened = null;
    current = null;
    if (last != null) {
      last.close();
    }
  }
}
