package org.dcgan.tensorflow.patches;

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
import org.dcgan.io.AtomicFiles;
import org.dcgan.tensorflow.checkpoint.Npy;

/**
 * Layers of dictionaries in one file: a zip archive of {@code layers.json} and of .npy arrays,
 * which {@code numpy.load} opens too. Zip's CRC-32 guards every entry.
 *
 * @param shape the pictures' shape
 * @param layers first layer first, at least one
 */
public record PatchFile(ImageShape shape, List<PatchLayer> layers) {
  private static final String MANIFEST = "layers.json";
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Copies the list. */
  public PatchFile {
    layers = List.copyOf(layers);
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @param file where; missing folders are made, a file there is replaced
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
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

  private static String name(int layer, int dictionary, String array) {
    return "layer" + (layer + 1) + "-" + (dictionary + 1) + "-" + array + ".npy";
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    // Equal layers make equal files, in whatever time zone.
    entry.setTimeLocal(EPOCH);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /**
   * Reads a file.
   *
   * @param file what {@link #write} wrote
   * @return shape and layers
   * @throws ModelFormatException if it is something else, damaged, or of a later version
   * @throws IOException if it cannot be read
   */
  public static PatchFile read(Path file) throws IOException {
    Map<String, byte[]> entries = entries(file);
    byte[] json = entries.get(MANIFEST);
    if (json == null) {
      throw new ModelFormatException(
          file + ": expected a file of patch dictionaries, found no " + MANIFEST + " in it");
    }
    PatchManifest manifest = PatchManifest.decode(file + "!" + MANIFEST, json);
    try {
      List<PatchLayer> layers = new ArrayList<>();
      for (PatchManifest.Layer layer : manifest.layers()) {
        layers.add(layer(file, entries, layers.size(), layer));
      }
      return new PatchFile(manifest.image(), layers);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelFormatException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static PatchLayer layer(
      Path file, Map<String, byte[]> entries, int index, PatchManifest.Layer described)
      throws ModelFormatException {
    List<PatchDictionary> dictionaries = new ArrayList<>();
    for (PatchManifest.Dictionary d : described.dictionaries()) {
      int number = dictionaries.size();
      int n = d.side() * d.side() * d.channels().size();
      dictionaries.add(
          new PatchDictionary(
              d.side(),
              d.channels(),
              d.contrast(),
              array(file, entries, name(index, number, "mean"), List.of(n)),
              array(file, entries, name(index, number, "whitening"), List.of(n, n)),
              array(file, entries, name(index, number, "centroids"), List.of(d.centroids(), n))));
    }
    return new PatchLayer(dictionaries, described.pool());
  }

  private static float[] array(
      Path file, Map<String, byte[]> entries, String name, List<Integer> shape)
      throws ModelFormatException {
    byte[] bytes = entries.get(name);
    if (bytes == null) {
      throw new ModelFormatException(file + ": the array " + name + " is missing");
    }
    Npy array = Npy.parse(bytes, file + "!" + name);
    if (!array.shape().equals(shape)) {
      throw new ModelFormatException(
          file + "!" + name + ": expected shape " + shape + ", got " + array.shape());
    }
    return array.values();
  }

  private static Map<String, byte[]> entries(Path file) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(new BufferedInputStream(in))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    } catch (ZipException | java.io.EOFException e) {
      throw new ModelFormatException(file + ": damaged or truncated: " + e.getMessage(), e);
    }
    return entries;
  }
}
