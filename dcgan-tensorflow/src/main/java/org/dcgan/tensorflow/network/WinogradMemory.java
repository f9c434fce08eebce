package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;

/**
 * The memory that Winograd's algorithm adds to a training step: transformed maps, which live from
 * the forward pass to the kernel's gradient, transformed kernels, which live through the whole
 * step, and the largest of the temporary values: products before they are transformed back; less
 * the copies of large kernels' parts that a direct step needs ({@link WindowProducts}). And what it
 * adds to inference.
 *
 * <p>Within 15 MB or 10 % of what was measured for two steps of 128 images, and 10 % less to 40 %
 * more than what was measured for four of 16 images (docs/lab/winograd.md); inference has not been
 * measured.
 */
public final class WinogradMemory {
  private static final int BYTES = Float.BYTES;

  /** The products of single points, and all of them together. */
  private static final int COPIES_OF_PRODUCTS = 2;

  /** The largest temporary values, as a multiple: two operations may run at the same time. */
  private static final double COPIES_OF_TEMPORARY = 1.7;

  /** The same where batches pass D together, whose kernel gradients then wait for other work. */
  private static final double COPIES_OF_TEMPORARY_TOGETHER = 2.2;

  /** What the larger graph and the buffers of its matrix products take. */
  private static final long GRAPH_BYTES = 5L << 20;

  /** Kernels from which a direct step copies parts have at least so many weights. */
  private static final long LARGE_KERNEL = OpVariants.LARGE_KERNEL;

  /** The copies of such a kernel in a direct step: its parts, and its gradient's. */
  private static final double DIRECT_COPIES = 5.8;

  /** Sets of more kernels are not tried one by one. */
  private static final int MOST_KERNELS = 12;

  /** Batches that pass a layer of D: real and generated images. */
  private static final int DISCRIMINATOR_BATCHES = 2;

  private WinogradMemory() {}

  /**
   * What the algorithm adds to a step.
   *
   * @param architecture the networks
   * @param images the images of a step in this process
   * @param use the kernels that are computed by the algorithm
   * @return bytes; 0 if none is
   */
  public static long bytes(Architecture architecture, int images, WinogradUse use) {
    List<Values> all = new ArrayList<>();
    boolean together = DiscriminatorBatches.suitTogether(architecture, images);
    for (LayerSpec layer : architecture.discriminatorLayers()) {
      all.add(
          together
              ? Values.of(layer, DISCRIMINATOR_BATCHES * images, use, 1)
              : Values.of(layer, images, use, DISCRIMINATOR_BATCHES));
    }
    for (LayerSpec layer : architecture.generatorLayers()) {
      all.add(Values.of(layer, images, use, 1));
    }
    long kept = all.stream().mapToLong(Values::kept).sum();
    long temporary = all.stream().mapToLong(Values::temporary).max().orElse(0);
    long saved = all.stream().mapToLong(Values::saved).sum();
    double copies = together ? COPIES_OF_TEMPORARY_TOGETHER : COPIES_OF_TEMPORARY;
    return kept + temporary == 0
        ? 0
        : Math.max(0, BYTES * (kept + (long) (copies * temporary) - saved) + GRAPH_BYTES);
  }

  /**
   * What the algorithm adds to a network that is run outside training: transformed kernels, which
   * are kept from one call to the next, and the temporary values of a pass.
   *
   * @param layers the layers of the network
   * @param images the largest number of images of a pass
   * @param variant the kernels that are computed by the algorithm
   * @return bytes; 0 if none is
   */
  public static long ofInference(List<LayerSpec> layers, int images, BatchVariant variant) {
    long kept = 0;
    long temporary = 0;
    for (LayerSpec layer : layers) {
      KernelShape shape = KernelShape.of(layer);
      if (shape != null) {
        ForwardOperation operation = ForwardOperation.of(layer);
        WinogradTile tile = operation.tileOf(variant.winograd().of(shape));
        kept += Values.kernel(shape, tile);
        temporary =
            Math.max(temporary, Values.forward(shape, operation, tile, images, variant.images()));
      }
    }
    return kept == 0 ? 0 : BYTES * (kept + (long) (COPIES_OF_TEMPORARY * temporary)) + GRAPH_BYTES;
  }

  /**
   * What {@link KernelOperations} take when their parts are run one after the other.
   *
   * @param shape a kernel for which the algorithm exists
   * @param images the number of images
   * @return bytes
   */
  public static long ofMeasurement(KernelShape shape, int images) {
    long wide = (long) shape.wideSide() * shape.wideSide() * shape.wideMaps() * images;
    long narrow = (long) shape.narrowSide() * shape.narrowSide() * shape.narrowMaps() * images;
    long kept =
        shape.weights()
            + KernelOperations.CONVOLUTIONS * wide
            + KernelOperations.TRANSPOSED_CONVOLUTIONS * narrow;
    // The direct operations hold what they are run on in another layout, and their results.
    long temporary =
        shape.weights()
            + KernelOperations.CONVOLUTIONS * (wide + narrow)
            + KernelOperations.TRANSPOSED_CONVOLUTIONS * (narrow + wide);
    for (WinogradTile tile : List.of(WinogradTile.TWO, WinogradTile.FOUR)) {
      temporary = Math.max(temporary, Values.ofMeasurement(shape, tile, images));
    }
    return BYTES * (kept + temporary) + GRAPH_BYTES;
  }

