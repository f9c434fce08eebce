package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.dcgan.Dcgan;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.latent.Labels;

/**
 * The label of samples that a file names by seed and index: with another label, the same seed and
 * index are another image. It is recorded where it is a class. Files without it, such as those of
 * versions before there was one, fit every model.
 */
final class SampleLabel {
  private static final String KEY = "label";

  private SampleLabel() {}

  /** The class of all samples of a model; empty without classes, or with any other labels. */
  static OptionalInt of(Dcgan dcgan) {
    return dcgan
        .labels()
        .filter(labels -> labels.count() == 1)
        .map(labels -> labels.classOf(0))
        .orElse(OptionalInt.empty());
  }

  /** Checks the range. */
  static void check(OptionalInt label) {
    label.ifPresent(
        number -> checkArgument(number >= 0, "the label must be at least 0, got %s", number));
  }

  /**
   * Checks that a model generates the samples of a file.
   *
   * @param label that of the file
   * @param dcgan the model
   * @param what what the file has, for the message, such as "boxes"
   */
  static void require(OptionalInt label, Dcgan dcgan, String what) {
    if (label.isPresent() && !label.equals(of(dcgan))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the %s are of samples of label %d, but the model %s; %s, or use %s of its samples",
              what,
              label.getAsInt(),
              generates(dcgan),
              dcgan.architecture().isConditional()
                  ? "choose the label " + label.getAsInt() + " (--label, Dcgan.withLabels)"
                  : "use the conditional model that generated them",
              what));
    }
  }

  private static String generates(Dcgan dcgan) {
    if (!dcgan.architecture().isConditional()) {
      return "has no classes";
    }
    OptionalInt label = of(dcgan);
    if (label.isPresent()) {
      return "generates samples of label " + label.getAsInt();
    }
    return dcgan
        .labels()
        .map((Labels labels) -> "generates samples of " + labels)
        .orElse("was given no label");
  }

  /** Reads the label, which is optional. */
  static OptionalInt read(JsonFields fields) {
    return fields.has(KEY)
        ? OptionalInt.of(fields.integer(KEY, 0, Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  /** Writes the label if there is one. */
  static void put(JsonMap content, OptionalInt label) {
    label.ifPresent(number -> content.put(KEY, number));
  }

  /** The version of a format whose second version added the label. */
  static int version(OptionalInt label) {
    return label.isPresent() ? 2 : 1;
  }

  /**
   * Which samples the numbers of a file are of.
   *
   * @param seed the random seed of their latents
   * @param count the number of samples
   * @param label their class, if it is known
   */
  record Samples(long seed, int count, OptionalInt label) {

    private String text() {
      return String.format(
          Locale.ROOT,
          "%d samples of seed %d%s",
          count,
          seed,
          label.isPresent() ? " of label " + label.getAsInt() : "");
    }
  }

  /** Reads which samples a file is of. */
  @FunctionalInterface
  interface Reader {
    Samples samples(Path file) throws IOException;
  }

  /**
   * Checks, before the samples beside a file are replaced, that the file is of the same samples. A
   * file that does not exist or cannot be read is left for later, and one without a label fits any.
   *
   * @param reader reads which samples the file is of
   * @param samples the new samples
   */
  static void requireSame(Path file, Reader reader, Samples samples) {
    if (!Files.exists(file)) {
      return;
    }
    Samples found;
    try {
      found = reader.samples(file);
    } catch (IOException e) {
      return; // reported when the file is used
    }
    checkArgument(
        found.seed() == samples.seed()
            && found.count() == samples.count()
            && (found.label().isEmpty() || found.label().equals(samples.label())),
        "%s is of %s, but %s were asked for, whose numbers would be other images; name another"
            + " folder, or delete the file",
        file,
        found.text(),
        samples.text());
  }
}
