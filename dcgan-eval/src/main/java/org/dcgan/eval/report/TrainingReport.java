package org.dcgan.eval.report;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.training.TrainingListener;

/**
 * The usual listeners in one: progress on the console, and these files in a folder:
 *
 * <ul>
 *   <li>{@code samples/epoch-0001.png}..., {@code samples/latest.png}: {@link SampleGrids}
 *   <li>{@code losses.png}: {@link LossChart}
 *   <li>{@code scores.png}, if checkpoints are scored: {@link ScoreChart}
 *   <li>{@code events.ndjson}: {@link EventLog}
 *   <li>{@code tensorboard/}: {@link TensorBoard}, without histograms
 * </ul>
 *
 * <p>Together they take less than 2 % of the time of a training step, as measured by the benchmark
 * {@code ListenerOverhead}.
 *
 * <pre>{@code
 * dcgan.train(faces, plan, TrainingReport.into(Path.of("run")));
 * }</pre>
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class TrainingReport {

  /** The subfolder with the event files for TensorBoard. */
  public static final String TENSORBOARD = "tensorboard";

  private TrainingReport() {}

  /**
   * A report with progress on the console.
   *
   * @param folder the folder for its files; created if it is missing
   * @return the listener
   */
  public static TrainingListener into(Path folder) {
    return into(folder, Progress.console());
  }

  /**
   * A report without output on the console, for services.
   *
   * @param folder the folder for its files; created if it is missing
   * @return the listener
   */
  public static TrainingListener silent(Path folder) {
    requireNonNull(folder, "folder");

    return into(folder, Progress.silent());
  }

  /**
   * A report with progress on the console, and with histograms of parameters and activations for
   * TensorBoard, which take a few seconds in each epoch of large networks.
   *
   * @param folder the folder for its files; created if it is missing
   * @param model the model that is trained
   * @return the listener
   */
  public static TrainingListener withHistograms(Path folder, Dcgan model) {
    requireNonNull(folder, "folder");
    requireNonNull(model, "model");

    return report(
        folder,
        TensorBoard.into(folder.resolve(TENSORBOARD)).histograms(model),
        Progress.console());
  }

  /**
   * A report with a custom display of progress.
   *
   * @param folder the folder for its files; created if it is missing
   * @param progress for example {@link Progress#silent()}
   * @return the listener
   */
  public static TrainingListener into(Path folder, Progress progress) {
    requireNonNull(folder, "folder");
    requireNonNull(progress, "progress");

    return report(folder, TensorBoard.into(folder.resolve(TENSORBOARD)), progress);
  }

  private static TrainingListener report(Path folder, TensorBoard tensorBoard, Progress progress) {
    Path log = folder.resolve("events.ndjson");
    return TrainingListener.all(
        List.of(
            EventLog.to(log),
            SampleGrids.into(folder.resolve("samples")),
            LossChart.into(folder.resolve("losses.png")).continuing(log),
            ScoreChart.into(folder.resolve("scores.png")).continuing(log),
            tensorBoard,
            progress));
  }
}
