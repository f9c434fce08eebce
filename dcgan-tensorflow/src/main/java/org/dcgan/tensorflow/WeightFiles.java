package org.dcgan.tensorflow;

import com.google.common.hash.Hashing;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.dcgan.Architecture;
import org.dcgan.Dcgan;
import org.dcgan.ModelFormatException;
import org.dcgan.ModelSpec;
import org.dcgan.RuntimeOptions;
import org.dcgan.io.AtomicFiles;
import org.dcgan.io.AtomicFolders;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.training.Counters;
import org.jspecify.annotations.Nullable;

/**
 * Both networks' weights and population statistics as .npy files, which {@code numpy.load} reads,
 * with the manifest {@value #MANIFEST}: names, shapes, number formats, how each array is laid out
 * and used, and checksums as {@code sha256sum} prints them. Optimiser moments are left out: this is
 * for going elsewhere; {@link Dcgan#save} is for going on. G's are the moving average where there
 * is one.
 */
public final class WeightFiles {
  /** Describes the files beside it. */
  public static final String MANIFEST = "weights.json";

  private static final String FORMAT = "dcgan-weights";
  private static final int VERSION = 1;
  private static final String FLOAT32 = "<f4";
  private static final Pattern PLAIN_NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]+");

  private static final Gson gson =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private WeightFiles() {}

  private record Manifest(
      String format,
      int formatVersion,
      String library,
      long step,
      long generatorStatistics,
      long discriminatorStatistics,
      Architecture architecture,
      List<Entry> arrays) {}

  private record Entry(
      String name, String file, List<Integer> shape, String dtype, String layout, String sha256) {}

  /**
   * Writes the weights.
   *
   * @param dcgan an open model of this engine
   * @param directory a folder of its own; weights that are there are replaced in one step, or stay
   *     if writing fails
   * @throws IllegalArgumentException if the model is another engine's
   * @throws IllegalStateException if the model is closed
   * @throws IOException if they cannot be written
   */
  public static void export(Dcgan dcgan, Path directory) throws IOException {
    TensorFlowDcgan model = TensorFlowDcgan.of(dcgan);
    Map<String, Npy> arrays = model.networks();
    Counters counters = model.counters();
    AtomicFolders.write(
        directory,
        MANIFEST,
        folder -> {
          List<Entry> entries = new ArrayList<>();
          for (NetworkArray array : NetworkArray.of(model.architecture())) {
            byte[] bytes = arrays.get(array.name()).toBytes();
            String file = array.name().replace('/', '.') + ".npy";
            AtomicFiles.write(folder.resolve(file), out -> out.write(bytes));
            entries.add(
                new Entry(
                    array.name(), file, array.shape(), FLOAT32, array.layout(), sha256(bytes)));
          }
          AtomicFiles.writeString(
              folder.resolve(MANIFEST),
              gson.toJson(
                  new Manifest(
                      FORMAT,
                      VERSION,
                      Version.LIBRARY,
                      counters.step(),
                      counters.generatorStatistics(),
                      counters.discriminatorStatistics(),
                      model.architecture(),
                      entries)));
        });
  }

  /**
   * Opens a model with exported weights. Its optimisers start afresh.
   *
   * @param directory what {@link #export} wrote, or others in the same format
   * @param runtime how it runs
   * @return an open model
   * @throws ModelFormatException if it is not one, incomplete, damaged, or of a newer format
   * @throws IOException if it cannot be read
   */
  public static Dcgan load(Path directory, RuntimeOptions runtime) throws IOException {
    return AtomicFolders.read(directory, MANIFEST, () -> loadOnce(directory, runtime));
  }

  private static Dcgan loadOnce(Path directory, RuntimeOptions runtime) throws IOException {
    Path file = directory.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          directory + ": expected a folder of exported weights with " + MANIFEST + " in it");
    }
    Manifest manifest = read(file);
    Map<String, float[]> arrays = new HashMap<>();
    for (Entry entry : manifest.arrays()) {
      arrays.put(entry.name(), read(directory.resolve(entry.file()), entry));
    }
    TensorFlowDcgan model =
        TensorFlowDcgan.untrained(
            new ModelSpec(manifest.architecture(), Dcgan.DEFAULT_SEED), runtime);
    try {
      for (NetworkArray array : NetworkArray.of(manifest.architecture())) {
        float[] values = arrays.get(array.name());
        if (values == null) {
          throw new ModelFormatException(
              file + ": expected an array named " + array.name() + ", found " + arrays.keySet());
        }
        long size = array.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        if (values.length != size) {
          throw new ModelFormatException(
              String.format(
                  Locale.ROOT,
                  "%s: expected %s of shape %s, found %d values",
                  file,
                  array.name(),
                  array.shape(),
                  values.length));
        }
        model.write(array.name(), values);
      }
      model.counters(
          new Counters(
              manifest.step(),
              0,
              0,
              manifest.generatorStatistics(),
              manifest.discriminatorStatistics()));
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Manifest read(Path file) throws IOException {
    @Nullable Manifest manifest;
    try {
      manifest = gson.fromJson(Files.readString(file), Manifest.class);
    } catch (JsonParseException
        | IllegalArgumentException
        | java.nio.charset.CharacterCodingException e) {
      throw new ModelFormatException(file + " is damaged: " + e.getMessage(), e);
    }
    if (manifest == null || !FORMAT.equals(manifest.format())) {
      throw new ModelFormatException(
          file + ": expected the manifest of exported weights (format \"" + FORMAT + "\")");
    }
    if (manifest.formatVersion() > VERSION) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s has format version %d, this library can read up to %d; use a newer version of it",
              file,
              manifest.formatVersion(),
              VERSION));
    }
    if (manifest.architecture() == null
        || manifest.architecture().latentDistribution() == null
        || manifest.arrays() == null) {
      throw new ModelFormatException(file + " is damaged: architecture or arrays are missing");
    }
    for (Entry entry : manifest.arrays()) {
      if (entry == null
          || entry.name() == null
          || entry.file() == null
          || entry.shape() == null
          || entry.sha256() == null
          || !PLAIN_NAME.matcher(entry.file()).matches()) {
        throw new ModelFormatException(
            file + " is damaged: expected name, plain file name, shape and sha256, got " + entry);
      }
    }
    return manifest;
  }

  private static float[] read(Path file, Entry entry) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          file + ": the manifest names this array, but the file is missing; export it again");
    }
    byte[] bytes = Files.readAllBytes(file);
    String found = sha256(bytes);
    if (!found.equals(entry.sha256())) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s is damaged or was changed: expected SHA-256 %s, got %s (%d bytes)",
              file,
              entry.sha256(),
              found,
              bytes.length));
    }
    Npy npy = Npy.parse(bytes, file.toString());
    if (!npy.shape().equals(entry.shape())) {
      throw new ModelFormatException(
          file + ": expected shape " + entry.shape() + ", got " + npy.shape());
    }
    return npy.values();
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }
}
