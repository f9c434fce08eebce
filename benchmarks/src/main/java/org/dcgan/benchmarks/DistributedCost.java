package org.dcgan.benchmarks;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.BatchNormScope;
import org.dcgan.Cluster;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.internal.ClassPath;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what training by several processes costs: the duration of a step of faces64 in 1, 2 and
 * 4 processes of one thread each on this machine, with the same number of images for each process,
 * and the share of a step in exchanges. Computes from the step of one process what efficiency
 * several machines would have.
 */
@Command(
    name = "DistributedCost",
    mixinStandardHelpOptions = true,
    description = "Measures steps and exchanges of several processes.")
public final class DistributedCost implements Callable<Integer> {
  private static final int[] MACHINES = {2, 4, 8, 16, 32, 64};
  private static final int[] GIGABITS = {1, 10, 25};

  @Option(
      names = "--width",
      split = ",",
      defaultValue = "64,128",
      description = "Feature maps of D's first layer (${DEFAULT-VALUE}).")
  private List<Integer> widths = new ArrayList<>();

  @Option(
      names = "--processes",
      split = ",",
      defaultValue = "1,2,4",
      description = "Numbers of processes (${DEFAULT-VALUE}).")
  private List<Integer> processes = new ArrayList<>();

  @Option(
      names = "--images",
      defaultValue = "32",
      description = "Images per step of each process (32).")
  private int images;

  @Option(names = "--steps", defaultValue = "8", description = "Timed steps (8).")
  private int steps;

  @Option(
      names = "--batch-norm-scope",
      defaultValue = "GLOBAL",
      description = "${COMPLETION-CANDIDATES} (GLOBAL)")
  private BatchNormScope scope = BatchNormScope.GLOBAL;

  @Option(
      names = "--gradient-precision",
      defaultValue = "FLOAT32",
      description = "Number format of exchanged gradients, FLOAT32 or BFLOAT16 (FLOAT32).")
  private Precision gradients = Precision.FLOAT32;

  @Option(
      names = "--out",
      defaultValue = "out/distributed",
      description = "Output folder (${DEFAULT-VALUE}).")
  private Path out = Path.of("out/distributed");

  private DistributedCost() {}

  /**
   * A measured number of processes.
   *
   * @param width feature maps of D's first layer
   * @param processes the number of processes
   * @param stepMilliseconds the median duration of a step
   * @param exchangeShare the share of a step in which an exchange is in progress, waiting included
   * @param exposedShare the share of a step in which nothing else is in progress
   * @param megabytes the gradients of both networks that a step sums, in 10^6 bytes
   */
  record Row(
      int width,
      int processes,
      double stepMilliseconds,
      double exchangeShare,
      double exposedShare,
      double megabytes) {}

  /**
   * A computed efficiency: the step of one process divided by that step plus the transfer.
   *
   * @param width feature maps of D's first layer
   * @param machines the number of machines
   * @param gigabits the speed of the network in 10^9 bits per second
   * @param transferMilliseconds the ring's transfer of a step
   * @param efficiency 1 for no loss
   */
  record Prediction(
      int width, int machines, int gigabits, double transferMilliseconds, double efficiency) {}

  /**
   * The contents of {@code result.json}.
   *
   * @param machine the description of the machine
   * @param imagesPerProcess images per step of each process
   * @param scope the images of batch normalization
   * @param gradients the number format of exchanged gradients
   * @param rows the measured numbers of processes
   * @param predictions computed from the steps of one process
   */
  record Result(
      String machine,
      int imagesPerProcess,
      BatchNormScope scope,
      Precision gradients,
      List<Row> rows,
      List<Prediction> predictions) {}

