package org.dcgan.tensorflow.runtime;

import com.google.common.annotations.VisibleForTesting;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dcgan.Precision;
import org.dcgan.ResourceLimitException;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.internal.ArraySize;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.network.ForwardOperation;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradUse;

/**
 * Compares the native memory that a request needs with the memory that the machine, the container
 * and JavaCPP allow, before the request begins. Without this check TensorFlow allocates memory for
 * minutes before it fails, or the operating system ends the process.
 *
 * <p>The factors are those that were measured by {@code TrainingMemory} of the benchmarks
 * (docs/results/performance.md). Where a training adds more than 400 MB to the resident memory, the
 * prediction is within 10 % of it, with one exception of 46 % more (32 px, width 128, batch 128).
 */
public final class NativeMemory {
  /** Weights, two moments and temporary initial values: 3.5 to 4.0 copies were measured. */
  /** The values of a parameter whose bytes fit into an array, with the header of their file. */
  private static final long MOST_VALUES = (ArraySize.MOST - 1024) / 4;

  private static final double COPIES_OF_NEW_MODEL = 3.5;

  /** Gradients, transposed and reordered weights, in copies of the float32 weights. */
  private static final double COPIES_IN_FLOAT32 = 3.9;

  private static final double COPIES_IN_BFLOAT16 = 3.4;

  /** Memory for the activations as a multiple of their size in float32. */
  private static final double ACTIVATIONS_IN_FLOAT32 = 1.15;

  private static final double ACTIVATIONS_IN_BFLOAT16 = 0.6;

  /** Copies of a layer's output that normalization by the batch's statistics holds at once. */
  private static final double COPIES_OF_OUTPUT = 3;

  /** Bytes of each of these values. */
  private static final double PASS_BYTES_IN_FLOAT32 = 4;

  private static final double PASS_BYTES_IN_BFLOAT16 = 2;

  /** Requests for less are not checked, so that small samples do not read the limits each time. */
  private static final long NEGLIGIBLE_BYTES = 64L << 20;

  /**
   * What a training in a cluster adds, in copies of the float32 weights: the weights and two
   * moments on the server, the messages in which they and the gradients are sent, and what is
   * received. With {@link #SERVER_BYTES}, the prediction is within 10 % of what two workers of 8
   * images each were measured to add (64 px; 390 to 420 MB for width 64, 1,020 to 1,090 MB for
   * width 128).
   */
  private static final double COPIES_IN_CLUSTER = 6.5;

  /** The moving average of weights, in copies of the weights. */
  private static final double COPIES_OF_AVERAGE = 1.4;

  /** What a server with its sessions takes besides. */
  private static final long SERVER_BYTES = 150L << 20;

  private NativeMemory() {}

  /**
   * What a training step keeps in memory.
   *
   * @param architecture the networks
   * @param images the images of a step in this process
   * @param averaged the layers whose weights are averaged
   * @param winograd the kernels that are computed by Winograd's algorithm
   */
  public record Step(
      Architecture architecture, int images, List<LayerSpec> averaged, WinogradUse winograd) {

    /** Copies the list. */
    public Step {
      averaged = List.copyOf(averaged);
    }
  }

  /** Where the variables of a training are. */
  public enum Place {
    /** In the model's own session. */
    MODEL,
    /** On the server of a worker, and again in the model's own session. */
    CLUSTER
  }

  /** What a training begins with, on which it depends what may be changed so that it fits. */
  public enum Start {
    /** A new run, which may have other sizes and algorithms. */
    NEW,
    /** A checkpoint, whose run keeps its sizes and the algorithms of its convolutions. */
    RESUMED
  }

  /**
   * Requires memory for building a model.
   *
   * @param architecture the networks
   * @throws ResourceLimitException if the model will not fit
   */
  public static void requireForModel(Architecture architecture) {
    requireArrays(architecture.generatorParameters());
    requireArrays(architecture.discriminatorParameters());
    long needed = (long) (COPIES_OF_NEW_MODEL * 4 * parameters(architecture));
    require(
        needed,
        String.format(Locale.ROOT, "a DCGAN of %s with its optimizer state", architecture.image()),
        "a smaller width");
  }

  /** Requires that each parameter can be saved, for which its bytes have to fit into an array. */
  private static void requireArrays(List<ParameterSpec> parameters) {
    for (ParameterSpec parameter : parameters) {
      if (parameter.size() > MOST_VALUES) {
        throw new ResourceLimitException(
            String.format(
                Locale.ROOT,
                "the parameter %s has %,d values, of which an array can hold %,d; choose a smaller"
                    + " width",
                parameter.name(),
                parameter.size(),
                MOST_VALUES));
      }
    }
  }

  /**
   * Requires memory for a training.
   *
   * @param step the training step
   * @param hardware precision and device
   * @param place where its variables are
   * @param start what it begins with
   * @throws ResourceLimitException if the training will not fit
   */
  public static void requireForTraining(Step step, Hardware hardware, Place place, Start start) {
    if (hardware.onGpu()) {
      return; // activations are in GPU memory; TensorFlow reports its exhaustion immediately
    }
    requireForTraining(step, hardware.precision(), place, start, MemoryLimits.ofThisProcess());
  }

