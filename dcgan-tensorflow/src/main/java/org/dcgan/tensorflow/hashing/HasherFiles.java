package org.dcgan.tensorflow.hashing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dcgan.ModelFormatException;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.BoundedFiles;
import org.dcgan.internal.io.ConsistentReads;
import org.dcgan.internal.json.StrictJson;
import org.dcgan.tensorflow.checkpoint.ManifestFolder;
import org.dcgan.tensorflow.checkpoint.Npy;

/**
 * Reads and writes a hasher's folder: {@code hasher.json} and the .npy files that it lists. Saving
 * writes files with new names, replaces the manifest atomically, and then deletes the files that
 * the old manifest listed.
 */
final class HasherFiles {
  private static final String MANIFEST = "hasher.json";

  /** Names of saved arrays; files with other names are never deleted. */
  private static final ManifestFolder.Owned OWNED =
      ManifestFolder.Owned.files(
          Pattern.compile(
              Autoencoder.PARAMETERS.stream()
                  .map(parameter -> Pattern.quote(parameter.name().replace('/', '.')))
                  .collect(Collectors.joining("|", "(?:", ")-[0-9a-f]{8}\\.npy"))));

  private HasherFiles() {}

  /** A loaded hasher. */
  record Loaded(HasherManifest manifest, Map<String, Npy> arrays) {}

  static void save(
      Path directory,
      String engine,
      HasherOptions options,
      String dataset,
      double loss,
      Map<String, Npy> arrays)
      throws IOException {
    String suffix = "-" + UUID.randomUUID().toString().substring(0, 8) + ".npy";
    try (ManifestFolder target =
        ManifestFolder.open(directory, MANIFEST, OWNED, HasherFiles::named)) {
      target.announce(arrays.keySet().stream().map(name -> file(name, suffix)).toList());
      List<HasherManifest.ArrayEntry> entries = new ArrayList<>();
      for (Map.Entry<String, Npy> array : arrays.entrySet()) {
        byte[] bytes = array.getValue().toBytes();
        String file = file(array.getKey(), suffix);
        AtomicFiles.create(directory.resolve(file), out -> out.write(bytes));
        entries.add(new HasherManifest.ArrayEntry(array.getKey(), file, crc32c(bytes)));
      }
      target.commit(
          new String(new HasherManifest(engine, options, dataset, loss, entries).encode(), UTF_8));
    }
  }

  private static String file(String array, String suffix) {
    return array.replace('/', '.') + suffix;
  }

  /** The files that a manifest lists, even if it is otherwise invalid. */
  private static Optional<Set<String>> named(Path manifest) throws IOException {
    try {
      Set<String> files = new LinkedHashSet<>();
      for (JsonElement array :
          JsonParser.parseString(BoundedFiles.readString(manifest, StrictJson.MOST_BYTES))
              .getAsJsonObject()
              .getAsJsonArray("arrays")) {
        files.add(array.getAsJsonObject().get("file").getAsString());
      }
      return Optional.of(files);
    } catch (RuntimeException | java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static Loaded load(Path directory) throws IOException {
    return ConsistentReads.read(directory.resolve(MANIFEST), () -> loadOnce(directory));
  }

  private static Loaded loadOnce(Path directory) throws IOException {
    Path file = directory.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      String found =
          Files.isRegularFile(directory.resolve("model.json"))
              ? "a saved DCGAN, which has no code layer; open it with Dcgan.load"
              : Files.isDirectory(directory)
                  ? "a folder without"
                  : Files.exists(directory) ? "a file" : "nothing";
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s is not a saved hasher: expected a folder with %s in it, found %s",
              directory,
              MANIFEST,
              found));
    }
    HasherManifest manifest = HasherManifest.read(file);
    Map<String, Npy> arrays = new LinkedHashMap<>();
    for (ParameterSpec parameter : Autoencoder.PARAMETERS) {
      arrays.put(parameter.name(), array(directory, manifest, parameter));
    }
    return new Loaded(manifest, arrays);
  }

  private static Npy array(Path directory, HasherManifest manifest, ParameterSpec parameter)
      throws IOException {
    Optional<HasherManifest.ArrayEntry> entry =
        manifest.arrays().stream().filter(e -> e.name().equals(parameter.name())).findFirst();
    if (entry.isEmpty()) {
      throw new ModelFormatException(
          directory.resolve(MANIFEST) + " names no file for " + parameter.name() + "; train again");
    }
    Path file = directory.resolve(entry.get().file());
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          file + ": the hasher's manifest names this array, but the file is missing; train again");
    }
    long most = Npy.mostBytes(parameter.shape());
    if (Files.size(file) > most) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s is damaged: expected at most %d bytes, got %d; load another copy or train again",
              file,
              most,
              Files.size(file)));
    }
    byte[] bytes = Files.readAllBytes(file);
    if (!crc32c(bytes).equals(entry.get().crc32c())) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s is damaged: expected CRC32C %s, got %s; load another copy or train again",
              file,
              entry.get().crc32c(),
              crc32c(bytes)));
    }
    Npy array = Npy.parse(bytes, file.toString());
    if (!array.shape().equals(parameter.shape())) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s: expected %s of shape %s (a 3072-128-3072 autoencoder), got %s",
              file,
              parameter.name(),
              parameter.shape(),
              array.shape()));
    }
    return array;
  }

  private static String crc32c(byte[] bytes) {
    return String.format(Locale.ROOT, "%08x", Hashing.crc32c().hashBytes(bytes).asInt());
  }
}
