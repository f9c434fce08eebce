package org.dcgan.tensorflow.tuning;

import static org.dcgan.internal.PrintableText.printable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of the user for files that the library can create again. */
final class CacheFolder {
  /** The system property that names another folder. */
  static final String PROPERTY = "dcgan.cache";

  private static final Logger logger = LoggerFactory.getLogger(CacheFolder.class);

  private CacheFolder() {}

  /** The folder, which need not exist; empty if the user has none. */
  static Optional<Path> find() {
    return find(System::getProperty, System.getenv());
  }

  static Optional<Path> find(UnaryOperator<String> properties, Map<String, String> environment) {
    String named = properties.apply(PROPERTY);
    if (named != null && !named.isEmpty()) {
      return path(named).map(Path::toAbsolutePath);
    }
    // Only absolute paths, as the XDG Base Directory Specification demands. In some containers
    // user.home is "?".
    Optional<Path> ofDesktop =
        path(environment.getOrDefault("XDG_CACHE_HOME", "")).filter(Path::isAbsolute);
    Optional<Path> ofHome =
        path(String.valueOf(properties.apply("user.home")))
            .filter(Path::isAbsolute)
            .map(home -> home.resolve(".cache"));
    return ofDesktop.or(() -> ofHome).map(caches -> caches.resolve("dcgan"));
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      logger.warn("not a path, so that nothing is kept there: {}", printable(e.getMessage()));
      return Optional.empty();
    }
  }
}
