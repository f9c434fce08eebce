package org.dcgan.datasets;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.datasets.transform.KnownShape;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;

/** A dataset with one preprocessing step applied to every image. */
final class TransformedDataset extends WrappedDataset {
  private final PixelTransform transform;
  private final KnownShape known;

  TransformedDataset(Dataset source, PixelTransform transform) {
    super(source);
    this.transform = transform;
    this.known = transform.shape(KnownShapes.of(source));
  }

  KnownShape knownShape() {
    return known;
  }

  @Override
  public Optional<ImageShape> shape() {
    return known.complete();
  }

  @Override
  public OptionalInt channels() {
    return known.knownChannels();
  }

  @Override
  public Pixels read(int index) throws IOException {
    // Held until the image has been transformed, since it may be far larger than the result.
    try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
      return hold.process(() -> source.name(index), () -> transformed(index));
    }
  }

  private Pixels transformed(int index) throws IOException {
    Pixels image = source.read(index);
    try {
      return transform.apply(image);
    } catch (IllegalArgumentException e) {
      throw new UnreadableImageException(
          source.name(index) + ": " + transform + " failed: " + e.getMessage(), e);
    }
  }

  @Override
  public String description() {
    return source.description() + " > " + transform;
  }
}
