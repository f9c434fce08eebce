package org.dcgan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A batch holds values in [-1, 1] in the order NHWC, and converts back to bytes without loss. */
class ImagesTest {

  @Test
  void givenEveryByte_whenScaledAndRounded_thenItIsUnchanged() {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    Images batch = Images.of(List.of(new Pixels(new ImageShape(16, 16, 1), all)));

    assertThat(batch.pixels(0).data()).isEqualTo(all);
    assertThat(batch.value(0, 0, 0, 0)).isEqualTo(-1f);
    assertThat(batch.value(0, 15, 15, 0)).isEqualTo(1f);
  }

  @Test
  void givenBatch_whenValuesAreRead_thenIndexIsNhwc() {
    List<Pixels> images = List.of(PixelsTest.noise(3, 5, 3, 1), PixelsTest.noise(3, 5, 3, 2));
    Images batch = Images.of(images);

    assertThat(batch.count()).isEqualTo(2);
    for (int n = 0; n < 2; n++) {
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 5; x++) {
          for (int c = 0; c < 3; c++) {
            float expected = images.get(n).value(y, x, c) / 127.5f - 1;
            assertThat(batch.value(n, y, x, c)).isEqualTo(expected);
            assertThat(batch.data().get(((n * 3 + y) * 5 + x) * 3 + c)).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void givenValuesOutOfRange_whenRounded_thenTheyAreClipped() {
    Images batch = Images.of(new ImageShape(1, 3, 1), new float[] {-1.5f, 7, 0});

    assertThat(batch.pixels(0).data()).containsExactly(0, (byte) 255, (byte) 128);
  }

  @Test
  void givenBatches_whenSlicedAndConcatenated_thenImagesKeepTheirOrder() {
    Images batch =
        Images.of(
            List.of(
                PixelsTest.noise(4, 4, 3, 1),
                PixelsTest.noise(4, 4, 3, 2),
                PixelsTest.noise(4, 4, 3, 3)));

    assertThat(Images.concat(List.of(batch.slice(0, 1), batch.slice(1, 3))))
        .isEqualTo(batch)
        .hasSameHashCodeAs(batch);
    assertThat(batch.slice(1, 1).count()).isZero();
    assertThat(batch.slice(2, 3).pixels(0).data()).isEqualTo(batch.pixels(2).data());
  }

  @Test
  void givenBuffer_whenCopied_thenItsPositionIsUnchangedAndBatchIsIndependent() {
    float[] values = {0.5f, -0.5f};
    FloatBuffer buffer = FloatBuffer.wrap(values);
    Images batch = Images.of(new ImageShape(1, 2, 1), buffer);
    values[0] = 0;

    assertThat(buffer.position()).isZero();
    assertThat(batch.value(0, 0, 0, 0)).isEqualTo(0.5f);
    assertThat(batch.data().isReadOnly()).isTrue();
  }

  @Test
  void givenSource_whenReadByIndices_thenImagesHaveThatOrder() throws Exception {
    ImageSource source =
        new ImageSource() {
          @Override
          public int size() {
            return 10;
          }

          @Override
          public Optional<ImageShape> shape() {
            return Optional.of(new ImageShape(2, 2, 1));
          }

          @Override
          public Pixels read(int index) {
            byte value = (byte) (index * 20);
            return new Pixels(shape().get(), new byte[] {value, value, value, value});
          }

          @Override
          public String description() {
            return "flat";
          }
        };

    Images batch = Images.read(source, 7, 0, 7);

    assertThat(batch.pixels(0).value(0, 0, 0)).isEqualTo(140);
    assertThat(batch.pixels(1).value(1, 1, 0)).isZero();
    assertThat(batch.pixels(2).value(1, 0, 0)).isEqualTo(140);
    assertThat(source.label(0)).isEqualTo(ImageSource.NO_LABEL);
    assertThat(source.classNames()).isEmpty();
    assertThat(source.name(3)).isEqualTo("#3");
  }

  @Test
  void givenImagesOfDifferentShapes_whenBatched_thenMessageStatesBothShapes() {
    assertThatThrownBy(() -> Images.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one image");
    assertThatThrownBy(
            () -> Images.of(List.of(PixelsTest.noise(4, 4, 3, 1), PixelsTest.noise(4, 4, 1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the first has 4x4x3, another 4x4x1");
    assertThatThrownBy(() -> Images.of(ImageShape.square(4, 1), new float[17]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("17 values are not a whole number of 4x4x1 images");
    Images one = Images.of(List.of(PixelsTest.noise(2, 2, 1, 1)));
    assertThatThrownBy(() -> one.value(0, 2, 0, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("row");
  }
}
