package org.dcgan.datasets.download;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on this machine that sends any bytes as its answer, also invalid ones. */
final class RawServer implements AutoCloseable {
  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private volatile Answer answer;

  /** What was asked. */
  record Request(String line, TreeMap<String, String> headers) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** First byte asked for. */
    int offset() {
      String range = header("range");
      return range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }
  }

  /** Writes an answer; the connection is closed afterwards. */
  interface Answer {
    void write(Request request, int number, OutputStream out)
        throws IOException, InterruptedException;
  }

  RawServer(Answer answer) throws IOException {
    this.answer = answer;
    Thread thread = new Thread(this::serve, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  void answer(Answer next) {
    answer = next;
  }

  String address(String name) {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/" + name;
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread thread = new Thread(() -> serve(connection), "raw-server-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = in.readLine();
      TreeMap<String, String> headers = new TreeMap<>();
      for (String h = in.readLine(); h != null && !h.isEmpty(); h = in.readLine()) {
        int colon = h.indexOf(':');
        headers.put(h.substring(0, colon).toLowerCase(Locale.ROOT), h.substring(colon + 1).strip());
      }
      Request request = new Request(line, headers);
      requests.add(request);
      answer.write(request, requests.size(), connection.getOutputStream());
      connection.getOutputStream().flush();
    } catch (SocketException e) {
      // The client went away.
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void head(OutputStream out, String status, String... headers) throws IOException {
    StringBuilder text = new StringBuilder("HTTP/1.1 " + status + "\r\nConnection: close\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What a good server answers, except that no more than a number of bytes is sent. */
  static void rest(Request request, OutputStream out, byte[] content, String tag, int most)
      throws IOException {
    int offset = request.offset();
    boolean same = request.header("if-range").isEmpty() || request.header("if-range").equals(tag);
    if (offset > 0 && same) {
      head(
          out,
          "206 Partial Content",
          "ETag: " + tag,
          "Content-Length: " + (content.length - offset),
          "Content-Range: bytes " + offset + "-" + (content.length - 1) + "/" + content.length);
    } else {
      offset = 0;
      head(out, "200 OK", "ETag: " + tag, "Content-Length: " + content.length);
    }
    out.write(Arrays.copyOfRange(content, offset, Math.min(content.length, offset + most)));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
