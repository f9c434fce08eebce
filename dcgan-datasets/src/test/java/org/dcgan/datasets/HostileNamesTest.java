package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.dedup.KeepPolicy;
import org.dcgan.datasets.overview.DatasetStatistics;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.Csv;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that forge lines of a log, control a terminal, mislead readers, or calculate. */
class HostileNamesTest {
  private static final String FORGED = "a\n2026-01-01 ERROR forged\u001b[2J\u202egnp.exe\u200b";
  private static final String HARMFUL =
      "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u202a-\\u202e]";

  @TempDir Path folder;

  private Path tar(boolean readable) throws IOException {
    Path archive = folder.resolve("names.tar");
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", png);
    byte[] image = readable ? png.toByteArray() : new byte[20];
    try (OutputStream out = Files.newOutputStream(archive);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (String name : List.of(FORGED + "/=1+1.png", "-b/\u009b31m.png")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(image.length);
        tar.putArchiveEntry(entry);
        tar.write(image);
        tar.closeArchiveEntry();
      }
    }
    return archive;
  }

  @Test
  void givenHostileClassNames_whenStatisticsAreShown_thenTheTableHasThemInOneLineEach()
      throws IOException {
    try (Dataset dataset = ImageFolder.withClasses(tar(true))) {
      String text = DatasetStatistics.of(dataset, ProgressListener.none()).toText();
      assertThat(text)
          .doesNotContainPattern(HARMFUL)
          .contains("a\\u000a2026-01-01 ERROR forged\\u001b[2J\\u202egnp.exe\\u200b")
          .doesNotContain("\n2026");
    }
  }

  @Test
  void givenAHostileEntry_whenItCannotBeRead_thenTheMessageIsEscaped() throws IOException {
    try (Dataset dataset = ImageFolder.withClasses(tar(false))) {
      for (int i = 0; i < 2; i++) {
        int index = i;
        assertThatThrownBy(() -> dataset.read(index))
            .isInstanceOf(UnreadableImageException.class)
            .message()
            .doesNotContainPattern(HARMFUL)
            .doesNotContain("\n");
      }
    }
  }

  @Test
  void givenAHostilePath_whenAFileIsMalformed_thenTheMessageIsEscaped() {
    assertThat(new MalformedFileException(Path.of("x\n\u001by"), "got \u0007"))
        .hasMessage("x\\u000a\\u001by: got \\u0007");
    assertThatThrownBy(() -> ImageFolder.open(folder.resolve("no\nthing\u001b")))
        .message()
        .contains("no\\u000athing\\u001b")
        .doesNotContain("\n");
  }

  @Test
  void givenAPathThatChangesTheDirectionOfText_whenAFileIsMalformed_thenTheMessageIsEscaped() {
    Path path;
    try {
      path = Path.of("x\u202ey");
    } catch (InvalidPathException e) {
      assumeTrue(false, "skipped: this locale's file names cannot hold the mark");
      return;
    }
    assertThat(new MalformedFileException(path, "wrong")).hasMessage("x\\u202ey: wrong");
  }

  @Test
  void givenNamesThatAreFormulas_whenDuplicatesAreListed_thenTheyAreTextAndCanBeReadBack()
      throws IOException {
    List<String> names = List.of("=cmd|'/C calc'!A0.png", "-1+2.png", "@x\n.png", "\t=1.png");
    List<DuplicateReport.Member> members =
        names.stream().map(n -> new DuplicateReport.Member(names.indexOf(n), n)).toList();
    DuplicateReport report =
        new DuplicateReport(
            "source",
            "codes",
            0,
            KeepPolicy.FIRST,
            4,
            0,
            3,
            List.of(new DuplicateReport.Group("0a", members.get(0), members.subList(1, 4))));
    Path file = folder.resolve("d.csv");
    report.writeCsv(file);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    assertThat(lines).hasSize(5);
    for (int i = 0; i < 4; i++) {
      String cell = lines.get(i + 1).substring(lines.get(i + 1).lastIndexOf(',') + 1);
      assertThat(cell).startsWith("'");
      assertThat(Csv.text(cell)).isEqualTo(names.get(i));
    }
  }

  @Test
  void givenAPackWhoseSourceForgesLines_whenDescribedOrRefused_thenItIsEscaped()
      throws IOException {
    Path file = folder.resolve("a.pack");
    ImageSource forged = described(FORGED);
    ImagePack.write(forged, file, PackOptions.defaults(), ProgressListener.none());

    try (ImagePack pack = ImagePack.open(file)) {
      assertThat(pack.sourceDescription()).isEqualTo(FORGED);
      assertThat(pack.description())
          .contains("of a\\u000a2026-01-01 ERROR forged\\u001b[2J")
          .doesNotContainPattern(HARMFUL)
          .doesNotContain("\n");
      assertThat(pack.centerCropped(4).description()).doesNotContain("\n");
    }
    assertThatThrownBy(
            () ->
                ImagePack.write(
                    described("others"), file, PackOptions.defaults(), ProgressListener.none()))
        .isInstanceOf(FileAlreadyExistsException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("holds pack(1 images")
        .doesNotContain("\n")
        .doesNotContainPattern(HARMFUL);
    // The pack of the same source is recognized, although its description is escaped.
    assertThat(
            ImagePack.write(forged, file, PackOptions.defaults(), ProgressListener.none()).images())
        .isEqualTo(1);
  }

  /** One image. */
  private static ImageSource described(String description) {
    ImageShape shape = ImageShape.square(8, 3);
    return new ImageSource() {
      @Override
      public int size() {
        return 1;
      }

      @Override
      public Optional<ImageShape> shape() {
        return Optional.of(shape);
      }

      @Override
      public Pixels read(int index) {
        return new Pixels(shape, new byte[shape.size()]);
      }

      @Override
      public String name(int index) {
        return "image";
      }

      @Override
      public String description() {
        return description;
      }
    };
  }
}
