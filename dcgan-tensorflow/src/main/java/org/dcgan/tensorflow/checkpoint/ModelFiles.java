package org.dcgan.tensorflow.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcgan.ModelFormatException;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.BoundedFiles;
import org.dcgan.internal.io.ConsistentReads;
import org.dcgan.internal.json.StrictJson;
import org.dcgan.tensorflow.training.Counters;
import org.jspecify.annotations.Nullable;

/**
 * A model's folder: {@code model.json} and, beside it, one folder of .npy files that it names.
 *
 * <p>Saving writes a new folder of arrays, then replaces the manifest in one step, then deletes the
 * folder that the old manifest named. At every moment the existing manifest names complete arrays.
 * Every file has a CRC32C checksum, the manifest included, so loading detects damage.
 */
public final class ModelFiles {
  private static final String MANIFEST = "model.json";
  private static final String ARRAYS = "arrays-";

  /** The suffix of temporary files: fixed in earlier versions, with a random number since. */
  private static final String PART = "(?:(?:\\.[0-9a-f]{16})?\\.part)?";

  private static final Pattern MANIFEST_FILES =
      Pattern.compile(Pattern.quote(MANIFEST) + PART + "|" + Pattern.quote(ManifestFolder.LOCK));

  /** Folders with other names are never deleted, nor are files in them with other names. */
  private static final ManifestFolder.Owned OWNED =
      ManifestFolder.Owned.folders(
          Pattern.compile(ARRAYS + "\\d{1,19}-[0-9a-f]{8}"),
          Pattern.compile(ModelArrays.FILES.pattern() + PART));

  private ModelFiles() {}

  /**
   * A model that was read.
   *
   * @param manifest the manifest
   * @param arrays the arrays by variable name
   */
  public record Loaded(ModelManifest manifest, Map<String, Npy> arrays) {}

  /**
   * Writes a model. Threads and processes that save to one folder do so one after another; see
   * {@link ManifestFolder}.
   *
   * @param directory the folder, which is created if it is missing
   * @param engine the engine's name and version
   * @param library this library's version
   * @param dataset the description of the training data
   * @param spec architecture and seed
   * @param counters the training counters
   * @param run the run of which the model is a checkpoint, or null
   * @param names the names of the variables
   * @param array reads a variable
   * @throws IOException if it cannot be written; an existing model is unchanged then
   */
  public static void save(
      Path directory,
      String engine,
      String library,
      String dataset,
      ModelSpec spec,
      Counters counters,
      @Nullable RunRecord run,
      List<String> names,
      Function<String, Npy> array)
      throws IOException {
    String folder = ARRAYS + counters.step() + "-" + UUID.randomUUID().toString().substring(0, 8);
    Path arrays = directory.resolve(folder);
    try (ManifestFolder target =
        ManifestFolder.open(directory, MANIFEST, OWNED, ModelFiles::named)) {
      target.announce(List.of(folder));
      Files.createDirectory(arrays);
      List<ModelManifest.ArrayEntry> entries = new ArrayList<>();
      for (String name : names) {
        Npy npy = array.apply(name);
        byte[] bytes = npy.toBytes();
        String file = ModelArrays.file(name);
        AtomicFiles.create(arrays.resolve(file), out -> out.write(bytes));
        entries.add(new ModelManifest.ArrayEntry(name, file, npy.shape(), crc32c(bytes)));
      }
      AtomicFiles.syncFolder(arrays);
      ModelManifest manifest =
          new ModelManifest(library, engine, dataset, spec, counters, run, folder, entries);
      target.commit(new String(ModelManifestJson.encode(manifest), UTF_8));
    }
  }

