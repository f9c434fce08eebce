package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.dcgan.image.Pixels;
import org.junit.jupiter.api.Test;

/** Mirror images double a dataset. */
class MirroredTest {

  @Test
  void givenImages_whenMirrorImagesAreAppended_thenEachRowIsReversed() throws IOException {
    Dataset rooms = SyntheticRooms.builder().count(3).resolution(16).seed(1).build();
    Dataset both = rooms.withMirrored();

    assertThat(both.size()).isEqualTo(6);
    assertThat(both.shape()).isEqualTo(rooms.shape());
    assertThat(both.description()).contains("mirrored").isNotEqualTo(rooms.description());
    for (int i = 0; i < 3; i++) {
      Pixels image = rooms.read(i);
      Pixels mirrored = both.read(3 + i);
      assertThat(both.read(i)).isEqualTo(image);
      assertThat(mirrored).isNotEqualTo(image);
      for (int row = 0; row < 16; row++) {
        for (int column = 0; column < 16; column++) {
          for (int c = 0; c < 3; c++) {
            assertThat(mirrored.data()[(row * 16 + column) * 3 + c])
                .isEqualTo(image.data()[(row * 16 + 15 - column) * 3 + c]);
          }
        }
      }
    }
  }
}
