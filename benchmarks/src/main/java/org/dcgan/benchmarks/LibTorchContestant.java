package org.dcgan.benchmarks;

import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.benchmarks.LibTorchNetworks.Layout;
import org.dcgan.training.UpdateSchedule;

/** LibTorch through its Java bindings, with autograd and LibTorch's Adam. */
final class LibTorchContestant implements Contestant {
  private final Contest contest;
  private final Layout layout;
  private final LibTorchTraining training;
  private final Tensor real;

  LibTorchContestant(Contest contest, Layout layout, int threads) {
    this.contest = contest;
    this.layout = layout;
    Architecture architecture = contest.architecture();
    // LibTorch's own default is one thread on some machines with two processors.
    set_num_threads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    LibTorchNetworks networks =
        new LibTorchNetworks(architecture, contest.precision() == Precision.BFLOAT16, layout);
    this.training = new LibTorchTraining(architecture, networks);
    int side = architecture.image().height();
    this.real =
        networks.laidOut(
            randn(contest.images(), architecture.image().channels(), side, side)
                .mul(new Scalar(0.5)));
  }

  @Override
  @SuppressWarnings("try") // The scope takes effect while it is open.
  public List<Double> steps(UpdateSchedule schedule, int count) {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      try (PointerScope scope = new PointerScope()) {
        training.step(schedule, real);
      }
      seconds.add((System.nanoTime() - began) / 1e9);
    }
    return seconds;
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT,
        "LibTorch %s (%s, %d threads, %s), %s",
        torch.TORCH_VERSION,
        layout.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        torch.get_num_threads(),
        torch.get_cpu_capability().getString(),
        contest.describe());
  }

  @Override
  public void close() {
    // The memory is released with the process.
  }
}
