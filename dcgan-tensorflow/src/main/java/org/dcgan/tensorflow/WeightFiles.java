package org.dcgan.tensorflow;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.ModelFormatException;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FloatFormat;
import org.dcgan.internal.HalfFloats;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.AtomicFolders;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.export.NetworkArray;
import org.dcgan.tensorflow.model.NetworkValues;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.runtime.Version;
import org.dcgan.tensorflow.training.Counters;

/**
 * Exports both networks' weights and population statistics as .npy files, which {@code numpy.load}
 * reads, with the manifest {@value #MANIFEST}: names, shapes, number formats, layout and use of
 * each array, and checksums as {@code sha256sum} prints them. Optimizer moments are not exported:
 * this format is for other programs, {@link Dcgan#save} for continuing a training. The weights of G
 * are their moving average if there is one, those of D are the trained ones.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class WeightFiles {
  /** The name of the manifest. */
  public static final String MANIFEST = "weights.json";

  private WeightFiles() {}

  /**
   * Writes the weights.
   *
   * @param dcgan an open model of this engine
   * @param directory the target folder; existing weights are replaced atomically, and are kept if
   *     writing fails. A folder that also contains other files is refused, because they would be
   *     deleted
   * @throws IllegalArgumentException if the model belongs to another engine
   * @throws IllegalStateException if the model is closed
   * @throws IOException if they cannot be written
   */
  public static void export(Dcgan dcgan, Path directory) throws IOException {
    export(dcgan, directory, FloatFormat.FLOAT32);
  }

  /**
   * Writes the weights in a number format of choice. With {@link FloatFormat#FLOAT16} the files
   * take half the memory: kernels and matrices are rounded to half precision, which changes
   * generated images by less than the last of their 8 bits; gains, biases and statistics, which are
   * few, are still written in single precision.
   *
   * @param dcgan an open model of this engine
   * @param directory the target folder; existing weights are replaced atomically, and are kept if
   *     writing fails. A folder that also contains other files is refused, because they would be
   *     deleted
   * @param format the number format of kernels and matrices
   * @throws IllegalArgumentException if the model belongs to another engine, or if a weight is
   *     beyond the range of the format
   * @throws IllegalStateException if the model is closed
   * @throws IOException if they cannot be written
   */
  public static void export(Dcgan dcgan, Path directory, FloatFormat format) throws IOException {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(directory, "directory");
    requireNonNull(format, "format");

    TensorFlowDcgan model = TensorFlowDcgan.of(dcgan);
    NetworkValues values = model.networks(DiscriminatorWeights.TRAINED);
    Map<String, Npy> arrays = values.arrays();
    Counters counters = values.counters();
    AtomicFolders.write(
        directory,
        MANIFEST,
        WeightManifest::files,
        folder -> {
          List<WeightManifest.Entry> entries = new ArrayList<>();
          for (NetworkArray array : NetworkArray.of(model.architecture())) {
            FloatFormat written = array.shape().size() > 1 ? format : FloatFormat.FLOAT32;
            byte[] bytes = encode(array, requireNonNull(arrays.get(array.name())), written);
            String file = array.name().replace('/', '.') + ".npy";
            AtomicFiles.write(folder.resolve(file), out -> out.write(bytes));
            entries.add(
                new WeightManifest.Entry(
                    array.name(),
                    file,
                    array.shape(),
                    Npy.typeOf(written),
                    array.layout(),
                    sha256(bytes)));
          }
          byte[] manifest =
              new WeightManifest(
                      Version.LIBRARY,
                      counters.step(),
                      counters.generatorStatistics(),
                      counters.discriminatorStatistics(),
                      model.architecture(),
                      entries)
                  .encode();
          AtomicFiles.write(folder.resolve(MANIFEST), out -> out.write(manifest));
        });
  }

  private static byte[] encode(NetworkArray array, Npy values, FloatFormat format) {
    if (format == FloatFormat.FLOAT16) {
      for (float value : values.values()) {
        if (Math.abs(value) > HalfFloats.MAX) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "a weight of %s is %s, but half precision ends at %,.0f; export in single"
                      + " precision, or another checkpoint if the training diverged",
                  array.name(),
                  value,
                  HalfFloats.MAX));
        }
      }
    }
    return values.toBytes(format);
  }

  /**
   * Opens a model with exported weights. Its optimizers start without moments.
   *
   * @param directory a folder written by {@link #export}, or in the same format
   * @param runtime precision, device and threads
   * @return an open model
   * @throws ModelFormatException if it is not in this format, is incomplete or damaged, or has a
   *     newer version
   * @throws IOException if it cannot be read
   */
  public static Dcgan load(Path directory, RuntimeOptions runtime) throws IOException {
    requireNonNull(directory, "directory");
    requireNonNull(runtime, "runtime");

    return AtomicFolders.read(directory, MANIFEST, () -> loadOnce(directory, runtime));
  }

  private static Dcgan loadOnce(Path directory, RuntimeOptions runtime) throws IOException {
    Path file = directory.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          directory + ": expected a folder of exported weights with " + MANIFEST + " in it");
    }
    WeightManifest manifest = WeightManifest.read(file);
    Map<String, float[]> arrays = new LinkedHashMap<>();
    for (WeightManifest.Entry entry : manifest.arrays()) {
      arrays.put(entry.name(), read(directory.resolve(entry.file()), entry));
    }
    TensorFlowDcgan model =
        TensorFlowDcgan.untrained(
            new ModelSpec(manifest.architecture(), Dcgan.DEFAULT_SEED), runtime);
    try {
      model.write(arrays);
      model.counters(
          new Counters(
              manifest.step(),
              0,
              0,
              manifest.generatorStatistics(),
              manifest.discriminatorStatistics()));
      return model;
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static float[] read(Path file, WeightManifest.Entry entry) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          file + ": the manifest names this array, but the file is missing; export it again");
    }
    long most = Npy.mostBytes(entry.shape());
    if (Files.size(file) > most) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s is damaged or was changed: expected at most %d bytes for shape %s, got %d",
              file,
              most,
              entry.shape(),
              Files.size(file)));
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
