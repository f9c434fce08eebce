package org.dcgan.internal.json;

/**
 * A JSON text is malformed, or one of its values does not conform to its format. The message
 * contains the path of the value. {@link ManifestFormat} converts it to a documented exception that
 * names the file.
 */
public final class JsonProblem extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the path, the expected value and the actual value
   */
  public JsonProblem(String message) {
    super(message);
  }

  JsonProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
