package org.dcgan.datasets.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.image.MalformedFileException;

/** Names of classes from the text files that come with a dataset. */
public final class ClassNames {
  /** A list of names is a few kilobytes; WordNet's is 3 MB. */
  private static final long MAX_BYTES = 16 << 20;

  private ClassNames() {}

  /** As many names as are known without the file, from the file if it is there. */
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
              + (names.size() == known.size() ? ", some of them twice" : "")
              + "; delete the file to use the well-known names");
    }
    return names;
  }

  /** The lines of a text file of reasonable size in UTF-8. */
  public static List<String> lines(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MAX_BYTES) {
      throw new MalformedFileException(
          file, "expected a list of names, found " + bytes + " bytes, more than " + MAX_BYTES);
    }
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(file, "expected text in UTF-8, found other bytes");
    }
  }
}
