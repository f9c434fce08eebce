package org.dcgan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;

/** A view of a conditional model that samples with given labels in turn. */
final class LabeledDcgan implements Dcgan {
  private final Dcgan model;
  private final Labels labels;

  /** The index of the next label of {@link #sample(int)}. */
  private final AtomicLong sampled = new AtomicLong();

  LabeledDcgan(Dcgan model, Labels labels) {
    this.model = model;
    this.labels = labels;
  }

  @Override
  public Architecture architecture() {
    return model.architecture();
  }

  @Override
  public long step() {
    return model.step();
  }

  @Override
  public Generator generator() {
    return model.generator().withLabels(labels);
  }

  @Override
  public Discriminator discriminator() {
    return model.discriminator().withLabels(labels);
  }

  @Override
  public TrainingSummary train(
      ImageSource source, TrainingPlan plan, StopSignal stop, TrainingListener... listeners)
      throws IOException {
    return model.train(source, plan, stop, listeners);
  }

  @Override
  public Images sample(int count) {
    checkArgument(count >= 0, "the number of samples must be at least 0, got %s", count);
    SampleLimit.check(count, architecture());
    return model.sample(labels.inTurn(sampled.getAndAdd(count), count));
  }

  @Override
  public Images sample(Labels labels) {
    return model.sample(labels);
  }

  @Override
  public Images sample(int count, long seed) {
    return sample(count, seed, SamplingOptions.DEFAULT);
  }

  @Override
  public Images sample(int count, long seed, SamplingOptions options) {
    requireNonNull(options, "options");

    checkArgument(count >= 0, "the number of samples must be at least 0, got %s", count);
    SampleLimit.check(count, architecture());
    return model.sample(labels.inTurn(count), seed, options);
  }

  @Override
  public Images sample(Labels labels, long seed, SamplingOptions options) {
    return model.sample(labels, seed, options);
  }

  @Override
  public Iterable<Images> sampleBatches(long count, long seed) {
    checkArgument(count >= 0, "the number of samples must be at least 0, got %s", count);
    return () -> new SampleBatches(model, count, seed, labels);
  }

  @Override
  public Dcgan withLabels(Labels labels) {
    return model.withLabels(labels);
  }

  @Override
  public Optional<Labels> labels() {
    return Optional.of(labels);
  }

  @Override
  public Latents latents(int count, long seed) {
    return model.latents(count, seed);
  }

  @Override
  public void gatherStatistics(ImageSource source, int batchSize) throws IOException {
    model.gatherStatistics(source, batchSize, labels);
  }

  @Override
  public void gatherStatistics(ImageSource source, int batchSize, Labels labels)
      throws IOException {
    model.gatherStatistics(source, batchSize, labels);
  }

  @Override
  public float[] parameter(String name) {
    return model.parameter(name);
  }

  @Override
  public void save(Path directory) throws IOException {
    model.save(directory);
  }

  @Override
  public void close() {
    model.close();
  }

  /** For example {@code Dcgan[28x28x1, step 2575, ...] with Labels[10 x 10]}. */
  @Override
  public String toString() {
    return model + " with " + labels;
  }
}
