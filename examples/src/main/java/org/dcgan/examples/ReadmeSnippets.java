package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.metrics.FeatureComparison;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.UntrainedFeatures;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.SavedModels;
import org.dcgan.tensorflow.WeightFiles;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ModelScore;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;

/**
 * The Java snippets of the README, together with {@link DiscImages}. A test checks that the README
 * has every snippet between {@code // snippet NAME} and {@code // end} word for word, so that the
 * code in the README compiles.
 */
final class ReadmeSnippets {

  private ReadmeSnippets() {}

  static void train() throws IOException {
    // snippet train
    try (Dcgan dcgan = Dcgan.builder().resolution(64).latentDim(100).build()) {
      ImageSource faces = ImageFolder.open(Path.of("faces")).centerCropped(64);
      TrainingPlan plan = TrainingPlan.builder().epochs(25).checkpoints(Path.of("run")).build();
      dcgan.train(faces, plan, Progress.console());
      ImageGrid.of(dcgan.sample(64)).writePng(Path.of("samples.png"));
    }
    // end
  }

  static void sample() throws IOException {
    // snippet sample
    try (Dcgan dcgan = Dcgan.load(Path.of("run"))) {
      ImageGrid.of(dcgan.sample(64)).writePng(Path.of("samples.png"));
    }
    // end
  }

  @SuppressWarnings("UnusedVariable")
  static void features() throws IOException {
    // snippet features
    try (Dcgan dcgan = Dcgan.load(Path.of("run"))) {
      ImageSource faces = ImageFolder.open(Path.of("faces")).centerCropped(64);
      FeatureExtractor extractor = dcgan.discriminator().features();
      Features features = extractor.extract(Images.read(faces, 0, 1, 2));
      float[] first = features.row(0); // extractor.dimension() numbers about the first face
    }
    // end
  }

  static void best() throws IOException {
    // snippet best
    ImageSource faces = ImageFolder.open(Path.of("faces")).centerCropped(64);
    try (UntrainedFeatures features = UntrainedFeatures.of(faces, 2000, 42);
        Dcgan dcgan = Dcgan.builder().resolution(64).build()) {
      ModelScore distance = FrechetDistance.over(FeatureComparison.of(features, faces, 2000, 42));
      CheckpointPolicy keep = CheckpointPolicy.builder(Path.of("run")).keepBestBy(distance).build();
      TrainingPlan plan = TrainingPlan.builder().epochs(25).checkpoints(keep).build();
      dcgan.train(faces, plan, TrainingReport.into(Path.of("report")));
    }
    // end
  }

  static void export() throws IOException {
    // snippet export
    try (Dcgan dcgan = Dcgan.load(Path.of("run/best"))) {
      SavedModels.export(dcgan, Path.of("saved_model")); // for TensorFlow, in any language
      WeightFiles.export(dcgan, Path.of("weights")); // for NumPy
    }
    // end
  }

  static void inside() throws IOException {
    // snippet inside
    try (Dcgan dcgan = Dcgan.load(Path.of("run"))) {
      LatentWalk.random(dcgan, LatentWalk.Options.DEFAULT).writeGif(Path.of("walk.gif"));
      SampleBoxes windows = SampleBoxes.read(Path.of("boxes.json")); // drawn on samples
      ForgetObjects.Forgetting forgotten =
          ForgetObjects.find(dcgan, windows, ForgetObjects.Options.DEFAULT);
      Images without = dcgan.sample(64, 7, forgotten.sampling());
      ImageGrid.of(without).writePng(Path.of("no-windows.png"));
    }
    // end
  }

  static void listener() throws IOException {
    // snippet listener
    TrainingPlan plan = TrainingPlan.builder().epochs(50).checkpoints(Path.of("discs")).build();
    StopSignal stop = new StopSignal();
    TrainingListener watch =
        new TrainingListener() {
          @Override
          public void onEpoch(TrainingEvent.EpochEnd event) {
            if (event.losses().realScore() - event.losses().fakeScore() > 0.98) {
              stop.request(); // D has won, and G learns nothing any more
            }
          }
        };
    try (Dcgan dcgan = Dcgan.builder().resolution(32).channels(1).width(16).build()) {
      dcgan.train(new DiscImages(), plan, stop, watch, Progress.console());
    }
    // end
  }

  /**
   * Runs snippets in the working directory.
   *
   * @param names the names of the snippets, in the order in which they run
   * @throws IOException if a snippet fails
   */
  public static void main(String... names) throws IOException {
    for (String name : names) {
      switch (name) {
        case "train" -> train();
        case "sample" -> sample();
        case "features" -> features();
        case "best" -> best();
        case "export" -> export();
        case "inside" -> inside();
        case "listener" -> listener();
        default -> throw new IllegalArgumentException("no such snippet: " + name);
      }
    }
  }
}
