package org.dcgan.benchmarks;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The worker's end of the connection to its {@link WorkerProcess}. */
final class WorkerConnection implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader commands;
  private final PrintStream answers;
  private final Gson json = new Gson();

  private WorkerConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.commands =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    this.answers = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Connects to the port and with the token in the first two arguments of the main. */
  static WorkerConnection open(String[] arguments) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    socket.getOutputStream().write(arguments[1].getBytes(StandardCharsets.UTF_8));
    return new WorkerConnection(socket);
  }

  /** Returns the other arguments of the main. */
  static String[] others(String[] arguments) {
    return Arrays.copyOfRange(arguments, 2, arguments.length);
  }

  /** Returns the next command, or null after the last. */
  String command() throws IOException {
    return commands.readLine();
  }

  void answer(Object value) {
    answers.println(json.toJson(value));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
