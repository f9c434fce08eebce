package org.dcgan.tensorflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An HTTP proxy that connects every request to the same port, whatever host it asks for. */
final class TunnelProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int port;

  private TunnelProxy(ServerSocket server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts a proxy on a free port. */
  static TunnelProxy to(int port) throws IOException {
    TunnelProxy proxy =
        new TunnelProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
    daemon(proxy::accept);
    return proxy;
  }

  /** The address for variables such as {@code grpc_proxy}. */
  String address() {
    return "http://localhost:" + server.getLocalPort();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "tunnel-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        daemon(() -> connect(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  @SuppressWarnings("try") // the sockets are closed at the end of the tunnel
  private void connect(Socket client) {
    try (client;
        Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
      skipHeader(client.getInputStream());
      OutputStream out = client.getOutputStream();
      out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      daemon(() -> copy(client, target));
      copy(target, client);
    } catch (IOException e) {
      // The client sees that its connection ends.
    }
  }

  private static void skipHeader(InputStream in) throws IOException {
    int newlines = 0;
    while (newlines < 2) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("the request has no end");
      }
      newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      long unused = from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Either side has closed its connection.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
