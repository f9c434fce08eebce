package org.dcgan.tensorflow.network;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Collections;
import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.Network.DiscriminatorPass;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Several batches of the same size through the discriminator: real and generated images. Batch
 * normalization normalizes each of them by its own statistics. Everything else computes the images
 * one by one, so that the batches can pass together, with the same results but for rounding: each
 * operation then reads a layer's weights once for all batches, and the gradient of the weights is
 * one product instead of a sum. In return, the maps are copied after each normalization.
 *
 * @param <T> the number format of activations
 */
public abstract class DiscriminatorBatches<T extends TFloating> {

  private DiscriminatorBatches() {}

  /**
   * Whether batches should pass together: the maps of a batch have no more values than the
   * discriminator's weights.
   *
   * @param architecture the networks
   * @param images the images of a batch
   * @return true for small batches
   */
  public static boolean suitTogether(Architecture architecture, int images) {
    long maps = 0;
    long weights = 0;
    for (LayerSpec layer : architecture.discriminatorLayers()) {
      maps += (long) layer.side() * layer.side() * layer.maps();
      weights += layer.parameters().stream().mapToLong(ParameterSpec::size).sum();
    }
    return images * maps <= weights;
  }

  /**
   * Batches that pass one after the other.
   *
   * @param passes the pass of each batch
   * @param <T> the number format of activations
   * @return all of them
   */
  public static <T extends TFloating> DiscriminatorBatches<T> separate(
      List<DiscriminatorPass<T>> passes) {
    return new Separate<>(List.copyOf(passes));
  }

  /**
   * Builds the discriminator for batches that pass together.
   *
   * @param builder builds the operations; its batch is not divided among workers
   * @param architecture the networks
   * @param batches of each batch float32 [n, side, side, channels], in [-1, 1]
   * @param labels float32 [n, classes], the labels of every batch; null if the networks are not
   *     conditional
   * @param <T> the number format of activations
   * @return all of them
   */
  public static <T extends TFloating> DiscriminatorBatches<T> together(
      GraphBuilder<T> builder,
      Architecture architecture,
      List<Operand<TFloat32>> batches,
      @Nullable Operand<TFloat32> labels) {
    int count = batches.size();
    DiscriminatorPass<T> pass =
        Network.discriminator(
            builder,
            architecture,
            builder.join(batches),
            labels == null ? null : builder.join(Collections.nCopies(count, labels)),
            BatchNormMode.BATCH,
            count);
    return new Together<>(builder, pass, builder.separate(pass.logits(), count));
  }

  /**
   * The scores of a batch before the sigmoid.
   *
   * @param batch the position of the batch
   * @return float32 [n, 1]
   */
  public abstract Operand<TFloat32> logits(int batch);

  /**
   * The statistics of a batch.
   *
   * @param batch the position of the batch
   * @return one entry per normalized layer
   */
  public abstract List<BatchStatistics> statistics(int batch);

  /**
   * Builds the backward pass of the sum of a loss over all batches with respect to the parameters.
   *
   * @param logitGradients the gradients of the losses of the batches with respect to their {@link
   *     #logits}
   * @param gradients receives the parameters' gradients
   */
  public abstract void parameterGradients(
      List<Operand<TFloat32>> logitGradients, Gradients gradients);

  /**
   * Builds the backward pass of a loss of one batch with respect to its images.
   *
   * @param batch the position of the batch
   * @param logitGradient the loss's gradient with respect to the batch's {@link #logits}
   * @return float32, of the shape of the batch's images
   */
  public abstract Operand<TFloat32> imageGradient(int batch, Operand<TFloat32> logitGradient);

  private static final class Separate<T extends TFloating> extends DiscriminatorBatches<T> {
    private final List<DiscriminatorPass<T>> passes;

    Separate(List<DiscriminatorPass<T>> passes) {
      this.passes = passes;
    }

    @Override
    public Operand<TFloat32> logits(int batch) {
      return passes.get(batch).logits();
    }

    @Override
    public List<BatchStatistics> statistics(int batch) {
      return passes.get(batch).statistics();
    }

    @Override
    public void parameterGradients(List<Operand<TFloat32>> logitGradients, Gradients gradients) {
      checkCount(logitGradients, passes.size());
      for (int i = 0; i < passes.size(); i++) {
        passes.get(i).parameterGradients(logitGradients.get(i), gradients);
      }
    }

    @Override
    public Operand<TFloat32> imageGradient(int batch, Operand<TFloat32> logitGradient) {
      return passes.get(batch).imageGradient(logitGradient);
    }
  }

  private static final class Together<T extends TFloating> extends DiscriminatorBatches<T> {
    private final GraphBuilder<T> builder;
    private final DiscriminatorPass<T> pass;
    private final List<Operand<TFloat32>> logits;

    Together(GraphBuilder<T> builder, DiscriminatorPass<T> pass, List<Operand<TFloat32>> logits) {
      this.builder = builder;
      this.pass = pass;
      this.logits = logits;
    }

    @Override
    public Operand<TFloat32> logits(int batch) {
      return logits.get(batch);
    }

    @Override
    public List<BatchStatistics> statistics(int batch) {
      return pass.statistics(batch);
    }

    @Override
    public void parameterGradients(List<Operand<TFloat32>> logitGradients, Gradients gradients) {
      checkCount(logitGradients, logits.size());
      pass.parameterGradients(builder.join(logitGradients), gradients);
    }

    @Override
    public Operand<TFloat32> imageGradient(int batch, Operand<TFloat32> logitGradient) {
      return pass.imageGradient(batch, logitGradient);
    }
  }

  private static void checkCount(List<?> logitGradients, int batches) {
    checkArgument(
        logitGradients.size() == batches,
        "expected the gradients of %s batches, got %s",
        batches,
        logitGradients.size());
  }
}
