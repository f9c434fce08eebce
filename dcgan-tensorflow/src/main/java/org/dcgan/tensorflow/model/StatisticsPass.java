package org.dcgan.tensorflow.model;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.dcgan.ResourceLimitException;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.UsableHeap;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.training.AveragedWeights;
import org.dcgan.tensorflow.training.SampleLabels;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * Gathers population statistics in one pass over images for D, and for its moving average if there
 * is one, and over as many latents for G: the averages of the batches' means and biased variances,
 * with equal weights, as the authors do (svhn/svhn_semisup_analysis.py:50-85).
 */
final class StatisticsPass {
  private static final Logger logger = LoggerFactory.getLogger(StatisticsPass.class);
  private static final long LATENTS = 6;

  /** 1,024 latents at least, which determine a statistic to a few parts in a thousand. */
  private static final int LEAST_BATCHES_FOR_AVERAGE = 16;

  private static final int BATCH_FOR_AVERAGE = 64;

  private final ModelGraph graph;
  private final Programs programs;
  private final ModelSpec spec;
  private final @Nullable Labels given;

  StatisticsPass(ModelGraph graph) {
    this(graph, null);
  }

  /**
   * Creates the pass.
   *
   * @param given labels that D gets with the images in turn, while G gets all classes in turn; null
   *     for those of the images, in both networks
   */
  StatisticsPass(ModelGraph graph, @Nullable Labels given) {
    this.graph = graph;
    this.given = given;
    this.programs = graph.programs();
    this.spec = graph.spec();
  }

  /** Requires heap for the bytes and the float32 values of a batch; an eighth is left. */
  static void requireHeap(int batchSize, ImageShape shape, long heap) {
    long needed = 5L * batchSize * shape.size();
    if (needed > UsableHeap.of(heap)) {
      throw new ResourceLimitException(
          String.format(
              Locale.ROOT,
              "statistics over batches of %,d images of %s need %,d MB of Java heap, but it is"
                  + " limited to %,d MB (-Xmx); choose a smaller batch, or increase the heap",
              batchSize,
              shape,
              needed >> 20,
              heap >> 20));
    }
  }

  /**
   * Gathers the statistics and writes them into the model. No lock is held while images are read.
   *
   * @param averaged whether those of D's moving average are gathered, too
   * @param written receives the number of batches; called before other threads can read the new
   *     statistics
   */
  void gather(
      ImageSource source,
      int batchSize,
      boolean averaged,
      ModelGraph.Change change,
      LongConsumer written)
      throws IOException {
    List<Averages> ofDiscriminator = new ArrayList<>();
    ofDiscriminator.add(
        new Averages(
            graph.writing(() -> programs.discriminatorStatistics(false)),
            UnaryOperator.identity()));
    if (averaged) {
      ofDiscriminator.add(
          new Averages(
              graph.writing(() -> programs.discriminatorStatistics(true)),
              AveragedWeights::nameOf));
    }
    Averages ofGenerator =
        new Averages(
            graph.writing(() -> programs.generatorStatistics(false)), UnaryOperator.identity());
    // A last batch of a single image is left out, because its variance is meaningless.
    long batches = (source.size() + batchSize - 2L) / batchSize;
    int next = 0;
    for (int batch = 0; batch < batches; batch++) {
      if (change.shouldEnd()) {
        throw new IllegalStateException(
            "this DCGAN was closed while its statistics were gathered; load or build another one");
      }
      List<Pixels> pixels = new ArrayList<>();
      List<Integer> indices = new ArrayList<>();
      while (pixels.size() < batchSize && next < source.size()) {
        try {
          int index = next++;
          pixels.add(fitting(source, index));
          indices.add(index);
        } catch (UnreadableImageException e) {
          logger.warn("skipped an unreadable image: {}", e.getMessage());
        }
      }
      if (pixels.size() < 2) {
        break;
      }
      Images images = Images.of(pixels);
      Labels labels = labels(source, indices);
      for (Averages averages : ofDiscriminator) {
        averages.add(new Programs.Rows(images.data(), images.count(), labels));
      }
      ofGenerator.add(
          new Programs.Rows(
              latents(batchSize, batch).data(), batchSize, ofSamples(labels, batch, batchSize)));
    }
    if (ofGenerator.batches == 0) {
      throw new IOException(
          "statistics require at least 2 readable images, but of the "
              + source.size()
              + " images of "
              + printable(source.description())
              + " fewer could be read; the log names the unreadable ones");
    }
    graph.writing(
        () -> {
          ofDiscriminator.forEach(Averages::write);
          ofGenerator.write();
          written.accept(ofGenerator.batches);
          return true;
        });
  }