  @VisibleForTesting
  static void requireForTraining(
      Step step, Precision precision, Place place, Start start, List<MemoryLimits.Limit> limits) {
    long needed = trainingBytes(step, precision, place);
    String what =
        String.format(
            Locale.ROOT,
            "%s %s with a batch size of %d%s",
            start == Start.NEW ? "training on" : "resuming a run on",
            step.architecture().image(),
            step.images(),
            step.winograd().isNever() ? "" : " and the algorithms of convolutions of the run");
    if (start == Start.NEW) {
      String smaller = "a smaller batch or width";
      if (place == Place.CLUSTER) {
        smaller += " or more workers";
      } else if (!step.winograd().isNever()) {
        smaller += " or ConvolutionChoice.FIXED";
      }
      require(needed, what, smaller, limits);
    } else {
      require(needed, what, remedy -> resumed(step, place, needed, remedy), limits);
    }
  }

  /** How a run that does not fit can be resumed. */
  private static String resumed(Step step, Place place, long needed, String remedy) {
    if (place == Place.CLUSTER) {
      return remedy + ", or continue the run with more workers (ResumableChange.WORKERS)";
    }
    String same =
        remedy
            + ", then resume; a run keeps its batch size, its networks and the algorithms of its"
            + " convolutions, because its weights depend on them";
    long added = WinogradMemory.bytes(step.architecture(), step.images(), step.winograd());
    return added == 0
        ? same
        : same
            + String.format(
                Locale.ROOT,
                ". The algorithms take %,d MB; a new run, which chooses algorithms for the memory"
                    + " that is left, needs about %,d MB without them: load the checkpoint and train"
                    + " it in another folder, with other weights than those that this run would"
                    + " have",
                added >> 20,
                (needed - added) >> 20);
  }

  /**
   * Requires memory for measuring the operations of a kernel.
   *
   * @param shape the kernel
   * @param images the number of images
   * @throws ResourceLimitException if the measurement will not fit
   */
  public static void requireForMeasurement(KernelShape shape, int images) {
    requireForMeasurement(shape, images, WinogradMemory.ofMeasurement(shape, images));
  }

  /**
   * Requires memory for measuring the forward pass of a kernel.
   *
   * @param shape the kernel
   * @param operation the operation
   * @param images the number of images
   * @throws ResourceLimitException if the measurement will not fit
   */
  public static void requireForMeasurement(
      KernelShape shape, ForwardOperation operation, int images) {
    requireForMeasurement(shape, images, WinogradMemory.ofMeasurement(shape, operation, images));
  }

  /**
   * Requires memory for timing training steps beside a model: for their variables and, unless an
   * earlier training had it, for one step at a time.
   *
   * @param step the step that needs most
   * @param hadStep whether an earlier training had the memory of such a step, which TensorFlow
   *     keeps
   * @throws ResourceLimitException if the steps will not fit
   */
  public static void requireForTimedSteps(Step step, boolean hadStep) {
    require(
        timedStepsBytes(step, hadStep),
        String.format(
            Locale.ROOT,
            "timing steps on %s with a batch size of %d, which have separate variables,",
            step.architecture().image(),
            step.images()),
        "a smaller batch or width");
  }

  @VisibleForTesting
  static long timedStepsBytes(Step step, boolean hadStep) {
    return (long) (COPIES_OF_NEW_MODEL * 4 * parameters(step.architecture()))
        + (hadStep ? 0 : trainingBytes(step, Precision.FLOAT32, Place.MODEL));
  }

  /**
   * Requires memory for timing passes of one network beside a model: for its weights, direct
   * kernels that are kept, those that are transformed, and the largest layer.
   *
   * @param architecture the networks
   * @param layers the layers of the network
   * @param images the images of a pass
   * @param variant the algorithms that need most
   * @throws ResourceLimitException if the passes will not fit
   */
  public static void requireForTimedPasses(
      Architecture architecture, List<LayerSpec> layers, int images, BatchVariant variant) {
    long weights =
        layers.stream()
            .flatMap(layer -> layer.parameters().stream())
            .mapToLong(ParameterSpec::size)
            .sum();
    long needed =
        2 * 4 * weights
            + WinogradMemory.ofInference(layers, images, variant)
            + passBytes(architecture, images, Precision.FLOAT32);
    if (needed > NEGLIGIBLE_BYTES) {
      require(
          needed,
          String.format(
              Locale.ROOT,
              "timing passes of %d images of %s, which have separate variables,",
              images,
              architecture.image()),
          "a smaller width");
    }
  }

  private static void requireForMeasurement(KernelShape shape, int images, long needed) {
    if (needed > NEGLIGIBLE_BYTES) {
      require(
          needed,
          String.format(
              Locale.ROOT, "measuring the convolutions of %s with %d images", shape, images),
          "a smaller batch or width");
    }
  }

