package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;

/** No program replaces the results of another, or works for hours to find that it cannot write. */
class OutputFolderTest {
  @TempDir private Path folder;

  @SuppressWarnings("unchecked")
  private static Callable<Integer> program(Class<?> type) throws ReflectiveOperationException {
    return (Callable<Integer>) type.getDeclaredConstructor().newInstance();
  }

  /** The programs that write into a folder, with the option that names it. */
  private static Map<Class<?>, OptionSpec> writers() throws Exception {
    Map<Class<?>, OptionSpec> writers = new LinkedHashMap<>();
    for (Class<?> type : Programs.all()) {
      OptionSpec out = Example.commandLine(program(type)).getCommandSpec().findOption("--out");
      if (out != null) {
        writers.put(type, out);
      }
    }
    assertThat(writers).hasSizeGreaterThan(20);
    return writers;
  }

  @Test
  void givenNoOutputFolder_whenProgramsRun_thenEachHasItsOwn() throws Exception {
    List<Path> folders = new ArrayList<>();

    for (OptionSpec out : writers().values()) {
      Path path = out.getValue();
      folders.add(out.paramLabel().equals("DIR") ? path : path.getParent());
    }

    assertThat(folders).doesNotHaveDuplicates();
  }

  @Test
  void givenAFileInPlaceOfTheFolder_whenAProgramRuns_thenItIsRefusedBeforeItsWork()
      throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");

    for (Map.Entry<Class<?>, OptionSpec> writer : writers().entrySet()) {
      if (writer.getValue().paramLabel().equals("DIR")
          && !OutputFolder.LockedFirst.class.isAssignableFrom(writer.getKey())) {
        List<Object> arguments = new ArrayList<>(List.of("--out", file.resolve("results")));
        Set<ArgGroupSpec> alternatives = new HashSet<>();
        Callable<Integer> program = program(writer.getKey());
        for (OptionSpec option : Example.commandLine(program).getCommandSpec().options()) {
          boolean first = option.group() == null || alternatives.add(option.group());
          if (option.required() && first && !option.longestName().equals("--out")) {
            arguments.add(option.longestName() + "=1");
          }
        }

        Program.Outcome outcome = Program.run(program(writer.getKey()), arguments.toArray());

        assertThat(outcome.err())
            .as(writer.getKey().getName())
            .startsWith("error: " + file)
            .contains("is not a folder", "--out");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
      }
    }
    assertThat(file).hasContent("mine");
  }

  @Test
  void givenAFileInPlaceOfTheFolder_whenATrainingIsStarted_thenItIsRefusedBeforeTheFirstStep()
      throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");

    Program.Outcome outcome =
        Program.run(
            new TrainDcgan(),
            "--format=rooms",
            "--count=16",
            "--resolution=16",
            "--width=4",
            "--batch-size=8",
            "--out",
            file.resolve("run"));

    assertThat(outcome.err()).contains("error: " + file, "is not a folder");
    assertThat(outcome.out()).doesNotContain("training");
    assertThat(outcome.code()).isEqualTo(1);
  }
}