  /**
   * Runs the benchmark.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DistributedCost()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    List<Prediction> predictions = new ArrayList<>();
    System.out.println("width processes  ms/step  exchange  exposed  MB/step");
    for (int width : widths) {
      Architecture architecture = Architecture.builder().width(width).build();
      double megabytes = bytes(architecture) / 1e6;
      for (int count : processes) {
        DistributedStep.Times times = measure(width, count);
        Row row =
            new Row(
                width,
                count,
                times.stepMilliseconds(),
                times.exchangeShare(),
                times.exposedShare(),
                megabytes);
        rows.add(row);
        System.out.printf(
            Locale.ROOT,
            "%5d %9d %8.1f %8.1f%% %7.1f%% %8.1f%n",
            width,
            count,
            row.stepMilliseconds(),
            100 * row.exchangeShare(),
            100 * row.exposedShare(),
            count == 1 ? 0 : megabytes);
        if (count == 1) {
          predictions.addAll(predictions(row));
        }
      }
    }
    print(predictions);
    Path file =
        ResultFile.write(
            out,
            new Result(Machine.here().describe(), images, scope, gradients, rows, predictions));
    System.out.println(file);
    return 0;
  }

  /** The bytes of all gradients. */
  private long bytes(Architecture architecture) {
    long parameters = 0;
    for (ParameterSpec parameter : architecture.generatorParameters()) {
      parameters += parameter.size();
    }
    for (ParameterSpec parameter : architecture.discriminatorParameters()) {
      parameters += parameter.size();
    }
    return parameters * (gradients == Precision.BFLOAT16 ? 2 : 4);
  }

  /** A ring sends 2 (N - 1) / N of the bytes over each link; nothing is assumed to overlap. */
  private static List<Prediction> predictions(Row alone) {
    List<Prediction> predictions = new ArrayList<>();
    for (int gigabits : GIGABITS) {
      for (int machines : MACHINES) {
        double bytes = 2.0 * (machines - 1) / machines * alone.megabytes() * 1e6;
        double transfer = bytes * 8 / (gigabits * 1e9) * 1e3;
        predictions.add(
            new Prediction(
                alone.width(),
                machines,
                gigabits,
                transfer,
                alone.stepMilliseconds() / (alone.stepMilliseconds() + transfer)));
      }
    }
    return predictions;
  }

  private static void print(List<Prediction> predictions) {
    if (!predictions.isEmpty()) {
      System.out.println();
      System.out.println("width  Gbit/s  machines  transfer ms  efficiency (computed)");
    }
    for (Prediction prediction : predictions) {
      System.out.printf(
          Locale.ROOT,
          "%5d %7d %9d %12.1f %10.1f%%%n",
          prediction.width(),
          prediction.gigabits(),
          prediction.machines(),
          prediction.transferMilliseconds(),
          100 * prediction.efficiency());
    }
  }

  private DistributedStep.Times measure(int width, int count)
      throws IOException, InterruptedException {
    List<HostAndPort> workers = new ArrayList<>();
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0);
      sockets.add(socket);
      workers.add(HostAndPort.fromParts("localhost", socket.getLocalPort()));
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    List<Process> started = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        started.add(start(Cluster.of(workers, i), width));
      }
      String answer = "";
      for (int i = 0; i < count; i++) {
        try (InputStream output = started.get(i).getInputStream()) {
          String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
          answer = i == 0 ? text : answer;
        }
        int code = started.get(i).waitFor();
        if (code != 0) {
          throw new IOException("worker " + i + " of " + count + " ended with code " + code);
        }
      }
      return DistributedStep.Times.parse(answer);
    } finally {
      started.forEach(Process::destroyForcibly);
    }
  }

  private Process start(Cluster cluster, int width) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ClassPath.current(),
                DistributedStep.class.getName()));
    command.add(String.join(",", cluster.workers().stream().map(HostAndPort::toString).toList()));
    command.add(String.valueOf(cluster.index()));
    command.add(String.valueOf(width));
    command.add(String.valueOf(images * cluster.size()));
    command.add(String.valueOf(steps));
    command.add(scope.name());
    command.add(gradients.name());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
