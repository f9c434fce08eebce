package org.dcgan.eval.formats;

import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.dcgan.random.SeededRandom;
import org.dcgan.testing.SealedManifest;

/**
 * Damages saved files, the same way for the same number: bits, numbers at the edges of their
 * ranges, keys that are missing, doubled or elsewhere, pieces of other files, deep nesting. Mostly
 * the checksums are made right again afterwards, so that what lies behind them is put to the test.
 */
final class FormatMutator {
  private static final List<String> EDGES =
      List.of(
          "0",
          "-1",
          "1",
          "2",
          "65536",
          "2147483647",
          "2147483648",
          "-2147483649",
          "4294967297",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "18446744073709551617",
          "1.5",
          "0.0",
          "-0",
          "1e400",
          "-1e400",
          "1e-400",
          "1e9",
          "NaN",
          "\"NaN\"",
          "Infinity",
          "null",
          "true",
          "\"\"",
          "\"../x\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"a\\nb\"",
          "[]",
          "{}",
          "[null]",
          "{\"a\": 1, \"a\": 2}",
          "[".repeat(40) + "]".repeat(40),
          "[".repeat(50_000),
          "{\"a\":".repeat(300) + "1" + "}".repeat(300),
          "1".repeat(2_000),
          "0x10",
          "01",
          "'x'");

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000L,
    0xFFFFFFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 40,
    0x7FC00000,
    0x7FF8000000000000L
  };

  private static final Pattern VALUE =
      Pattern.compile("(?<=: |\\[|, )(-?[0-9][0-9.eE+-]*|\"[^\"]*\"|true|false|null)");

  private final Map<String, byte[]> files;
  private final List<String> names;

  FormatMutator(Map<String, byte[]> files) {
    this.files = new TreeMap<>(files);
    this.names = new ArrayList<>(this.files.keySet());
  }

  /**
   * Damaged files.
   *
   * @return those that are to be written over the good ones; an empty array of length 0 named for
   *     deletion never occurs
   */
  Map<String, byte[]> input(long number) throws IOException {
    SeededRandom random = SeededRandom.of(17, number);
    // Half of the time the manifest, of which there are few beside many arrays.
    List<String> manifests = names.stream().filter(name -> name.endsWith(".json")).toList();
    List<String> from = manifests.isEmpty() || random.nextInt(3) == 0 ? names : manifests;
    String name = from.get(random.nextInt(from.size()));
    byte[] good = files.get(name);
    Map<String, byte[]> changed = new LinkedHashMap<>();
    if (name.endsWith(".json")) {
      changed.put(name, json(good, random));
    } else if (name.endsWith(".npz")) {
      changed.put(name, random.nextInt(4) == 0 ? binary(good, random) : archive(good, random));
    } else if (name.endsWith(".features")) {
      changed.put(name, random.nextInt(4) == 0 ? binary(good, random) : features(good, random));
    } else if (name.endsWith(".pack")) {
      changed.put(name, random.nextInt(4) == 0 ? binary(good, random) : pack(good, random));
    } else if (name.endsWith(".codes")) {
      changed.put(name, random.nextInt(4) == 0 ? binary(good, random) : codes(good, random));
    } else if (name.endsWith(".journal")) {
      changed.put(name, random.nextInt(4) == 0 ? binary(good, random) : journal(good, random));
    } else {
      byte[] bad = binary(good, random);
      changed.put(name, bad);
      if (random.nextInt(4) != 0) {
        for (String manifest : manifests) {
          String text = new String(files.get(manifest), StandardCharsets.UTF_8);
          String forged =
              text.replace(FormatFixtures.crc32c(good), FormatFixtures.crc32c(bad))
                  .replace(sha256(good), sha256(bad));
          if (!forged.equals(text)) {
            changed.put(manifest, sealed(forged).getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
    return changed;
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  private static String sealed(String text) {
    int seal = text.lastIndexOf(",\n  \"sha256\": \"");
    return seal < 0 ? text : SealedManifest.seal(text.substring(0, seal) + "\n}");
  }

  private byte[] json(byte[] good, SeededRandom random) {
    if (random.nextInt(5) == 0) {
      return binary(good, random);
    }
    String text = new String(good, StandardCharsets.UTF_8);
    for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
      text = damaged(text, random);
    }
    if (random.nextInt(6) != 0) {
      text = sealed(text);
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String damaged(String text, SeededRandom random) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int at = random.nextInt(lines.size());
    switch (random.nextInt(9)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(at));
      case 2 -> lines.add(random.nextInt(lines.size()), lines.remove(at));
      case 3 -> lines.add(at, "  \"unknown\": " + EDGES.get(random.nextInt(EDGES.size())) + ",");
      case 4 -> {
        String other =
            new String(files.get(names.get(random.nextInt(names.size()))), StandardCharsets.UTF_8);
        List<String> others = Arrays.asList(other.split("\n", -1));
        int begin = random.nextInt(others.size());
        lines.addAll(at, others.subList(begin, Math.min(others.size(), begin + 5)));
      }
      default -> {
        Matcher matcher = VALUE.matcher(text);
        List<int[]> positions = new ArrayList<>();
        while (matcher.find()) {
          positions.add(new int[] {matcher.start(), matcher.end()});
        }
        if (positions.isEmpty()) {
          return text;
        }
        int[] place = positions.get(random.nextInt(positions.size()));
        return text.substring(0, place[0])
            + EDGES.get(random.nextInt(EDGES.size()))
            + text.substring(place[1]);
      }
    }
    return String.join("\n", lines);
  }

  private byte[] binary(byte[] good, SeededRandom random) {
    byte[] bytes = good.clone();
    for (int damages = 1 + random.nextInt(3); damages > 0 && bytes.length > 16; damages--) {
      int at = random.nextInt(random.nextInt(2) == 0 ? Math.min(bytes.length, 128) : bytes.length);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> {
          ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
          long number = NUMBERS[random.nextInt(NUMBERS.length)];
          if (at <= bytes.length - 8) {
            if (random.nextInt(2) == 0) {
              numbers.putInt(at, (int) number);
            } else {
              numbers.putLong(at, number);
            }
          }
        }
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(5_000));
        case 5 -> {
          byte[] other = files.get(names.get(random.nextInt(names.size())));
          int length = Math.min(Math.min(other.length, bytes.length - at), 600);
          System.arraycopy(other, random.nextInt(other.length - length + 1), bytes, at, length);
        }
        default -> {
          int length = Math.min(bytes.length - at, 40);
          int to = random.nextInt(bytes.length - length + 1);
          byte[] moved = Arrays.copyOfRange(bytes, at, at + length);
          System.arraycopy(bytes, to, bytes, at, length);
          System.arraycopy(moved, 0, bytes, to, length);
        }
      }
    }
    return bytes;
  }

  /** Damages an entry of an archive, whose own checksums are right. */
  private byte[] archive(byte[] good, SeededRandom random) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new java.io.ByteArrayInputStream(good))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    List<String> all = new ArrayList<>(entries.keySet());
    String name = random.nextInt(2) == 0 ? all.get(0) : all.get(random.nextInt(all.size()));
    byte[] entry = entries.get(name);
    entries.put(name, name.endsWith(".json") ? json(entry, random) : binary(entry, random));
    if (random.nextInt(10) == 0) {
      entries.put(name, new byte[40 << 20]);
    } else if (random.nextInt(10) == 0) {
      entries.remove(name);
    } else if (random.nextInt(10) == 0) {
      entries.put("more", entry);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(e.getKey()));
        out.write(e.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Damages the header of a feature matrix, whose checksum is right. */
  private byte[] features(byte[] good, SeededRandom random) {
    ByteBuffer bytes = ByteBuffer.wrap(good.clone()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = json(Arrays.copyOfRange(good, 16, 16 + bytes.getInt(8)), random);
    if (header.length > 60_000) {
      return binary(good, random);
    }
    bytes.putInt(8, header.length);
    bytes.putInt(12, (int) Long.parseLong(FormatFixtures.crc32c(header), 16));
    bytes.put(16, header);
    return bytes.array();
  }

  /** Damages codes, whose checksum at the end is right. */
  private byte[] codes(byte[] good, SeededRandom random) {
    byte[] body = bigEndian(Arrays.copyOf(good, good.length - 4), random);
    return ByteBuffer.allocate(body.length + 4).put(body).putInt(crc(body)).array();
  }

  /** Damages a record of a journal, whose length and checksum are right. */
  private byte[] journal(byte[] good, SeededRandom random) {
    List<byte[]> records = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(good);
    while (in.hasRemaining()) {
      byte[] record = new byte[in.getInt()];
      in.getInt();
      in.get(record);
      records.add(record);
    }
    int which = random.nextInt(4) == 0 ? 0 : random.nextInt(records.size());
    switch (random.nextInt(8)) {
      case 0 -> records.add(records.get(which));
      case 1 -> records.remove(which);
      default -> records.set(which, bigEndian(records.get(which), random));
    }
    ByteBuffer out =
        ByteBuffer.allocate(records.stream().mapToInt(record -> 8 + record.length).sum());
    records.forEach(record -> out.putInt(record.length).putInt(crc(record)).put(record));
    return out.array();
  }

  private static int crc(byte[] bytes) {
    return (int) Long.parseLong(FormatFixtures.crc32c(bytes), 16);
  }

  /** Damages a file whose numbers are big-endian. */
  private byte[] bigEndian(byte[] good, SeededRandom random) {
    if (random.nextInt(3) == 0 || good.length < 12) {
      return binary(good, random);
    }
    ByteBuffer bytes = ByteBuffer.wrap(good.clone());
    for (int damages = 1 + random.nextInt(2); damages > 0; damages--) {
      int most = random.nextInt(2) == 0 ? Math.min(good.length, 128) : good.length;
      long number = NUMBERS[random.nextInt(NUMBERS.length)];
      bytes.putInt(random.nextInt(most - 3), (int) number);
    }
    return bytes.array();
  }

  /** Damages the header of a pack, whose checksum is right. */
  private static byte[] pack(byte[] good, SeededRandom random) {
    ByteBuffer bytes = ByteBuffer.wrap(good.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int damages = 1 + random.nextInt(2); damages > 0; damages--) {
      int at = 8 + 4 * random.nextInt(60);
      long number = NUMBERS[random.nextInt(NUMBERS.length)];
      bytes.putInt(at, random.nextInt(2) == 0 ? (int) number : bytes.getInt(at) + (int) number);
    }
    byte[] header = Arrays.copyOf(bytes.array(), 4092);
    bytes.putInt(4092, (int) Long.parseLong(FormatFixtures.crc32c(header), 16));
    return bytes.array();
  }
}
