package org.dcgan.benchmarks;

import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.softplus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.benchmarks.LibTorchNetworks.Layout;
import org.dcgan.benchmarks.LibTorchNetworks.Normalizing;
import org.dcgan.training.UpdateSchedule;

/** LibTorch through its Java bindings, with autograd and LibTorch's Adam. */
final class LibTorchContestant implements Contestant {
  private final Contest contest;
  private final Layout layout;
  private final Architecture architecture;
  private final LibTorchNetworks networks;
  private final Adam generatorAdam;
  private final Adam discriminatorAdam;
  private final Tensor real;
  private long alternating;

  LibTorchContestant(Contest contest, Layout layout, int threads) {
    this.contest = contest;
    this.layout = layout;
    this.architecture = contest.architecture();
    // LibTorch's own default is one thread on some machines with two processors.
    set_num_threads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    this.networks =
        new LibTorchNetworks(architecture, contest.precision() == Precision.BFLOAT16, layout);
    this.generatorAdam = adam(networks.generatorParameters());
    this.discriminatorAdam = adam(networks.discriminatorParameters());
    int side = architecture.image().height();
    this.real =
        networks.laidOut(
            randn(Contest.BATCH_SIZE, architecture.image().channels(), side, side)
                .mul(new Scalar(0.5)));
  }

  private static Adam adam(List<Tensor> parameters) {
    AdamOptions options = new AdamOptions(org.dcgan.training.AdamOptions.DEFAULT.learningRate());
    options
        .betas()
        .put(
            org.dcgan.training.AdamOptions.DEFAULT.beta1(),
            org.dcgan.training.AdamOptions.DEFAULT.beta2());
    return new Adam(vector(parameters), options);
  }

  private static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(new Tensor[0]));
  }

  @Override
  @SuppressWarnings("try") // The scope takes effect while it is open.
  public List<Double> steps(UpdateSchedule schedule, int count) {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      try (PointerScope scope = new PointerScope()) {
        step(schedule);
      }
      seconds.add((System.nanoTime() - began) / 1e9);
    }
    return seconds;
  }

  private void step(UpdateSchedule schedule) {
    Tensor latents =
        rand(Contest.BATCH_SIZE, architecture.latentDim()).mul(new Scalar(2)).sub(new Scalar(1));
    Tensor fake = networks.generate(latents, Normalizing.BY_BATCH);
    discriminatorAdam.zero_grad(true);
    generatorAdam.zero_grad(true);
    switch (schedule) {
      case SIMULTANEOUS -> {
        Tensor scores = networks.logits(fake, Normalizing.BY_BATCH);
        Tensor discriminatorLoss = discriminatorLoss(scores);
        Tensor generatorLoss = softplus(scores.neg()).mean();
        assign(discriminatorLoss, networks.discriminatorParameters(), true);
        assign(generatorLoss, networks.generatorParameters(), false);
        discriminatorAdam.step();
        generatorAdam.step();
        report(discriminatorLoss, generatorLoss);
      }
      case SEQUENTIAL -> {
        Tensor discriminatorLoss = updateDiscriminator(fake);
        Tensor generatorLoss = updateGenerator(fake);
        report(discriminatorLoss, generatorLoss);
      }
      case ALTERNATING ->
          report(alternating++ % 2 == 0 ? updateGenerator(fake) : updateDiscriminator(fake));
    }
  }

  private Tensor discriminatorLoss(Tensor fakeScores) {
    return softplus(networks.logits(real, Normalizing.BY_BATCH).neg())
        .mean()
        .add(softplus(fakeScores).mean());
  }

  private Tensor updateDiscriminator(Tensor fake) {
    Tensor loss = discriminatorLoss(networks.logits(fake.detach(), Normalizing.BY_BATCH));
    assign(loss, networks.discriminatorParameters(), false);
    discriminatorAdam.step();
    return loss;
  }

  private Tensor updateGenerator(Tensor fake) {
    Tensor loss = softplus(networks.logits(fake, Normalizing.BY_BATCH).neg()).mean();
    assign(loss, networks.generatorParameters(), false);
    generatorAdam.step();
    return loss;
  }

  private static void assign(Tensor loss, List<Tensor> parameters, boolean keepGraph) {
    TensorVector gradients =
        grad(
            new TensorVector(loss),
            vector(parameters),
            new TensorVector(),
            new BoolOptional(keepGraph),
            false,
            false);
    for (int i = 0; i < parameters.size(); i++) {
      parameters.get(i).mutable_grad().put(gradients.get(i));
    }
  }

  /** Reads the losses, as a training that reports them does. */
  private static void report(Tensor... losses) {
    for (Tensor loss : losses) {
      if (!Float.isFinite(loss.item_float())) {
        throw new IllegalStateException("LibTorch's training diverged");
      }
    }
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
