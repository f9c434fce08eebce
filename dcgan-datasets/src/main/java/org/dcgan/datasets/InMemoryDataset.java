package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.Fingerprints;
import org.dcgan.datasets.files.UnreadableImageLog;
import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;

/**
 * Images that an application has in memory: {@code BufferedImage}s, the bytes of image files
 * (uploads, the columns of a database), or pixels.
 *
 * <pre>{@code
 * Dataset products = InMemoryDataset.ofImages(images).centerCropped(64);
 * Dataset uploads =
 *     InMemoryDataset.ofEncoded(files).labeled(List.of("cat", "dog"), labels).centerCropped(64);
 * }</pre>
 *
 * <p>Everything is copied when it is added, so that arrays and images may be changed afterwards.
 * {@code BufferedImage}s become 8-bit pixels at once; the bytes of files stay encoded and are
 * decoded at every read, which takes less memory and more time. For more images than the heap
 * holds, use {@link ImageFolder}, {@link org.dcgan.datasets.pack.ImagePack}, or an {@link
 * org.dcgan.image.ImageSource} of the application.
 *
 * <p>Images have no labels; {@link #labeled} adds them. The description contains a fingerprint of
 * all images, so that a training resumes if the same images are given in the same order, and is
 * refused otherwise.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class InMemoryDataset implements Dataset {
  private final List<Entry> entries;
  private final UnreadableImageLog images;
  private final Optional<ImageShape> shape;
  private final OptionalInt channels;
  private final String description;
  private volatile boolean closed;

  /** An image as it is kept. */
  private sealed interface Entry {
    /** Empty if the image was added without a name. */
    String name();

    Optional<ImageShape> shape();

    int channels();

    void putInto(Hasher fingerprint);
  }

  private record Decoded(String name, Pixels pixels, boolean transparent) implements Entry {
    @Override
    public Optional<ImageShape> shape() {
      return Optional.of(pixels.shape());
    }

    @Override
    public int channels() {
      return pixels.shape().channels();
    }

    @Override
    public void putInto(Hasher fingerprint) {
      fingerprint
          .putInt(pixels.shape().height())
          .putInt(pixels.shape().width())
          .putInt(pixels.shape().channels())
          .putBytes(pixels.data());
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Encoded(String name, byte[] bytes) implements Entry {
    @Override
    public Optional<ImageShape> shape() {
      return Optional.empty();
    }

    @Override
    public int channels() {
      return 3;
    }

    @Override
    public void putInto(Hasher fingerprint) {
      fingerprint.putInt(0).putInt(bytes.length).putBytes(bytes);
    }
  }

  private InMemoryDataset(List<Entry> entries, ImageDecoder decoder) {
    this.entries = entries;
    this.images = new UnreadableImageLog(decoder, entries.size());
    Entry first = entries.get(0);
    this.shape =
        entries.stream().allMatch(entry -> entry.shape().equals(first.shape()))
            ? first.shape()
            : Optional.empty();
    this.channels =
        entries.stream().allMatch(entry -> entry.channels() == first.channels())
            ? OptionalInt.of(first.channels())
            : OptionalInt.empty();
    Hasher fingerprint = Hashing.sha256().newHasher();
    entries.forEach(entry -> entry.putInto(fingerprint));
    this.description =
        String.format(
            Locale.ROOT,
            "memory(%d images, %s%s)",
            entries.size(),
            Fingerprints.shorten(fingerprint.hash()),
            DecoderDescription.suffix(decoder));
  }

  /**
   * Creates a dataset of {@code BufferedImage}s: 3 channels, any type and size, transparent pixels
   * composited over white. Images that differ in size must be cropped before training, for example
   * with {@link #centerCropped(int)}.
   *
   * @param images at least one image; copied
   * @return the dataset
   * @throws IllegalArgumentException if the list is empty
   */
  public static InMemoryDataset ofImages(List<BufferedImage> images) {
    requireNonNull(images, "images");

    Builder builder = builder();
    for (int i = 0; i < images.size(); i++) {
      builder.add(requireNonNull(images.get(i), "images[" + i + "]"));
    }
    return builder.build();
  }

  /**
   * Creates a dataset of the contents of image files: JPEG, PNG, GIF, BMP and WebP, decoded to 3
   * channels when they are read, by the rules of {@link ImageFolder}. Their shape is not known
   * before; crop them for training, which leaves images as they are that have the size already.
   *
   * @param files at least one image; copied
   * @return the dataset
   * @throws IllegalArgumentException if the list is empty
   */
  public static InMemoryDataset ofEncoded(List<byte[]> files) {
    requireNonNull(files, "files");

    Builder builder = builder();
    for (int i = 0; i < files.size(); i++) {
      builder.addEncoded(requireNonNull(files.get(i), "files[" + i + "]"));
    }
    return builder.build();
  }

  /**
   * Creates a dataset of decoded images, which may differ in shape.
   *
   * @param pixels at least one image; copied
   * @return the dataset
   * @throws IllegalArgumentException if the list is empty
   */
  public static InMemoryDataset ofPixels(List<Pixels> pixels) {
    requireNonNull(pixels, "pixels");

    Builder builder = builder();
    for (int i = 0; i < pixels.size(); i++) {
      builder.add(requireNonNull(pixels.get(i), "pixels[" + i + "]"));
    }
    return builder.build();
  }

  /**
   * Creates a dataset of raw pixels in one array, as the published files of MNIST and NumPy arrays
   * of images have them.
   *
   * @param shape the shape of each image
   * @param data unsigned bytes, one image after another, each with its rows from the top and its
   *     channels innermost (NHWC); copied
   * @return a dataset of {@code data.length / shape.size()} images
   * @throws IllegalArgumentException if the array is empty or its length is no multiple of {@code
   *     shape.size()}
   */
  public static InMemoryDataset ofPixels(ImageShape shape, byte[] data) {
    requireNonNull(shape, "shape");
    requireNonNull(data, "data");

    checkArgument(
        data.length > 0 && data.length % shape.size() == 0,
        "expected the pixels of at least one image of %s, a multiple of %s bytes, got %s bytes",
        shape,
        shape.size(),
        data.length);
    Builder builder = builder();
    for (int from = 0; from < data.length; from += shape.size()) {
      builder.take(
          "", new Pixels(shape, Arrays.copyOfRange(data, from, from + shape.size())), false);
    }
    return builder.build();
  }

  /**
   * Creates a dataset of a batch, for example of generated images, whose features or statistics are
   * then computed like those of any dataset. Values are rounded to bytes.
   *
   * @param images at least one image
   * @return the dataset
   * @throws IllegalArgumentException if the batch is empty
   */
  public static InMemoryDataset of(Images images) {
    requireNonNull(images, "images");

    Builder builder = builder();
    for (int i = 0; i < images.count(); i++) {
      builder.take("", images.pixels(i), false);
    }
    return builder.build();
  }

  /**
   * Returns a builder, which takes images of different kinds, their names, and settings.
   *
   * @return a builder without images
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public int size() {
    return entries.size();
  }

  /** The common shape; empty if images differ in shape, or if one is encoded. */
  @Override
  public Optional<ImageShape> shape() {
    return shape;
  }

  /** 3 for images that are encoded or were {@code BufferedImage}s. */
  @Override
  public OptionalInt channels() {
    return channels;
  }

  @Override
  public Pixels read(int index) throws IOException {
    checkState(!closed, "this dataset is closed: %s", description);
    checkElementIndex(index, size(), "image");
    if (entries.get(index) instanceof Encoded encoded) {
      return images.decode(index, name(index), encoded::bytes);
    }
    Decoded decoded = (Decoded) entries.get(index);
    images.saw(index, decoded.transparent());
    return new Pixels(decoded.pixels().shape(), decoded.pixels().data().clone());
  }

  /**
   * Returns the number of distinct encoded images that were found to be unreadable so far.
   *
   * @return 0 to {@link #size()}
   */
  public int unreadableCount() {
    return images.count();
  }

  /** Known once the image has been read. */
  @Override
  public boolean isTransparent(int index) {
    return images.isTransparent(checkElementIndex(index, size(), "image"));
  }

  /** The name that the image was added with; by default {@code #} and the index. */
  @Override
  public String name(int index) {
    String name = entries.get(checkElementIndex(index, size(), "image")).name();
    return name.isEmpty() ? Dataset.super.name(index) : name;
  }

  /** The number of images and a fingerprint of their contents, in their order. */
  @Override
  public String description() {
    return description;
  }

  /** Images cannot be read afterwards. */
  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return description;
  }

  /** Collects images. */
  public static final class Builder {
    private final List<Entry> entries = new ArrayList<>();
    private long pixelLimit = ImageDecoder.DEFAULT_PIXEL_LIMIT;
    private RgbColor background = ImageDecoder.DEFAULT_BACKGROUND;

    private Builder() {}

    /**
     * Sets the color that transparent pixels are composited over, before images are added. A color
     * other than the default becomes part of the dataset's description. Default: white ({@link
     * ImageFolder#DEFAULT_BACKGROUND}).
     *
     * @param background any color
     * @return this
     * @throws IllegalStateException if images were added already
     */
    @CanIgnoreReturnValue
    public Builder background(RgbColor background) {
      requireNonNull(background, "background");
      checkState(
          entries.isEmpty(),
          "the background must be set before images are added, of which there are %s",
          entries.size());
      this.background = background;
      return this;
    }

    /**
     * Sets the limit on the number of pixels (height times width) of an encoded image; larger
     * images are unreadable. Default: {@link ImageFolder#DEFAULT_PIXEL_LIMIT} (100 million).
     *
     * @param pixelLimit at least 1
     * @return this
     * @throws IllegalArgumentException if the limit is below 1
     */
    @CanIgnoreReturnValue
    public Builder pixelLimit(long pixelLimit) {
      checkArgument(pixelLimit >= 1, "the pixel limit must be at least 1, got %s", pixelLimit);
      this.pixelLimit = pixelLimit;
      return this;
    }

    /**
     * Adds an image, converted to 3 channels of 8 bits.
     *
     * @param image an image of any type; copied
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder add(BufferedImage image) {
      requireNonNull(image, "image");

      return take("", Pixels.of(image, 3, background), isTransparent(image));
    }

    /**
     * Adds an image with a name, converted to 3 channels of 8 bits.
     *
     * @param name the name for logs and reports, not empty
     * @param image an image of any type; copied
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder add(String name, BufferedImage image) {
      requireNonNull(image, "image");

      return take(checked(name), Pixels.of(image, 3, background), isTransparent(image));
    }

    /**
     * Adds an image.
     *
     * @param pixels the image; copied
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder add(Pixels pixels) {
      requireNonNull(pixels, "pixels");

      return take("", copy(pixels), false);
    }

    /**
     * Adds an image with a name.
     *
     * @param name the name for logs and reports, not empty
     * @param pixels the image; copied
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder add(String name, Pixels pixels) {
      requireNonNull(pixels, "pixels");

      return take(checked(name), copy(pixels), false);
    }

    /**
     * Adds the content of an image file. It is decoded when the image is read; a damaged image is
     * unreadable then.
     *
     * @param file the bytes of a JPEG, PNG, GIF, BMP or WebP file; copied
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder addEncoded(byte[] file) {
      requireNonNull(file, "file");

      entries.add(new Encoded("", file.clone()));
      return this;
    }

    /**
     * Adds the content of an image file with a name. It is decoded when the image is read; a
     * damaged image is unreadable then.
     *
     * @param name the name for logs and reports, not empty
     * @param file the bytes of a JPEG, PNG, GIF, BMP or WebP file; copied
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder addEncoded(String name, byte[] file) {
      requireNonNull(file, "file");

      entries.add(new Encoded(checked(name), file.clone()));
      return this;
    }

    @CanIgnoreReturnValue
    private Builder take(String name, Pixels pixels, boolean transparent) {
      entries.add(new Decoded(name, pixels, transparent));
      return this;
    }

    private static Pixels copy(Pixels pixels) {
      return new Pixels(pixels.shape(), pixels.data().clone());
    }

    private static String checked(String name) {
      requireNonNull(name, "name");
      checkArgument(!name.isEmpty(), "the name of an image must not be empty");
      return name;
    }

    /**
     * Creates the dataset of the images that were added so far.
     *
     * @return the dataset
     * @throws IllegalArgumentException if no image was added
     */
    public InMemoryDataset build() {
      checkArgument(!entries.isEmpty(), "a dataset in memory needs at least one image, got none");
      return new InMemoryDataset(
          List.copyOf(entries), ImageDecoder.withPixelLimit(pixelLimit).withBackground(background));
    }
  }

  private static boolean isTransparent(BufferedImage image) {
    if (!image.getColorModel().hasAlpha()) {
      return false;
    }
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int argb : row) {
        if (argb >>> 24 != 255) {
          return true;
        }
      }
    }
    return false;
  }
}
