package org.dcgan.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line reference shows the help of each benchmark. {@code -Ddcgan.docs.write} writes
 * the present help into it.
 */
class CommandLineReferenceTest {
  private static final Path REFERENCE = Path.of("../docs/reference/command-line.md");

  @Test
  void givenTheBenchmarks_whenTheirHelpIsPrinted_thenTheReferenceShowsIt() throws Exception {
    String reference = Files.readString(REFERENCE);
    StringBuilder sections = new StringBuilder();
    for (Class<?> benchmark : benchmarks()) {
      sections
          .append("## benchmarks.")
          .append(benchmark.getSimpleName())
          .append("\n\n```text\n")
          .append(help(benchmark))
          .append("```\n\n");
    }
    String expected =
        reference.substring(0, reference.indexOf("## benchmarks."))
            + sections.toString().stripTrailing()
            + "\n";
    if (System.getProperty("dcgan.docs.write") != null) {
      Files.writeString(REFERENCE, expected);
    } else {
      assertThat(reference)
          .as("run this test with -Ddcgan.docs.write to write the present --help")
          .isEqualTo(expected);
    }
  }

  private static String help(Class<?> benchmark) throws ReflectiveOperationException {
    StringBuilder help = new StringBuilder();
    var constructor = benchmark.getDeclaredConstructor();
    constructor.setAccessible(true);
    new CommandLine(constructor.newInstance())
        .getUsageMessage(CommandLine.Help.Ansi.OFF)
        .lines()
        .forEach(line -> help.append(line.stripTrailing()).append('\n'));
    return help.toString();
  }

  private static List<Class<?>> benchmarks() throws IOException, ClassNotFoundException {
    List<Class<?>> benchmarks = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/main/java/org/dcgan/benchmarks"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String name = file.getFileName().toString().replaceFirst("\\.java$", "");
        if (!name.contains("-info")) {
          Class<?> type =
              Class.forName(
                  "org.dcgan.benchmarks." + name,
                  false,
                  CommandLineReferenceTest.class.getClassLoader());
          if (type.isAnnotationPresent(Command.class)) {
            benchmarks.add(type);
          }
        }
      }
    }
    return benchmarks;
  }
}
