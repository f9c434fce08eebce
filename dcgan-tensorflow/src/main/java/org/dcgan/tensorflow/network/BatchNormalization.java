package org.dcgan.tensorflow.network;

import static com.google.common.base.Preconditions.checkState;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.FusedBatchNormGrad;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Batch normalization over all but the last axis of [n, rows, columns, units], with gain and bias
 * if the layer has them: with the mean and the biased variance of the batch or of the population.
 */
final class BatchNormalization<T extends TFloating> implements Layer<T> {
  private final LayerSpec spec;
  private final float epsilon;
  private final Statistics statistics;

  /** The source of means and variances. */
  sealed interface Statistics {
    /**
     * Those of the batch; if the maps are of several batches, each batch's own.
     *
     * @param gathered receive the statistics of each batch
     */
    record OfBatch(List<List<BatchStatistics>> gathered) implements Statistics {}

    /** Those of the population, stored as variables. */
    record OfPopulation() implements Statistics {}
  }

  /**
   * The gain and the bias that follow a normalization.
   *
   * @param gain [units], 1 if the layer has none
   * @param bias [units], 0 if the layer has none
   * @param parameters the specifications of both; empty if the layer has none
   */
  record Affine(Operand<TFloat32> gain, Operand<TFloat32> bias, List<ParameterSpec> parameters) {

    static Affine of(GraphBuilder<?> builder, LayerSpec spec) {
      if (!spec.gainAndBias()) {
        int units = spec.normalizedUnits();
        return new Affine(builder.filled(units, 1), builder.filled(units, 0), List.of());
      }
      List<ParameterSpec> parameters = spec.parameters().subList(1, 3);
      return new Affine(
          builder.parameter(parameters.get(0)), builder.parameter(parameters.get(1)), parameters);
    }

    boolean isTrained() {
      return !parameters.isEmpty();
    }

    /** Adds the gradients of both if they are trained. */
    void gradients(Gradients gradients, Operand<TFloat32> ofGain, Operand<TFloat32> ofBias) {
      if (isTrained()) {
        gradients.add(parameters.get(0), ofGain);
        gradients.add(parameters.get(1), ofBias);
      }
    }
  }

  BatchNormalization(LayerSpec spec, double epsilon, Statistics statistics) {
    this.spec = spec;
    this.epsilon = (float) epsilon;
    this.statistics = statistics;
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    if (statistics instanceof Statistics.OfBatch ofBatch) {
      return buildByBatch(builder, input, ofBatch.gathered());
    }
    return buildByPopulation(builder, input);
  }

  private Pass<T> buildByBatch(
      GraphBuilder<T> builder, Operand<T> input, List<List<BatchStatistics>> gathered) {
    Affine affine = Affine.of(builder, spec);
    GraphBuilder.DividedBatch divided = builder.dividedBatch();
    if (divided != null) {
      checkState(gathered.size() == 1, "a batch that is divided among workers passes alone");
      SharedNormalization<T> shared =
          new SharedNormalization<>(
              builder, input, affine, epsilon, divided.share(), divided.reduce());
      gathered.get(0).add(shared.statistics(spec.name()));
      return shared;
    }
    List<Operand<T>> inputs = builder.separate(input, gathered.size());
    List<Pass<T>> passes = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      passes.add(new ByBatch<>(builder, spec, epsilon, affine, inputs.get(i), gathered.get(i)));
    }
    return passes.size() == 1 ? passes.get(0) : new SeparatePasses<>(builder, passes);
  }

  /** By the statistics of one batch. */
  private static final class ByBatch<T extends TFloating> implements Pass<T> {
    private final GraphBuilder<T> builder;
    private final float epsilon;
    private final Affine affine;
    private final Operand<T> input;
    private final FusedBatchNorm<T, TFloat32> normalized;
    private @Nullable Operand<T> differentiated;
    private @Nullable FusedBatchNormGrad<T, TFloat32> gradient;

    ByBatch(
        GraphBuilder<T> builder,
        LayerSpec spec,
        float epsilon,
        Affine affine,
        Operand<T> input,
        List<BatchStatistics> gathered) {
      this.builder = builder;
      this.epsilon = epsilon;
      this.affine = affine;
      this.input = input;
      var tf = builder.tf();
      Operand<TFloat32> none = tf.constant(new float[0]);
      this.normalized =
          tf.nn.fusedBatchNorm(
              input,
              affine.gain(),
              affine.bias(),
              none,
              none,
              FusedBatchNorm.epsilon(epsilon),
              FusedBatchNorm.isTraining(true));
      gathered.add(
          new BatchStatistics(
              spec.name(),
              normalized.batchMean(),
              BatchStatistics.biased(tf, normalized.batchVariance(), input)));
    }

    @Override
    public Operand<T> output() {
      return normalized.y();
    }

    @Override
    public Operand<T> inputGradient(Operand<T> outputGradient) {
      return gradient(outputGradient).xBackprop();
    }

    @Override
    public void parameterGradients(Operand<T> outputGradient, Gradients gradients) {
      if (affine.isTrained()) {
        affine.gradients(
            gradients,
            gradient(outputGradient).scaleBackprop(),
            gradient(outputGradient).offsetBackprop());
      }
    }

    /** One operation computes all three gradients. */
    private FusedBatchNormGrad<T, TFloat32> gradient(Operand<T> outputGradient) {
      if (gradient == null || differentiated != outputGradient) {
        differentiated = outputGradient;
        gradient =
            builder
                .tf()
                .nn
                .fusedBatchNormGrad(
                    outputGradient,
                    input,
                    affine.gain(),
                    normalized.reserveSpace1(),
                    normalized.reserveSpace2(),
                    normalized.reserveSpace3(),
                    FusedBatchNormGrad.epsilon(epsilon),
                    FusedBatchNormGrad.isTraining(true));
      }
      return gradient;
    }
  }

  private Pass<T> buildByPopulation(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    Affine affine = Affine.of(builder, spec);
    Operand<TFloat32> mean = builder.variable(BatchStatistics.meanName(spec.name()));
    Operand<TFloat32> variance = builder.variable(BatchStatistics.varianceName(spec.name()));
    Operand<TFloat32> perDeviation = tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon)));
    Operand<TFloat32> scale = tf.math.mul(affine.gain(), perDeviation);
    Operand<TFloat32> shift = tf.math.sub(affine.bias(), tf.math.mul(mean, scale));
    Operand<T> scaleT = builder.toActivations(scale);
    Operand<T> output =
        builder.toActivations(tf.math.add(tf.math.mul(builder.toFloat(input), scale), shift));
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return tf.math.mul(outputGradient, scaleT);
      }

      @Override
      public void parameterGradients(Operand<T> outputGradient, Gradients gradients) {
        if (!affine.isTrained()) {
          return;
        }
        Operand<TFloat32> gradient = builder.toFloat(outputGradient);
        Operand<TFloat32> normalized =
            tf.math.mul(tf.math.sub(builder.toFloat(input), mean), perDeviation);
        affine.gradients(gradients, sum(tf.math.mul(gradient, normalized)), sum(gradient));
      }

      private Operand<TFloat32> sum(Operand<TFloat32> values) {
        return tf.reduceSum(values, tf.constant(new int[] {0, 1, 2}));
      }
    };
  }
}
