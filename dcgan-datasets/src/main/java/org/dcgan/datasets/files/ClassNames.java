package org.dcgan.datasets.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.image.MalformedFileException;

/** Reads class names from the text files of a dataset. */
public final class ClassNames {
  /** The maximum size of a list; lists have a few kilobytes, and that of WordNet 3 MB. */
  private static final long MAX_BYTES = 16 << 20;

  private ClassNames() {}

  /**
   * Returns the names in the file, or the known names if there is no file. Both must be equal in
   * number.
   */
  public static List<String> read(Path file, List<String> known) throws IOException {
    if (!Files.exists(file)) {
      return known;
    }
    List<String> names = lines(file).stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (names.size() != known.size() || names.stream().distinct().count() != names.size()) {
      throw new MalformedFileException(
          file,
          "expected the names of "
              + known.size()
              + " classes, one per line, found "
              + names.size()
              + (names.size() == known.size() ? ", not all distinct" : "")
              + "; delete the file to use the published names");
    }
    return names;
  }

  /** Returns the lines of a text file in UTF-8. */
  public static List<String> lines(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MAX_BYTES) {
      throw new MalformedFileException(
          file, "expected a list of names, found " + bytes + " bytes, more than " + MAX_BYTES);
    }
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(
          file, "expected text in UTF-8, found bytes that are not UTF-8");
    }
  }
}
