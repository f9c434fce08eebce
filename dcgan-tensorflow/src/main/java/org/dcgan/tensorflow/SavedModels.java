package org.dcgan.tensorflow;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.AtomicFolders;
import org.dcgan.internal.json.ArchitectureJson;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.export.FrozenGraph;
import org.dcgan.tensorflow.model.NetworkValues;
import org.dcgan.tensorflow.model.PooledFeatures;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.model.Variables;
import org.dcgan.tensorflow.network.GraphBuilder;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.Network;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.Version;
import org.dcgan.tensorflow.training.AveragedWeights;
import org.dcgan.tensorflow.training.Counters;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * Exports both networks in TensorFlow's SavedModel format, for serving and for other languages. The
 * graph holds its weights as constants, in float32, and normalizes with population statistics; it
 * does not need this library. G has the moving average of its weights if there is one, as in {@link
 * Dcgan#sample}; scores are those of D's trained weights, and features by default those of its
 * moving average if that can be used, see {@link DiscriminatorWeights#AUTO}. The number of rows is
 * arbitrary:
 *
 * <table>
 *   <caption>Signatures, under the tag {@code serve}</caption>
 *   <tr><th>signature</th><th>input</th><th>outputs</th></tr>
 *   <tr>
 *     <td>{@value #GENERATE}, also {@code serving_default}</td>
 *     <td>{@code latents}: float32 [n, latentDim], uniform in [-1, 1] or Gaussian, as trained</td>
 *     <td>{@code images}: float32 [n, height, width, channels] in [-1, 1]</td>
 *   </tr>
 *   <tr>
 *     <td>{@value #SCORE}</td>
 *     <td>{@code images}: float32 [n, height, width, channels] in [-1, 1]</td>
 *     <td>{@code logits}: float32 [n], more is more real; {@code probabilities}: float32 [n], their
 *         sigmoid</td>
 *   </tr>
 *   <tr>
 *     <td>{@value #FEATURES}</td>
 *     <td>{@code images}: float32 [n, height, width, channels] in [-1, 1]</td>
 *     <td>{@code features}: float32 [n, featureDimension], those of the paper's section 5, each
 *         layer's as row, column, map</td>
 *   </tr>
 * </table>
 *
 * <p>Each signature of a conditional model has the further input {@code labels}: float32 [n,
 * classes], one-hot or any mixture.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class SavedModels {
  /** Latents to images. */
  public static final String GENERATE = "generate";

  /** Images to the scores of D. */
  public static final String SCORE = "score";

  /** Images to features. */
  public static final String FEATURES = "features";

  /** The file that identifies a folder in this format. */
  static final String FILE = "saved_model.pb";

  private static final String DEFAULT = "serving_default";
  private static final String TAG = "serve";
  private static final String PREDICT = "tensorflow/serving/predict";

  /** Protocol buffers are limited to 2 GiB; the graph itself takes some kilobytes. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - (1L << 24);

  /** The description for people, in {@code assets.extra/dcgan.json}. */
  private static final ManifestFormat DESCRIPTION =
      ManifestFormat.unsealed(
          "dcgan-saved-model", 1, "the description of a SavedModel", "export the model again");

  private SavedModels() {}

  /**
   * Writes a SavedModel, with features by {@link DiscriminatorWeights#AUTO}.
   *
   * @param dcgan an open model of this engine, with population statistics
   * @param directory the target folder; a SavedModel of this library is replaced atomically, and is
   *     kept if writing fails. A folder that also contains other files is refused, because they
   *     would be deleted
   * @throws IllegalArgumentException if the model belongs to another engine, or exceeds the limit
   *     of the format (2 GiB)
   * @throws IllegalStateException if the model is closed, or has no population statistics
   * @throws IOException if it cannot be written
   */
  public static void export(Dcgan dcgan, Path directory) throws IOException {
    export(dcgan, directory, DiscriminatorWeights.AUTO);
  }

  /**
   * Writes a SavedModel with a choice of the weights of the features. With averaged weights it
   * contains D twice, because scores are computed with the trained weights.
   *
   * @param dcgan an open model of this engine, with population statistics
   * @param directory the target folder; a SavedModel of this library is replaced atomically, and is
   *     kept if writing fails. A folder that also contains other files is refused, because they
   *     would be deleted
   * @param features the weights that features are computed with
   * @throws IllegalArgumentException if the model belongs to another engine, or exceeds the limit
   *     of the format (2 GiB)
   * @throws IllegalStateException if the model is closed, has no population statistics, or has no
   *     averaged weights with statistics and they are asked for
   * @throws IOException if it cannot be written
   */
  public static void export(Dcgan dcgan, Path directory, DiscriminatorWeights features)
      throws IOException {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(directory, "directory");
    requireNonNull(features, "features");

    TensorFlowDcgan model = TensorFlowDcgan.of(dcgan);
    NetworkValues values = model.networks(features);
    Map<String, Npy> arrays = values.arrays();
    Counters counters = values.counters();
    if (counters.generatorStatistics() == 0 || counters.discriminatorStatistics() == 0) {
      throw new IllegalStateException(
          "a SavedModel normalizes with population statistics, and this model has none yet; train"
              + " it, or call gatherStatistics first");
    }
    long bytes = arrays.values().stream().mapToLong(array -> 4L * array.values().length).sum();
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "this model's weights take %,d bytes, and a SavedModel holds at most %,d; export them"
                  + " with WeightFiles instead",
              bytes,
              MOST_BYTES));
    }
    SavedModel saved = Failures.translated(() -> build(model.architecture(), arrays));
    String description = describe(model, counters, averagesFeatures(arrays));
    AtomicFolders.write(
        directory,
        FILE,
        folder -> {
          AtomicFiles.write(folder.resolve(FILE), saved::writeTo);
          // Loaders expect it; an empty index stands for a model without variables.
          Files.createDirectory(folder.resolve("variables"));
          AtomicFiles.writeString(folder.resolve("assets.extra/dcgan.json"), description);
        });
  }

  /** Whether the arrays contain the moving average of D, which features are computed with. */
  private static boolean averagesFeatures(Map<String, Npy> arrays) {
    return arrays.keySet().stream().anyMatch(AveragedWeights::isAveraged);
  }

  private static SavedModel build(Architecture architecture, Map<String, Npy> arrays) {
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.of(graph);
      ParameterStore store = Variables.of(new ModelSpec(architecture, Dcgan.DEFAULT_SEED), tf);
      GraphBuilder<TFloat32> builder =
          new GraphBuilder<>(tf, TFloat32.class, OpVariants.WITHOUT_ONEDNN, store);
      ImageShape shape = architecture.image();
      Operand<TFloat32> latents = input(tf, "latents", Shape.of(architecture.latentDim()));
      Operand<TFloat32> images =
          input(tf, "images", Shape.of(shape.height(), shape.width(), shape.channels()));
      Operand<TFloat32> labels =
          architecture.isConditional()
              ? input(tf, "labels", Shape.of(architecture.classes()))
              : null;
      var generator =
          Network.generator(builder, architecture, latents, labels, BatchNormMode.POPULATION);
      var discriminator =
          Network.discriminator(builder, architecture, images, labels, BatchNormMode.POPULATION);
      GraphBuilder<TFloat32> ofFeatures = builder;
      var featured = discriminator;
      if (averagesFeatures(arrays)) {
        AveragedWeights.addTo(tf, store, architecture.discriminatorLayers());
        ofFeatures = builder.with(AveragedWeights::nameOf);
        featured =
            Network.discriminator(
                ofFeatures, architecture, images, labels, BatchNormMode.POPULATION);
      }
      Operand<TFloat32> generated = tf.withName("generate_images").identity(generator.images());
      Operand<TFloat32> logits =
          tf.withName("score_logits").reshape(discriminator.logits(), tf.constant(new int[] {-1}));
      Operand<TFloat32> probabilities = tf.withName("score_probabilities").math.sigmoid(logits);
      Operand<TFloat32> features =
          tf.withName("features_features")
              .identity(
                  PooledFeatures.build(
                      ofFeatures, architecture, featured.featureMaps(), FeatureOptions.DEFAULT));
      Map<String, TensorInfo> latentInputs = new HashMap<>();
      latentInputs.put("latents", info(latents, List.of(architecture.latentDim())));
      Map<String, TensorInfo> imageInputs = new HashMap<>();
      imageInputs.put("images", info(images, image(shape)));
      if (labels != null) {
        latentInputs.put("labels", info(labels, List.of(architecture.classes())));
        imageInputs.put("labels", info(labels, List.of(architecture.classes())));
      }
      SignatureDef generate =
          signature(latentInputs, Map.of("images", info(generated, image(shape))));
      MetaGraphDef meta =
          MetaGraphDef.newBuilder()
              .setMetaInfoDef(
                  MetaGraphDef.MetaInfoDef.newBuilder()
                      .addTags(TAG)
                      .setTensorflowVersion(TensorFlow.version()))
              .setGraphDef(
                  FrozenGraph.of(
                      graph, List.of(generated, logits, probabilities, features), store, arrays))
              .putSignatureDef(GENERATE, generate)
              .putSignatureDef(DEFAULT, generate)
              .putSignatureDef(
                  SCORE,
                  signature(
                      imageInputs,
                      Map.of(
                          "logits", info(logits, List.of()),
                          "probabilities", info(probabilities, List.of()))))
              .putSignatureDef(
                  FEATURES,
                  signature(
                      imageInputs,
                      Map.of("features", info(features, List.of(architecture.featureDimension())))))
              .build();
      return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
    }
  }

  private static Operand<TFloat32> input(Ops tf, String name, Shape row) {
    return tf.withName(name)
        .placeholder(TFloat32.class, Placeholder.shape(row.prepend(Shape.UNKNOWN_SIZE)));
  }

  private static List<Integer> image(ImageShape shape) {
    return List.of(shape.height(), shape.width(), shape.channels());
  }

  private static SignatureDef signature(
      Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {
    return SignatureDef.newBuilder()
        .putAllInputs(inputs)
        .putAllOutputs(outputs)
        .setMethodName(PREDICT)
        .build();
  }

  private static TensorInfo info(Operand<TFloat32> operand, List<Integer> row) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(-1));
    row.forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return TensorInfo.newBuilder()
        .setName(operand.op().name() + ":0")
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(shape)
        .build();
  }

  private static String describe(
      TensorFlowDcgan model, Counters counters, boolean averagesFeatures) {
    JsonMap signatures = new JsonMap();
    String labels = model.architecture().isConditional() ? "labels float32 [n, classes], " : "";
    String side = model.architecture().seedSide() + "x" + model.architecture().seedSide();
    signatures.put(
        GENERATE,
        labels
            + "latents float32 [n, latentDim], distributed as latentDistribution says -> images float32"
            + " [n, height, width, channels] in [-1, 1]");
    signatures.put(DEFAULT, "the same as " + GENERATE);
    signatures.put(
        SCORE,
        labels
            + "images float32 [n, height, width, channels] in [-1, 1] -> logits float32 [n], more is more"
            + " real; probabilities float32 [n], their sigmoid");
    signatures.put(
        FEATURES,
        labels
            + "images float32 [n, height, width, channels] in [-1, 1] -> features float32 [n,"
            + " featureDimension], every convolution max-pooled to "
            + side
            + ", flattened as row, column,"
            + " map, joined"
            + (averagesFeatures ? "; of the moving average of the weights" : ""));

    return new String(
        DESCRIPTION.encode(
            new JsonMap()
                .put("library", Version.LIBRARY)
                .put("engine", Version.engine())
                .put("step", counters.step())
                .put("signatures", signatures)
                .put("architecture", ArchitectureJson.encode(model.architecture()))),
        StandardCharsets.UTF_8);
  }
}
