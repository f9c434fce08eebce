package org.dcgan.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.dcgan.Cluster;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.TrainingHandle;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.InMemoryDataset;
import org.dcgan.datasets.Mnist;
import org.dcgan.datasets.dedup.Deduplicator;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.dedup.KeepPolicy;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.eval.baseline.ImageClassifier;
import org.dcgan.eval.comparison.Comparison;
import org.dcgan.eval.comparison.ComparisonPage;
import org.dcgan.eval.comparison.GeneratedImages;
import org.dcgan.eval.comparison.ImageEvaluation;
import org.dcgan.eval.features.CachedFeatures;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.metrics.FeatureComparison;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.GeneratedFeatures;
import org.dcgan.eval.metrics.PrecisionRecall;
import org.dcgan.eval.metrics.RealFeatures;
import org.dcgan.eval.protocol.ClassAgreement;
import org.dcgan.eval.protocol.LabeledImageStream;
import org.dcgan.eval.protocol.NearestNeighborProtocol;
import org.dcgan.eval.protocol.NearestNeighborTable;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.LinearClassifier;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.ImageCodesFile;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.Shard;
import org.dcgan.latent.Labels;
import org.dcgan.tensorflow.SavedModelFeatures;
import org.dcgan.tensorflow.WeightFiles;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingProgress;
import org.dcgan.training.TrainingSummary;

/**
 * The Java of the documents in {@code docs/guide} that is not in {@link ReadmeSnippets}. A test
 * checks that the documents show exactly the code between {@code // snippet NAME} and {@code //
 * end}.
 */
final class GuideSnippets {

  private GuideSnippets() {}

  static void views() throws IOException {
    // snippet views
    Dataset photos = ImageFolder.open(Path.of("photos")).centerCropped(64);
    Dataset pets = Cifar10.train(Path.of("cifar-10-batches-bin")).classes("cat", "dog");
    Dataset.Split split = pets.split(0.9, 42); // 90 % and 10 %, by seed 42
    // end
    photos.close();
    split.first().close();
  }

  static void pack() throws IOException {
    // snippet pack
    Path file = Path.of("faces.pack");
    try (Dataset faces = ImageFolder.open(Path.of("faces")).centerCropped(64)) {
      ImagePack.write(faces, file, PackOptions.defaults(), Progress.console());
    }
    try (ImagePack pack = ImagePack.open(file)) {
      System.out.println(pack.size() + " images, " + pack.skippedCount() + " unreadable");
    }
    // end
  }

  static TrainingPlan smallData(Dataset images) {
    // snippet small
    TrainingPlan plan =
        TrainingPlan.recommended(images).toBuilder().checkpoints(Path.of("run")).build();
    // end
    return plan;
  }

  static TrainingPlan sentinel() {
    // snippet sentinel
    SentinelPolicy policy =
        SentinelPolicy.builder().onEverything(SentinelPolicy.Action.ROLL_BACK).build();
    TrainingPlan plan =
        TrainingPlan.builder().epochs(25).sentinel(policy).checkpoints(Path.of("run")).build();
    // end
    return plan;
  }

  static double inception(Dcgan dcgan, Dataset faces) throws IOException {
    // snippet fid
    ImageShape shape = ImageShape.square(64, 3);
    try (SavedModelFeatures inception =
        SavedModelFeatures.builder(Path.of("inception"), shape).side(299).range(-1, 1).build()) {
      return FrechetDistance.over(FeatureComparison.of(inception, faces, 10_000, 42)).score(dcgan);
    }
    // end
  }

  static String evaluate(Dcgan dcgan, Dataset faces) throws IOException {
    // snippet evaluate
    ImageShape shape = ImageShape.square(64, 3);
    Dataset samples = ImageFolder.open(Path.of("samples")).centerCropped(64);
    try (SavedModelFeatures inception =
        SavedModelFeatures.builder(Path.of("inception"), shape).side(299).range(-1, 1).build()) {
      Comparison comparison =
          ImageEvaluation.builder(inception)
              .images(5000)
              .runs(3)
              .build()
              .compare(
                  faces,
                  List.of(
                      new GeneratedImages.OfModel("run 7", dcgan),
                      new GeneratedImages.OfSource("another library", samples)),
                  Progress.console());
      ComparisonPage.of("Faces", comparison)
          .addSamples("run 7", dcgan.sample(64, 42))
          .write(Path.of("faces.html"));
      return comparison.toText();
    }
    // end
  }

