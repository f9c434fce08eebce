package org.dcgan.benchmarks;

import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.dcgan.ConvolutionChoice;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.benchmarks.LibTorchNetworks.Layout;
import org.dcgan.benchmarks.LibTorchNetworks.Normalizing;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.image.Images;
import org.dcgan.internal.ClassPath;
import org.dcgan.latent.Latents;
import org.dcgan.training.TrainingPlan;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures generation and D's features at several batch sizes, from Java arrays to Java arrays,
 * against LibTorch: float32, 64 pixels, width 64, population statistics. Prints milliseconds per
 * call and, at the end, a table with images per second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = WorkerProcess.NO_MEMORY_CHECK)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class InferenceBenchmark {
  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(64).width(64).build();

  /** The library that computes. */
  public enum Engine {
    /** This library. */
    DCGAN,
    /** LibTorch, NCHW. */
    LIBTORCH_CONTIGUOUS,
    /** LibTorch, NHWC in memory. */
    LIBTORCH_CHANNELS_LAST
  }

  /** The library that computes. */
  @Param public Engine engine;

  /** Images per call. */
  @Param({"1", "16", "256"})
  public int batch;

  /**
   * How this library chooses the algorithms of convolutions; without effect on LibTorch. {@code -p
   * convolutions=FIXED,MEASURED} compares both.
   */
  @Param({"MEASURED"})
  public ConvolutionChoice convolutions;

  private Side side = new Unopened();

  /** For JMH. */
  public InferenceBenchmark() {}

  /**
   * Runs both benchmarks and prints images per second.
   *
   * @param arguments the arguments of JMH, for example {@code -p batch=1}
   * @throws RunnerException if a benchmark fails
   * @throws CommandLineOptionException if the arguments are invalid
   */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    // JMH's forks read the class path from this property.
    System.setProperty("java.class.path", ClassPath.current());
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(new CommandLineOptions(arguments))
                    .include(InferenceBenchmark.class.getName())
                    .build())
            .run();
    System.out.println(
        "\n| | batch | engine | convolutions | images per second |\n|---|---|---|---|---|");
    for (RunResult result : results) {
      int images = Integer.parseInt(result.getParams().getParam("batch"));
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %s | %s | %.0f |%n",
          result.getPrimaryResult().getLabel(),
          images,
          result.getParams().getParam("engine"),
          result.getParams().getParam("convolutions"),
          1e3 * images / result.getPrimaryResult().getScore());
    }
  }

  /** An open engine. */
  private interface Side extends AutoCloseable {
    float[] generate();

    float[] features();

    @Override
    void close();
  }

  /** The state before the setup. */
  private record Unopened() implements Side {
    @Override
    public float[] generate() {
      throw new IllegalStateException("the benchmark is not set up");
    }

    @Override
    public float[] features() {
      throw new IllegalStateException("the benchmark is not set up");
    }

    @Override
    public void close() {}
  }

  private record Library(Dcgan model, FeatureExtractor extractor, Latents latents, Images images)
      implements Side {

    static Library open(int batch, ConvolutionChoice convolutions) throws Exception {
      Dcgan model =
          Dcgan.builder()
              .architecture(ARCHITECTURE)
              .precision(Precision.FLOAT32)
              .convolutions(convolutions)
              .build();
      // One step, so that there are population statistics.
      try (NoiseImages images = new NoiseImages(ARCHITECTURE.image(), 16)) {
        model.train(
            images, TrainingPlan.builder().epochs(1).batchSize(16).samplesPerEpoch(1).build());
      }
      Latents latents =
          Latents.sample(
              ARCHITECTURE.latentDistribution(), batch, ARCHITECTURE.latentDim(), 1L, 1L);
      Images images = model.generator().generate(latents);
      FeatureExtractor extractor = model.discriminator().features();
      int unused = extractor.extract(images).count(); // chooses the algorithms of D
      return new Library(model, extractor, latents, images);
    }

    @Override
    public float[] generate() {
      return model.generator().generate(latents).toArray();
    }

    @Override
    public float[] features() {
      FloatBuffer rows = extractor.extract(images).data();
      float[] values = new float[rows.remaining()];
      rows.get(values);
      return values;
    }

    @Override
    public void close() {
      model.close();
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record LibTorch(LibTorchNetworks networks, float[] latents, float[] images, int batch)
      implements Side {

    static LibTorch open(Layout layout, int batch) {
      set_num_threads(Runtime.getRuntime().availableProcessors());
      return new LibTorch(
          new LibTorchNetworks(ARCHITECTURE, false, layout),
          Latents.sample(ARCHITECTURE.latentDistribution(), batch, ARCHITECTURE.latentDim(), 1L, 1L)
              .toArray(),
          new float[batch * ARCHITECTURE.image().size()],
          batch);
    }

    @Override
    @SuppressWarnings("try") // They take effect while they are open.
    public float[] generate() {
      try (PointerScope scope = new PointerScope();
          InferenceMode inference = new InferenceMode()) {
        Tensor input = from_blob(new FloatPointer(latents), batch, ARCHITECTURE.latentDim());
        return values(networks.generate(input, Normalizing.BY_POPULATION));
      }
    }

    @Override
    @SuppressWarnings("try") // They take effect while they are open.
    public float[] features() {
      int side = ARCHITECTURE.image().height();
      try (PointerScope scope = new PointerScope();
          InferenceMode inference = new InferenceMode()) {
        Tensor input =
            networks.laidOut(
                from_blob(
                    new FloatPointer(images), batch, ARCHITECTURE.image().channels(), side, side));
        return values(networks.features(input, Normalizing.BY_POPULATION));
      }
    }

    private static float[] values(Tensor tensor) {
      float[] values = new float[Math.toIntExact(tensor.numel())];
      FloatBuffer buffer = tensor.contiguous().createBuffer();
      buffer.get(values);
      return values;
    }

    @Override
    public void close() {}
  }

  /**
   * Opens the engine.
   *
   * @throws Exception if it cannot be opened
   */
  @Setup(Level.Trial)
  public void open() throws Exception {
    side =
        switch (engine) {
          case DCGAN -> Library.open(batch, convolutions);
          case LIBTORCH_CONTIGUOUS -> LibTorch.open(Layout.CONTIGUOUS, batch);
          case LIBTORCH_CHANNELS_LAST -> LibTorch.open(Layout.CHANNELS_LAST, batch);
        };
  }

  /** Closes the engine. */
  @TearDown(Level.Trial)
  public void close() {
    side.close();
  }

  /**
   * Generates images.
   *
   * @return the pixels
   */
  @Benchmark
  public float[] generate() {
    return side.generate();
  }

  /**
   * Extracts the features of the paper's section 5.
   *
   * @return the rows of features
   */
  @Benchmark
  public float[] features() {
    return side.features();
  }
}
