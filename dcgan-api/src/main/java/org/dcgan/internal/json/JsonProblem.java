package org.dcgan.internal.json;

/**
 * A JSON text is malformed, or a value in it is not what its format says. The message names the
 * place inside the text. {@link ManifestFormat} turns it into a documented exception that names the
 * file.
 */
public final class JsonProblem extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message the place, the expected and the actual value
   */
  public JsonProblem(String message) {
    super(message);
  }

  JsonProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
