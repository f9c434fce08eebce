package org.dcgan.eval.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads event files from their specification alone: TFRecord framing, a CRC32C by its polynomial
 * bit by bit, and protocol buffers' wire format. Shares no code with what writes them.
 */
final class EventReader {

  /** A message: values by field number, in order. */
  record Message(Map<Integer, List<Object>> fields) {

    static Message parse(byte[] bytes) {
      Map<Integer, List<Object>> fields = new HashMap<>();
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        int tag = (int) varint(in);
        Object value =
            switch (tag & 7) {
              case 0 -> varint(in);
              case 1 -> in.getLong();
              case 5 -> in.getInt();
              case 2 -> {
                byte[] part = new byte[(int) varint(in)];
                in.get(part);
                yield part;
              }
              default -> throw new IllegalStateException("wire type " + (tag & 7));
            };
        fields.computeIfAbsent(tag >>> 3, field -> new ArrayList<>()).add(value);
      }
      return new Message(fields);
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = in.get();
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    boolean has(int field) {
      return fields.containsKey(field);
    }

    long integer(int field) {
      return has(field) ? (Long) fields.get(field).get(0) : 0;
    }

    double float64(int field) {
      return has(field) ? Double.longBitsToDouble((Long) fields.get(field).get(0)) : 0;
    }

    float float32(int field) {
      return has(field) ? Float.intBitsToFloat((Integer) fields.get(field).get(0)) : 0;
    }

    byte[] bytes(int field) {
      return (byte[]) fields.get(field).get(0);
    }

    String text(int field) {
      return new String(bytes(field), StandardCharsets.UTF_8);
    }

    Message message(int field) {
      return parse(bytes(field));
    }

    List<Message> messages(int field) {
      return fields.getOrDefault(field, List.of()).stream()
          .map(part -> parse((byte[]) part))
          .toList();
    }

    /** A packed repeated double. */
    double[] doubles(int field) {
      ByteBuffer in = ByteBuffer.wrap(bytes(field)).order(ByteOrder.LITTLE_ENDIAN);
      double[] values = new double[in.remaining() / Double.BYTES];
      in.asDoubleBuffer().get(values);
      return values;
    }
  }

  private EventReader() {}

  /** All events; fails where a checksum is wrong. */
  static List<Message> read(Path file) throws IOException {
    List<Message> events = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      check(length, in.getInt());
      byte[] message =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(message);
      check(message, in.getInt());
      events.add(Message.parse(message));
    }
    return events;
  }

  private static void check(byte[] bytes, int masked) {
    int rotated = masked - 0xa282ead8;
    int expected = rotated << 15 | rotated >>> 17;
    if (crc32c(bytes) != expected) {
      throw new IllegalStateException("wrong checksum");
    }
  }

  static int crc32c(byte[] bytes) {
    int crc = ~0;
    for (byte value : bytes) {
      crc ^= value & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
      }
    }
    return ~crc;
  }
}
