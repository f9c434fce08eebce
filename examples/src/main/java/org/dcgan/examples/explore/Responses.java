package org.dcgan.examples.explore;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Sends replies to the browser, with headers that limit what a page can do with them. */
final class Responses {
  private static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private Responses() {}

  /**
   * Sends a reply.
   *
   * @throws IOException if the browser has closed the connection
   */
  static void send(HttpExchange exchange, Reply reply) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", CONTENT_POLICY);
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    if (reply instanceof Reply.Content content) {
      headers.set("Content-Type", content.type());
      exchange.sendResponseHeaders(
          content.status(), content.body().length == 0 ? -1 : content.body().length);
      exchange.getResponseBody().write(content.body());
    } else if (reply instanceof Reply.Redirect redirect) {
      headers.set("Location", redirect.location());
      headers.set("Set-Cookie", redirect.cookie());
      exchange.sendResponseHeaders(303, -1);
    } else if (reply instanceof Reply.Lines lines) {
      headers.set("Content-Type", "application/x-ndjson; charset=utf-8");
      exchange.sendResponseHeaders(200, 0);
      write(lines, exchange.getResponseBody());
    }
  }

  private static void write(Reply.Lines lines, OutputStream out) throws IOException {
    try {
      lines.writer().write(out);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IOException | RuntimeException | VirtualMachineError e) {
      Lines.write(out, Reply.error(Failures.message(e)));
    }
  }
}
