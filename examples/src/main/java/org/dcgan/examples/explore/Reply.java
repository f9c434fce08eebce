package org.dcgan.examples.explore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import org.dcgan.internal.json.JsonMap;

/** The response to a request. */
sealed interface Reply {

  /**
   * A complete response.
   *
   * @param status the HTTP status
   * @param type the media type
   * @param body the bytes of the body
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Content(int status, String type, byte[] body) implements Reply {}

  /**
   * The response of a long operation: one JSON object on each line, written while it runs.
   *
   * @param writer runs the operation
   */
  record Lines(Writer writer) implements Reply {}

  /**
   * Sends the browser to another address of this server.
   *
   * @param location the path
   * @param cookie the value of the Set-Cookie header
   */
  record Redirect(String location, String cookie) implements Reply {}

  /** Runs a long operation and writes its lines. */
  @FunctionalInterface
  interface Writer {
    void write(OutputStream out) throws IOException;
  }

  /** A JSON object. */
  static Reply json(JsonMap content) {
    return json(200, content);
  }

  /** A JSON object with a status. */
  static Reply json(int status, JsonMap content) {
    return new Content(status, "application/json; charset=utf-8", content.toText().getBytes(UTF_8));
  }

  /** A file to download. */
  static Reply file(String type, byte[] body) {
    return new Content(200, type, body);
  }

  /** An error as the page reads it. */
  static JsonMap error(String message) {
    return new JsonMap().put("error", message);
  }
}
