package org.dcgan.eval.svm;

import java.util.Locale;
import com.google.common.hash.Hashing;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.dcgan.ModelFormatException;
import org.dcgan.io.AtomicFiles;
import org.dcgan.io.ConsistentReads;
import org.dcgan.tensorflow.checkpoint.ManifestFolder;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.jspecify.annotations.Nullable;

/**
 * A classifier's folder: {@code classifier.json} and, beside it, one .npy file that it names, with
 * its checksum: rows of weights, the bias last. Arrays are written under a new name before the
 * manifest is replaced, so that what is there is always whole.
 */
final class ClassifierFiles {
  private static final String MANIFEST = "classifier.json";
  private static final String FORMAT = "dcgan-linear-classifier";
  private static final int VERSION = 1;
  private static final Pattern ARRAY = Pattern.compile("weights-[0-9a-f]{8}\\.npy");
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ClassifierFiles() {}

  private record Manifest(
      String format, int formatVersion, List<String> classNames, String array, String crc32c) {}

  static void save(Path folder, LinearClassifier classifier) throws IOException {
    int classes = classifier.classNames().size();
    int width = classifier.dimension() + 1;
    float[] rows = new float[Math.multiplyExact(classes, width)];
    for (int k = 0; k < classes; k++) {
      System.arraycopy(classifier.allWeights(), k * (width - 1), rows, k * width, width - 1);
      rows[(k + 1) * width - 1] = classifier.bias(k);
    }
    byte[] bytes = new Npy(List.of(classes, width), rows).toBytes();
    String checksum = checksum(bytes);
    String name = "weights-" + checksum + ".npy";
    try (ManifestFolder target =
        ManifestFolder.open(folder, MANIFEST, ARRAY, ClassifierFiles::named)) {
      target.announce(List.of(name));
      // In one step, since a classifier of the same weights may lie there and be read.
      AtomicFiles.write(folder.resolve(name), out -> out.write(bytes));
      Manifest manifest = new Manifest(FORMAT, VERSION, classifier.classNames(), name, checksum);
      target.commit(GSON.toJson(manifest) + "\n");
    }
  }

  /** The array that a manifest names, whatever else is wrong with it. */
  private static Optional<Set<String>> named(Path manifest) throws IOException {
    try {
      return Optional.of(
          Set.of(
              JsonParser.parseString(Files.readString(manifest))
                  .getAsJsonObject()
                  .get("array")
                  .getAsString()));
    } catch (RuntimeException | java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static LinearClassifier load(Path folder) throws IOException {
    return ConsistentReads.read(folder.resolve(MANIFEST), () -> loadOnce(folder));
  }

  private static LinearClassifier loadOnce(Path folder) throws IOException {
    Path file = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          folder + " is not a saved classifier: expected a folder with " + MANIFEST + " in it");
    }
    Manifest manifest = manifest(file);
    Path array = folder.resolve(manifest.array());
    if (!Files.isRegularFile(array)) {
      throw new ModelFormatException(
          array + ": the manifest names this array, but the file is missing; fit it again");
    }
    byte[] bytes = Files.readAllBytes(array);
    if (!checksum(bytes).equals(manifest.crc32c())) {
      throw new ModelFormatException(
          array
              + " is damaged: expected CRC32C "
              + manifest.crc32c()
              + ", got "
              + checksum(bytes)
              + "; fit it again");
    }
    Npy npy = Npy.parse(bytes, array.toString());
    int classes = manifest.classNames().size();
    if (npy.shape().size() != 2 || npy.shape().get(0) != classes || npy.shape().get(1) < 2) {
      throw new ModelFormatException(
          array + ": expected a row for each of " + classes + " classes, got " + npy.shape());
    }
    int width = npy.shape().get(1);
    float[] weights = new float[classes * (width - 1)];
    float[] biases = new float[classes];
    for (int k = 0; k < classes; k++) {
      System.arraycopy(npy.values(), k * width, weights, k * (width - 1), width - 1);
      biases[k] = npy.values()[(k + 1) * width - 1];
    }
    return new LinearClassifier(manifest.classNames(), width - 1, weights, biases);
  }

  private static Manifest manifest(Path file) throws IOException {
    @Nullable Manifest manifest;
    try {
      manifest = GSON.fromJson(Files.readString(file), Manifest.class);
    } catch (JsonParseException | java.nio.charset.CharacterCodingException e) {
      throw new ModelFormatException(file + " is damaged: expected a JSON object", e);
    }
    if (manifest == null
        || !FORMAT.equals(manifest.format())
        || manifest.classNames() == null
        || manifest.array() == null
        || !ARRAY.matcher(manifest.array()).matches()) {
      throw new ModelFormatException(
          file + ": expected the manifest of a classifier (format \"" + FORMAT + "\")");
    }
    if (manifest.formatVersion() > VERSION) {
      throw new ModelFormatException(
          file
              + " has format version "
              + manifest.formatVersion()
              + ", this library can read up to "
              + VERSION
              + "; use a newer version of the library");
    }
    return manifest;
  }

  private static String checksum(byte[] bytes) {
    return String.format(Locale.ROOT, "%08x", Hashing.crc32c().hashBytes(bytes).asInt());
  }
}
