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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Starts the processes of a training on this machine: the same program several times, each with
 * another index in the environment variable TF_CONFIG. Shows their output with prefixes, ends all
 * when one ends, and passes Ctrl-C and SIGTERM on.
 */
@Command(
    name = "LaunchWorkers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts several processes on this machine that train one model together, for example",
      "LaunchWorkers --workers 2 -- TrainDcgan --data images --threads 1"
    })
public final class LaunchWorkers implements Callable<Integer> {
  private static final String PACKAGE = "org.dcgan.examples";

  /** How long the other processes have to end by themselves after one has ended. */
  private static final long GRACE_SECONDS = 30;

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

  /** Creates the launcher with its defaults. */
  public LaunchWorkers() {}

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
        Process process = start(ports, index);
        synchronized (processes) {
          processes.add(process);
        }
        printers.add(print(process.getInputStream(), index, System.out));
        printers.add(print(process.getErrorStream(), index, System.err));
      }
      int code = await();
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
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
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

  /** Waits until one process has ended, and then for the others. Returns the first failure. */
  private int await() throws InterruptedException {
    CompletableFuture<?> first =
        CompletableFuture.anyOf(
            processes.stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new));
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            processes.stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new));
    try {
      Object unused = first.get();
      unused = all.get(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      System.err.println(
          "ending the workers that still run "
              + GRACE_SECONDS
              + " s after "
              + ended()
              + " has ended");
      stopAll();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a process could not be awaited", e);
    }
    return processes.stream()
        .mapToInt(Process::exitValue)
        .filter(code -> code != 0)
        .findFirst()
        .orElse(0);
  }

  private String ended() {
    return IntStream.range(0, processes.size())
        .filter(index -> !processes.get(index).isAlive())
        .mapToObj(index -> "worker " + index)
        .collect(Collectors.joining(", "));
  }

  /** Ends all processes, and waits for them. */
  private void stopAll() {
    List<Process> started;
    synchronized (processes) {
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
