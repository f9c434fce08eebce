package org.dcgan.benchmarks;

import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.randn_like;
import static org.bytedeco.pytorch.global.torch.softplus;

import java.util.List;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.dcgan.architecture.Architecture;
import org.dcgan.benchmarks.LibTorchNetworks.Normalizing;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.UpdateSchedule;

/**
 * The training steps of LibTorch's networks, with autograd and LibTorch's Adam. Must be created
 * outside of any PointerScope; a step should run inside one.
 */
final class LibTorchTraining {
  private final Architecture architecture;
  private final LibTorchNetworks networks;
  private final Adam generatorAdam;
  private final Adam discriminatorAdam;
  private final double noise;
  private long alternating;

  LibTorchTraining(Architecture architecture, LibTorchNetworks networks) {
    this(architecture, networks, 0);
  }

  /**
   * Prepares a training with noise on D's images.
   *
   * @param noise the standard deviation, which does not decay; 0 for none
   */
  LibTorchTraining(Architecture architecture, LibTorchNetworks networks, double noise) {
    this.architecture = architecture;
    this.networks = networks;
    this.noise = noise;
    this.generatorAdam = LibTorchAdam.of(networks.generatorParameters(), AdamOptions.DEFAULT);
    this.discriminatorAdam =
        LibTorchAdam.of(networks.discriminatorParameters(), AdamOptions.DEFAULT);
  }

  private static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(new Tensor[0]));
  }

  /**
   * Returns latents from the uniform distribution on [-1, 1].
   *
   * @param count the number of latents
   */
  Tensor latents(long count) {
    return rand(count, architecture.latentDim()).mul(new Scalar(2)).sub(new Scalar(1));
  }

  /**
   * Makes one step.
   *
   * @param schedule which networks are updated, and on what
   * @param images real images [n, channels, side, side]; as many are generated
   */
  void step(UpdateSchedule schedule, Tensor images) {
    Tensor real = noisy(images);
    Tensor fake = noisy(networks.generate(latents(images.size(0)), Normalizing.BY_BATCH));
    discriminatorAdam.zero_grad(true);
    generatorAdam.zero_grad(true);
    switch (schedule) {
      case SIMULTANEOUS -> {
        Tensor scores = networks.logits(fake, Normalizing.BY_BATCH);
        Tensor discriminatorLoss = discriminatorLoss(real, scores);
        Tensor generatorLoss = softplus(scores.neg()).mean();
        assign(discriminatorLoss, networks.discriminatorParameters(), true);
        assign(generatorLoss, networks.generatorParameters(), false);
        discriminatorAdam.step();
        generatorAdam.step();
        report(discriminatorLoss, generatorLoss);
      }
      case SEQUENTIAL -> {
        Tensor discriminatorLoss = updateDiscriminator(real, fake);
        Tensor generatorLoss = updateGenerator(fake);
        report(discriminatorLoss, generatorLoss);
      }
      case ALTERNATING ->
          report(alternating++ % 2 == 0 ? updateGenerator(fake) : updateDiscriminator(real, fake));
    }
  }

  private Tensor noisy(Tensor images) {
    return noise == 0 ? images : images.add(randn_like(images).mul(new Scalar(noise)));
  }

  private Tensor discriminatorLoss(Tensor real, Tensor fakeScores) {
    return softplus(networks.logits(real, Normalizing.BY_BATCH).neg())
        .mean()
        .add(softplus(fakeScores).mean());
  }

  private Tensor updateDiscriminator(Tensor real, Tensor fake) {
    Tensor loss = discriminatorLoss(real, networks.logits(fake.detach(), Normalizing.BY_BATCH));
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
}
