package org.dcgan.eval.reliability;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.image.ImageSampler;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ModelScore;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;

/**
 * Another process that trains, with a score and with roll-backs, in a folder: {@code FOLDER}.
 * Prints in one line what the run came to: outcome, step, the best checkpoint, and a hash of all
 * weights of the last and of the best model.
 */
final class TrainingChild {
  private TrainingChild() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println(run(Path.of(arguments[0])));
  }

  static String run(Path folder) throws IOException {
    Path run = folder.resolve("checkpoints");
    ModelScore score =
        new ModelScore() {
          @Override
          public String name() {
            return "weight";
          }

          /** Depends on the weights alone, and is best somewhere in the middle. */
          @Override
          public double score(ImageSampler sampler) {
            Dcgan dcgan = (Dcgan) sampler;
            double sum = 0;
            String name =
                dcgan.architecture().discriminatorLayers().get(0).parameters().get(0).name();
            for (float value : dcgan.parameter(name)) {
              sum += value;
            }
            return Math.abs(Math.sin(1000 * sum));
          }
        };
    TrainingPlan plan =
        TrainingPlan.builder()
            .epochs(8)
            .batchSize(8)
            .samplesPerEpoch(2)
            .generatorAdam(AdamOptions.DEFAULT.toBuilder().learningRate(1e-12).build())
            .discriminatorAdam(AdamOptions.DEFAULT.toBuilder().learningRate(5e-3).build())
            .checkpoints(CheckpointPolicy.builder(run).everySteps(3).keepBestBy(score).build())
            .sentinel(
                SentinelPolicy.builder()
                    .onEverything(Action.IGNORE)
                    .on(Trouble.DISCRIMINATOR_WINS, Action.ROLL_BACK)
                    .dominance(0.08, 6)
                    .maxRollBacks(2)
                    .build())
            .build();
    try (Dataset rooms = SyntheticRooms.builder().count(64).resolution(16).seed(3).build();
        Dcgan dcgan =
            Dcgan.builder().resolution(16).width(4).latentDim(8).seed(3).threads(1).build()) {
      TrainingSummary summary = dcgan.train(rooms, plan, TrainingReport.silent(folder));
      try (Dcgan best = Dcgan.load(run.resolve("best"))) {
        return String.format(
            "%s at step %d %s, best at step %d %s",
            summary.outcome(), dcgan.step(), hash(dcgan), best.step(), hash(best));
      }
    }
  }

  private static String hash(Dcgan dcgan) {
    Hasher hasher = Hashing.sha256().newHasher();
    Stream.concat(
            dcgan.architecture().generatorLayers().stream(),
            dcgan.architecture().discriminatorLayers().stream())
        .flatMap(layer -> layer.parameters().stream())
        .map(ParameterSpec::name)
        .forEach(
            name -> {
              for (float value : dcgan.parameter(name)) {
                hasher.putFloat(value);
              }
            });
    return hasher.hash().toString().substring(0, 12);
  }
}
