package org.dcgan.tensorflow.reference;

import org.dcgan.training.AdamOptions;

/** One array's Adam (Kingma and Ba, 2014, end of section 2), weight decay in the gradient. */
public final class PlainAdam {
  private final AdamOptions options;
  private final double[] values;
  private final double[] first;
  private final double[] second;
  private int updates;

  public PlainAdam(AdamOptions options, double[] values) {
    this.options = options;
    this.values = values.clone();
    this.first = new double[values.length];
    this.second = new double[values.length];
  }

  public void update(double[] gradient, double rateFactor) {
    updates++;
    double rate =
        options.learningRate()
            * rateFactor
            * Math.sqrt(1 - Math.pow(options.beta2(), updates))
            / (1 - Math.pow(options.beta1(), updates));
    for (int i = 0; i < values.length; i++) {
      double g = gradient[i] + options.l2() * values[i];
      first[i] = options.beta1() * first[i] + (1 - options.beta1()) * g;
      second[i] = options.beta2() * second[i] + (1 - options.beta2()) * g * g;
      values[i] -= rate * first[i] / (Math.sqrt(second[i]) + options.epsilon());
    }
  }

  public double[] values() {
    return values.clone();
  }

  public double[] first() {
    return first.clone();
  }

  public double[] second() {
    return second.clone();
  }
}
