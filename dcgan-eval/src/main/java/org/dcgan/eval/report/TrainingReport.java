package org.dcgan.eval.report;

import java.nio.file.Path;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.training.TrainingListener;

/**
 * The usual listeners in one: progress on the console, and in a folder
 *
 * <ul>
 *   <li>{@code samples/epoch-0001.png}..., {@code samples/latest.png}: {@link SampleGrids}
 *   <li>{@code losses.png}: {@link LossChart}
 *   <li>{@code events.ndjson}: {@link EventLog}
 *   <li>{@code tensorboard/}: {@link TensorBoard}, without histograms
 * </ul>
 *
 * <p>All together take less than a fiftieth of the time of a training step; the benchmark {@code
 * ListenerOverhead} measures it.
 *
 * <pre>{@code
 * dcgan.train(faces, plan, TrainingReport.into(Path.of("run")));
 * }</pre>
 */
public final class TrainingReport {

  /** The folder, beside the others, that TensorBoard is pointed at. */
  public static final String TENSORBOARD = "tensorboard";

  private TrainingReport() {}

  /**
   * A report with progress on the console.
   *
   * @param folder where its files go; made if it is missing
   * @return the listener
   */
  public static TrainingListener into(Path folder) {
    return into(folder, Progress.console());
  }

  /**
   * A report that shows nothing while it is written, for services.
   *
   * @param folder where its files go; made if it is missing
   * @return the listener
   */
  public static TrainingListener silent(Path folder) {
    return into(folder, Progress.silent());
  }

  /**
   * A report with progress on the console, and in TensorBoard how parameters and activations are
   * spread, which costs some seconds an epoch for large networks.
   *
   * @param folder where its files go; made if it is missing
   * @param model the model that is trained
   * @return the listener
   */
  public static TrainingListener withHistograms(Path folder, Dcgan model) {
    return report(
        folder,
        TensorBoard.into(folder.resolve(TENSORBOARD)).histograms(model),
        Progress.console());
  }

  /**
   * A report with a display of progress of one's own.
   *
   * @param folder where its files go; made if it is missing
   * @param progress for example {@link Progress#silent()}
   * @return the listener
   */
  public static TrainingListener into(Path folder, Progress progress) {
    return report(folder, TensorBoard.into(folder.resolve(TENSORBOARD)), progress);
  }

  private static TrainingListener report(Path folder, TensorBoard tensorBoard, Progress progress) {
    Path log = folder.resolve("events.ndjson");
    return TrainingListener.all(
        List.of(
            EventLog.to(log),
            SampleGrids.into(folder.resolve("samples")),
            LossChart.into(folder.resolve("losses.png")).continuing(log),
            tensorBoard,
            progress));
  }
}
