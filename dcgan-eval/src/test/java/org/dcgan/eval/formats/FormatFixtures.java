package org.dcgan.eval.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.architecture.ImageActivation;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.eval.baseline.HyperParameters;
import org.dcgan.eval.baseline.Trial;
import org.dcgan.eval.baseline.TrialFolder;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.LinearClassifier;
import org.dcgan.feature.FloatFormat;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.WeightFiles;
import org.dcgan.tensorflow.compute.PatchDictionary;
import org.dcgan.tensorflow.compute.PatchFile;
import org.dcgan.tensorflow.compute.PatchLayer;
import org.dcgan.testing.SealedManifest;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.AdversarialLoss;
import org.dcgan.training.Augmentation;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.EpochOrder;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.ModelScore;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;

/**
 * Writes a file of every format, which {@link FormatFixturesTest} of this and of every later
 * version must read. docs/reference/file-formats.md has the command for a new version of a format.
 *
 * <p>The fixtures of earlier versions stay as they are.
 */
final class FormatFixtures {
  static final RuntimeOptions RUNTIME = new RuntimeOptions(Precision.FLOAT32, Device.CPU, 2);
  static final Stripes DATA = new Stripes(48);

  /** The newest version of any format, whose fixtures are written. */
  static final int VERSION = 3;

  /** Where the run of the fixture was stopped, of 18 steps. */
  static final int STOPPED_AT = 7;

  /** Where the run of the conditional fixture was stopped, of 4 steps. */
  static final int CONDITIONAL_STOPPED_AT = 2;

  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private FormatFixtures() {}

  static void write(Path out) throws IOException {
    Files.createDirectories(out);
    Path work = Files.createTempDirectory("fixtures");
    Properties expected = new Properties();
    models(work, out, expected);
    conditional(work, out, expected);
    averaged(work, out);
    decaying(work, out, expected);
    hasher(work, out, expected);
    features(work, out, expected);
    ImagePack.write(
        DATA, out.resolve("images.pack"), PackOptions.defaults(), ProgressListener.none());
    Files.deleteIfExists(out.resolve("images.pack.lock"));
    patches().write(out.resolve("patches.npz"));
    trials(work.resolve("trials"));
    zip(work.resolve("trials"), out.resolve("trials.zip"));
    labeled(out);
    choices().write(out.resolve("choices.json"));
    boxes().write(out.resolve("boxes.json"));
    try (Writer text = Files.newBufferedWriter(out.resolve("expected.properties"))) {
      for (Map.Entry<Object, Object> entry : new TreeMap<>(expected).entrySet()) {
        text.write(entry.getKey() + "=" + entry.getValue() + "\n");
      }
    }
  }

  private static void models(Path work, Path out, Properties expected) throws IOException {
    try (Dcgan dcgan = model(VERSION)) {
      StopSignal stop = new StopSignal();
      dcgan.train(DATA, plan(work.resolve("run"), VERSION).build(), stop, stopAt(STOPPED_AT, stop));
      dcgan.save(work.resolve("model"));
      WeightFiles.export(dcgan, work.resolve("weights"), FloatFormat.FLOAT32);
      WeightFiles.export(dcgan, work.resolve("half"), FloatFormat.FLOAT16);
      Images sample = dcgan.sample(1, 5);
      float[] pixels = sample.toArray();
      for (int i = 0; i < 8; i++) {
        expected.setProperty("sample." + i, Float.toString(pixels[i * 90]));
      }
      float[] parameter = dcgan.parameter("discriminator/convolution2/weights");
      for (int i = 0; i < 8; i++) {
        expected.setProperty("parameter." + i, Float.toString(parameter[i * 3]));
      }
    }
    zip(work.resolve("run"), out.resolve("run.zip"));
    zip(work.resolve("model"), out.resolve("model.zip"));
    zip(work.resolve("weights"), out.resolve("weights.zip"));
    zip(work.resolve("half"), out.resolve("weights-half.zip"));
  }

