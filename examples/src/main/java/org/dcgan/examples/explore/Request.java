package org.dcgan.examples.explore;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Locale;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.StrictJson;

/**
 * A request of the page, whose parts are read within limits.
 *
 * @param exchange the exchange with the browser
 */
record Request(HttpExchange exchange) {
  /** The largest image file that can be uploaded, in bytes. */
  static final int MOST_IMAGE_BYTES = 32 << 20;

  private static final int MOST_JSON_BYTES = 1 << 20;

  /**
   * Reads the body as a JSON object.
   *
   * @throws RefusedException if the body has another type or is too long
   * @throws IllegalArgumentException if it is not a JSON object
   */
  JsonFields json() throws IOException {
    return StrictJson.parse(body("application/json", MOST_JSON_BYTES));
  }

  /** Reads the body as an image file. */
  byte[] image() throws IOException {
    return body("application/octet-stream", MOST_IMAGE_BYTES);
  }

  /** The parameters after the question mark of the address. */
  Query query() {
    return Query.parse(exchange.getRequestURI().getRawQuery());
  }

  /** A page of another origin can send neither type without asking this server first. */
  private byte[] body(String type, int most) throws IOException {
    String given = exchange.getRequestHeaders().getFirst("Content-Type");
    String media = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!media.equals(type)) {
      throw new RefusedException(
          415, "expected a body of the type " + type + ", got " + (given == null ? "none" : media));
    }
    byte[] bytes = exchange.getRequestBody().readNBytes(most + 1);
    if (bytes.length > most) {
      throw new RefusedException(
          413, String.format(Locale.ROOT, "expected a body of at most %,d bytes, got more", most));
    }
    return bytes;
  }
}
