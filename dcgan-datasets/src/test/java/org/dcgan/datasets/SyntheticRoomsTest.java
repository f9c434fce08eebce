package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticRoomsTest {
  private final SyntheticRooms rooms =
      SyntheticRooms.builder().count(2_000).resolution(32).seed(7).duplicateShare(0.2).build();

  @Test
  void givenASeed_whenRenderedOnAnyPlatform_thenTheImagesHaveTheseBits() {
    Hasher hasher = Hashing.sha256().newHasher();
    SyntheticRooms drawn = SyntheticRooms.builder().count(64).resolution(48).seed(42).build();
    for (int i = 0; i < drawn.size(); i++) {
      hasher.putBytes(drawn.read(i).data());
    }
    assertThat(hasher.hash().toString()).startsWith("e0d97243cf2d2aef2bf28bb95df65cc2");
  }

  @Test
  void givenManyThreads_whenRenderedInAnyOrder_thenImageIDependsOnIOnly() throws Exception {
    byte[][] alone =
        IntStream.range(0, 200).mapToObj(i -> rooms.read(i).data()).toArray(byte[][]::new);
    byte[][] together = new byte[200][];
    new ForkJoinPool(8)
        .submit(
            () ->
                IntStream.range(0, 200)
                    .parallel()
                    .forEach(i -> together[199 - i] = rooms.read(199 - i).data()))
        .get();
    assertThat(together).isDeepEqualTo(alone);
  }

  @Test
  void givenALargerCountOrAnotherSeed_whenRendered_thenTheFirstImagesAreEqualOrDiffer() {
    SyntheticRooms more = SyntheticRooms.builder().count(9_000).seed(7).duplicateShare(0.2).build();
    SyntheticRooms other =
        SyntheticRooms.builder().count(2_000).seed(8).duplicateShare(0.2).build();
    assertThat(more.read(1_999).data()).isEqualTo(rooms.read(1_999).data());
    assertThat(other.read(1_999).data()).isNotEqualTo(rooms.read(1_999).data());
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 31, 32, 64, 128})
  void givenAResolution_whenDrawn_thenImagesHaveItAndBoxesLieInside(int resolution) {
    SyntheticRooms drawn = SyntheticRooms.builder().count(50).resolution(resolution).build();
    assertThat(drawn.shape()).contains(ImageShape.square(resolution, 3));
    for (int i = 0; i < drawn.size(); i++) {
      assertThat(drawn.read(i).shape()).isEqualTo(ImageShape.square(resolution, 3));
      RoomTruth truth = drawn.truth(i);
      for (Optional<Box> box : List.of(truth.window(), truth.lamp(), truth.bed())) {
        box.ifPresent(
            b -> {
              assertThat(b.x() + b.width()).isLessThanOrEqualTo(resolution);
              assertThat(b.y() + b.height()).isLessThanOrEqualTo(resolution);
              assertThat(b.width() * b.height()).isGreaterThan(resolution * resolution / 100);
            });
      }
    }
  }

  @Test
  void givenManyRooms_whenCounted_thenEachObjectIsOftenPresentAndOftenAbsent() {
    assertThat(share(truth -> truth.window().isPresent())).isBetween(0.6, 0.7);
    assertThat(share(truth -> truth.lamp().isPresent())).isBetween(0.45, 0.55);
    assertThat(share(truth -> truth.bed().isPresent())).isBetween(0.8, 0.9);
    assertThat(share(truth -> truth.viewingAngle() > 0)).isBetween(0.45, 0.55);
    assertThat(share(truth -> Math.abs(truth.viewingAngle()) <= SyntheticRooms.MAX_VIEWING_ANGLE))
        .isEqualTo(1);
  }

  @Test
  void givenLabels_whenComparedWithTheGroundTruth_thenTheyAgree() {
    for (int i = 0; i < 100; i++) {
      String name = rooms.classNames().get(rooms.label(i));
      RoomTruth truth = rooms.truth(i);
      assertThat(name.contains("window")).isEqualTo(truth.window().isPresent());
      assertThat(name.contains("lamp")).isEqualTo(truth.lamp().isPresent());
      assertThat(name.replace("lamp", "").contains("bed")).isEqualTo(truth.bed().isPresent());
    }
  }

  @Test
  void givenALamp_whenDrawn_thenTheTopOfItsBoxShinesWarmly() {
    // The shade's middle lies a tenth of the lamp's height below the top of the box.
    SyntheticRooms large = SyntheticRooms.builder().count(200).resolution(128).seed(7).build();
    for (int i = 0; i < large.size(); i++) {
      Optional<Box> lamp = large.truth(i).lamp();
      if (lamp.isPresent() && lamp.get().x() > 0 && lamp.get().x() + lamp.get().width() < 128) {
        Box box = lamp.get();
        Pixels image = large.read(i);
        int row = box.y() + box.height() / 8;
        int column = box.x() + box.width() / 2;
        assertThat(image.value(row, column, 0)).isGreaterThan(230);
        assertThat(image.value(row, column, 2)).isBetween(120, 200);
      }
    }
  }

  @Test
  void givenAWindow_whenDrawn_thenTheMiddleOfItsBoxIsMostlySky() {
    SyntheticRooms large = SyntheticRooms.builder().count(100).resolution(128).seed(3).build();
    for (int i = 0; i < large.size(); i++) {
      RoomTruth truth = large.truth(i);
      if (truth.window().isPresent() && truth.lamp().isEmpty()) {
        Box box = truth.window().get();
        Pixels image = large.read(i);
        int bright = 0;
        for (int y = box.y() + box.height() / 4; y < box.y() + box.height() * 2 / 3; y++) {
          for (int x = box.x() + box.width() / 3; x < box.x() + box.width() * 2 / 3; x++) {
            bright += image.value(y, x, 2) > 175 ? 1 : 0;
          }
        }
        int area =
            (box.height() * 2 / 3 - box.height() / 4) * (box.width() * 2 / 3 - box.width() / 3);
        assertThat((double) bright / area).as("image %s", i).isGreaterThan(0.7);
      }
    }
  }

  @Test
  void givenAPlainRoom_whenDrawn_thenItsBackWallHasTheStatedColor() {
    for (int i = 0; i < 500; i++) {
      RoomTruth truth = rooms.truth(i);
      if (truth.window().isEmpty() && truth.lamp().isEmpty()) {
        // General light scales all channels alike.
        Pixels image = rooms.read(i);
        double light = image.value(11, 16, 1) / (double) truth.wallColor().getGreen();
        assertThat(light).isBetween(0.6, 1.);
        assertThat(image.value(11, 16, 0))
            .isCloseTo((int) (light * truth.wallColor().getRed()), within(3));
        assertThat(image.value(11, 16, 2))
            .isCloseTo((int) (light * truth.wallColor().getBlue()), within(3));
      }
    }
  }

  @Test
  void givenADuplicateShare_whenCounted_thenDuplicatesHaveThatShare() {
    assertThat(share(truth -> truth.duplicateOf().isPresent())).isBetween(0.17, 0.23);
    SyntheticRooms none = SyntheticRooms.builder().count(500).duplicateShare(0).build();
    assertThat(IntStream.range(0, 500).mapToObj(none::truth))
        .allMatch(truth -> truth.duplicateOf().isEmpty());
  }

  @Test
  void givenADuplicate_whenCompared_thenItIsCloserToItsOriginalThanToOthersAndNotEqual() {
    int compared = 0;
    for (int i = 1; i < rooms.size(); i++) {
      RoomTruth truth = rooms.truth(i);
      if (truth.duplicateOf().isPresent()) {
        int original = truth.duplicateOf().getAsInt();
        assertThat(original).isLessThan(i);
        assertThat(rooms.truth(original).duplicateOf()).isEmpty();
        double near = distance(rooms.read(i), rooms.read(original));
        assertThat(near).isPositive();
        if (original != 100) {
          assertThat(near).isLessThan(distance(rooms.read(i), rooms.read(100)));
        }
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(300);
  }

  @Test
  void givenSettingsOutOfRange_whenBuilt_thenAllAreNamedAtOnce() {
    assertThatThrownBy(
            () ->
                SyntheticRooms.builder()
                    .count(0)
                    .resolution(256)
                    .duplicateShare(Double.NaN)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count must be at least 1, got 0")
        .hasMessageContaining("resolution must be 16 to 128, got 256")
        .hasMessageContaining("duplicateShare must be 0 to 0.9, got NaN");
    assertThatThrownBy(() -> rooms.read(2_000)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givenRooms_whenDescribed_thenEverySettingIsIncluded() {
    assertThat(rooms.description())
        .isEqualTo("rooms(v1, 2000 images, 32 px, seed 7, 0.2 duplicates)");
  }

  private double share(Function<RoomTruth, Boolean> property) {
    return IntStream.range(0, rooms.size()).filter(i -> property.apply(rooms.truth(i))).count()
        / (double) rooms.size();
  }

  private static double distance(Pixels one, Pixels other) {
    double sum = 0;
    for (int i = 0; i < one.data().length; i++) {
      sum += Math.abs((one.data()[i] & 255) - (other.data()[i] & 255));
    }
    return sum / one.data().length;
  }
}
