package org.dcgan.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageCodesTest {

  @Test
  void givenCodes_whenStored_thenTheyAreReturnedUnchanged() {
    ImageCodes codes = new ImageCodes("test", 128, 3);
    codes.set(0, 0x8000000000000001L, 0x0123456789ABCDEFL);
    codes.set(2, 0, 1);
    codes.setMissing(1);
    assertThat(codes.get(0)).hasToString("80000000000000010123456789abcdef");
    assertThat(SemanticCode.parse(codes.get(0).toString())).isEqualTo(codes.get(0));
    assertThat(codes.get(0).bit(0)).isTrue();
    assertThat(codes.get(0).bit(64)).isTrue();
    assertThat(codes.get(0).bit(65)).isFalse();
    assertThat(codes.get(0).bit(127)).isTrue();
    assertThat(codes.isMissing(1)).isTrue();
    assertThat(codes.missingCount()).isEqualTo(1);
    // 0123456789abcdef has 32 bits set, among them the lowest.
    assertThat(codes.distance(0, 2)).isEqualTo(2 + 31);
    assertThat(codes.get(0).distance(codes.get(2))).isEqualTo(33);
  }

  @Test
  void givenCodeOfWrongLength_whenSetOrParsed_thenExceptionStatesExpectedLength() {
    ImageCodes codes = new ImageCodes("dHash", 64, 1);
    assertThatThrownBy(() -> codes.set(0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a code of 64 bits, got the longer code");
    assertThatThrownBy(() -> new ImageCodes("short", 8, 1).set(0, 0, 256))
        .hasMessageContaining("expected a code of 8 bits");
    assertThatThrownBy(() -> SemanticCode.parse("abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 hexadecimal digits")
        .hasMessageContaining("'abc' (3 characters)");
    assertThatThrownBy(() -> new ImageCodes("long", 129, 1)).hasMessageContaining("got 129");
  }

  @Test
  void givenDeadAndConstantUnits_whenCounted_thenTheyAreReported() {
    ImageCodes codes = new ImageCodes("test", 128, 5);
    for (int i = 0; i < 4; i++) {
      // Unit 127 always, unit 0 for every other image, nothing else.
      codes.set(i, 1L << 63, i % 2);
    }
    codes.setMissing(4);
    UnitUsage usage = UnitUsage.of(codes);
    assertThat(usage.images()).isEqualTo(4);
    assertThat(usage.dead()).isEqualTo(126);
    assertThat(usage.alwaysOn()).isEqualTo(1);
    assertThat(usage.activeShares().get(0)).isEqualTo(.5);
    assertThat(usage.bitsSet()).hasSize(129).startsWith(0, 2, 2, 0);
    assertThat(usage)
        .hasToString("128 units over 4 images: 126 dead, 1 always on, 1.2 % active on average");
  }

  @Test
  void givenOptionsOutOfRange_whenCreated_thenAllAreReportedAtOnce() {
    assertThatThrownBy(() -> new HasherOptions(0, 0, Double.NaN, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("steps must be at least 1, got 0")
        .hasMessageContaining("batchSize must be from 1")
        .hasMessageContaining("noise must be at least 0 and finite in float32, got NaN")
        .hasMessageContaining("dropout must be from 0 to less than 1 in float32, got 1.0")
        .hasMessageContaining("learningRate must be in (0, 1)");
    HasherOptions.Builder options = HasherOptions.builder();
    assertThatThrownBy(() -> options.dropout(0.99999999).noise(1e39).learningRate(1e-46).build())
        .as("values that are 1, infinite and 0 in float32, which the hasher computes with")
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0.99999999")
        .hasMessageContaining("got 1.0E39")
        .hasMessageContaining("got 1.0E-46");
  }
}
