package org.dcgan.tensorflow.hashing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import org.dcgan.DivergedException;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.training.Feeder;
import org.dcgan.training.EpochOrder;
import org.tensorflow.Session;

/** Trains the autoencoder; a step depends on its number only. */
final class HasherTraining {
  /** The weight of the last step in the moving average of the loss. */
  private static final double LAST_SHARE = 0.05;

  /** The number of batches from which the mean image is computed. */
  private static final int FOR_THE_MEAN = 16;

  private HasherTraining() {}

  /**
   * Trains.
   *
   * @return a moving average of the loss at the last step
   */
  static double run(
      Autoencoder autoencoder,
      Session session,
      Thumbnails source,
      HasherOptions options,
      ProgressListener progress)
      throws IOException {
    int batchSize = Math.min(options.batchSize(), source.size());
    double average = Double.NaN;
    try {
      autoencoder.center(session, mean(autoencoder, session, source, options, batchSize));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    try (ProgressListener.Task task =
            progress.start("training the hasher", options.steps(), "steps");
        Feeder feeder =
            new Feeder(
                source,
                Thumbnail.SHAPE,
                batchSize,
                EpochOrder.SHUFFLED,
                options.seed(),
                0,
                options.steps())) {
      for (int step = 1; step <= options.steps(); step++) {
        double loss = autoencoder.step(session, feeder.next().pixels(), step);
        if (!Double.isFinite(loss)) {
          throw new DivergedException(
              String.format(
                  Locale.ROOT,
                  "training the hasher diverged at step %d: the loss is %s, expected a finite"
                      + " number; lower the learning rate (now %s)",
                  step,
                  loss,
                  options.learningRate()));
        }
        average = step == 1 ? loss : average + LAST_SHARE * (loss - average);
        task.note(String.format(Locale.ROOT, "loss %.4f", average));
        task.advance(1);
      }
      return average;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static float[] mean(
      Autoencoder autoencoder,
      Session session,
      Thumbnails source,
      HasherOptions options,
      int batchSize)
      throws IOException, InterruptedException {
    double[] sum = new double[Autoencoder.INPUTS];
    int batches = Math.min(FOR_THE_MEAN, Math.max(1, source.size() / batchSize));
    try (Feeder feeder =
        new Feeder(
            source, Thumbnail.SHAPE, batchSize, EpochOrder.SHUFFLED, options.seed(), 0, batches)) {
      for (int batch = 0; batch < batches; batch++) {
        float[] mean = autoencoder.mean(session, feeder.next().pixels());
        for (int i = 0; i < sum.length; i++) {
          sum[i] += mean[i];
        }
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / batches);
    }
    return mean;
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    IOException interrupted =
        new InterruptedIOException("training the hasher was interrupted; nothing is kept");
    interrupted.initCause(cause);
    return interrupted;
  }
}