  static RealFeatures cached(Dataset faces) throws IOException {
    // snippet cached-features
    ImageShape shape = ImageShape.square(64, 3);
    try (SavedModelFeatures inception =
            SavedModelFeatures.builder(Path.of("inception"), shape).side(299).range(-1, 1).build();
        CachedFeatures extractor = CachedFeatures.open(inception, Path.of("features"))) {
      return RealFeatures.extract(extractor, faces, 5000, 42, Progress.console());
    }
    // end
  }

  static double recall(FeatureExtractor extractor, Dcgan dcgan, Dataset faces) throws IOException {
    // snippet recall
    RealFeatures real = RealFeatures.extract(extractor, faces, 5000, 42, Progress.console());
    GeneratedFeatures generated =
        GeneratedFeatures.sample(extractor, dcgan, "run 7", 5000, 42, Progress.console());
    PrecisionRecall.Result result =
        PrecisionRecall.measure(
            real, generated, PrecisionRecall.Options.DEFAULT, Progress.console());
    return result.recall(); // result also has extractor, resizing, counts, seeds and version
    // end
  }

  static double classify(Dcgan dcgan) throws IOException {
    // snippet svm
    Path data = Path.of("cifar-10-batches-bin");
    FeatureExtractor extractor = dcgan.discriminator().features();
    FeatureExtraction extraction = FeatureExtraction.by(extractor);
    try (FeatureMatrix training = extraction.write(Cifar10.train(data), Path.of("train.features"));
        FeatureMatrix test = extraction.write(Cifar10.test(data), Path.of("test.features"))) {
      LinearClassifier classifier = L2Svm.train(training, 1e-3).classifier();
      return classifier.evaluate(test).accuracy();
    }
    // end
  }

  static String nearestNeighbors(Dcgan dcgan) throws IOException {
    // snippet nnc
    Path data = Path.of("mnist");
    LabeledImageStream samples = LabeledImageStream.generated(dcgan, 42, "run 7");
    try (Dataset training = Mnist.train(data);
        Dataset test = Mnist.test(data);
        ImageClassifier network =
            ImageClassifier.train(
                training,
                ImageClassifier.Plan.DEFAULT,
                RuntimeOptions.DEFAULT,
                Progress.console())) {
      NearestNeighborProtocol protocol = NearestNeighborProtocol.DEFAULT;
      NearestNeighborProtocol.Result real =
          protocol.upTo(60_000).run(LabeledImageStream.of(training), test, Progress.console());
      NearestNeighborProtocol.Result generated = protocol.run(samples, test, Progress.console());
      ClassAgreement classes = ClassAgreement.measure(network, samples, 10_000, Progress.console());
      return new NearestNeighborTable(List.of(real, generated)).toText() + classes.toText();
    }
    // end
  }

  static void weights() throws IOException {
    // snippet weights
    try (Dcgan dcgan = WeightFiles.load(Path.of("weights"), RuntimeOptions.DEFAULT)) {
      dcgan.sampleInBatches(50_000, 42, images -> System.out.println(images.count()));
    }
    // end
  }

