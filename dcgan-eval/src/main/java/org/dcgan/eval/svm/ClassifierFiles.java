package org.dcgan.eval.svm;

import com.google.common.hash.Hashing;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dcgan.ModelFormatException;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.BoundedFiles;
import org.dcgan.internal.io.ConsistentReads;
import org.dcgan.internal.json.StrictJson;
import org.dcgan.tensorflow.checkpoint.ManifestFolder;
import org.dcgan.tensorflow.checkpoint.Npy;

/**
 * A classifier's folder: {@code classifier.json} and one .npy file, whose name and checksum it
 * contains: a row of weights for each class, the bias last. The array is written under a new name
 * before the manifest is replaced, so that the folder is always consistent.
 */
final class ClassifierFiles {
  private static final String MANIFEST = "classifier.json";
  private static final ManifestFolder.Owned OWNED =
      ManifestFolder.Owned.files(ClassifierManifest.ARRAY);

  private ClassifierFiles() {}

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
        ManifestFolder.open(folder, MANIFEST, OWNED, ClassifierFiles::named)) {
      target.announce(List.of(name));
      // Atomically, since a file of the same weights may exist and be read by another process.
      AtomicFiles.write(folder.resolve(name), out -> out.write(bytes));
      byte[] manifest =
          new ClassifierManifest(classifier.classNames(), classifier.dimension(), name, checksum)
              .encode();
      target.commit(new String(manifest, StandardCharsets.UTF_8));
    }
  }

  /** The array that a manifest names, even if the manifest is invalid otherwise. */
  private static Optional<Set<String>> named(Path manifest) throws IOException {
    try {
      return Optional.of(
          Set.of(
              JsonParser.parseString(BoundedFiles.readString(manifest, StrictJson.MOST_BYTES))
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
    ClassifierManifest manifest = ClassifierManifest.read(file);
    Path array = folder.resolve(manifest.array());
    if (!Files.isRegularFile(array)) {
      throw new ModelFormatException(
          array + ": the manifest names this array, but the file is missing; fit it again");
    }
    int classes = manifest.classNames().size();
    List<Integer> shape = List.of(classes, manifest.dimension() + 1);
    long most = Npy.mostBytes(shape);
    if (Files.size(array) > most) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s is damaged: expected at most %d bytes, got %d; fit it again",
              array,
              most,
              Files.size(array)));
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
    if (!npy.shape().equals(shape)) {
      throw new ModelFormatException(
          array + ": expected shape " + shape + " (classes, dimension + 1), got " + npy.shape());
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

  private static String checksum(byte[] bytes) {
    return String.format(Locale.ROOT, "%08x", Hashing.crc32c().hashBytes(bytes).asInt());
  }
}
