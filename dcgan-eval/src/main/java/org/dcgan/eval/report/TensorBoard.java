package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.image.Images;
import org.dcgan.internal.Durations;
import org.dcgan.internal.io.JdkImageCodecs;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/**
 * Writes a training as event files for TensorBoard ({@code tensorboard --logdir FOLDER}):
 *
 * <ul>
 *   <li>every {@value #DEFAULT_EVERY} steps the scalars {@code loss/discriminator}, {@code
 *       loss/generator} (nats), {@code score/real}, {@code score/fake} (D's mean probabilities),
 *       {@code speed/images_per_second} and {@code speed/data_wait_share} (over the steps since the
 *       last point)
 *   <li>at the end of each epoch their averages under {@code epoch/}, and the grid {@code samples}
 *   <li>{@code best_by}, whenever a checkpoint is scored
 *   <li>on request ({@link #histograms}), at the end of each epoch, histograms of every parameter
 *       and of every layer's activations
 * </ul>
 *
 * <p>Each training writes a new file. A resumed training marks its first step, and TensorBoard
 * drops the later steps of the interrupted one.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class TensorBoard implements TrainingListener {
  /** Every tenth step; TensorBoard shows about a thousand points of a curve in any case. */
  public static final int DEFAULT_EVERY = 10;

  private static final int PROBES = 16;

  private final Path folder;
  private final int every;
  private final @Nullable Dcgan model;
  private final FailSoft failSoft;
  private final ReopenedFile file;
  private @Nullable Latents probes;
  private int classes;
  private int batchSize;
  private long images;
  private long nanos;
  private long waitNanos;

  private TensorBoard(Path folder, int every, @Nullable Dcgan model) {
    this.folder = folder;
    this.every = every;
    this.model = model;
    this.failSoft = new FailSoft("TensorBoard's events in " + folder);
    this.file = new ReopenedFile(() -> EventFile.create(folder));
  }

  /**
   * Creates a listener that writes events to a folder.
   *
   * @param folder the folder; created if it is missing
   * @return the listener
   */
  public static TensorBoard into(Path folder) {
    requireNonNull(folder, "folder");

    return new TensorBoard(folder, DEFAULT_EVERY, null);
  }

  /**
   * The same listener with another interval of scalars.
   *
   * @param steps the interval, at least 1: scalars of steps whose number is a multiple of it are
   *     written
   * @return the listener
   */
  public TensorBoard every(int steps) {
    checkArgument(steps >= 1, "the interval of written steps must be at least 1, got %s", steps);
    return new TensorBoard(folder, steps, model);
  }

  /**
   * The same listener with histograms at the end of each epoch: {@code weights/} of every
   * parameter, {@code activations/} of every layer of G for some latents, and of D for the images
   * that G generates from them.
   *
   * @param model the model that is trained
   * @return the listener
   */
  public TensorBoard histograms(Dcgan model) {
    requireNonNull(model, "model");

    return new TensorBoard(folder, every, model);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    requireNonNull(event, "event");

    classes = event.architecture().classes();
    batchSize = event.plan().batchSize();
    images = 0;
    nanos = 0;
    waitNanos = 0;
    if (model != null) {
      probes = model.latents(PROBES, event.plan().seed());
    }
    failSoft.begin(
        event.resumedFrom().isPresent(),
        () -> {
          // Earlier events from this step on are void.
          Event.Builder start =
              event(event.firstStep() + 1)
                  .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START));
          file.begin(
              event.resumedFrom().isPresent() ? EventFile.record(start.build()) : new byte[0]);
        });
  }

  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    requireNonNull(event, "event");

    images += batchSize;
    nanos += Durations.nanos(event.duration());
    waitNanos += Durations.nanos(event.dataWait());
    if (event.step() % every != 0) {
      return;
    }
    double time = Math.max(1, nanos);
    Summary.Builder summary = losses("", event.losses());
    scalar(summary, "speed/images_per_second", images * 1e9 / time);
    scalar(summary, "speed/data_wait_share", waitNanos / time);
    images = 0;
    nanos = 0;
    waitNanos = 0;
    failSoft.attempt(() -> file.writeLater(record(event.step(), summary)));
  }

  @Override
  public void onEpoch(TrainingEvent.EpochEnd event) {
    requireNonNull(event, "event");

    failSoft.attempt(
        () -> {
          Summary.Builder summary = losses("epoch/", event.losses());
          scalar(summary, "epoch/images_per_second", event.imagesPerSecond());
          image(summary, "samples", event.samples());
          if (model != null) {
            weights(summary, model);
            activations(summary, model);
          }
          file.write(record(event.step(), summary));
        });
  }

  @Override
  public void onScored(TrainingEvent.Scored event) {
    requireNonNull(event, "event");

    Summary.Builder summary = Summary.newBuilder();
    scalar(summary, "best_by", event.score());
    failSoft.attempt(() -> file.write(record(event.step(), summary)));
  }

  @Override
  public void onFinished(TrainingEvent.Finished event) {
    requireNonNull(event, "event");

    failSoft.attempt(file::close);
  }

  private static Summary.Builder losses(String group, Losses losses) {
    Summary.Builder summary = Summary.newBuilder();
    scalar(summary, group + "loss/discriminator", losses.discriminator());
    scalar(summary, group + "loss/generator", losses.generator());
    scalar(summary, group + "score/real", losses.realScore());
    scalar(summary, group + "score/fake", losses.fakeScore());
    return summary;
  }

  private static void scalar(Summary.Builder summary, String tag, double value) {
    summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue((float) value));
  }

  private void image(Summary.Builder summary, String tag, Images images) throws IOException {
    BufferedImage grid = SampleGrids.ofClasses(images, classes).toBufferedImage();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    JdkImageCodecs.writePng(grid, png);
    summary.addValue(
        Summary.Value.newBuilder()
            .setTag(tag)
            .setImage(
                Summary.Image.newBuilder()
                    .setHeight(grid.getHeight())
                    .setWidth(grid.getWidth())
                    .setColorspace(images.shape().channels())
                    .setEncodedImageString(ByteString.copyFrom(png.toByteArray()))));
  }

  private static void weights(Summary.Builder summary, Dcgan model) {
    Stream.concat(
            model.architecture().generatorLayers().stream(),
            model.architecture().discriminatorLayers().stream())
        .flatMap(layer -> layer.parameters().stream())
        .map(ParameterSpec::name)
        .forEach(
            name -> histogram(summary, "weights/" + name, FloatBuffer.wrap(model.parameter(name))));
  }

  private void activations(Summary.Builder summary, Dcgan trained) {
    Latents latents = requireNonNull(probes, "probes");
    Dcgan model =
        classes == 0
            ? trained
            : trained.withLabels(Labels.ofEachClass(classes, 1).inTurn(latents.count()));
    for (LayerSpec layer : model.architecture().generatorFeatureLayers()) {
      histogram(
          summary,
          "activations/" + layer.name(),
          model.generator().activations(latents, layer.name()).data());
    }
    Images generated = model.generator().generate(latents);
    for (LayerSpec layer : model.architecture().discriminatorFeatureLayers()) {
      histogram(
          summary,
          "activations/" + layer.name(),
          model.discriminator().activations(generated, layer.name()).data());
    }
  }

  private static void histogram(Summary.Builder summary, String tag, FloatBuffer values) {
    Histogram.of(values)
        .ifPresent(
            histogram ->
                summary.addValue(Summary.Value.newBuilder().setTag(tag).setHisto(histogram)));
  }

  private static Event.Builder event(long step) {
    return Event.newBuilder().setWallTime(EventFile.seconds()).setStep(step);
  }

  private static byte[] record(long step, Summary.Builder summary) {
    return EventFile.record(event(step).setSummary(summary).build());
  }
}
