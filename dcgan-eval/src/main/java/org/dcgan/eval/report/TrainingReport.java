package org.dcgan.eval.report;

import java.nio.file.Path;
import java.util.List;
import org.dcgan.training.TrainingListener;

/**
 * The usual listeners in one: progress on the console, and in a folder
 *
 * <ul>
 *   <li>{@code samples/epoch-0001.png}..., {@code samples/latest.png}: {@link SampleGrids}
 *   <li>{@code losses.png}: {@link LossChart}
 *   <li>{@code events.ndjson}: {@link EventLog}
 * </ul>
 *
 * <pre>{@code
 * dcgan.train(faces, plan, TrainingReport.into(Path.of("run")));
 * }</pre>
 */
public final class TrainingReport {

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
   * A report with a display of progress of one's own.
   *
   * @param folder where its files go; made if it is missing
   * @param progress for example {@link Progress#silent()}
   * @return the listener
   */
  public static TrainingListener into(Path folder, Progress progress) {
    Path log = folder.resolve("events.ndjson");
    return TrainingListener.all(
        List.of(
            EventLog.to(log),
            SampleGrids.into(folder.resolve("samples")),
            LossChart.into(folder.resolve("losses.png")).continuing(log),
            progress));
  }
}
