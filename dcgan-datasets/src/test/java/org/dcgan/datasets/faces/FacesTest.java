package org.dcgan.datasets.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FacesTest {
  private static final ImageShape PHOTO = new ImageShape(100, 120, 3);

  @TempDir Path folder;

  /** Photographs whose first value is their index modulo 10; the fourth is damaged. */
  private static TestImages photos(int size) {
    return TestImages.of(
            size,
            Optional.empty(),
            index -> {
              if (index == 3) {
                throw new UnreadableImageException("damaged, \"badly\"");
              }
              byte[] data = new byte[PHOTO.size()];
              for (int i = 0; i < data.length; i++) {
                data[i] = (byte) (i == 0 ? index % 10 : i / 3 % PHOTO.width());
              }
              return new Pixels(PHOTO, data);
            })
        .withNames(index -> index == 0 ? "a, \"b\".jpg" : index + ".jpg")
        .withDescription("photos(" + size + ")");
  }

  /** Photograph 0: none; 1: one; 2: a small and a good one; 4: two good ones; others: one. */
  private static final class Detector implements FaceDetector {
    private final String name;

    Detector(String name) {
      this.name = name;
    }

    @Override
    public List<Detection> detect(Pixels photograph, int smallest) {
      Detection central = new Detection(new Box(40, 30, 40, 40), 9.5);
      return switch (photograph.data()[0]) {
        case 0 -> List.of();
        case 2 -> List.of(new Detection(new Box(5, 5, smallest, smallest), 3), central);
        case 4 -> List.of(new Detection(new Box(0, 0, 50, 50), 7), central);
        default -> List.of(central);
      };
    }

    @Override
    public String description() {
      return name;
    }
  }

  private static FaceOptions options() {
    return FaceOptions.builder().size(16).minSide(32).enlarge(1.5).threads(2).build();
  }

  private static FaceOptions bordered(FaceOptions.Border border) {
    return options().toBuilder().border(border).build();
  }

  private FaceReport extract(ImageSource photos, FaceOptions options) throws IOException {
    return Faces.extract(photos, new Detector("fake"), folder, options, ProgressListener.none());
  }

  @Test
  void givenPhotographs_whenExtracted_thenTheCsvHasTheOutcomeOfEachDetection() throws IOException {
    FaceReport report = extract(photos(6), options());
    assertThat(Files.readString(report.csv()))
        .isEqualTo(
            String.join(
                "\r\n",
                "source,x,y,width,height,score,outcome,reason",
                "\"a, \"\"b\"\".jpg\",,,,,,none,no face found",
                "1.jpg,40,30,40,40,9.500,kept,",
                "2.jpg,5,5,16,16,3.000,refused,side 16 below 32",
                "2.jpg,40,30,40,40,9.500,kept,",
                "3.jpg,,,,,,unreadable,\"damaged, \"\"badly\"\"\"",
                "4.jpg,0,0,50,50,7.000,kept,",
                "4.jpg,40,30,40,40,9.500,kept,",
                "5.jpg,40,30,40,40,9.500,kept,",
                ""));
    assertThat(report.unreadable()).isEqualTo(1);
    assertThat(report.withNone()).isEqualTo(1);
    assertThat(report.withOne()).isEqualTo(3);
    assertThat(report.withSeveral()).isEqualTo(1);
    assertThat(report.kept()).isEqualTo(5);
    assertThat(report.refused()).isEqualTo(1);
    assertThat(report.keptSheet()).isNotEmptyFile();
    assertThat(report.refusedSheet()).isNotEmptyFile();
    try (ImagePack pack = ImagePack.open(report.pack().file())) {
      assertThat(pack.shape()).contains(ImageShape.square(16, 3));
      assertThat(pack.name(0)).isEqualTo("1.jpg#30,20,60");
      // Columns hold their number: the crop runs from 30 to 90.
      assertThat(pack.read(0).value(8, 0, 0)).isBetween(30, 33);
      assertThat(pack.read(0).value(8, 15, 0)).isBetween(86, 89);
      assertThat(pack.sourceDescription())
          .isEqualTo(
              "photos(6) > faces(16, all faces of at least 32 pixels, enlarged 1.5, border reflect,"
                  + " antialiased, fake)");
    }
  }

  @Test
  void givenAChoice_whenSeveralFacesAreFound_thenOneOrNoneIsKept() throws IOException {
    for (FaceOptions.Choice choice : FaceOptions.Choice.values()) {
      FaceOptions options = options().toBuilder().choice(choice).replace(true).build();
      FaceReport report = extract(photos(5), options);
      String csv = Files.readString(report.csv());
      switch (choice) {
        case ALL -> assertThat(report.kept()).isEqualTo(4);
        case LARGEST -> assertThat(csv).contains("4.jpg,40,30,40,40,9.500,refused,not the largest");
        case CENTRAL -> assertThat(csv).contains("4.jpg,0,0,50,50,7.000,refused,not the most cent");
        case ONLY -> assertThat(csv).contains("4.jpg,0,0,50,50,7.000,refused,one of 2 faces");
      }
      assertThat(report.withSeveral()).isEqualTo(1);
    }
  }

  @Test
  void givenABoxAtTheBorder_whenEnlarged_thenItIsMovedMirroredOrRefused() {
    Box corner = new Box(0, 0, 50, 50);
    FaceOptions reflect = bordered(FaceOptions.Border.REFLECT);
    FaceOptions shift = bordered(FaceOptions.Border.SHIFT);
    assertThat(FaceCrop.of(corner, PHOTO, reflect)).isEqualTo(new FaceCrop(-12, -12, 75));
    assertThat(FaceCrop.of(corner, PHOTO, shift)).isEqualTo(new FaceCrop(0, 0, 75));
    assertThat(FaceCrop.of(new Box(10, 0, 90, 90), PHOTO, shift))
        .isEqualTo(new FaceCrop(5, 0, 100));
    List<DetectionOutcome> outcomes =
        DetectionOutcome.of(
            List.of(new Detection(corner, 1)), PHOTO, bordered(FaceOptions.Border.REFUSE));
    assertThat(outcomes.get(0).refusal()).isEqualTo("extends beyond the photograph");
    List<Integer> positions = new ArrayList<>();
    for (int i = -4; i < 8; i++) {
      positions.add(FaceCrop.mirrored(i, 3));
    }
    assertThat(positions).containsExactly(2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1);
  }

  @Test
  void givenAFailureAnywhere_whenExtractedAgain_thenItIsResumedAndTheResultIsEqual()
      throws IOException {
    extract(photos(200), options());
    byte[] csv = Files.readAllBytes(folder.resolve("faces.csv"));
    byte[] pack = Files.readAllBytes(folder.resolve("faces.pack"));
    for (int failAfter : new int[] {1, 63, 100, 150, 199, 201, 290, 350}) {
      FaceOptions anew = options().toBuilder().replace(true).build();
      TestImages failing = photos(200).withFailureAfter(failAfter);
      Files.deleteIfExists(folder.resolve("faces.pack"));
      assertThatThrownBy(() -> extract(failing, anew)).hasMessage("the disk is gone");
      TestImages again = photos(200);
      extract(again, options());
      assertThat(again.reads()).isLessThanOrEqualTo(200 + 200 + 200);
      assertThat(folder.resolve("faces.csv")).hasBinaryContent(csv);
      assertThat(folder.resolve("faces.pack")).hasBinaryContent(pack);
    }
  }

  @Test
  void givenADamagedRecordWithARightChecksum_whenExtractedAgain_thenItsPhotographsAreReadAgain()
      throws IOException {
    FaceReport whole = extract(photos(6), options());
    String csv = Files.readString(whole.csv());
    Path journal = folder.resolve("faces.journal");
    byte[] good = Files.readAllBytes(journal);
    int record = 8 + ByteBuffer.wrap(good).getInt();
    for (int count : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 7}) {
      ByteBuffer bad = ByteBuffer.wrap(good.clone());
      bad.putInt(record + 8 + 4, count);
      CRC32C crc = new CRC32C();
      crc.update(bad.array(), record + 8, bad.getInt(record));
      bad.putInt(record + 4, (int) crc.getValue());
      Files.write(journal, bad.array());

      FaceReport again = extract(photos(6), options());
      assertThat(again.kept()).isEqualTo(whole.kept());
      assertThat(again.csv()).hasContent(csv);
      assertThat(journal).hasBinaryContent(good);
    }
  }

  @Test
  void givenAnotherDetectorOrOptions_whenResumed_thenRefused() throws IOException {
    extract(photos(6), options());
    assertThatThrownBy(() -> extract(photos(6), options().toBuilder().minSide(20).build()))
        .hasMessageContaining("faces.journal belongs to another job")
        .hasMessageContaining("at least 32 pixels")
        .hasMessageContaining("at least 20 pixels");
    assertThatThrownBy(
            () ->
                Faces.extract(
                    photos(6), new Detector("other"), folder, options(), ProgressListener.none()))
        .hasMessageContaining("belongs to another job");
  }

  @Test
  void givenALowestScoreBelowZero_whenResumed_thenTheJobIsAnother() throws IOException {
    extract(photos(6), options());

    assertThatThrownBy(() -> extract(photos(6), options().toBuilder().minScore(-1).build()))
        .hasMessageContaining("belongs to another job")
        .hasMessageContaining("score -1.0");
    assertThatThrownBy(() -> options().toBuilder().minScore(Double.NaN).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minScore must be finite, got NaN");
  }

  @Test
  void givenAnEarlierRunThatRefusedFaces_whenNoneIsRefusedAnymore_thenItsSheetIsGone()
      throws IOException {
    TestImages oneFace = TestImages.of(1, Optional.of(PHOTO), index -> gray(3));
    FaceOptions strict = options().toBuilder().minSide(41).build();
    assertThatThrownBy(() -> extract(oneFace, strict)).hasMessageContaining("no face was kept");
    assertThat(folder.resolve("refused.png")).isNotEmptyFile();

    FaceReport report = extract(oneFace, options().toBuilder().replace(true).build());

    assertThat(report.refused()).isZero();
    assertThat(report.refusedSheet()).doesNotExist();
    assertThat(report.keptSheet()).isNotEmptyFile();
  }

  private static Pixels gray(int channels) {
    ImageShape shape = new ImageShape(100, 120, channels);
    byte[] data = new byte[shape.size()];
    java.util.Arrays.fill(data, (byte) 9);
    return new Pixels(shape, data);
  }

  @Test
  void givenGrayPhotographsAmongColorOnes_whenExtracted_thenAllFacesAreInThePack()
      throws IOException {
    TestImages mixed = TestImages.of(2, Optional.empty(), index -> gray(index == 0 ? 1 : 3));

    FaceReport report = extract(mixed, options());

    assertThat(report.kept()).isEqualTo(2);
    assertThat(report.pack().images()).isEqualTo(2);
    try (ImagePack pack = ImagePack.open(report.pack().file())) {
      assertThat(pack.read(0)).isEqualTo(pack.read(1));
    }
  }

  @Test
  void givenNoFaces_whenExtracted_thenTheErrorSaysWhereToLook() {
    assertThatThrownBy(() -> extract(photos(1), options()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no face was kept of 1 photographs")
        .hasMessageContaining("refused.png");
  }

  @Test
  void givenNoOpenCv_whenADetectorIsMade_thenTheErrorSaysWhatToAdd() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains("bytedeco") && !entry.contains("opencv")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> detector = loader.loadClass(OpenCvFaceDetector.class.getName());
      assertThatThrownBy(() -> detector.getMethod("create").invoke(null))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("add org.bytedeco:opencv-platform:");
    }
  }

  @Test
  void givenAClosedDetector_whenUsed_thenRefused() {
    OpenCvFaceDetector detector = OpenCvFaceDetector.create();
    Pixels nothing = new Pixels(PHOTO, new byte[PHOTO.size()]);
    assertThat(detector.detect(nothing, 20)).isEmpty();
    detector.close();
    detector.close();
    assertThatThrownBy(() -> detector.detect(nothing, 20))
        .isInstanceOf(IllegalStateException.class);
  }
}
