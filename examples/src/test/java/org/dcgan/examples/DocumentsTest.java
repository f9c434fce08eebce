package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links and main classes that the documents name exist. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> SKIPPED = Set.of("target", "out", "node_modules");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*)$");
  private static final Pattern MAIN_CLASS =
      Pattern.compile("-Dexec\\.mainClass=((?:[a-z]\\w*\\.)+[A-Z]\\w*)");
  private static final Pattern DOCUMENT = Pattern.compile("docs/[\\w./-]+\\.md");

  @Test
  void givenAllDocuments_whenTheirLinksAreFollowed_thenFilesAndHeadingsExist() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : files(".md")) {
      for (String address : links(document)) {
        links++;
        if (isBroken(document, address)) {
          broken.add(ROOT.relativize(document) + " -> " + address);
        }
      }
    }

    assertThat(links).isGreaterThan(50);
    assertThat(broken).isEmpty();
  }

  @Test
  void givenCodeAndDocuments_whenTheyNameAPageOfDocs_thenItExists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path file :
        Stream.of(files(".java"), files(".md"), files(".xml")).flatMap(List::stream).toList()) {
      Matcher matcher = DOCUMENT.matcher(Files.readString(file));
      while (matcher.find()) {
        if (!Files.exists(ROOT.resolve(matcher.group()))) {
          missing.add(ROOT.relativize(file) + " names " + matcher.group());
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void givenCommandsInDocuments_whenTheyNameAMainClass_thenItsSourceExists() throws IOException {
    Set<String> sources = new HashSet<>();
    for (Path file : files(".java")) {
      String path = ROOT.relativize(file).toString().replace('\\', '/');
      sources.add(
          path.replaceFirst("^.*?/java/", "").replaceFirst("\\.java$", "").replace('/', '.'));
    }
    Set<String> missing = new TreeSet<>();
    Set<String> found = new TreeSet<>();
    for (Path document : files(".md")) {
      Matcher matcher = MAIN_CLASS.matcher(Files.readString(document));
      while (matcher.find()) {
        String name = matcher.group(1);
        if (!name.endsWith(".NAME")) {
          (sources.contains(name) ? found : missing).add(name);
        }
      }
    }

    assertThat(found).isNotEmpty();
    assertThat(missing).isEmpty();
  }

  private static boolean isBroken(Path document, String address) throws IOException {
    if (address.matches("[a-z]+:.*")) {
      return false;
    }
    int hash = address.indexOf('#');
    String path = hash < 0 ? address : address.substring(0, hash);
    Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
    if (!Files.exists(target)) {
      return true;
    }
    return hash >= 0 && !anchors(target).contains(address.substring(hash + 1));
  }

  private static List<String> links(Path document) throws IOException {
    List<String> links = new ArrayList<>();
    for (String line : outsideCode(document)) {
      Matcher matcher = LINK.matcher(line);
      while (matcher.find()) {
        links.add(matcher.group(1));
      }
    }
    return links;
  }

  /** The anchors that GitHub gives to headings. */
  private static Set<String> anchors(Path document) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (String line : outsideCode(document)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String anchor =
            heading
                .group(1)
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
        String unique = anchor;
        for (int i = 1; !anchors.add(unique); i++) {
          unique = anchor + "-" + i;
        }
      }
    }
    return anchors;
  }

  private static List<String> outsideCode(Path document) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean code = false;
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith("```")) {
        code = !code;
      } else if (!code) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static List<Path> files(String extension) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean hidden = name.startsWith(".") && !folder.equals(ROOT);
            return hidden || SKIPPED.contains(name)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(extension)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
