package org.dcgan.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.datasets.download.Checksum;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.junit.jupiter.api.Test;

/** The datasets' packages refuse null at once, and by the parameter's name. */
class DatasetsNullArgumentsTest {
  private static final ImageShape SHAPE = ImageShape.square(16, 3);

  @Test
  void givenEverythingPublic_whenCalledWithNull_thenItIsRefusedByName() throws Exception {
    NullArguments nulls =
        new NullArguments()
            .with(ImageShape.class, SHAPE)
            .with(Pixels.class, new Pixels(SHAPE, new byte[SHAPE.size()]))
            .with(Dataset.class, SyntheticRooms.builder().count(2).build())
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
    assertThat(nulls.unreached()).isEmpty();
  }
}