  /**
   * The folder of arrays that a manifest names, even if other parts of the manifest are damaged.
   */
  private static Optional<Set<String>> named(Path manifest) throws IOException {
    try {
      String text = BoundedFiles.readString(manifest, StrictJson.MOST_BYTES);
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      return Optional.of(Set.of(json.get("arraysFolder").getAsString()));
    } catch (RuntimeException | java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a model, also while another process saves to the same folder.
   *
   * @param directory a folder that {@link #save} wrote
   * @return the model
   * @throws ModelFormatException if it is not a model, is damaged, or has a newer format
   * @throws IOException if it cannot be read
   */
  public static Loaded load(Path directory) throws IOException {
    return ConsistentReads.read(directory.resolve(MANIFEST), () -> loadOnce(directory));
  }

  /**
   * Reads the manifest of a model, also while another process saves to the same folder. The arrays
   * are not looked at.
   *
   * @param directory a folder that {@link #save} wrote
   * @return the manifest
   * @throws ModelFormatException if it is not a model, the manifest is damaged, or it has a newer
   *     format
   * @throws IOException if it cannot be read
   */
  public static ModelManifest manifest(Path directory) throws IOException {
    return ConsistentReads.read(directory.resolve(MANIFEST), () -> manifestOnce(directory));
  }

  private static ModelManifest manifestOnce(Path directory) throws IOException {
    Path file = directory.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s is not a saved model: expected a folder with %s in it, found %s",
              directory,
              MANIFEST,
              Files.isDirectory(directory)
                  ? "a folder without"
                  : Files.exists(directory) ? "a file" : "nothing"));
    }
    return ModelManifestJson.read(file);
  }

  private static Loaded loadOnce(Path directory) throws IOException {
    ModelManifest manifest = manifestOnce(directory);
    Map<String, Npy> arrays = new LinkedHashMap<>();
    for (ModelManifest.ArrayEntry entry : manifest.arrays()) {
      arrays.put(entry.name(), readArray(directory.resolve(manifest.arraysFolder()), entry));
    }
    return new Loaded(manifest, arrays);
  }

  /**
   * Deletes the files that this class wrote into a folder, and the folder if it is empty then.
   *
   * @param directory a folder; nothing is deleted if it is a link
   * @return whether the folder was deleted
   * @throws IOException if something cannot be deleted
   */
  static boolean delete(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    for (Path entry : list(directory)) {
      if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        deleteIfNamed(entry, MANIFEST_FILES);
      } else if (OWNED.names().matcher(String.valueOf(entry.getFileName())).matches()) {
        for (Path file : list(entry)) {
          deleteIfNamed(file, OWNED.inFolders());
        }
        if (list(entry).isEmpty()) {
          Files.deleteIfExists(entry);
        }
      }
    }
    return list(directory).isEmpty() && Files.deleteIfExists(directory);
  }

  private static void deleteIfNamed(Path file, Pattern names) throws IOException {
    if (names.matcher(String.valueOf(file.getFileName())).matches()
        && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
    }
  }

  /** The entries of a folder. */
  static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Npy readArray(Path folder, ModelManifest.ArrayEntry entry) throws IOException {
    Path file = folder.resolve(entry.file());
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          file
              + ": the model's manifest names this array, but the file is missing; the model is"
              + " incomplete, load another copy");
    }
    long most = Npy.mostBytes(entry.shape());
    if (Files.size(file) > most) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s is damaged: expected at most %d bytes for shape %s, got %d; load another copy of"
                  + " the model",
              file,
              most,
              entry.shape(),
              Files.size(file)));
    }
    byte[] bytes = Files.readAllBytes(file);
    String found = crc32c(bytes);
    if (!found.equals(entry.crc32c())) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s is damaged: expected CRC32C %s, got %s (%d bytes); load another copy of the"
                  + " model",
              file,
              entry.crc32c(),
              found,
              bytes.length));
    }
    Npy npy = Npy.parse(bytes, file.toString());
    if (!npy.shape().equals(entry.shape())) {
      throw new ModelFormatException(
          file + ": expected shape " + entry.shape() + ", got " + npy.shape());
    }
    return npy;
  }

  private static String crc32c(byte[] bytes) {
    return String.format(Locale.ROOT, "%08x", Hashing.crc32c().hashBytes(bytes).asInt());
  }
}
