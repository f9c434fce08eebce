package org.dcgan.tensorflow;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.dcgan.ModelFormatException;
import org.dcgan.ResourceLimitException;
import org.dcgan.RuntimeOptions;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.internal.ArraySize;
import org.dcgan.internal.Problems;
import org.dcgan.internal.io.AtomicFolders;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Natives;
import org.dcgan.tensorflow.runtime.Sessions;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;

/**
 * Extracts features with a custom network in TensorFlow's SavedModel format. With Inception v3,
 * whose weights are not part of this library, {@code FrechetDistance} over these features is the
 * FID and {@code KernelDistance} the KID:
 *
 * <pre>{@code
 * try (SavedModelFeatures inception =
 *     SavedModelFeatures.builder(Path.of("inception"), ImageShape.square(64, 3))
 *         .input("images")
 *         .output("pool_3")
 *         .side(299)
 *         .range(-1, 1)
 *         .build()) {
 *   ...
 * }
 * }</pre>
 *
 * <p>Images are resized bilinearly, pixel corners aligned as the published FID does it
 * (TensorFlow's {@code ResizeBilinear} with neither of its options), then scaled from [-1, 1] to
 * the network's range; grayscale images are repeated to three equal channels unless the network's
 * signature has one. The output is flattened to one row per image. Owns native memory: close it.
 *
 * <p><b>Open only models that you trust.</b> A SavedModel is a program that runs with the rights of
 * this process. A model with operations that do more than calculate (write or read files, talk to
 * other machines, run other code) is refused before TensorFlow loads it, unless {@link
 * Builder#allowOperations} names them; the model's own variables are restored all the same. This is
 * a second line of defense: TensorFlow's own operations and its loader have had faults that a
 * prepared model could use, and a model can take any amount of time and memory. The folder must not
 * change while it is opened.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SavedModelFeatures implements FeatureExtractor, AutoCloseable {
  private static final int CHUNK = 64;

  private final ImageShape imageShape;
  private final SavedModelBundle bundle;
  private final String input;
  private final String output;
  private final GraphSession<Preparation> preparation;
  private final int dimension;
  private final String description;
  private final String resizing;
  private boolean closed;

  /** The operations that resize images and scale them to the network's range. */
  private record Preparation(Placeholder<TFloat32> raw, Operand<TFloat32> prepared) {
    private static Preparation of(Ops tf, Builder builder, int channels) {
      ImageShape shape = builder.imageShape;
      Placeholder<TFloat32> raw =
          tf.placeholder(
              TFloat32.class,
              Placeholder.shape(
                  Shape.of(Shape.UNKNOWN_SIZE, shape.height(), shape.width(), shape.channels())));
      Operand<TFloat32> images = raw;
      if (channels > shape.channels()) {
        images = tf.tile(images, tf.constant(new int[] {1, 1, 1, channels}));
      }
      if (builder.resizes()) {
        images =
            tf.image.resizeBilinear(
                images,
                tf.constant(new int[] {builder.side, builder.side}),
                ResizeBilinear.alignCorners(false),
                ResizeBilinear.halfPixelCenters(false));
      }
      float scale = (float) ((builder.high - builder.low) / 2);
      float shift = (float) ((builder.high + builder.low) / 2);
      return new Preparation(
          raw, tf.math.add(tf.math.mul(images, tf.constant(scale)), tf.constant(shift)));
    }
  }

  private SavedModelFeatures(
      Builder builder,
      SavedModelBundle bundle,
      @Nullable SignatureDef signature,
      String input,
      String output)
      throws IOException {
    this.imageShape = builder.imageShape;
    this.bundle = bundle;
    this.input = input;
    this.output = output;
    int channels = channels(builder, signature);
    this.preparation =
        GraphSession.open(
            graph -> Preparation.of(GraphOps.of(graph), builder, channels),
            graph -> Sessions.forComputation(graph, builder.runtime));
    boolean complete = false;
    try {
      // Two, because an output that does not depend on the number of images looks right for one.
      int values = run(FloatBuffer.allocate(Math.multiplyExact(2, imageShape.size())), 2).length;
      checkArgument(values % 2 == 0, "%s values for 2 images", values);
      this.dimension = values / 2;
      complete = true;
    } catch (ResourceLimitException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s does not take images of %dx%dx%d in float32 at \"%s\" and give a row of features"
                  + " for each at \"%s\"; set the side, the input and the output that it has (Inception v3 takes a"
                  + " side of 299): %s",
              printable(builder.directory),
              builder.side,
              builder.side,
              channels,
              printable(input),
              printable(output),
              printable(e.getMessage())),
          e);
    } finally {
      if (!complete) {
        preparation.close();
      }
    }
    this.resizing =
        builder.resizes()
            ? String.format(
                Locale.ROOT,
                "bilinear from %dx%d to %dx%d (ResizeBilinear without options)",
                imageShape.height(),
                imageShape.width(),
                builder.side,
                builder.side)
            : FeatureExtractor.super.resizing();
    this.description =
        String.format(
            Locale.ROOT,
            "%s, %s -> %s (%d features), images resized bilinearly to %dx%d in [%s, %s]",
            printable(builder.name),
            printable(input),
            printable(output),
            dimension,
            builder.side,
            builder.side,
            builder.low,
            builder.high);
  }

  /**
   * Creates a builder.
   *
   * @param savedModel the folder that contains {@code saved_model.pb}
   * @param imageShape the shape of the images to extract features from; they are resized to the
   *     network's input size
   * @return a builder
   */
  public static Builder builder(Path savedModel, ImageShape imageShape) {
    requireNonNull(savedModel, "savedModel");
    requireNonNull(imageShape, "imageShape");

    return new Builder(savedModel, imageShape);
  }

  private static int channels(Builder builder, @Nullable SignatureDef signature) {
    if (builder.imageShape.channels() != 1) {
      return builder.imageShape.channels();
    }
    TensorInfo info = signature == null ? null : chosen(builder.input, signature.getInputsMap());
    if (info == null || info.getTensorShape().getDimCount() != 4) {
      return 3;
    }
    return info.getTensorShape().getDim(3).getSize() == 1 ? 1 : 3;
  }

  private static @Nullable TensorInfo chosen(@Nullable String name, Map<String, TensorInfo> infos) {
    if (name != null) {
      return infos.get(name);
    }
    return infos.size() == 1 ? infos.values().iterator().next() : null;
  }

  /** Resolves a signature's name for a tensor, or the tensor's own name in the graph. */
  private static String tensor(
      Builder builder, String what, @Nullable String name, Map<String, TensorInfo> infos)
      throws ModelFormatException {
    TensorInfo info = chosen(name, infos);
    if (info != null) {
      if (info.getDtype() != DataType.DT_FLOAT) {
        throw new ModelFormatException(
            String.format(
                Locale.ROOT,
                "%s: expected a float32 %s, but %s is %s; export it with one",
                printable(builder.directory),
                what,
                printable(info.getName()),
                info.getDtype()));
      }
      return info.getName();
    }
    if (name != null && name.contains(":")) {
      return name;
    }
    throw new ModelFormatException(
        String.format(
            Locale.ROOT,
            "%s: expected one of the %ss of signature \"%s\" (%s), or a tensor's name such as"
                + " pool_3:0, got %s; say which with %s(...)",
            printable(builder.directory),
            what,
            printable(builder.signature),
            infos.isEmpty()
                ? "which it does not have"
                : printable(String.join(", ", infos.keySet())),
            name == null ? "none" : "\"" + printable(name) + "\"",
            what));
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public ImageShape inputShape() {
    return imageShape;
  }

  @Override
  public synchronized Features extract(Images images) {
    requireNonNull(images, "images");

    if (closed) {
      throw new IllegalStateException("this network is closed; open it again");
    }
    checkArgument(
        images.shape().equals(imageShape),
        "expected images of %s, for which this network was opened, got %s; resize them first",
        imageShape,
        images.shape());
    FloatBuffer rows =
        FloatBuffer.allocate(ArraySize.of(images.count(), dimension, "rows of features"));
    for (int from = 0; from < images.count(); from += CHUNK) {
      int count = Math.min(CHUNK, images.count() - from);
      FloatBuffer chunk = images.data().slice(from * imageShape.size(), count * imageShape.size());
      rows.put(run(chunk, count));
    }
    return Features.of(dimension, rows.flip());
  }

  private float[] run(FloatBuffer chunk, int count) {
    return Failures.translated(() -> features(chunk, count));
  }

  private float[] features(FloatBuffer chunk, int count) {
    Shape shape = Shape.of(count, imageShape.height(), imageShape.width(), imageShape.channels());
    try (TFloat32 tensor = Tensors.of(shape, chunk);
        var images =
            preparation
                .runner()
                .feed(preparation.content().raw(), tensor)
                .fetch(preparation.content().prepared())
                .run();
        var features = bundle.session().runner().feed(input, images.get(0)).fetch(output).run()) {
      if (!(features.get(0) instanceof TFloat32 values)) {
        throw new IllegalArgumentException(
            output + " is not float32, but " + features.get(0).dataType());
      }
      checkArgument(
          values.rank() > 0 && values.shape().get(0) == count,
          "%s has the shape %s for %s images, expected a row for each",
          output,
          values.shape(),
          count);
      return Tensors.floats(values);
    }
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String resizing() {
    return resizing;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        preparation.close();
      } finally {
        bundle.close();
      }
    }
  }

  /** Opens a network. */
  public static final class Builder {
    private final Path directory;
    private final ImageShape imageShape;
    private String tag = "serve";
    private String signature = "serving_default";
    private @Nullable String input;
    private @Nullable String output;
    private int side;
    private double low = -1;
    private double high = 1;
    private String name;
    private RuntimeOptions runtime = RuntimeOptions.DEFAULT;
    private Set<String> allowedOperations = Set.of();

    private Builder(Path directory, ImageShape imageShape) {
      this.directory = directory;
      this.imageShape = imageShape;
      this.side = imageShape.height();
      this.name = String.valueOf(directory.getFileName());
    }

    private boolean resizes() {
      return side != imageShape.height() || side != imageShape.width();
    }

    /**
     * Sets the tag of the model's graph to open.
     *
     * @param tag {@code serve} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder tag(String tag) {
      requireNonNull(tag, "tag");

      this.tag = tag;
      return this;
    }

    /**
     * Sets the signature whose inputs and outputs {@link #input} and {@link #output} name.
     *
     * @param signature {@code serving_default} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder signature(String signature) {
      requireNonNull(signature, "signature");

      this.signature = signature;
      return this;
    }

    /**
     * Sets the tensor that receives images: float32 [n, side, side, channels].
     *
     * @param input a name in the signature, or the name of a tensor such as {@code Mul:0}; by
     *     default the signature's only input
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder input(String input) {
      requireNonNull(input, "input");

      this.input = input;
      return this;
    }

    /**
     * Sets the tensor with the features: float32 [n, ...].
     *
     * @param output a name in the signature, or the name of a tensor such as {@code pool_3:0}; by
     *     default the signature's only output
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder output(String output) {
      requireNonNull(output, "output");

      this.output = output;
      return this;
    }

    /**
     * Sets the height and width that images are resized to.
     *
     * @param side at least 1; 299 for Inception v3; that of the images by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder side(int side) {
      this.side = side;
      return this;
    }

    /**
     * Sets the values that the network expects for black and white.
     *
     * @param low the value of black; -1 by default
     * @param high the value of white, above that of black; 1 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder range(double low, double high) {
      this.low = low;
      this.high = high;
      return this;
    }

    /**
     * Sets the name of the network in the descriptions of scores and features.
     *
     * @param name any text; the folder's name by default. Control characters and invisible
     *     characters appear as a backslash, {@code u} and four digits in descriptions
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder name(String name) {
      requireNonNull(name, "name");

      this.name = name;
      return this;
    }

    /**
     * Sets the device and the threads that the network runs with.
     *
     * @param runtime {@link RuntimeOptions#DEFAULT} by default. The network decides its precision;
     *     that of these options has no effect
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder runtime(RuntimeOptions runtime) {
      requireNonNull(runtime, "runtime");

      this.runtime = runtime;
      return this;
    }

    /**
     * Expert: allows operations that do more than calculate. Without this, a model with operations
     * that may touch files, talk to other machines, load code or wait for something is refused, as
     * is one with operations that this version does not know. Whoever allows {@code WriteFile} lets
     * the model write any file that this process may write.
     *
     * @param operations TensorFlow's names of operations, for example {@code
     *     InitializeTableFromTextFileV2}; none by default. Each call replaces the earlier ones
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder allowOperations(String... operations) {
      requireNonNull(operations, "operations");

      this.allowedOperations = Set.copyOf(List.of(operations));
      return this;
    }

    /**
     * Opens the network and tests it with two images. Open only models that you trust (see the
     * class).
     *
     * @return an extractor
     * @throws IllegalArgumentException if a setting is out of range; the message lists all problems
     * @throws ModelFormatException if it is not a SavedModel, has no such input or output, or
     *     contains operations that are not allowed
     * @throws IOException if it cannot be read
     */
    public SavedModelFeatures build() throws IOException {
      new Problems()
          .require(side >= 1, "side must be at least 1, got %d", side)
          .require(
              Double.isFinite(low) && Double.isFinite(high) && low < high,
              "range must be two numbers, black below white, got %s and %s",
              low,
              high)
          .throwIfAny("invalid settings of SavedModelFeatures");
      Natives.require();
      requireSavedModel();
      MetaGraphDef model = SavedModelCheck.read(directory, tag);
      @Nullable SignatureDef chosen = model.getSignatureDefMap().get(signature);
      String from = tensor(this, "input", input, chosen == null ? Map.of() : chosen.getInputsMap());
      String to =
          tensor(this, "output", output, chosen == null ? Map.of() : chosen.getOutputsMap());
      SavedModelCheck.check(directory, model, to, allowedOperations);
      SavedModelBundle bundle;
      try {
        bundle =
            Failures.translated(
                () ->
                    SavedModelBundle.loader(directory.toString())
                        .withTags(tag)
                        .withConfigProto(Sessions.computation(runtime))
                        .load());
      } catch (ResourceLimitException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new ModelFormatException(
            printable(directory)
                + " cannot be loaded as a SavedModel: "
                + printable(e.getMessage()),
            e);
      }
      boolean complete = false;
      try {
        SavedModelFeatures features = new SavedModelFeatures(this, bundle, chosen, from, to);
        complete = true;
        return features;
      } finally {
        if (!complete) {
          bundle.close();
        }
      }
    }

    /** Also restores a folder whose replacement was interrupted. */
    private void requireSavedModel() throws IOException {
      Path unused =
          AtomicFolders.read(
              directory,
              SavedModels.FILE,
              () -> {
                Path there = directory.resolve(SavedModels.FILE);
                if (!Files.isRegularFile(there)) {
                  throw new ModelFormatException(
                      directory + ": expected a folder with " + SavedModels.FILE + " in it");
                }
                return there;
              });
    }
  }
}
