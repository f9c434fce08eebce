package org.dcgan.benchmarks;

import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.training.UpdateSchedule;

/**
 * The arithmetic of a training step. A multiply-add counts as two operations, and windows that
 * extend over the edge count in full. Only convolutions and matrix products count.
 */
final class StepWork {

  private StepWork() {}

  /**
   * Returns the operations of one batch.
   *
   * @param batchSize images per step
   * @return floating-point operations; with the alternating schedule the mean of both kinds of step
   */
  static double operations(Architecture architecture, UpdateSchedule schedule, int batchSize) {
    double passes = 0;
    for (LayerSpec layer : architecture.discriminatorLayers()) {
      boolean first = layer.equals(architecture.discriminatorLayers().get(0));
      // Forward passes, kernel gradients, input gradients; those of D's loss end at the first
      // layer.
      passes +=
          multiplyAdds(layer)
              * switch (schedule) {
                case SIMULTANEOUS -> 2 + 2 + (first ? 0 : 2) + 1;
                case SEQUENTIAL -> 3 + 2 + (first ? 0 : 2) + 1;
                case ALTERNATING -> ((1 + 1) + (2 + 2 + (first ? 0 : 2))) / 2.0;
              };
    }
    for (LayerSpec layer : architecture.generatorLayers()) {
      boolean first = layer.kind() == LayerSpec.Kind.PROJECTION;
      double backward = 1 + (first ? 0 : 1);
      passes +=
          multiplyAdds(layer)
              * (1 + (schedule == UpdateSchedule.ALTERNATING ? backward / 2 : backward));
    }
    return 2 * passes * batchSize;
  }

  /** Returns the multiply-adds of one pass of one image. */
  private static double multiplyAdds(LayerSpec layer) {
    double kernel = Math.pow(layer.convolution().kernel(), 2);
    double maps = (double) layer.inputs() * layer.maps();
    return switch (layer.kind()) {
      case PROJECTION, FULLY_CONNECTED -> (double) layer.inputs() * layer.normalizedUnits();
      case SCORE -> layer.inputs();
      case CONVOLUTION -> layer.side() * layer.side() * kernel * maps;
      case FRACTIONALLY_STRIDED_CONVOLUTION ->
          Math.pow((double) layer.side() / layer.convolution().stride(), 2) * kernel * maps;
    };
  }
}
