import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the sources of the site from the documents of the repository: Markdown whose links lead to
 * pages, images beside them, and the menu, a section for each folder of docs. Arguments: the
 * repository and the folder for the sources. A link to a file that is missing ends the build.
 */
final class SiteSources {
  private static final Pattern LINK = Pattern.compile("(\\]\\()([^)\\s]+)(\\))");
  private static final Pattern HEADING = Pattern.compile("(?m)^# (.+)$");

  private final Path root;
  private final Path target;
  private final List<String> broken = new ArrayList<>();
  private final Set<Path> copies = new TreeSet<>();

  private SiteSources(Path root, Path target) {
    this.root = root;
    this.target = target;
  }

  public static void main(String... args) throws IOException {
    new SiteSources(Path.of(args[0]).toAbsolutePath().normalize(), Path.of(args[1])).make();
  }

  private void make() throws IOException {
    deleteTarget();
    Map<String, TreeMap<String, String>> sections = new TreeMap<>();
    for (Path document : documents()) {
      String text = Files.readString(document);
      Path relative = root.relativize(document);
      Path page = target.resolve("markdown").resolve(relative);
      Files.createDirectories(page.getParent());
      Files.writeString(page, linked(text, document));
      if (relative.toString().equals("README.md")) {
        Files.writeString(page.resolveSibling("index.md"), linked(text, document));
        continue;
      }
      Matcher heading = HEADING.matcher(text);
      String title = heading.find() ? heading.group(1) : relative.getFileName().toString();
      sections
          .computeIfAbsent(section(relative), s -> new TreeMap<>())
          .put(title.replace("`", ""), html(relative.toString().replace('\\', '/')));
    }
    try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (!file.toString().endsWith(".md")) {
          Path copy = target.resolve("resources").resolve(root.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    for (Path file : copies) {
      Path copy = target.resolve("resources").resolve(root.relativize(file) + ".txt");
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    Path css = Files.createDirectories(target.resolve("resources/css"));
    Files.writeString(css.resolve("site.css"), "td code { white-space: normal; overflow-wrap: anywhere; }\n");
    Files.writeString(target.resolve("site.xml"), descriptor(sections));
    if (!broken.isEmpty()) {
      throw new IOException("links to files that are missing: " + String.join(", ", broken));
    }
  }

  private void deleteTarget() throws IOException {
    if (Files.exists(target)) {
      try (Stream<Path> old = Files.walk(target)) {
        for (Path path : old.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(target);
  }

  private List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(root);
        Stream<Path> modules = Files.list(root);
        Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      Stream.of(top, modules.map(module -> module.resolve("README.md")), docs)
          .flatMap(paths -> paths)
          .filter(path -> path.toString().endsWith(".md") && Files.isRegularFile(path))
          .sorted()
          .forEach(documents::add);
    }
    return documents;
  }

  /** The heading in the menu: a folder of docs is one, and what lies elsewhere is "Project". */
  private static String section(Path document) {
    if (!document.startsWith("docs")) {
      return "Project";
    }
    String folder = document.getNameCount() > 2 ? document.getName(1).toString() : "guide";
    return folder.substring(0, 1).toUpperCase(Locale.ROOT) + folder.substring(1);
  }

  private static String html(String link) {
    return link.replaceFirst("\\.md(?=#|$)", ".html");
  }

  private String linked(String text, Path document) {
    Matcher link = LINK.matcher(text);
    StringBuilder result = new StringBuilder();
    while (link.find()) {
      String address = link.group(2);
      String replaced = address;
      if (!address.matches("[a-z]+:.*") && !address.startsWith("#")) {
        Path file = document.getParent().resolve(address.replaceFirst("#.*", "")).normalize();
        if (!Files.exists(file)) {
          broken.add(root.relativize(document) + " -> " + address);
        } else if (Files.isDirectory(file) && Files.exists(file.resolve("README.md"))) {
          replaced = address.replaceFirst("/?$", "/README.html");
        } else if (Files.isRegularFile(file)
            && !file.toString().endsWith(".md")
            && !file.startsWith(root.resolve("docs"))) {
          // Source code and the like, which browsers show as text.
          copies.add(file);
          replaced = address + ".txt";
        } else {
          replaced = html(address);
        }
      }
      link.appendReplacement(result, Matcher.quoteReplacement("](" + replaced + ")"));
    }
    return link.appendTail(result).toString();
  }

  private static String descriptor(Map<String, TreeMap<String, String>> sections) {
    StringBuilder menus = new StringBuilder();
    List<String> order = List.of("Guide", "Reference", "Results", "Gallery", "Lab", "Dev");
    List<String> names = new ArrayList<>(sections.keySet());
    names.sort(
        (a, b) -> {
          int first = order.contains(a) ? order.indexOf(a) : order.size();
          int second = order.contains(b) ? order.indexOf(b) : order.size();
          return first != second ? Integer.compare(first, second) : a.compareTo(b);
        });
    for (String name : names) {
      menus.append("    <menu name=\"").append(escaped(name)).append("\">\n");
      sections
          .get(name)
          .forEach(
              (title, address) ->
                  menus
                      .append("      <item name=\"")
                      .append(escaped(title))
                      .append("\" href=\"")
                      .append(escaped(address))
                      .append("\"/>\n"));
      menus.append("    </menu>\n");
    }
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <site xmlns="http://maven.apache.org/SITE/2.0.0"
              xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
              xsi:schemaLocation="http://maven.apache.org/SITE/2.0.0 https://maven.apache.org/xsd/site-2.0.0.xsd"
              name="DCGAN for the JVM">
          <skin>
            <groupId>org.apache.maven.skins</groupId>
            <artifactId>maven-fluido-skin</artifactId>
            <version>2.0.1</version>
          </skin>
          <publishDate position="none"/>
          <version position="right"/>
          <body>
            <menu name="DCGAN for the JVM">
              <item name="Overview" href="index.html"/>
              <item name="Javadoc" href="apidocs/index.html"/>
            </menu>
        """
        + menus
        + "  </body>\n</site>\n";
  }

  private static String escaped(String text) {
    return text
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("\"", "&quot;");
  }
}
