package org.dcgan.benchmarks;

import static org.bytedeco.pytorch.global.torch.full;

import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * LibTorch's Adam with the settings of this library. The bindings give both betas as the memory of
 * a {@code std::tuple}, whose order is that of the C++ library, so that the order is taken from the
 * defaults, and the first steps of each optimizer's settings are held against the formula.
 */
final class LibTorchAdam {
  private static final double DEFAULT_BETA1 = 0.9;

  private LibTorchAdam() {}

  /**
   * Creates an optimizer. Must be called outside of any PointerScope.
   *
   * @param parameters what it updates
   * @param settings learning rate, betas and epsilon; weight decay is not used
   * @return the optimizer
   * @throws IllegalStateException if a trial of these settings does not follow Adam's formula
   */
  static Adam of(List<Tensor> parameters, org.dcgan.training.AdamOptions settings) {
    check(settings);
    return create(parameters, settings);
  }

  private static Adam create(List<Tensor> parameters, org.dcgan.training.AdamOptions settings) {
    AdamOptions options = new AdamOptions(settings.learningRate());
    options.eps().put(settings.epsilon());
    DoublePointer betas = options.betas();
    long first = betas.get(0) == DEFAULT_BETA1 ? 0 : 1;
    betas.put(first, settings.beta1()).put(1 - first, settings.beta2());
    return new Adam(new TensorVector(parameters.toArray(new Tensor[0])), options);
  }

  /** Compares three updates of one value with the formula of Kingma and Ba, algorithm 1. */
  private static void check(org.dcgan.training.AdamOptions settings) {
    Tensor value = full(new long[] {1}, new Scalar(0.0)).set_requires_grad(true);
    Adam adam = create(List.of(value), settings);
    double expected = 0;
    double mean = 0;
    double square = 0;
    double[] gradients = {1, -0.25, 0.5};
    for (int i = 0; i < gradients.length; i++) {
      double gradient = gradients[i];
      value.mutable_grad().put(full(new long[] {1}, new Scalar(gradient)));
      adam.step();
      mean = settings.beta1() * mean + (1 - settings.beta1()) * gradient;
      square = settings.beta2() * square + (1 - settings.beta2()) * gradient * gradient;
      expected -=
          settings.learningRate()
              * (mean / (1 - Math.pow(settings.beta1(), i + 1)))
              / (Math.sqrt(square / (1 - Math.pow(settings.beta2(), i + 1))) + settings.epsilon());
      double actual = value.item_float();
      if (Math.abs(actual - expected) > 1e-4 * settings.learningRate()) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "LibTorch's Adam does not follow its formula: expected %g after update %d, got %g;"
                    + " check how its bindings set beta1 and beta2",
                expected,
                i + 1,
                actual));
      }
    }
  }
}
