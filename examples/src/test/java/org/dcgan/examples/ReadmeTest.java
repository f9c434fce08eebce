package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dcgan.Dcgan;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.image.ImageSource;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README and the guide show code that compiles here; what is cheap also runs. */
class ReadmeTest {
  private static final Path README = Path.of("../README.md");
  private static final Path GUIDE = Path.of("../docs/guide");
  private static final Path SOURCES = Path.of("src/main/java/org/dcgan/examples");

  @Test
  void givenTheReadmeAndTheGuide_whenTheirJavaIsCollected_thenEachBlockIsASnippetThatCompiles()
      throws IOException {
    Map<String, String> snippets = snippets();

    assertThat(javaBlocks())
        .isNotEmpty()
        .allSatisfy(b -> assertThat(snippets.values()).contains(b));
  }

  @Test
  void givenTheSnippets_whenTheReadmeAndTheGuideAreRead_thenTheyShowEachOfThem()
      throws IOException {
    List<String> blocks = javaBlocks();

    assertThat(snippets())
        .isNotEmpty()
        .allSatisfy((name, code) -> assertThat(blocks).as("snippet %s", name).contains(code));
  }

  private static List<String> javaBlocks() throws IOException {
    List<String> blocks = new ArrayList<>(javaBlocks(README));
    try (Stream<Path> pages = Files.list(GUIDE)) {
      for (Path page : pages.filter(p -> p.toString().endsWith(".md")).sorted().toList()) {
        blocks.addAll(javaBlocks(page));
      }
    }
    return blocks;
  }

  private static List<String> javaBlocks(Path document) throws IOException {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = null;
    for (String line : Files.readAllLines(document)) {
      if (line.equals("```java")) {
        block = new StringBuilder();
      } else if (line.equals("```") && block != null) {
        blocks.add(block.toString());
        block = null;
      } else if (block != null) {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }

  /** By name, without the indentation. */
  private static Map<String, String> snippets() throws IOException {
    Map<String, String> snippets = new LinkedHashMap<>();
    try (Stream<Path> sources = Files.list(SOURCES)) {
      for (Path source : sources.filter(Files::isRegularFile).sorted().toList()) {
        collect(source, snippets);
      }
    }
    return snippets;
  }

  private static void collect(Path source, Map<String, String> snippets) throws IOException {
    String name = null;
    StringBuilder code = new StringBuilder();
    for (String line : Files.readAllLines(source)) {
      String stripped = line.strip();
      if (stripped.startsWith("// snippet ")) {
        name = stripped.substring("// snippet ".length());
        code.setLength(0);
      } else if (stripped.equals("// end") && name != null) {
        snippets.put(name, code.toString().stripTrailing().stripIndent() + "\n");
        name = null;
      } else if (name != null) {
        code.append(line).append('\n');
      }
    }
  }

  @Test
  void givenAModelAndImages_whenTheCheapSnippetsRun_thenTheyWork(@TempDir Path folder)
      throws Exception {
    Path faces = Files.createDirectory(folder.resolve("faces"));
    for (int i = 0; i < 3; i++) {
      BufferedImage image = new BufferedImage(70, 80 + i, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "png", faces.resolve(i + ".png").toFile());
    }
    try (Dcgan dcgan = Dcgan.builder().resolution(64).width(2).build();
        ImageSource rooms = SyntheticRooms.builder().resolution(64).count(8).build()) {
      dcgan.train(
          rooms,
          TrainingPlan.builder().epochs(1).batchSize(4).checkpoints(folder.resolve("run")).build());
    }

    Files.writeString(
        folder.resolve("boxes.json"),
        "{\"seed\": 1, \"count\": 2, \"boxes\": [{\"sample\": 1, \"x\": 8, \"y\": 8, \"width\":"
            + " 20, \"height\": 16}]}");

    Process process = Program.start(ReadmeSnippets.class, folder, "sample", "features", "inside");
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(folder.resolve("output.txt")).content().doesNotContain("Exception");
    assertThat(process.exitValue()).isZero();
    assertThat(folder.resolve("samples.png")).isNotEmptyFile();
    assertThat(folder.resolve("no-windows.png")).isNotEmptyFile();
  }

  @Test
  void givenTheSourceOfDiscs_whenReadTwice_thenItIsTheSameImage() {
    DiscImages discs = new DiscImages();

    assertThat(discs.read(7).data()).isEqualTo(discs.read(7).data());
    assertThat(discs.read(7).data()).isNotEqualTo(discs.read(8).data());
    assertThat(discs.read(7).shape()).isEqualTo(discs.shape().orElseThrow());
  }
}
