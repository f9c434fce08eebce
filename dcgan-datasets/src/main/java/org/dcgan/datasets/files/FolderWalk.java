package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the files below a folder in an order that depends on their names only. Links are followed
 * after all real folders were visited, and no folder is visited twice, so the walk terminates for
 * any links.
 */
final class FolderWalk {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWalk.class);

  private final Path root;
  private final Predicate<String> wanted;
  private final Set<Path> seen = new HashSet<>();
  private final Queue<Path> links = new ArrayDeque<>();
  private final List<Found> found = new ArrayList<>();

  private FolderWalk(Path root, Predicate<String> wanted) {
    this.root = root;
    this.wanted = wanted;
  }

  /**
   * A file.
   *
   * @param path the path relative to the folder; a path rather than a string, because not every
   *     file name can be converted to a string and back
   * @param name the same path with slashes
   * @param bytes the size of the file
   */
  record Found(Path path, String name, long bytes) {}

  static List<Found> files(Path root, Predicate<String> wanted) throws IOException {
    FolderWalk walk = new FolderWalk(root, wanted);
    walk.enter(root);
    for (Path link = walk.links.poll(); link != null; link = walk.links.poll()) {
      walk.enter(link);
    }
    walk.found.sort(Comparator.comparing(Found::name).thenComparing(Found::path));
    walk.checkNames();
    return walk.found;
  }

  /** Refuses files or folders whose names differ as bytes but are equal as text. */
  private void checkNames() throws IOException {
    EntryNames.Folders folders = new EntryNames.Folders();
    String last = "";
    for (Found file : found) {
      String folder = folders.clash(file.path());
      if (folder != null) {
        throw new IOException(printable(root) + ": " + ArchiveNames.folderTwice(folder));
      } else if (file.name().equals(last)) {
        throw new IOException(
            printable(root)
                + ": has two files that are both called "
                + printable(last)
                + ", in UTF-8 and in another encoding; rename one of them");
      }
      last = file.name();
    }
  }

  /** Visits a folder and the real folders below it, without recursion. */
  private void enter(Path start) throws IOException {
    Queue<Path> folders = new ArrayDeque<>(List.of(start));
    for (Path folder = folders.poll(); folder != null; folder = folders.poll()) {
      if (!seen.add(folder.toRealPath())) {
        LOG.warn("{} is a link to a folder that is already listed; skipped", printable(folder));
        continue;
      }
      for (Path entry : entries(folder)) {
        String name = entry.getFileName().toString();
        if (name.startsWith(".")) {
          // hidden
        } else if (Files.isDirectory(entry)) {
          (Files.isSymbolicLink(entry) ? links : folders).add(entry);
        } else if (wanted.test(name)) {
          add(entry);
        }
      }
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(entries);
    return entries;
  }

  private void add(Path entry) throws IOException {
    if (!Files.exists(entry)) {
      LOG.warn("{} is a link to a missing file; skipped", printable(entry));
      return;
    }
    BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
    if (attributes.isRegularFile()) {
      Path path = root.relativize(entry);
      found.add(new Found(path, EntryNames.of(path), attributes.size()));
    }
  }
}
