package org.dcgan.internal;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The class path of this program, for the JVMs that it starts. */
public final class ClassPath {

  private ClassPath() {}

  /**
   * Returns the class path. Also works with Maven's exec:java, which loads a program from its own
   * class path without setting the property {@code java.class.path}.
   *
   * @return files and folders, separated as on this system
   */
  public static String current() {
    if (ClassPath.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(ClassPath::path)
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  private static String path(URL url) {
    try {
      URI uri = url.toURI();
      return Path.of(uri).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(
          "the class path contains " + url + ", which is not a file", e);
    }
  }
}
