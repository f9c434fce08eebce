package org.dcgan.tensorflow.patches;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;

/**
 * Layers of dictionaries in one file: a zip archive of {@code layers.json} and of .npy arrays,
 * which {@code numpy.load} opens too. Zip's CRC-32 guards every entry.
 *
 * @param shape the pictures' shape
 * @param layers first layer first, at least one
 */
public record PatchFile(ImageShape shape, List<PatchLayer> layers) {
  private static final String MANIFEST = "layers.json";
  private static final String FORMAT = "dcgan-patches";
  private static final int VERSION = 1;
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /** Copies the list. */
  public PatchFile {
    layers = List.copyOf(layers);
  }

  /** What Gson binds; absent members are null. */
  private static final class Manifest {
    private @Nullable String format;
    private int version;
    private int height;
    private int width;
    private int channels;
    private @Nullable List<Layer> layers;
  }

  private static final class Layer {
    private int pool;
    private @Nullable List<Dictionary> dictionaries;
  }

  private static final class Dictionary {
    private int side;
    private double contrast;
    private int @Nullable [] channels;
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @param file where; missing folders are made, a file there is replaced
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.format = FORMAT;
    manifest.version = VERSION;
    manifest.height = shape.height();
    manifest.width = shape.width();
    manifest.channels = shape.channels();
    List<Layer> described = new ArrayList<>();
    for (PatchLayer layer : layers) {
      Layer l = new Layer();
      l.pool = layer.pool();
      List<Dictionary> dictionaries = new ArrayList<>();
      for (PatchDictionary dictionary : layer.dictionaries()) {
        Dictionary d = new Dictionary();
        d.side = dictionary.side();
        d.contrast = dictionary.contrast();
        d.channels = dictionary.channels().stream().mapToInt(Integer::intValue).toArray();
        dictionaries.add(d);
      }
      l.dictionaries = dictionaries;
      described.add(l);
    }
    manifest.layers = described;
    AtomicFiles.write(file, out -> writeTo(out, GSON.toJson(manifest)));
  }

  private void writeTo(OutputStream out, String manifest) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    put(zip, MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
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
    try {
      Manifest manifest = GSON.fromJson(new String(json, StandardCharsets.UTF_8), Manifest.class);
      if (manifest == null || !FORMAT.equals(manifest.format) || manifest.layers == null) {
        throw new ModelFormatException(
            file + ": " + MANIFEST + " does not describe patch dictionaries");
      }
      if (manifest.version != VERSION) {
        throw new ModelFormatException(
            file
                + ": expected version "
                + VERSION
                + ", found "
                + manifest.version
                + "; read it with the library that wrote it");
      }
      ImageShape shape = new ImageShape(manifest.height, manifest.width, manifest.channels);
      List<PatchLayer> layers = new ArrayList<>();
      for (Layer layer : manifest.layers) {
        layers.add(layer(file, entries, layers.size(), layer));
      }
      return new PatchFile(shape, layers);
    } catch (JsonParseException | IllegalArgumentException | NullPointerException e) {
      throw new ModelFormatException(file + ": " + e.getMessage(), e);
    }
  }

  private static PatchLayer layer(
      Path file, Map<String, byte[]> entries, int index, Layer described)
      throws ModelFormatException {
    List<PatchDictionary> dictionaries = new ArrayList<>();
    List<Dictionary> listed = described.dictionaries == null ? List.of() : described.dictionaries;
    for (Dictionary d : listed) {
      int number = dictionaries.size();
      int[] channels = d.channels == null ? new int[0] : d.channels;
      List<Integer> boxed = new ArrayList<>();
      for (int channel : channels) {
        boxed.add(channel);
      }
      dictionaries.add(
          new PatchDictionary(
              d.side,
              boxed,
              d.contrast,
              array(file, entries, name(index, number, "mean")),
              array(file, entries, name(index, number, "whitening")),
              array(file, entries, name(index, number, "centroids"))));
    }
    return new PatchLayer(dictionaries, described.pool);
  }

  private static float[] array(Path file, Map<String, byte[]> entries, String name)
      throws ModelFormatException {
    byte[] bytes = entries.get(name);
    if (bytes == null) {
      throw new ModelFormatException(file + ": the array " + name + " is missing");
    }
    return Npy.parse(bytes, file + "!" + name).values();
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
