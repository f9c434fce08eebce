package org.dcgan.datasets.faces;

import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;

/** The kept faces as a dataset; each face is cropped when it is read. Takes 16 bytes per face. */
final class FaceCrops implements Dataset {
  private static final int INTS = 4;

  private final ImageSource photographs;
  private final FaceOptions options;
  private final int channels;
  private final String description;
  private final ImmutableIntArray faces;

  private FaceCrops(
      ImageSource photographs,
      FaceOptions options,
      int channels,
      String description,
      ImmutableIntArray faces) {
    this.photographs = photographs;
    this.options = options;
    this.channels = channels;
    this.description = description;
    this.faces = faces;
  }

  /** Collects the faces. */
  static final class Builder {
    private final ImmutableIntArray.Builder faces = ImmutableIntArray.builder();
    private int channels;

    void add(int photograph, FaceCrop crop, int channels) {
      faces.add(photograph).add(crop.x()).add(crop.y()).add(crop.side());
      this.channels = Math.max(this.channels, channels);
    }

    FaceCrops build(ImageSource photographs, FaceOptions options, String description) {
      return new FaceCrops(photographs, options, channels, description, faces.build());
    }
  }

  @Override
  public int size() {
    return faces.length() / INTS;
  }

  @Override
  public Optional<ImageShape> shape() {
    return channels == 0
        ? Optional.empty()
        : Optional.of(ImageShape.square(options.size(), channels));
  }

  @Override
  public OptionalInt channels() {
    return channels == 0 ? OptionalInt.empty() : OptionalInt.of(channels);
  }

  private int photograph(int index) {
    return faces.get(INTS * checkElementIndex(index, size(), "face"));
  }

  private FaceCrop crop(int index) {
    return new FaceCrop(
        faces.get(INTS * index + 1), faces.get(INTS * index + 2), faces.get(INTS * index + 3));
  }

  @Override
  public Pixels read(int index) throws IOException {
    try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
      return hold.process(() -> name(index), () -> cut(index));
    }
  }

  private Pixels cut(int index) throws IOException {
    Pixels photograph = photographs.read(photograph(index));
    try {
      Pixels face = crop(index).cut(photograph, options);
      // Gray photographs among color ones have the shape of all.
      return channels == 3 ? new PixelTransform.Rgb().apply(face) : face;
    } catch (ArithmeticException e) {
      throw new UnreadableImageException(
          name(index) + ": the enlarged box is too large to be cropped; lower enlarge", e);
    }
  }

  @Override
  public int label(int index) {
    return photographs.label(photograph(index));
  }

  @Override
  public List<String> classNames() {
    return photographs.classNames();
  }

  /**
   * Returns the photograph's name and the box, for example {@code a/b.jpg#120,80,64}: x, y, side.
   */
  @Override
  public String name(int index) {
    String photograph = photographs.name(photograph(index));
    FaceCrop crop = crop(index);
    return photograph + "#" + crop.x() + "," + crop.y() + "," + crop.side();
  }

  @Override
  public String description() {
    return description;
  }
}
