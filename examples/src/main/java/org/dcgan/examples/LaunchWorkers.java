package org.dcgan.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.dcgan.internal.ClassPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Starts the processes of a training on this machine: the same program several times, each with
 * another index in the environment variable TF_CONFIG. Shows their output with prefixes, ends all
 * when one fails, and passes Ctrl-C and SIGTERM on.
 */
@Command(
    name = "LaunchWorkers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts several processes on this machine that train one model together, for example",
      "LaunchWorkers --workers 2 -- TrainDcgan --data images --threads 1"
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all processes have ended in success",
      "1 to 255:that of the process that failed first; the others are ended after 30 s"
    })
public final class LaunchWorkers implements Callable<Integer> {
  private static final String PACKAGE = "org.dcgan.examples";

  /** How long the other processes have to end by themselves after one has failed. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** How long a process has to save its model after SIGTERM. */
  private static final long STOP_SECONDS = 60;

  @Option(
      names = "--workers",
      paramLabel = "N",
      required = true,
      description = "number of processes, at least 1")
  private int workers;

  @Parameters(
      arity = "1..*",
      paramLabel = "PROGRAM",
      description = "after --, the main class and its options; without a package, an example")
  private List<String> program = List.of();

  private final List<Process> processes = new ArrayList<>();
  private final Duration grace;
  private boolean stopping;

  /** Creates the launcher with its defaults. */
  public LaunchWorkers() {
    this(GRACE);
  }

  /** Creates a launcher that waits for a given time after a failure. */
  LaunchWorkers(Duration grace) {
    this.grace = grace;
  }

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new LaunchWorkers(), arguments);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (workers < 1) {
      throw new IllegalArgumentException("--workers must be at least 1, got " + workers);
    }
    Thread passOn = new Thread(this::stopAll, "stop-workers");
    Runtime.getRuntime().addShutdownHook(passOn);
    List<Integer> ports = freePorts(workers);
    List<Thread> printers = new ArrayList<>();
    try {
      for (int index = 0; index < workers; index++) {
        Optional<Process> process = startUnlessStopping(ports, index);
        if (process.isEmpty()) {
          break;
        }
        printers.add(print(process.get().getInputStream(), index, System.out));
        printers.add(print(process.get().getErrorStream(), index, System.err));
      }
      int code = await(started());
      for (Thread printer : printers) {
        printer.join();
      }
      return code;
    } finally {
      stopAll();
      try {
        Runtime.getRuntime().removeShutdownHook(passOn);
      } catch (IllegalStateException e) {
        // The shutdown has begun, by a signal.
      }
    }
  }

  /** Ports that are free now. Another process could take one before a worker does. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> open = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0);
        open.add(socket);
        ports.add(socket.getLocalPort());
      }
      return ports;
    } finally {
      for (ServerSocket socket : open) {
        socket.close();
      }
    }
  }

  /**
   * Starts a worker and notes it, so that {@link #stopAll} in another thread ends every process
   * that exists, and none is started after it.
   *
   * @return the process; empty if all processes are being ended
   */
  Optional<Process> startUnlessStopping(List<Integer> ports, int index) throws IOException {
    synchronized (processes) {
      if (stopping) {
        return Optional.empty();
      }
      Process process = start(ports, index);
      processes.add(process);
      return Optional.of(process);
    }
  }

  private List<Process> started() {
    synchronized (processes) {
      return List.copyOf(processes);
    }
  }

  private Process start(List<Integer> ports, int index) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String name = program.get(0);
    String main = name.contains(".") ? name : PACKAGE + "." + name;
    String modules = System.getProperty("jdk.module.path");
    if (modules != null && LaunchWorkers.class.getModule().isNamed()) {
      command.addAll(
          List.of("-p", modules, "-m", LaunchWorkers.class.getModule().getName() + "/" + main));
    } else {
      command.addAll(List.of("-cp", ClassPath.current(), main));
    }
    command.addAll(program.subList(1, program.size()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TF_CONFIG", config(ports, index));
    return builder.start();
  }

  private static String config(List<Integer> ports, int index) {
    return "{\"cluster\": {\"worker\": ["
        + ports.stream().map(port -> "\"localhost:" + port + "\"").collect(Collectors.joining(", "))
        + "]}, \"task\": {\"type\": \"worker\", \"index\": "
        + index
        + "}}";
  }

  /** Passes lines on with the same bytes, whatever encoding the worker writes. */
  private static Thread print(InputStream output, int index, PrintStream to) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(new InputStreamReader(output, ISO_8859_1))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  byte[] bytes =
                      ("[" + index + "] " + line + System.lineSeparator()).getBytes(ISO_8859_1);
                  to.write(bytes, 0, bytes.length);
                  to.flush();
                }
              } catch (IOException e) {
                to.println("[" + index + "] (its output ended: " + e.getMessage() + ")");
              }
            },
            "print-" + index);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Waits for all processes. A process that ends in success does not hurry the others, which may
   * still be saving results; after a failure they have a limited time to end by themselves.
   *
   * @return the exit code of the process that failed first, or 0
   */
  private int await(List<Process> started) throws InterruptedException {
    BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
    for (int i = 0; i < started.size(); i++) {
      int index = i;
      CompletableFuture<Void> unused =
          started.get(i).onExit().thenAccept(process -> ended.add(index));
    }
    int failed = -1;
    long deadline = 0;
    for (int running = started.size(); running > 0; running--) {
      Integer index =
          failed < 0
              ? ended.take()
              : ended.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (index == null) {
        System.err.println(
            "ending the workers that still run "
                + grace.toSeconds()
                + " s after worker "
                + failed
                + " has failed with exit code "
                + started.get(failed).exitValue());
        stopAll();
        break;
      }
      if (failed < 0 && started.get(index).exitValue() != 0) {
        failed = index;
        deadline = System.nanoTime() + grace.toNanos();
      }
    }
    return failed < 0 ? 0 : started.get(failed).exitValue();
  }

  /** Ends all processes, and waits for them. No process is started afterwards. */
  void stopAll() {
    List<Process> started;
    synchronized (processes) {
      stopping = true;
      started = List.copyOf(processes);
    }
    started.forEach(Process::destroy);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    for (Process process : started) {
      try {
        if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
