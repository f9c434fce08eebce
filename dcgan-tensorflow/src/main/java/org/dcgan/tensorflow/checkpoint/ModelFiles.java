package org.dcgan.tensorflow.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.dcgan.ModelFormatException;
import org.dcgan.ModelSpec;
import org.dcgan.io.AtomicFiles;
import org.dcgan.tensorflow.training.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's folder: {@code model.json} and, beside it, one folder of .npy files that it names.
 *
 * <p>Saving writes a new folder of arrays, then replaces the manifest in one step, then deletes the
 * folder that the old manifest named: at every moment the manifest that is there names arrays that
 * are whole. Every file carries a CRC32C, the manifest its own, so damage is found on loading.
 */
public final class ModelFiles {
  private static final Logger logger = LoggerFactory.getLogger(ModelFiles.class);
  private static final String MANIFEST = "model.json";
  private static final String ARRAYS = "arrays-";
  private static final String CHECKSUM = "checksum";
  private static final Gson gson =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ModelFiles() {}

  /**
   * A model as read.
   *
   * @param manifest what it says about itself
   * @param arrays values by variable name
   */
  public record Loaded(ModelManifest manifest, Map<String, Npy> arrays) {}

  /**
   * Writes a model.
   *
   * @param directory where; made where it is missing
   * @param engine the engine's name and version
   * @param library this library's version
   * @param dataset what it was trained on
   * @param spec architecture and seed
   * @param counters where it stands
   * @param names the variables
   * @param array reads one
   * @throws IOException if it cannot be written; a model that was there is then still there
   */
  public static void save(
      Path directory,
      String engine,
      String library,
      String dataset,
      ModelSpec spec,
      Counters counters,
      List<String> names,
      Function<String, Npy> array)
      throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new NotDirectoryException(
          directory + ": expected a folder to save the model in, found a file");
    }
    Files.createDirectories(directory);
    String folder = ARRAYS + counters.step() + "-" + UUID.randomUUID().toString().substring(0, 8);
    Path arrays = directory.resolve(folder);
    boolean done = false;
    try {
      Files.createDirectory(arrays);
      List<ModelManifest.ArrayEntry> entries = new ArrayList<>();
      for (String name : names) {
        Npy npy = array.apply(name);
        byte[] bytes = npy.toBytes();
        String file = name.replace('/', '.') + ".npy";
        AtomicFiles.write(arrays.resolve(file), out -> out.write(bytes));
        entries.add(new ModelManifest.ArrayEntry(name, file, npy.shape(), crc32c(bytes)));
      }
      ModelManifest manifest =
          new ModelManifest(
              ModelManifest.FORMAT,
              ModelManifest.VERSION,
              library,
              engine,
              dataset,
              spec,
              counters,
              folder,
              entries);
      AtomicFiles.writeString(directory.resolve(MANIFEST), withChecksum(manifest));
      done = true;
    } finally {
      if (!done) {
        deleteQuietly(arrays);
      }
    }
    deleteOthers(directory, folder);
  }

  /**
   * Reads a model.
   *
   * @param directory what {@link #save} wrote
   * @return the model
   * @throws ModelFormatException if it is not one, is damaged, or is of a newer format
   * @throws IOException if it cannot be read
   */
  public static Loaded load(Path directory) throws IOException {
    Path file = directory.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          String.format(
              "%s is not a saved model: expected a folder with %s in it, found %s",
              directory,
              MANIFEST,
              Files.isDirectory(directory)
                  ? "a folder without"
                  : Files.exists(directory) ? "a file" : "nothing"));
    }
    ModelManifest manifest = readManifest(file);
    Map<String, Npy> arrays = new LinkedHashMap<>();
    for (ModelManifest.ArrayEntry entry : manifest.arrays()) {
      arrays.put(entry.name(), readArray(directory.resolve(manifest.arraysFolder()), entry));
    }
    return new Loaded(manifest, arrays);
  }

  private static Npy readArray(Path folder, ModelManifest.ArrayEntry entry) throws IOException {
    Path file = folder.resolve(entry.file());
    if (!file.normalize().startsWith(folder) || !Files.isRegularFile(file)) {
      throw new ModelFormatException(
          file
              + ": the model's manifest names this array, but the file is missing; the model is"
              + " incomplete, load another copy");
    }
    byte[] bytes = Files.readAllBytes(file);
    String found = crc32c(bytes);
    if (!found.equals(entry.crc32c())) {
      throw new ModelFormatException(
          String.format(
              "%s is damaged: expected CRC32C %s, got %s (%d bytes); load another copy of the model",
              file, entry.crc32c(), found, bytes.length));
    }
    Npy npy = Npy.parse(bytes, file.toString());
    if (!npy.shape().equals(entry.shape())) {
      throw new ModelFormatException(
          file + ": expected shape " + entry.shape() + ", got " + npy.shape());
    }
    return npy;
  }

  private static ModelManifest readManifest(Path file) throws IOException {
    JsonObject json;
    try {
      JsonElement element = JsonParser.parseString(Files.readString(file, UTF_8));
      json = element.getAsJsonObject();
    } catch (JsonParseException
        | IllegalStateException
        | java.nio.charset.MalformedInputException e) {
      throw new ModelFormatException(
          file + " is damaged: expected a JSON object; load another copy of the model", e);
    }
    try {
      if (!json.has("format") || !ModelManifest.FORMAT.equals(json.get("format").getAsString())) {
        throw new ModelFormatException(
            file
                + ": expected the manifest of a model (format "
                + ModelManifest.FORMAT
                + "), found format "
                + json.get("format"));
      }
      int version = json.get("formatVersion").getAsInt();
      if (version > ModelManifest.VERSION) {
        throw new ModelFormatException(
            String.format(
                "%s has format version %d, this library (which writes version %d) can read up to"
                    + " that; load it with a newer version of the library",
                file, version, ModelManifest.VERSION));
      }
      JsonElement checksum = json.remove(CHECKSUM);
      String found = crc32c(gson.toJson(json).getBytes(UTF_8));
      if (checksum == null || !checksum.getAsString().equals(found)) {
        throw new ModelFormatException(
            String.format(
                "%s is damaged: expected CRC32C %s, got %s; load another copy of the model",
                file, checksum, found));
      }
      return gson.fromJson(json, ModelManifest.class);
    } catch (RuntimeException e) {
      throw new ModelFormatException(
          file + " is damaged: " + e.getMessage() + "; load another copy of the model", e);
    }
  }

  private static String withChecksum(ModelManifest manifest) {
    JsonObject json = gson.toJsonTree(manifest).getAsJsonObject();
    // Through text once, so that numbers are what a reader will have.
    json = JsonParser.parseString(gson.toJson(json)).getAsJsonObject();
    json.addProperty(CHECKSUM, crc32c(gson.toJson(json).getBytes(UTF_8)));
    return gson.toJson(json);
  }

  private static String crc32c(byte[] bytes) {
    return String.format("%08x", Hashing.crc32c().hashBytes(bytes).asInt());
  }

  private static void deleteOthers(Path directory, String keep) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory, ARRAYS + "*")) {
      for (Path folder : folders) {
        if (!folder.getFileName().toString().equals(keep)) {
          deleteQuietly(folder);
        }
      }
    }
  }

  private static void deleteQuietly(Path folder) {
    try {
      if (Files.exists(folder)) {
        MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      logger.warn("{} is no longer needed, but could not be deleted: {}", folder, e.toString());
    }
  }
}
