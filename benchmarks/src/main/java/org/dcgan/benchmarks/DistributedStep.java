package org.dcgan.benchmarks;

import com.google.common.base.Splitter;
import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.dcgan.BatchNormScope;
import org.dcgan.Cluster;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.model.StepTrace;
import org.dcgan.tensorflow.model.StepTrace.Operation;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;

/** A process of {@link DistributedCost}: times steps, then traces some more. */
final class DistributedStep {
  private static final int WARM_UP = 3;
  private static final int TRACED = 4;

  private DistributedStep() {}

  /**
   * The times of a step.
   *
   * @param stepMilliseconds the median duration
   * @param exchangeShare the share in which an exchange is in progress
   * @param exposedShare the share in which only exchanges are in progress
   */
  record Times(double stepMilliseconds, double exchangeShare, double exposedShare) {
    String format() {
      return String.format(Locale.ROOT, "%f %f %f", stepMilliseconds, exchangeShare, exposedShare);
    }

    static Times parse(String text) {
      String last = text.strip().lines().reduce((a, b) -> b).orElse("");
      List<String> numbers = Splitter.on(' ').splitToList(last);
      return new Times(
          Double.parseDouble(numbers.get(0)),
          Double.parseDouble(numbers.get(1)),
          Double.parseDouble(numbers.get(2)));
    }
  }

  /**
   * Trains with the other processes.
   *
   * @param arguments workers, index, width, images of all processes, steps, scope, precision
   * @throws IOException never, since the images are in memory
   */
  public static void main(String[] arguments) throws IOException {
    List<HostAndPort> workers =
        Splitter.on(',').splitToStream(arguments[0]).map(HostAndPort::fromString).toList();
    int width = Integer.parseInt(arguments[2]);
    int batchSize = Integer.parseInt(arguments[3]);
    int steps = Integer.parseInt(arguments[4]);
    Cluster cluster =
        Cluster.of(workers, Integer.parseInt(arguments[1]))
            .withBatchNorm(BatchNormScope.valueOf(arguments[5]))
            .withGradientPrecision(Precision.valueOf(arguments[6]));
    Architecture architecture = Architecture.builder().width(width).build();
    try (Dcgan model =
            Dcgan.builder()
                .architecture(architecture)
                .precision(Precision.FLOAT32)
                .threads(1)
                .cluster(cluster)
                .build();
        NoiseImages images = new NoiseImages(architecture.image(), batchSize * 1000)) {
      TrainingPlan.Builder plan = TrainingPlan.builder().batchSize(batchSize).samplesPerEpoch(1);
      List<Double> durations = new ArrayList<>();
      model.train(
          images,
          plan.steps(WARM_UP + steps).build(),
          new TrainingListener() {
            @Override
            public void onStep(TrainingEvent.StepEnd event) {
              durations.add(event.duration().toNanos() / 1e6);
            }
          });
      List<StepTrace> traces =
          StepTrace.record(model, images, plan.steps(WARM_UP + TRACED).build());
      if (cluster.isChief()) {
        double median = Measurement.of(durations.subList(WARM_UP, durations.size())).median();
        System.out.println(times(median, traces.subList(WARM_UP, traces.size())).format());
      }
    }
  }

  private static Times times(double stepMilliseconds, List<StepTrace> traces) {
    List<Double> exchange = new ArrayList<>();
    List<Double> exposed = new ArrayList<>();
    for (StepTrace trace : traces) {
      List<Operation> exchanges =
          trace.operations().stream().filter(DistributedStep::isExchange).toList();
      List<Operation> others =
          trace.operations().stream().filter(operation -> !isExchange(operation)).toList();
      double all = covered(trace.operations());
      exchange.add(covered(exchanges) / all);
      exposed.add((all - covered(others)) / all);
    }
    return new Times(
        stepMilliseconds, Measurement.of(exchange).median(), Measurement.of(exposed).median());
  }

  private static boolean isExchange(Operation operation) {
    return operation.type().startsWith("Collective") || operation.name().contains("Collective");
  }

  /** The time in which at least one of some operations is in progress, in microseconds. */
  private static double covered(List<Operation> operations) {
    long covered = 0;
    long until = Long.MIN_VALUE;
    for (Operation operation :
        operations.stream().sorted(Comparator.comparingLong(Operation::startMicros)).toList()) {
      long end = operation.startMicros() + operation.micros();
      long start = Math.max(operation.startMicros(), until);
      if (end > start) {
        covered += end - start;
        until = end;
      }
    }
    return covered;
  }
}
