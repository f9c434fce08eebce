package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.junit.jupiter.api.Test;

class RecompressedImagesTest {
  private static final SyntheticRooms ROOMS = SyntheticRooms.builder().count(3).build();

  @Test
  void givenAnImage_whenItGoesThroughJpeg_thenItIsAlmostTheSameAndStaysWhereItWas()
      throws IOException {
    Pixels before = ROOMS.read(1);
    Pixels after = new RecompressedImages(ROOMS, 4).read(1);

    assertThat(after.shape()).isEqualTo(before.shape());
    double there = meanDifference(before, after, 0);
    assertThat(there).isBetween(0.5, 12.0);
    assertThat(there).isLessThan(meanDifference(before, after, 4 * 3));
  }

  @Test
  void givenAnImageThatWasAJpeg_whenItGoesThroughOnOtherBlocks_thenItLosesMoreThanOnItsOwn()
      throws IOException {
    Pixels jpeg = ImageModification.JPEG_75.apply(ROOMS.read(2));
    RecompressedImages again = new RecompressedImages(new OneImage(jpeg), 4);

    double onItsOwn = meanDifference(jpeg, ImageModification.JPEG_75.apply(jpeg), 0);
    assertThat(meanDifference(jpeg, again.read(0), 0)).isGreaterThan(2 * onItsOwn);
  }

  @Test
  void givenAJpeg_whenBlocksAreShiftedByAnOddNumber_thenMoreColorIsLostThanByAnEvenOne()
      throws IOException {
    Pixels jpeg = ImageModification.JPEG_75.apply(ROOMS.read(2));
    ImageSource one = new OneImage(jpeg);

    double even = colorDifference(jpeg, new RecompressedImages(one, 4).read(0));
    double odd = colorDifference(jpeg, new RecompressedImages(one, 5).read(0));

    assertThat(odd).isGreaterThan(1.1 * even);
  }

  @Test
  void givenAShiftOutOfRange_whenCreated_thenTheRangeIsNamed() {
    assertThatThrownBy(() -> new RecompressedImages(ROOMS, 16))
        .hasMessageContaining("from 1 to 15 pixels, got 16");
  }

  /** The mean difference of red minus green and blue minus green, which gray does not change. */
  private static double colorDifference(Pixels a, Pixels b) {
    double sum = 0;
    for (int i = 0; i < a.data().length; i += 3) {
      for (int c = 0; c < 3; c += 2) {
        int before = (a.data()[i + c] & 255) - (a.data()[i + 1] & 255);
        int after = (b.data()[i + c] & 255) - (b.data()[i + 1] & 255);
        sum += Math.abs(before - after);
      }
    }
    return sum;
  }

  /** Of the values, against those so many values further on. */
  private static double meanDifference(Pixels a, Pixels b, int shift) {
    double sum = 0;
    int count = a.data().length - shift;
    for (int i = 0; i < count; i++) {
      sum += Math.abs((a.data()[i] & 255) - (b.data()[i + shift] & 255));
    }
    return sum / count;
  }

  private record OneImage(Pixels image) implements org.dcgan.image.ImageSource {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public java.util.Optional<org.dcgan.image.ImageShape> shape() {
      return java.util.Optional.of(image.shape());
    }

    @Override
    public Pixels read(int index) {
      return image;
    }

    @Override
    public String description() {
      return "one";
    }
  }
}
