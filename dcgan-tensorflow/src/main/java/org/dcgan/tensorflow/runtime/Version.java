package org.dcgan.tensorflow.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.tensorflow.TensorFlow;

/** The versions of library and engine that models, exported files and logs state. */
public final class Version {
  /**
   * The resource into which the build writes the version. A jar's manifest is no substitute: a
   * module's package has no implementation version, a shaded jar has another manifest, and compiled
   * classes have none.
   */
  private static final String RESOURCE = "/META-INF/org.dcgan/dcgan-tensorflow.properties";

  /** The version of this library. */
  public static final String LIBRARY = read();

  private Version() {}

  /** The engine's name and version. */
  public static String engine() {
    return "TensorFlow " + TensorFlow.version();
  }

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        return "unknown";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }
}