  static List<Dataset> inMemory(
      List<BufferedImage> images, List<byte[]> uploads, int[] labels, byte[] pixels) {
    // snippet memory
    Dataset products = InMemoryDataset.ofImages(images).centerCropped(64);
    Dataset pets = InMemoryDataset.ofEncoded(uploads).labeled(List.of("cat", "dog"), labels);
    Dataset digits = InMemoryDataset.ofPixels(ImageShape.square(28, 1), pixels).centerCropped(32);
    // end
    return List.of(products, pets, digits);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // await() throws what the future would
  static void async(Dcgan dcgan, ImageSource faces, Executor executor)
      throws IOException, InterruptedException {
    // snippet async
    TrainingPlan plan = TrainingPlan.builder().epochs(25).checkpoints(Path.of("run")).build();
    TrainingHandle training = dcgan.trainAsync(faces, plan, executor);
    training.future().thenAccept(summary -> System.out.println(summary.outcome()));

    // Later, from any thread:
    TrainingProgress progress = training.progress();
    System.out.println(progress.step() + " of " + progress.totalSteps() + " steps");
    training.stop(); // saves a checkpoint
    TrainingSummary summary = training.await();
    // end
    System.out.println(summary.saved());
  }

  static void serve(Dcgan dcgan, OutputStream response) throws IOException {
    // snippet png
    byte[] grid = ImageGrid.of(dcgan.sample(16)).toPng();
    dcgan.sample(1).writePng(0, response);
    BufferedImage image = dcgan.sample(1).toBufferedImage(0);
    // end
    System.out.println(grid.length + image.getWidth());
  }

  static void million(Dcgan dcgan) {
    // snippet million
    dcgan.sampleInBatches(
        1_000_000,
        42,
        Progress.console(),
        images -> {
          for (int i = 0; i < images.count(); i++) {
            byte[] png = images.toPng(i); // upload it, or write it to an archive
            System.out.println(png.length);
          }
        });
    // end
  }

  // snippet distributed
  static int onSeveralMachines(ImageSource faces, TrainingPlan plan) throws IOException {
    Dcgan.Builder builder = Dcgan.builder().resolution(64);
    Cluster.fromEnvironment().ifPresent(builder::cluster); // alone if TF_CONFIG is not set
    try (StopOnExit exit = StopOnExit.register();
        Dcgan dcgan = builder.build()) {
      TrainingSummary summary = dcgan.train(faces, plan, exit.signal());
      return summary.outcome() == TrainingSummary.Outcome.STOPPED ? 75 : 0; // the exit code
    }
  }

  // end

  // snippet shards
  static void extractShard(FeatureExtractor extractor, Dataset images, Shard shard, Path file)
      throws IOException {
    FeatureExtraction.by(extractor).write(images.shard(shard), file).close();
  }

  // end

  // snippet join-shards
  static FeatureMatrix joinShards(List<Path> files, Path whole) throws IOException {
    List<FeatureMatrix> shards = new ArrayList<>();
    try {
      for (Path file : files) {
        shards.add(FeatureMatrix.open(file));
      }
      return FeatureMatrix.merge(shards, whole);
    } finally {
      shards.forEach(FeatureMatrix::close);
    }
  }

  // end

  // snippet score-shards
  record Logits(Dcgan dcgan) implements FeatureExtractor {
    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public ImageShape inputShape() {
      return dcgan.architecture().image();
    }

    @Override
    public Features extract(Images images) {
      return Features.of(1, dcgan.discriminator().logits(images));
    }

    @Override
    public String description() { // shards with other descriptions are not joined
      return "logits of " + dcgan.discriminator().features().description();
    }
  }

  // end

  // snippet hash-shards
  static void hashShard(SemanticHasher hasher, Dataset images, Shard shard, Path file)
      throws IOException {
    Dataset part = images.shard(shard);
    ImageCodesFile.write(hasher.codes(part, Progress.console()), part, file);
  }

  static DuplicateReport findDuplicates(Dataset images, List<Path> files) throws IOException {
    List<ImageCodesFile> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(ImageCodesFile.read(file));
    }
    ImageCodes codes = ImageCodesFile.merge(parts);
    return DuplicateReport.of(images, codes, Deduplicator.exact(), KeepPolicy.FIRST);
  }

  // end

  static void conditional() throws IOException {
    // snippet conditional
    try (Dcgan dcgan = Dcgan.builder().architecture(Architecture.mnistConditional()).build();
        Dataset digits = Mnist.train(Path.of("mnist"))) {
      dcgan.train(digits, TrainingPlan.mnistConditional());
      ImageGrid.of(dcgan.sampleClass(16, 7)).writePng(Path.of("sevens.png"));
    }
    // end
  }

  static List<Images> labels(Dcgan dcgan) throws IOException {
    // snippet labels
    Images sevens = dcgan.sampleClass(16, 7);
    Images tenRows = dcgan.sample(Labels.ofEachClass(10, 20), 42); // 20 of each digit, by seed 42
    ImageGrid.of(tenRows).withColumns(20).writePng(Path.of("digits.png"));
    Labels between = Labels.oneHot(10, 3).lerp(Labels.oneHot(10, 8), 0.5); // half a 3, half an 8
    Images mixed = dcgan.sample(between.inTurn(20), 42);
    Dcgan ones = dcgan.withLabels(Labels.oneHot(10, 1)); // for code that knows nothing of labels
    LatentWalk.random(ones, LatentWalk.Options.DEFAULT).writeGif(Path.of("ones.gif"));
    // end
    return List.of(sevens, mixed);
  }

  static void labelsInTurn(Dcgan dcgan) {
    // snippet labels-in-turn
    Dcgan inTurn = dcgan.withLabels(Labels.ofEachClass(10, 1));
    int index = 0;
    for (Images batch : inTurn.sampleBatches(1_000_000, 42)) { // constant memory
      for (int i = 0; i < batch.count(); i++) {
        use(batch.pixels(i), index++ % 10);
      }
    }
    // end
  }

  static FeatureExtractor featuresWithoutClass(Dcgan dcgan, Dataset images) throws IOException {
    // snippet features-without-class
    Dcgan model = dcgan.withLabels(Labels.ofEachClass(10, 1).mean()); // 0.1 at each index
    model.gatherStatistics(images, 128); // D gets the same label, G all classes in turn
    FeatureExtractor features = model.discriminator().features();
    // end
    return features;
  }

  private static void use(Pixels pixels, int label) {
    System.out.println(label + ": " + pixels.shape());
  }
}