  private static void conditional(Path work, Path out, Properties expected) throws IOException {
    try (Dcgan dcgan = conditionalModel()) {
      StopSignal stop = new StopSignal();
      TrainingPlan plan = conditionalPlan(work.resolve("conditional-run"));
      dcgan.train(DATA, plan, stop, stopAt(CONDITIONAL_STOPPED_AT, stop));
      dcgan.save(work.resolve("conditional"));
      float[] pixels = dcgan.sampleClass(1, 1).toArray();
      float[] parameter = dcgan.parameter("discriminator/hidden1/weights");
      for (int i = 0; i < 8; i++) {
        expected.setProperty("conditional.sample." + i, Float.toString(pixels[i * 90]));
        expected.setProperty("conditional.parameter." + i, Float.toString(parameter[i * 3]));
      }
    }
    zip(work.resolve("conditional-run"), out.resolve("conditional-run.zip"));
    zip(work.resolve("conditional"), out.resolve("conditional.zip"));
  }

  private static void averaged(Path work, Path out) throws IOException {
    try (Dcgan dcgan = model()) {
      StopSignal stop = new StopSignal();
      dcgan.train(DATA, averagedPlan(work.resolve("average-run")), stop, stopAt(2, stop));
    }
    zip(work.resolve("average-run"), out.resolve("average-run.zip"));
  }

  /** A plan of four steps with a moving average of D's weights; the fixture was stopped after 2. */
  static TrainingPlan averagedPlan(Path folder) {
    return conditionalPlan(folder).toBuilder().discriminatorEmaDecay(0.5).build();
  }