  /**
   * What {@link ForwardOperations} take when their passes are run one after the other.
   *
   * @param shape a kernel for which the algorithm exists
   * @param operation the operation
   * @param images the number of images
   * @return bytes
   */
  public static long ofMeasurement(KernelShape shape, ForwardOperation operation, int images) {
    long wide = (long) shape.wideSide() * shape.wideSide() * shape.wideMaps() * images;
    long narrow = (long) shape.narrowSide() * shape.narrowSide() * shape.narrowMaps() * images;
    long kept = shape.weights() + Math.max(wide, narrow);
    // The direct operation holds kernel and maps in another layout, and its result.
    long temporary = shape.weights() + wide + narrow;
    for (WinogradTile tile : List.of(WinogradTile.TWO, WinogradTile.FOUR)) {
      kept += Values.kernel(shape, tile);
      temporary = Math.max(temporary, Values.forward(shape, operation, tile, images, images));
    }
    return BYTES * (kept + temporary) + GRAPH_BYTES;
  }

  /**
   * A kernel that may be computed by the algorithm.
   *
   * @param shape the kernel
   * @param tiles its tiles
   * @param saving the time that this saves, above 0, in any unit
   */
  public record Candidate(KernelShape shape, WinogradTiles tiles, double saving) {}

  /**
   * The kernels that save most time in no more than some memory.
   *
   * @param architecture the networks
   * @param images the images of a step in this process
   * @param candidates the kernels; of more than {@value #MOST_KERNELS}, those that save most
   * @param most bytes
   * @return all candidates if they fit
   */
  public static WinogradUse within(
      Architecture architecture, int images, List<Candidate> candidates, long most) {
    return within(candidates, most, use -> bytes(architecture, images, use));
  }

  /**
   * The kernels that save most time in no more than some memory.
   *
   * @param candidates the kernels; of more than {@value #MOST_KERNELS}, those that save most
   * @param most bytes
   * @param bytes what a use of the algorithm takes
   * @return all candidates if they fit
   */
  public static WinogradUse within(
      List<Candidate> candidates, long most, ToLongFunction<WinogradUse> bytes) {
    List<Candidate> sorted =
        candidates.stream()
            .sorted(
                Comparator.comparingDouble(Candidate::saving)
                    .reversed()
                    .thenComparing(candidate -> candidate.shape().toString()))
            .limit(MOST_KERNELS)
            .toList();
    WinogradUse best = WinogradUse.NEVER;
    double bestSaving = 0;
    for (int set = (1 << sorted.size()) - 1; set > 0; set--) {
      Map<KernelShape, WinogradTiles> kernels = new HashMap<>();
      double saving = 0;
      for (int i = 0; i < sorted.size(); i++) {
        if ((set >> i & 1) == 1) {
          kernels.put(sorted.get(i).shape(), sorted.get(i).tiles());
          saving += sorted.get(i).saving();
        }
      }
      WinogradUse use = new WinogradUse(kernels, WinogradTiles.NONE);
      if (saving > bestSaving && bytes.applyAsLong(use) <= most) {
        best = use;
        bestSaving = saving;
      }
    }
    return best;
  }

  /**
   * Numbers of float32 values of a layer.
   *
   * @param saved what a direct step keeps instead
   */
  private record Values(long kept, long temporary, long saved) {

    /** The values of a layer that so many batches of so many images pass one after the other. */
    static Values of(LayerSpec layer, int images, WinogradUse use, int batches) {
      KernelShape shape = KernelShape.of(layer);
      WinogradTiles tiles = shape == null ? WinogradTiles.NONE : use.of(shape);
      if (shape == null || tiles.equals(WinogradTiles.NONE)) {
        return new Values(0, 0, 0);
      }
      boolean convolves = layer.kind() == LayerSpec.Kind.CONVOLUTION;
      WinogradTile forward = convolves ? tiles.convolve() : tiles.transposeConvolve();
      Set<WinogradTile> ofKernel =
          new LinkedHashSet<>(List.of(tiles.convolve(), tiles.transposeConvolve()));
      long kept = 0;
      for (WinogradTile tile : ofKernel) {
        kept += kernel(shape, tile);
      }
      if (forward == tiles.kernelGradient()) {
        kept +=
            batches
                * (convolves
                    ? wide(shape, forward, images) + parts(shape, forward, images)
                    : narrow(shape, forward, images));
      }
      long temporary =
          Math.max(
              operation(shape, tiles.convolve(), images),
              operation(shape, tiles.transposeConvolve(), images));
      WinogradTile gradient = tiles.kernelGradient();
      return new Values(
          kept,
          Math.max(
              temporary,
              gradient == WinogradTile.NONE ? 0 : gradient(shape, gradient, images, batches)),
          tiles.isComplete() && StridedKernel.suitsProducts(shape, LARGE_KERNEL)
              ? (long) (DIRECT_COPIES * shape.weights())
              : 0);
    }

