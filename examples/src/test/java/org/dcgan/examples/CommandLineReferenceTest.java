package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The command line reference shows the help of each program. {@code -Ddcgan.docs.write} writes the
 * present help into it:
 *
 * <pre>
 * mvn test -pl examples -am -Dtest=CommandLineReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Ddcgan.docs.write
 * </pre>
 */
class CommandLineReferenceTest {
  private static final Path REFERENCE = Path.of("../docs/reference/command-line.md");
  private static final String PACKAGE = "org.dcgan.examples.";
  private static final String BENCHMARKS = "## benchmarks.";

  @Test
  void givenThePrograms_whenTheirHelpIsPrinted_thenTheReferenceShowsIt() throws Exception {
    boolean writes = System.getProperty("dcgan.docs.write") != null;
    List<String> differing = new ArrayList<>();
    List<String> names = new ArrayList<>();
    String reference = Files.readString(REFERENCE);
    for (Class<?> program : Programs.all()) {
      String name = program.getName().substring(PACKAGE.length());
      names.add("## " + name);
      String section = "## " + name + "\n\n```text\n" + help(program) + "```\n";
      if (!reference.contains(section)) {
        differing.add(name);
        reference = withSection(reference, name, section);
      }
    }
    if (writes) {
      Files.writeString(REFERENCE, reference);
      differing.clear();
    }

    assertThat(differing)
        .as(
            "programs whose --help differs from docs/reference/command-line.md; run this test with"
                + " -Ddcgan.docs.write to write it")
        .isEmpty();
    assertThat(names).hasSizeGreaterThan(20);
    assertThat(
            reference
                .lines()
                .filter(line -> line.startsWith("## ") && !line.startsWith(BENCHMARKS)))
        .as("headings of the reference, each of which is a program")
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void givenAProgram_whenAskedForItsVersion_thenItPrintsOne() {
    CommandLine line = Example.commandLine(new SampleModel());
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out));

    assertThat(line.execute("--version")).isZero();

    assertThat(out.toString()).startsWith("dcgan");
  }

  private static String help(Class<?> program) throws ReflectiveOperationException {
    return Example.commandLine(program.getDeclaredConstructor().newInstance())
        .getUsageMessage(CommandLine.Help.Ansi.OFF)
        .replace(System.lineSeparator(), "\n")
        .lines()
        .map(line -> line.stripTrailing() + "\n")
        .reduce("", String::concat);
  }

  /** Replaces a program's section, or adds it before those of the benchmarks. */
  private static String withSection(String reference, String name, String section) {
    int start = reference.indexOf("## " + name + "\n");
    if (start >= 0) {
      int end = reference.indexOf("\n## ", start);
      return reference.substring(0, start) + section + (end < 0 ? "" : reference.substring(end));
    }
    int benchmarks = reference.indexOf(BENCHMARKS);
    return reference.substring(0, benchmarks) + section + "\n" + reference.substring(benchmarks);
  }
}
