package org.dcgan.tensorflow.compute;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.dcgan.ModelFormatException;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.json.StrictJson;
import org.dcgan.tensorflow.checkpoint.Npy;

/**
 * A file with layers of dictionaries: a zip archive of {@code layers.json} and .npy arrays, which
 * {@code numpy.load} can open. Each entry has a CRC-32 checksum.
 *
 * @param shape the images' shape
 * @param layers first layer first, at least one
 */
public record PatchFile(ImageShape shape, List<PatchLayer> layers) {
  private static final String MANIFEST = "layers.json";
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Copies the list. */
  public PatchFile {
    requireNonNull(shape, "shape");
    requireNonNull(layers, "layers");

    layers = List.copyOf(layers);
  }

  /**
   * Writes the file atomically.
   *
   * @param file the file to write; missing folders are created, an existing file is replaced
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    requireNonNull(file, "file");

    byte[] manifest = PatchManifest.of(this).encode();
    AtomicFiles.write(file, out -> writeTo(out, manifest));
  }

  private void writeTo(OutputStream out, byte[] manifest) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    put(zip, MANIFEST, manifest);
    for (int l = 0; l < layers.size(); l++) {
      List<PatchDictionary> dictionaries = layers.get(l).dictionaries();
      for (int d = 0; d < dictionaries.size(); d++) {
        PatchDictionary dictionary = dictionaries.get(d);
        int n = dictionary.dimension();
        put(zip, name(l, d, "mean"), new Npy(List.of(n), dictionary.mean()).toBytes());
        put(zip, name(l, d, "whitening"), new Npy(List.of(n, n), dictionary.whitening()).toBytes());
        put(
            zip,
            name(l, d, "centroids"),
            new Npy(List.of(dictionary.size(), n), dictionary.centroids()).toBytes());
      }
    }
    zip.finish();
  }

  static String name(int layer, int dictionary, String array) {
    return "layer" + (layer + 1) + "-" + (dictionary + 1) + "-" + array + ".npy";
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    // Equal layers give equal files in every time zone.
    entry.setTimeLocal(EPOCH);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /**
   * Reads a file.
   *
   * @param file a file written by {@link #write}
   * @return shape and layers
   * @throws ModelFormatException if it is not such a file, is damaged, or has a later version
   * @throws IOException if it cannot be read
   */
  public static PatchFile read(Path file) throws IOException {
    requireNonNull(file, "file");

    Map<String, float[]> arrays = new HashMap<>();
    PatchManifest manifest;
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(new BufferedInputStream(in))) {
      manifest = manifest(file, zip);
      manifest.checkSize(file, Files.size(file), Runtime.getRuntime().maxMemory());
      Map<String, List<Integer>> expected = manifest.arrays();
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        List<Integer> shape = expected.get(entry.getName());
        if (shape == null || arrays.containsKey(entry.getName())) {
          throw new ModelFormatException(
              file + " is damaged: it has an entry that its " + MANIFEST + " does not describe");
        }
        arrays.put(entry.getName(), array(file, zip, entry.getName(), shape));
      }
    } catch (OutOfMemoryError e) {
      throw new ModelFormatException(
          printable(file)
              + ": its arrays do not fit the rest of the heap of "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MB; run java with a larger -Xmx",
          e);
    } catch (ZipException | java.io.EOFException | IllegalArgumentException e) {
      throw new ModelFormatException(
          file + " is damaged or truncated: " + e.getMessage() + "; learn the features again", e);
    }
    try {
      List<PatchLayer> layers = new ArrayList<>();
      for (PatchManifest.Layer layer : manifest.layers()) {
        layers.add(layer(file, arrays, layers.size(), layer));
      }
      return new PatchFile(manifest.image(), layers);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelFormatException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Reads the first entry, which determines the sizes of all others. */
  private static PatchManifest manifest(Path file, ZipInputStream zip) throws IOException {
    ZipEntry first = zip.getNextEntry();
    if (first == null || !first.getName().equals(MANIFEST)) {
      throw new ModelFormatException(
          file
              + ": expected a file of patch dictionaries, found no "
              + MANIFEST
              + " at its beginning");
    }
    return PatchManifest.decode(file + "!" + MANIFEST, zip.readNBytes(StrictJson.MOST_BYTES + 1));
  }

  private static float[] array(Path file, ZipInputStream zip, String name, List<Integer> shape)
      throws IOException {
    return Npy.read(zip, file + "!" + name, shape).values();
  }

  private static PatchLayer layer(
      Path file, Map<String, float[]> arrays, int index, PatchManifest.Layer described)
      throws ModelFormatException {
    List<PatchDictionary> dictionaries = new ArrayList<>();
    for (PatchManifest.Dictionary d : described.dictionaries()) {
      int number = dictionaries.size();
      dictionaries.add(
          new PatchDictionary(
              d.side(),
              d.channels(),
              d.contrast(),
              require(file, arrays, name(index, number, "mean")),
              require(file, arrays, name(index, number, "whitening")),
              require(file, arrays, name(index, number, "centroids"))));
    }
    return new PatchLayer(dictionaries, described.pool());
  }

  private static float[] require(Path file, Map<String, float[]> arrays, String name)
      throws ModelFormatException {
    float[] array = arrays.get(name);
    if (array == null) {
      throw new ModelFormatException(file + ": the array " + name + " is missing");
    }
    return array;
  }
}
