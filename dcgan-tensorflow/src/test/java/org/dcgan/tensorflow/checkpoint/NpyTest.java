package org.dcgan.tensorflow.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.dcgan.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against files that numpy wrote (src/test/resources/numpy/write.py). */
class NpyTest {

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = NpyTest.class.getResourceAsStream("/numpy/" + name + ".npy")) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"version1", "version2", "version3"})
  void givenAFileOfNumpys_whenReadInEachVersion_thenShapeAndValuesAreThere(String name)
      throws IOException {
    Npy npy = Npy.parse(bytes(name), name);
    assertThat(npy.shape()).containsExactly(2, 3);
    assertThat(npy.values()).containsExactly(-2.5f, -1.5f, -.5f, .5f, 1.5f, 2.5f);
  }

  @Test
  void givenFloat64_whenRead_thenValuesAreRoundedToFloat32() throws IOException {
    Npy npy = Npy.parse(bytes("float64"), "float64");
    assertThat(npy.shape()).containsExactly(2, 2);
    assertThat(npy.values()).containsExactly(1 / 3f, -2, 1e30f, 4);
  }

  @Test
  void givenAScalarARowAndNothing_whenRead_thenTheirShapesAreKept() throws IOException {
    Npy scalar = Npy.parse(bytes("scalar"), "scalar");
    assertThat(scalar.shape()).isEmpty();
    assertThat(scalar.values()).containsExactly(7.25f);
    Npy row = Npy.parse(bytes("row"), "row");
    assertThat(row.shape()).containsExactly(4);
    assertThat(row.values()).containsExactly(1.5f, -0f, Float.NaN, Float.POSITIVE_INFINITY);
    Npy empty = Npy.parse(bytes("empty"), "empty");
    assertThat(empty.shape()).containsExactly(0, 3);
    assertThat(empty.values()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "fortran, ascontiguousarray",
    "bigendian, >f4",
    "integers, <i4",
    "record, no descr",
  })
  void givenAKindThatIsNotSupported_whenRead_thenTheErrorNamesTheFileAndTheKind(
      String name, String kind) throws IOException {
    byte[] bytes = bytes(name);
    assertThatThrownBy(() -> Npy.parse(bytes, "some/file.npy"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll("some/file.npy", kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"version1", "version2", "float64", "scalar"})
  void givenAnyNumberOfBytesMissingOrTooMany_whenRead_thenItIsAFormatError(String name)
      throws IOException {
    byte[] whole = bytes(name);
    for (int length = 0; length < whole.length; length++) {
      byte[] truncated = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Npy.parse(truncated, "some/file.npy"))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("some/file.npy");
    }
    assertThatThrownBy(() -> Npy.parse(Arrays.copyOf(whole, whole.length + 1), "some/file.npy"))
        .isInstanceOf(ModelFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"version1", "version2", "version3", "float64", "scalar", "row"})
  void givenAnyByteOfTheHeaderDamaged_whenRead_thenItIsAFormatErrorOrAnArray(String name)
      throws IOException {
    byte[] whole = bytes(name);
    for (int position = 0; position < 128; position++) {
      for (int mask : new int[] {1, 4, 0x20, 0x80, 0xFF}) {
        byte[] damaged = whole.clone();
        damaged[position] ^= (byte) mask;
        // Checksums are the model's business; here damage must not lead to any other exception.
        Throwable thrown = catchThrowable(() -> Npy.parse(damaged, "some/file.npy"));
        if (thrown != null) {
          assertThat(thrown)
              .as("byte %d ^ %x", position, mask)
              .isInstanceOf(ModelFormatException.class)
              .hasMessageContaining("some/file.npy");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(999999999, 999999999, 999999999)",
        "(99999999999,)",
        "(-1, 3)",
        "(2, x)",
        "(2.0, 3)",
      })
  void givenAnImpossibleShape_whenRead_thenItIsAFormatError(String shape) {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = new byte[10 + text.length + 24];
    System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, 0, bytes, 0, 8);
    bytes[8] = (byte) text.length;
    System.arraycopy(text, 0, bytes, 10, text.length);
    assertThatThrownBy(() -> Npy.parse(bytes, "some/file.npy"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("some/file.npy");
  }

  @Test
  void givenArrays_whenWritten_thenTheBytesAreNumpysOwnButForTheHeadersSpaces() throws IOException {
    for (String name : List.of("version1", "scalar", "row", "empty")) {
      Npy npy = Npy.parse(bytes(name), name);
      assertThat(normalized(npy.toBytes())).as(name).isEqualTo(normalized(bytes(name)));
      assertThat(npy.toBytes().length % 64).isEqualTo(bytes(name).length % 64);
    }
  }

  /** "(2, 3, )" and "(2, 3)" are one tuple. */
  private static String normalized(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .replace(", )", ")")
        .replace("0, 3", "0,3")
        .replaceAll(" +\n", "\n");
  }

  @Test
  void givenAnArray_whenWrittenAndRead_thenEveryBitIsKept(@TempDir Path folder) throws IOException {
    float[] values = {
      Float.MIN_VALUE, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, 1 / 3f
    };
    Path file = folder.resolve("a.npy");
    Files.write(file, new Npy(List.of(1, 3, 1, 2), values).toBytes());
    Npy read = Npy.read(file);
    assertThat(read.shape()).containsExactly(1, 3, 1, 2);
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(read.values()[i]))
          .isEqualTo(Float.floatToRawIntBits(values[i]));
    }
  }

  @Test
  void givenAShapeThatDoesNotHoldTheValues_whenAnArrayIsMade_thenBothNumbersAreNamed() {
    assertThatThrownBy(() -> new Npy(List.of(2, 3), new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("[2, 3]", "6 values", "got 5");
  }

  @Test
  void givenNoFile_whenRead_thenItIsAnIoErrorThatNamesIt(@TempDir Path folder) {
    assertThatThrownBy(() -> Npy.read(folder.resolve("missing.npy")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing.npy");
  }

  @Test
  void givenAFileOfGigabytes_whenRead_thenItIsRefusedByItsSize(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("huge.npy");
    Files.write(file, new Npy(List.of(2), new float[] {1, 2}).toBytes());
    try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
      grown.setLength(3L << 30);
    }

    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("found 3,221,225,472");
    assertThatThrownBy(() -> Npy.read(file, List.of(2)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("an array of shape [2] in at most");
  }
}
