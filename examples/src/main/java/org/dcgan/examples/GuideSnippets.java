package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.metrics.FeatureComparison;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.LinearClassifier;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.image.ImageShape;
import org.dcgan.tensorflow.SavedModelFeatures;
import org.dcgan.tensorflow.WeightFiles;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingPlan;

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

  static TrainingPlan smallData() {
    // snippet small
    TrainingPlan plan =
        TrainingPlan.builder()
            .epochs(40)
            .batchSize(16)
            .generatorEmaDecay(0.999)
            .checkpoints(Path.of("run"))
            .build();
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

  static void weights() throws IOException {
    // snippet weights
    try (Dcgan dcgan = WeightFiles.load(Path.of("weights"), RuntimeOptions.DEFAULT)) {
      dcgan.sampleInBatches(50_000, 42, images -> System.out.println(images.count()));
    }
    // end
  }
}