  private static void decaying(Path work, Path out, Properties expected) throws IOException {
    try (Dcgan dcgan = model()) {
      StopSignal stop = new StopSignal();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onLengthFixed(TrainingEvent.LengthFixed event) {
              expected.setProperty("decay.steps", Long.toString(event.totalSteps()));
              stop.request();
            }
          };
      dcgan.train(DATA, decayingPlan(work.resolve("decay-run")), stop, listener);
    }
    zip(work.resolve("decay-run"), out.resolve("decay-run.zip"));
  }

  /** A plan by time whose rate decays; the fixture was stopped when its length was fixed. */
  static TrainingPlan decayingPlan(Path folder) {
    return conditionalPlan(folder).toBuilder().duration(Duration.ofSeconds(4)).decay(0.95).build();
  }

  /** The conditional model, with all that such models may have. */
  static Dcgan conditionalModel() {
    return Dcgan.builder()
        .architecture(
            Architecture.builder()
                .resolution(16)
                .width(2)
                .latentDim(3)
                .classes(2)
                .generatorHidden(5)
                .discriminatorHidden(6)
                .gainAndBias(false)
                .imageActivation(ImageActivation.SIGMOID)
                .build())
        .seed(-7)
        .precision(RUNTIME.precision())
        .device(RUNTIME.device())
        .threads(RUNTIME.threads())
        .build();
  }

  static TrainingPlan conditionalPlan(Path folder) {
    return TrainingPlan.builder().steps(4).batchSize(8).seed(3).checkpoints(folder).build();
  }

  /** The model of version 1. */
  static Dcgan model() {
    return model(1);
  }

  /** Since version 2, with what that version added. */
  static Dcgan model(int version) {
    Architecture architecture = Architecture.builder().resolution(16).width(2).latentDim(3).build();
    return Dcgan.builder()
        .architecture(
            version == 1
                ? architecture
                : architecture.withDiscriminatorNormalization(DiscriminatorNormalization.SPECTRAL))
        .seed(-7)
        .precision(RUNTIME.precision())
        .device(RUNTIME.device())
        .threads(RUNTIME.threads())
        .build();
  }

  static TrainingPlan.Builder plan(Path folder, int version) {
    TrainingPlan.Builder plan = plan(folder);
    if (version == 1) {
      return plan;
    }
    return plan.decayEpochs(0).build().toBuilder()
        .steps(18)
        .decaySteps(5)
        .stepsPerEpoch(4)
        .augmentation(Augmentation.DIFF_AUGMENT)
        .labels(DiscriminatorLabels.DEFAULT)
        .loss(AdversarialLoss.HINGE);
  }

  /** The plan of version 1. No setting has its default, so that all of them are put to the test. */
  static TrainingPlan.Builder plan(Path folder) {
    return TrainingPlan.builder()
        .epochs(3)
        .decayEpochs(1)
        .batchSize(8)
        .samplesPerEpoch(3)
        .seed(Long.MIN_VALUE)
        .schedule(UpdateSchedule.SEQUENTIAL)
        .order(EpochOrder.sharded(4, 3))
        .generatorAdam(new AdamOptions(1e-3, 0.4, 0.99, 1e-7, 1e-5))
        .discriminatorAdam(new AdamOptions(2.5e-4, 0.5, 0.999, 1e-8, 0))
        .discriminatorUpdates(2)
        .labels(new DiscriminatorLabels(0.9, 0.05, 0.1))
        .instanceNoise(new InstanceNoise(0.1, 1.5))
        .generatorEmaDecay(0.9)
        .sentinel(
            SentinelPolicy.builder()
                .onEverything(SentinelPolicy.Action.ROLL_BACK)
                .dominance(1e-9, 100)
                .gradients(1e9, 40)
                .diversity(1e-9)
                .oscillation(0.99)
                .inspectEvery(5)
                .warmUp(2)
                .maxRollBacks(1)
                .build())
        .checkpoints(
            CheckpointPolicy.builder(folder)
                .everySteps(100)
                .every(Duration.ofHours(10))
                .keepLast(1)
                .keepEverySteps(1000)
                .keepBestBy(new Step())
                .build());
  }

  /** A score that later steps win. */
  private record Step() implements ModelScore {
    @Override
    public String name() {
      return "minus step";
    }

    @Override
    public double score(ImageSampler model) {
      return -((Dcgan) model).step();
    }
  }

  static TrainingListener stopAt(long step, StopSignal stop) {
    return new TrainingListener() {
      @Override
      public void onStep(TrainingEvent.StepEnd event) {
        if (event.step() == step) {
          stop.request();
        }
      }
    };
  }

  private static void hasher(Path work, Path out, Properties expected) throws IOException {
    Path folder = work.resolve("hasher");
    HasherOptions options =
        HasherOptions.DEFAULT.toBuilder().steps(2).batchSize(16).noise(3).seed(-1).build();
    try (SemanticHasher hasher =
        SemanticHasher.train(DATA, options, RUNTIME, ProgressListener.none())) {
      hasher.save(folder);
    }
    thin(folder);
    try (SemanticHasher hasher = SemanticHasher.load(folder)) {
      ImageCodes codes = hasher.codes(DATA, ProgressListener.none());
      for (int i = 0; i < 4; i++) {
        expected.setProperty("code." + i, codes.get(i).toString());
      }
    }
    zip(folder, out.resolve("hasher.zip"));
  }

  /** Leaves one weight in 64, so that the fixture is small when it is compressed. */
  private static void thin(Path folder) throws IOException {
    Map<String, String> changed = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith("weights-") || npy(f)).toList()) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        String before = crc32c(bytes.array());
        int start = 10 + bytes.getShort(8);
        if (bytes.capacity() < 100_000) {
          continue;
        }
        for (int i = start; i < bytes.capacity(); i += 4) {
          float rounded = Math.round(bytes.getFloat(i) * 256) / 256f;
          bytes.putFloat(i, (i - start) / 4 % 61 == 0 ? rounded * 8 : 0);
        }
        Files.write(file, bytes.array());
        changed.put(before, crc32c(bytes.array()));
      }
    }
    Path manifest = folder.resolve("hasher.json");
    String text = Files.readString(manifest);
    for (Map.Entry<String, String> entry : changed.entrySet()) {
      text = text.replace(entry.getKey(), entry.getValue());
    }
    Files.writeString(
        manifest, SealedManifest.seal(text.substring(0, text.indexOf(",\n  \"sha256\"")) + "\n}"));
  }

  private static boolean npy(Path file) {
    return file.toString().endsWith(".npy");
  }

  static String crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return String.format("%08x", crc.getValue());
  }

  private static void features(Path work, Path out, Properties expected) throws IOException {
    Path file = out.resolve("stripes.features");
    try (FeatureMatrix matrix =
        FeatureExtraction.by(new RawPixels(ImageShape.square(16, 3)))
            .format(FloatFormat.FLOAT16)
            .write(DATA, file)) {
      LinearClassifier classifier = L2Svm.train(matrix, 0.01).classifier();
      classifier.save(work.resolve("classifier"));
      expected.setProperty("weight", Float.toString(classifier.weights(1)[3]));
      expected.setProperty("bias", Float.toString(classifier.bias(1)));
    }
    zip(work.resolve("classifier"), out.resolve("classifier.zip"));
  }

  static PatchFile patches() {
    return new PatchFile(
        ImageShape.square(8, 3),
        List.of(
            new PatchLayer(List.of(dictionary(1, List.of(0, 2)), dictionary(2, List.of(1, 2))), 2),
            new PatchLayer(List.of(dictionary(3, List.of(0, 1, 3))), 1)));
  }

  private static PatchDictionary dictionary(int seed, List<Integer> channels) {
    int n = 4 * channels.size();
    return new PatchDictionary(
        2, channels, 0.25, series(n, seed), series(n * n, seed + 1), series(3 * n, seed + 2));
  }

  private static float[] series(int length, int seed) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = ((i + seed) * 37 % 101 - 50) / 16f;
    }
    return values;
  }

  static void trials(Path folder) throws IOException {
    Files.createDirectories(folder);
    TrialFolder trials = new TrialFolder(folder, Duration.ofMinutes(5), InstantSource.system());
    for (Trial trial : trialResults()) {
      try (TrialFolder.Claim claim = trials.claim(trial.number()).orElseThrow()) {
        claim.finish(trial);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".json")).toList()) {
        Files.delete(file);
      }
    }
  }

  static List<Trial> trialResults() {
    HyperParameters chosen = new HyperParameters(1e-3, 0.5, 0.1, 0.25, 0.02, 64);
    return List.of(
        new Trial(0, chosen, Trial.Outcome.COMPLETED, 9, 7, 0.125, 0.3, 12.5),
        new Trial(1, chosen, Trial.Outcome.DIVERGED, 1, 0, 1, Double.NaN, 0.75),
        new Trial(
            2, chosen, Trial.Outcome.STOPPED_EARLY, 3, 1, 0.5, Double.POSITIVE_INFINITY, 1e300));
  }

  static SampleSelection choices() {
    return new SampleSelection(Long.MIN_VALUE, 200, Map.of("lamp \u00e9", List.of(3, 199)));
  }

  /** The files of samples of a conditional model. */
  static void labeled(Path out) throws IOException {
    labeledChoices().write(out.resolve("choices-label.json"));
    labeledBoxes().write(out.resolve("boxes-label.json"));
  }

  static SampleSelection labeledChoices() {
    return new SampleSelection(3, 200, OptionalInt.of(7), choices().samples());
  }

  static SampleBoxes labeledBoxes() {
    return new SampleBoxes(3, 150, OptionalInt.of(7), boxes().boxes());
  }

  static SampleBoxes boxes() {
    return new SampleBoxes(42, 150, List.of(new SampleBoxes.SampleBox(149, new Box(10, 8, 12, 9))));
  }

  /** A folder as an archive whose bytes depend on the files alone. */
  static void zip(Path folder, Path archive) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted().toList()) {
        if (Files.isRegularFile(path) && !path.toString().endsWith(".lock")) {
          ZipEntry entry = new ZipEntry(folder.relativize(path).toString().replace('\\', '/'));
          entry.setTimeLocal(EPOCH);
          zip.putNextEntry(entry);
          Files.copy(path, zip);
          zip.closeEntry();
        }
      }
    }
  }

  static Path unzip(Path archive, Path folder) throws IOException {
    try (InputStream in = Files.newInputStream(archive);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
    return folder;
  }
}
