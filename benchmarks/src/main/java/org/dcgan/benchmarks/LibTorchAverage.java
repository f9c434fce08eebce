package org.dcgan.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * An exponential moving average of LibTorch's parameters, with the same rate as {@link
 * org.dcgan.training.TrainingPlan#generatorEmaDecay} and {@link
 * org.dcgan.training.TrainingPlan#emaRampUp} have in this library. Must be created outside of any
 * PointerScope.
 */
final class LibTorchAverage {
  private final double decay;
  private final double rampUp;
  private final List<Tensor> parameters;
  private final List<Tensor> averages = new ArrayList<>();
  private long updates;

  LibTorchAverage(List<Tensor> parameters, double decay, double rampUp) {
    this.parameters = parameters;
    this.decay = decay;
    this.rampUp = rampUp;
    parameters.forEach(parameter -> averages.add(parameter.detach().clone()));
  }

  /** Moves the average towards the present parameters. */
  void update() {
    updates++;
    double share = (1 - decay) / (1 - Math.pow(decay, updates));
    if (rampUp > 0) {
      share = Math.max(share, Math.min(1, 1 / (rampUp * updates)));
    }
    Scalar rate = new Scalar(share);
    for (int i = 0; i < parameters.size(); i++) {
      averages.get(i).lerp_(parameters.get(i).detach(), rate);
    }
  }

  /** Runs an action while the parameters have the values of the average. */
  void during(Runnable action) {
    List<Tensor> own = parameters.stream().map(parameter -> parameter.detach().clone()).toList();
    assign(averages);
    try {
      action.run();
    } finally {
      assign(own);
    }
  }

  private void assign(List<Tensor> values) {
    for (int i = 0; i < parameters.size(); i++) {
      parameters.get(i).detach().copy_(values.get(i));
    }
  }
}
