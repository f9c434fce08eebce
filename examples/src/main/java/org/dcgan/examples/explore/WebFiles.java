package org.dcgan.examples.explore;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page, which are resources of this package, by their path in the address. */
final class WebFiles {
  private static final List<String> SCRIPTS =
      List.of(
          "app",
          "api",
          "dom",
          "grid",
          "pins",
          "samples",
          "walk",
          "concepts",
          "arithmetic",
          "turn",
          "boxes",
          "forget",
          "discriminator");

  private final Map<String, Reply> files = new LinkedHashMap<>();

  /**
   * Reads all files.
   *
   * @throws IOException if a file is missing, because the program was packaged without resources
   */
  WebFiles() throws IOException {
    add("/", "index.html", "text/html; charset=utf-8");
    add("/style.css", "style.css", "text/css; charset=utf-8");
    add("/icon.svg", "icon.svg", "image/svg+xml");
    for (String script : SCRIPTS) {
      add("/" + script + ".js", script + ".js", "text/javascript; charset=utf-8");
    }
  }

  private void add(String path, String name, String type) throws IOException {
    try (InputStream in = WebFiles.class.getResourceAsStream("web/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(
            "the resource "
                + WebFiles.class.getPackageName()
                + ".web/"
                + name
                + " is missing; package the resources of dcgan-examples with its classes");
      }
      files.put(path, Reply.file(type, in.readAllBytes()));
    }
  }

  /** The file at a path; null if there is none. */
  @Nullable Reply at(String path) {
    return files.get(path);
  }
}