  /**
   * The native memory that is left to this process.
   *
   * @return bytes under the tightest limit; {@code Long.MAX_VALUE} if no limit is known
   */
  public static long spareBytes() {
    return MemoryLimits.ofThisProcess().stream()
        .mapToLong(MemoryLimits.Limit::free)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * What a training adds to the resident memory of a process with the built model.
   *
   * @param step the training step
   * @param precision float32 or bfloat16
   * @param place where its variables are
   * @return bytes
   */
  public static long trainingBytes(Step step, Precision precision, Place place) {
    long averages =
        step.averaged().stream()
            .flatMap(layer -> layer.parameters().stream())
            .mapToLong(ParameterSpec::size)
            .sum();
    return trainingBytes(step.architecture(), step.images(), precision, place)
        + (long) (COPIES_OF_AVERAGE * 4 * averages)
        + WinogradMemory.bytes(step.architecture(), step.images(), step.winograd());
  }

  /**
   * The weights of both networks and Adam's moments.
   *
   * @param architecture the networks
   * @return bytes
   */
  public static long modelBytes(Architecture architecture) {
    return 3 * 4 * parameters(architecture);
  }

  /** The same as the other method with direct convolutions and without averaged weights. */
  @VisibleForTesting
  static long trainingBytes(
      Architecture architecture, int batchSize, Precision precision, Place place) {
    double weights = 4.0 * parameters(architecture);
    double activations = architecture.trainingBytes(batchSize) - 4 * weights;
    double more = place == Place.CLUSTER ? SERVER_BYTES + COPIES_IN_CLUSTER * weights : 0;
    return (long)
        (precision == Precision.BFLOAT16
            ? COPIES_IN_BFLOAT16 * weights + ACTIVATIONS_IN_BFLOAT16 * activations + more
            : COPIES_IN_FLOAT32 * weights + ACTIVATIONS_IN_FLOAT32 * activations + more);
  }

  /**
   * Requires memory for a forward pass over rows that are computed at once, because they are
   * normalized by their own statistics.
   *
   * @param architecture the networks
   * @param rows images or latents of the pass
   * @param hardware precision and device
   * @throws ResourceLimitException if the pass will not fit
   */
  public static void requireForPass(Architecture architecture, int rows, Hardware hardware) {
    if (hardware.onGpu()) {
      return; // activations are in GPU memory; TensorFlow reports its exhaustion immediately
    }
    long needed = passBytes(architecture, rows, hardware.precision());
    if (needed > NEGLIGIBLE_BYTES) {
      require(
          needed,
          String.format(
              Locale.ROOT,
              "a forward pass over %,d rows of %s at once, which statistics of the batch require,",
              rows,
              architecture.image()),
          "a smaller batch, fewer images per call or population statistics");
    }
  }

  /**
   * What a forward pass adds to the resident memory: the rows and the layer with the largest sum of
   * its input and the copies of its output. Within 31 % of what {@code PassMemory} of the
   * benchmarks measured.
   */
  @VisibleForTesting
  static long passBytes(Architecture architecture, int rows, Precision precision) {
    double values =
        Math.max(
            largestLayer(architecture.generatorLayers(), architecture.latentDim()),
            largestLayer(architecture.discriminatorLayers(), architecture.image().size()));
    double bytes = precision == Precision.BFLOAT16 ? PASS_BYTES_IN_BFLOAT16 : PASS_BYTES_IN_FLOAT32;
    return (long) (rows * (4.0 * architecture.image().size() + bytes * values));
  }

  private static double largestLayer(List<LayerSpec> layers, int inputs) {
    double largest = 0;
    double before = inputs;
    for (LayerSpec layer : layers) {
      double after = (double) layer.side() * layer.side() * layer.maps();
      largest = Math.max(largest, before + (layer.batchNorm() ? COPIES_OF_OUTPUT : 2) * after);
      before = after;
    }
    return largest;
  }

  private static void require(long needed, String what, String smaller) {
    require(needed, what, smaller, MemoryLimits.ofThisProcess());
  }

  private static long parameters(Architecture architecture) {
    return architecture.generatorParameters().stream().mapToLong(ParameterSpec::size).sum()
        + architecture.discriminatorParameters().stream().mapToLong(ParameterSpec::size).sum();
  }

  @VisibleForTesting
  static void require(long needed, String what, String smaller, List<MemoryLimits.Limit> limits) {
    require(needed, what, remedy -> "choose " + smaller + ", or " + remedy, limits);
  }

  /** The remedies say what to do, given the remedy for the tightest limit. */
  private static void require(
      long needed, String what, UnaryOperator<String> remedies, List<MemoryLimits.Limit> limits) {
    Optional<MemoryLimits.Limit> tightest =
        limits.stream().min(Comparator.comparingLong(MemoryLimits.Limit::free));
    if (tightest.isPresent() && needed > tightest.get().free()) {
      MemoryLimits.Limit limit = tightest.get();
      throw new ResourceLimitException(
          String.format(
              Locale.ROOT,
              "%s needs about %,d MB of additional memory, but %s (%,d MB in total) has %,d MB"
                  + " left; %s",
              what,
              needed >> 20,
              limit.name(),
              limit.bytes() >> 20,
              Math.max(0, limit.free()) >> 20,
              remedies.apply(limit.remedy())));
    }
  }
}
