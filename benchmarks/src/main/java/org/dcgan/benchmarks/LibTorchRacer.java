package org.dcgan.benchmarks;

import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randperm;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.benchmarks.LibTorchNetworks.Layout;
import org.dcgan.benchmarks.LibTorchNetworks.Normalizing;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.InMemoryDataset;
import org.dcgan.image.ImageShape;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;

/**
 * Trains LibTorch's networks in a race, with the training images in native memory. Samples are
 * generated with the statistics of their batches, as PyTorch's DCGAN example does it.
 */
final class LibTorchRacer {
  private static final double HALF_RANGE = 127.5;
  private static final int SAMPLE_BATCH = 500;

  private final RaceSettings settings;
  private final ImageShape shape;
  private final LibTorchNetworks networks;
  private final LibTorchTraining training;
  private final Tensor images;
  private final int batchSize;
  private final UpdateSchedule schedule;
  private final @Nullable LibTorchAverage average;

  private LibTorchRacer(
      RaceSettings settings, TrainingPlan plan, boolean recommended, Tensor images) {
    this.settings = settings;
    Architecture architecture = settings.architecture();
    this.shape = architecture.image();
    this.networks =
        new LibTorchNetworks(
            architecture, settings.precision() == Precision.BFLOAT16, Layout.CHANNELS_LAST);
    this.training = new LibTorchTraining(architecture, networks, plan.instanceNoise().deviation());
    this.images = images;
    this.batchSize = plan.batchSize();
    this.schedule = recommended ? plan.schedule() : UpdateSchedule.SEQUENTIAL;
    this.average =
        plan.generatorEmaDecay() > 0
            ? new LibTorchAverage(
                networks.generatorParameters(), plan.generatorEmaDecay(), plan.emaRampUp())
            : null;
  }

  static void run(RaceSettings settings, boolean recommended, RaceSamples samples)
      throws IOException {
    set_num_threads(Runtime.getRuntime().availableProcessors());
    manual_seed(settings.seed());
    try (Cifar10 source = Cifar10.train(Path.of(settings.data()))) {
      TrainingPlan plan =
          recommended
              ? TrainingPlan.recommended(source, new TrainingBudget.Time(settings.length()))
              : TrainingPlan.DEFAULT;
      new LibTorchRacer(settings, plan, recommended, read(source, settings.architecture().image()))
          .train(samples);
    }
  }

  /** Returns all images as bytes [n, height, width, channels]. */
  private static Tensor read(Cifar10 source, ImageShape shape) throws IOException {
    int values = shape.height() * shape.width() * shape.channels();
    byte[] data = new byte[source.size() * values];
    for (int i = 0; i < source.size(); i++) {
      System.arraycopy(source.read(i).data(), 0, data, i * values, values);
    }
    return Tensor.create(
        data, false, source.size(), shape.height(), shape.width(), shape.channels());
  }

  @SuppressWarnings("try") // The scopes take effect while they are open.
  private void train(RaceSamples samples) throws IOException {
    RaceClock clock = new RaceClock(settings.times());
    long steps = 0;
    while (!clock.isOver()) {
      try (PointerScope epoch = new PointerScope()) {
        Tensor order = randperm(images.size(0));
        for (long from = 0; from + batchSize <= order.size(0) && !clock.isOver(); ) {
          try (PointerScope step = new PointerScope()) {
            training.step(schedule, batch(order.narrow(0, from, batchSize)));
            if (average != null) {
              average.update();
            }
          }
          from += batchSize;
          long made = ++steps;
          clock.afterStep(elapsed -> samples.add(describe(), elapsed, made, batchSize, generate()));
        }
      }
    }
  }

  /** Returns images [n, channels, height, width] with values in [-1, 1]. */
  private Tensor batch(Tensor indices) {
    Tensor values = images.index_select(0, indices).permute(0, 3, 1, 2).to(ScalarType.Float);
    return networks.laidOut(values.div(new Scalar(HALF_RANGE)).sub(new Scalar(1)));
  }

  private InMemoryDataset generate() {
    ByteBuffer all =
        ByteBuffer.allocate(settings.samples() * shape.height() * shape.width() * shape.channels());
    if (average != null) {
      average.during(() -> generate(all));
    } else {
      generate(all);
    }
    return InMemoryDataset.ofPixels(shape, all.array());
  }

  @SuppressWarnings("try") // The scope and the guard take effect while they are open.
  private void generate(ByteBuffer all) {
    while (all.hasRemaining()) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor generated = networks.generate(training.latents(SAMPLE_BATCH), Normalizing.BY_BATCH);
        Tensor bytes =
            generated
                .mul(new Scalar(HALF_RANGE))
                .add(new Scalar(HALF_RANGE))
                .round()
                .to(ScalarType.Byte)
                .permute(0, 2, 3, 1)
                .contiguous();
        byte[] values = new byte[(int) Math.min(all.remaining(), bytes.numel())];
        bytes.data_ptr_byte().get(values);
        all.put(values);
      }
    }
  }

  private String describe() {
    return String.format(
        Locale.ROOT,
        "LibTorch %s (channels last, %d threads, %s)",
        torch.TORCH_VERSION,
        torch.get_num_threads(),
        torch.get_cpu_capability().getString());
  }
}
