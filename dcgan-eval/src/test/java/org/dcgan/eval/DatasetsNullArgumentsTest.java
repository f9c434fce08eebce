package org.dcgan.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.datasets.download.Checksum;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The datasets' packages refuse null at once, and by the parameter's name. */
class DatasetsNullArgumentsTest {
  private static final ImageShape SHAPE = ImageShape.square(16, 3);

  @TempDir Path folder;

  @Test
  void givenEverythingPublic_whenCalledWithNull_thenItIsRefusedByName() throws Exception {
    Dataset rooms = SyntheticRooms.builder().count(2).build();
    Path file = folder.resolve("a.pack");
    ImagePack.write(rooms, file, PackOptions.defaults(), ProgressListener.none());
    try (ImagePack pack = ImagePack.open(file)) {
      check(rooms, pack);
    }
  }

  private static void check(Dataset rooms, ImagePack pack) throws Exception {
    NullArguments nulls =
        new NullArguments()
            .with(ImageShape.class, SHAPE)
            .with(Pixels.class, new Pixels(SHAPE, new byte[SHAPE.size()]))
            .with(Dataset.class, rooms)
            .with(ImagePack.class, pack)
            .with(BufferedImage.class, new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB))
            .with(Checksum.class, Checksum.md5("0".repeat(32)))
            .check(
                Dataset.class,
                List.of(
                    "org.dcgan.datasets",
                    "org.dcgan.datasets.dedup",
                    "org.dcgan.datasets.download",
                    "org.dcgan.datasets.faces",
                    "org.dcgan.datasets.overview",
                    "org.dcgan.datasets.pack",
                    "org.dcgan.datasets.transform"));

    assertThat(nulls.findings()).isEmpty();
    assertThat(nulls.calls()).isGreaterThan(100);
    // OpenCV is optional and not on this module's class path: there is no detector to call.
    assertThat(nulls.unreached())
        .allMatch(what -> what.startsWith("org.dcgan.datasets.faces.OpenCvFaceDetector:"));
  }
}
