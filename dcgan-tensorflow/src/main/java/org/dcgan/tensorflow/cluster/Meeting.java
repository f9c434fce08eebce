package org.dcgan.tensorflow.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A place of the program at which all workers exchange messages, and how long one waits there for
 * the others.
 *
 * @param place the place, the same in all workers
 * @param limit how long to wait for a worker whose process answers
 * @param silence how long to wait for a worker whose process does not answer
 * @param stopped whether this worker has been asked to end
 * @param patience how long it continues to wait after that
 */
record Meeting(
    Place place, Duration limit, Duration silence, BooleanSupplier stopped, Duration patience) {

  /** The places, in no particular order. */
  enum Place {
    /** Before a training. */
    JOIN(1, "the start of a training"),
    /** Before the first step. */
    SETTINGS(2, "the comparison of settings and images before the first step"),
    /** Wherever worker 0 works or decides alone. */
    CHIEF(
        3,
        "the end of what worker 0 does between two steps, which is to read or write checkpoints,"
            + " to call listeners and to score"),
    /** After an epoch. */
    WEIGHTS(4, "the comparison of the weights at the end of an epoch");

    private final int code;
    private final String text;

    Place(int code, String text) {
      this.code = code;
      this.text = text;
    }

    /** The number by which workers tell each other where they are. */
    int code() {
      return code;
    }

    /** Describes the place with a code, which may be that of another version. */
    static String textOf(int code) {
      for (Place place : values()) {
        if (place.code == code) {
          return place.text;
        }
      }
      return "a place that this version does not have";
    }

    /** What the workers wait for at this place, for messages. */
    String text() {
      return text;
    }
  }
}
