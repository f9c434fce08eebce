package org.dcgan.benchmarks;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.dcgan.Precision;
import org.dcgan.internal.ClassPath;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;

/**
 * A forked JVM that runs one side and waits for commands. Commands and answers use a separate
 * loopback connection. The output of the JVM and its native libraries is forwarded to standard
 * error, and its last lines are part of the error message if the JVM exits too early.
 */
final class WorkerProcess implements AutoCloseable {
  private static final String HEAP = "-Xmx2g";

  /**
   * Switches off JavaCPP's check of the memory, which it makes for each native object that Java
   * code owns. LibTorch's side makes many more of them, so that the check would slow it down.
   */
  static final String NO_MEMORY_CHECK = "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0";

  private static final long PATIENCE_SECONDS = 20;
  private static final int CONNECTING_SECONDS = 600;
  private static final int LINES_KEPT = 30;

  private final String name;
  private final StepWorker.Side side;
  private final Process process;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final Thread output;
  private final Socket connection;
  private final PrintWriter commands;
  private final BufferedReader answers;
  private final Gson json = new Gson();

  WorkerProcess(StepWorker.Side side, Contest contest, int threads) throws IOException {
    this(
        side,
        StepWorker.class.getName(),
        List.of(side.name(), contest.name(), Integer.toString(threads)));
  }

  /**
   * Starts a JVM and waits until it has loaded its native libraries and connected.
   *
   * @param side the side that the JVM runs
   * @param mainClass the main class, which gets the arguments of a {@link WorkerConnection} first
   * @param arguments further arguments of the main class
   */
  WorkerProcess(StepWorker.Side side, String mainClass, List<String> arguments) throws IOException {
    this.side = side;
    this.name = "the forked JVM of " + side;
    String token = UUID.randomUUID().toString();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  HEAP,
                  NO_MEMORY_CHECK,
                  "-cp",
                  ClassPath.current(),
                  mainClass,
                  Integer.toString(server.getLocalPort()),
                  token));
      command.addAll(arguments);
      this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
      this.output = new Thread(this::passOn, "output of " + side);
      output.setDaemon(true);
      output.start();
      try {
        this.connection = accept(server, token);
        this.commands = new PrintWriter(connection.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = reader(connection);
      } catch (IOException | RuntimeException | Error e) {
        process.destroyForcibly();
        throw e;
      }
    }
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private Socket accept(ServerSocket server, String token) throws IOException {
    server.setSoTimeout(200);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONNECTING_SECONDS);
    while (System.nanoTime() < end) {
      boolean alive = process.isAlive();
      try {
        Socket socket = server.accept();
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(CONNECTING_SECONDS));
        String sent =
            new String(socket.getInputStream().readNBytes(token.length()), StandardCharsets.UTF_8);
        if (sent.equals(token)) {
          socket.setSoTimeout(0);
          return socket;
        }
        socket.close();
      } catch (SocketTimeoutException e) {
        if (!alive) {
          throw ended("before it was ready", null);
        }
      }
    }
    throw new IOException(
        name + " was not ready after " + CONNECTING_SECONDS + " s; its last output:" + tail());
  }

  /** Forwards the output until its end, so that the JVM never blocks on a full pipe. */
  private void passOn() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.err.println(line);
        synchronized (lastLines) {
          lastLines.add(line);
          if (lastLines.size() > LINES_KEPT) {
            lastLines.remove();
          }
        }
      }
    } catch (IOException e) {
      // The process was destroyed.
    }
  }

  private String tail() {
    synchronized (lastLines) {
      return lastLines.isEmpty() ? " (none)" : "\n  " + String.join("\n  ", lastLines);
    }
  }

  StepWorker.Side side() {
    return side;
  }

  StepWorker.Answer steps(UpdateSchedule schedule, int count) throws IOException {
    return ask("steps " + schedule + " " + count, StepWorker.Answer.class);
  }

  Ceilings ceilings(Precision precision) throws IOException {
    return ask("ceilings " + precision, Ceilings.class);
  }

  String describe() throws IOException {
    return ask("describe", String.class);
  }

  <A> A ask(String command, Class<A> type) throws IOException {
    commands.println(command);
    String answer;
    try {
      answer = answers.readLine();
    } catch (IOException e) {
      throw ended("while asked to \"" + command + "\"", e);
    }
    if (answer == null) {
      throw ended("while asked to \"" + command + "\"", null);
    }
    A value = json.fromJson(answer, type);
    if (value == null) {
      throw new IOException(name + " answered nothing to \"" + command + "\"");
    }
    return value;
  }

  /** Returns the error for a JVM that exited, with its last output. */
  private IOException ended(String when, @Nullable Exception cause) {
    String code = "without an exit code";
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        code = "with exit code " + process.exitValue();
        output.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new IOException(
        name + " ended " + code + " " + when + "; its last output:" + tail(), cause);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      // The connection is not needed any more.
    }
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