  /**
   * Gathers the statistics of the averaged generator, always from the same latents, and from all
   * classes in turn: each is among them, and as often as the others up to one. Requires the write
   * lock.
   */
  void gatherForAverage() {
    Averages average = new Averages(programs.generatorStatistics(true), AveragedWeights::nameOf);
    int classes = spec.architecture().classes();
    int batches =
        Math.max(LEAST_BATCHES_FOR_AVERAGE, (classes + BATCH_FOR_AVERAGE - 1) / BATCH_FOR_AVERAGE);
    for (int batch = 0; batch < batches; batch++) {
      average.add(
          new Programs.Rows(
              latents(BATCH_FOR_AVERAGE, batch).data(),
              BATCH_FOR_AVERAGE,
              SampleLabels.inTurn(
                  spec.architecture(), (long) batch * BATCH_FOR_AVERAGE, BATCH_FOR_AVERAGE)));
    }
    average.write();
  }

  /** The labels that D gets with images; null if the networks are not conditional. */
  private @Nullable Labels labels(ImageSource source, List<Integer> indices) {
    if (given != null) {
      int count = given.count();
      return given.select(indices.stream().mapToInt(index -> index % count).toArray());
    }
    int classes = spec.architecture().classes();
    return classes == 0
        ? null
        : Labels.oneHot(classes, indices.stream().mapToInt(source::label).toArray());
  }

  /** The labels that G gets in a batch. */
  private @Nullable Labels ofSamples(@Nullable Labels ofImages, int batch, int batchSize) {
    if (given != null) {
      return SampleLabels.inTurn(spec.architecture(), (long) batch * batchSize, batchSize);
    }
    return ofImages == null ? null : ofImages.inTurn(batchSize);
  }

  private Latents latents(int count, int batch) {
    Architecture architecture = spec.architecture();
    return Latents.sample(
        architecture.latentDistribution(),
        count,
        architecture.latentDim(),
        spec.seed(),
        LATENTS,
        batch);
  }

  private Pixels fitting(ImageSource source, int index) throws IOException {
    Pixels pixels = source.read(index);
    if (!pixels.shape().equals(spec.architecture().image())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "image %s of %s is %s, but the source declares %s",
              printable(source.name(index)),
              printable(source.description()),
              pixels.shape(),
              spec.architecture().image()));
    }
    return pixels;
  }

  private final class Averages {
    private final Programs.StatisticsProgram program;
    private final UnaryOperator<String> names;
    private final List<double[]> sums = new ArrayList<>();
    private long batches;

    Averages(Programs.StatisticsProgram program, UnaryOperator<String> names) {
      this.program = program;
      this.names = names;
    }

    void add(Programs.Rows rows) {
      graph.reading(
          () -> {
            run(rows);
            return true;
          });
    }

    private void run(Programs.Rows rows) {
      if (program.statistics().isEmpty()) {
        // A network without batch normalization has no statistics.
        batches++;
        return;
      }
      Session.Runner runner = graph.session().runner();
      program.statistics().forEach(layer -> runner.fetch(layer.mean()).fetch(layer.variance()));
      List<TFloat32> fed = new ArrayList<>();
      try (var result = program.inputs().feed(runner, rows, 0, rows.count(), fed).run()) {
        for (int i = 0; i < 2 * program.statistics().size(); i++) {
          float[] values = Tensors.floats((TFloat32) result.get(i));
          if (batches == 0) {
            sums.add(new double[values.length]);
          }
          double[] sum = sums.get(i);
          for (int j = 0; j < sum.length; j++) {
            sum[j] += values[j];
          }
        }
      } finally {
        fed.forEach(TFloat32::close);
      }
      batches++;
    }

    void write() {
      for (int i = 0; i < program.statistics().size(); i++) {
        String layer = program.statistics().get(i).layer();
        write(BatchStatistics.meanName(layer), sums.get(2 * i));
        write(BatchStatistics.varianceName(layer), sums.get(2 * i + 1));
      }
    }

    private void write(String statistic, double[] sum) {
      graph.store().write(graph.session(), names.apply(statistic), average(sum));
    }

    private float[] average(double[] sum) {
      float[] average = new float[sum.length];
      for (int i = 0; i < sum.length; i++) {
        average[i] = (float) (sum[i] / batches);
      }
      return average;
    }
  }
}
