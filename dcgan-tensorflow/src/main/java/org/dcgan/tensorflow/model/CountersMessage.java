package org.dcgan.tensorflow.model;

import java.nio.ByteBuffer;
import org.dcgan.tensorflow.training.Counters;

/** The encoding of counters in messages between workers of the same version. */
final class CountersMessage {

  private CountersMessage() {}

  static byte[] encode(Counters counters) {
    return ByteBuffer.allocate(8 * Long.BYTES)
        .putLong(counters.step())
        .putLong(counters.generatorUpdates())
        .putLong(counters.discriminatorUpdates())
        .putLong(counters.generatorStatistics())
        .putLong(counters.discriminatorStatistics())
        .putLong(counters.generatorAverages())
        .putLong(counters.discriminatorAverages())
        .putLong(counters.discriminatorAverageStatistics())
        .array();
  }

  static Counters decode(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    return new Counters(
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong());
  }
}