    /** The largest part of a measurement, with the transformed kernel that it needs. */
    static long ofMeasurement(KernelShape shape, WinogradTile tile, int images) {
      return Math.max(
          kernel(shape, tile) + operation(shape, tile, images), gradient(shape, tile, images, 1));
    }

    /** What a convolution or a transposed convolution holds while it runs. */
    private static long operation(KernelShape shape, WinogradTile tile, int images) {
      int copies = copies(shape, tile, images);
      return Math.max(
          convolution(shape, tile, images, copies), transposed(shape, tile, images, copies));
    }

    /** What the operation of a forward pass holds while it runs. */
    static long forward(
        KernelShape shape,
        ForwardOperation operation,
        WinogradTile tile,
        int images,
        int arrangedFor) {
      int copies = copies(shape, tile, arrangedFor);
      return switch (operation) {
        case CONVOLUTION -> convolution(shape, tile, images, copies);
        case TRANSPOSED_CONVOLUTION -> transposed(shape, tile, images, copies);
      };
    }

    private static long convolution(KernelShape shape, WinogradTile tile, int images, int copies) {
      return copies * wide(shape, tile, images)
          + parts(shape, tile, images)
          + COPIES_OF_PRODUCTS * narrow(shape, tile, images);
    }

    private static long transposed(KernelShape shape, WinogradTile tile, int images, int copies) {
      return copies * narrow(shape, tile, images) + COPIES_OF_PRODUCTS * wide(shape, tile, images);
    }

    /** What a kernel's gradient holds while it runs. */
    private static long gradient(
        KernelShape shape, WinogradTile tile, int imagesOfBatch, int batches) {
      WinogradMatrices matrices = new WinogradMatrices(shape, tile);
      boolean joins = batches > 1 && matrices.joinsBatches((long) batches * imagesOfBatch);
      int images = joins ? batches * imagesOfBatch : imagesOfBatch;
      long maps =
          (joins ? 2 : copies(shape, tile, images))
              * (wide(shape, tile, images) + narrow(shape, tile, images));
      if (matrices.isGradientAtOnce(images)) {
        long points = matrices.points();
        long phases = (long) shape.stride() * shape.stride();
        return maps + points * points * phases * shape.wideMaps() * shape.narrowMaps();
      }
      return maps
          + parts(shape, tile, images)
          + COPIES_OF_PRODUCTS * kernel(shape, tile) * matrices.groups(imagesOfBatch);
    }

    /** Copies of transformed maps: two if rows of tiles are put together. */
    private static int copies(KernelShape shape, WinogradTile tile, int images) {
      if (tile == WinogradTile.NONE) {
        return 1;
      }
      WinogradMatrices matrices = new WinogradMatrices(shape, tile);
      return matrices.groups(images) < matrices.groups() ? 2 : 1;
    }

    /** The kernel at all points. */
    static long kernel(KernelShape shape, WinogradTile tile) {
      return tile == WinogradTile.NONE
          ? 0
          : (long) new WinogradMatrices(shape, tile).kernelRows()
              * shape.wideMaps()
              * shape.narrowMaps();
    }

    /** Copies of wide maps at the points at which the kernel is 0 for some phases. */
    private static long parts(KernelShape shape, WinogradTile tile, int images) {
      if (tile == WinogradTile.NONE) {
        return 0;
      }
      WinogradMatrices matrices = new WinogradMatrices(shape, tile);
      long values = 0;
      for (int row = 0; row < matrices.points(); row++) {
        for (int column = 0; column < matrices.points(); column++) {
          int phases = matrices.phases(row) * matrices.phases(column);
          values += phases < shape.stride() * shape.stride() ? phases : 0;
        }
      }
      return values * matrices.tiles() * matrices.tiles() * images * shape.wideMaps();
    }

    /** Wide maps at all points. */
    private static long wide(KernelShape shape, WinogradTile tile, int images) {
      return maps(shape, tile, images, shape.stride() * shape.stride() * shape.wideMaps());
    }

    /** Narrow maps at all points. */
    private static long narrow(KernelShape shape, WinogradTile tile, int images) {
      return maps(shape, tile, images, shape.narrowMaps());
    }

    private static long maps(KernelShape shape, WinogradTile tile, int images, int count) {
      if (tile == WinogradTile.NONE) {
        return 0;
      }
      WinogradMatrices matrices = new WinogradMatrices(shape, tile);
      long side = (long) matrices.points() * matrices.tiles();
      return side * side * images * count;
    }
  }
}
