package org.dcgan.tensorflow.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.ModelFormatException;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.testing.SealedManifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model on disk is complete or is refused. */
class ModelFilesTest {
  private static final ModelSpec SPEC =
      new ModelSpec(Architecture.builder().resolution(16).width(2).latentDim(3).build(), -7);
  private static final Counters COUNTERS = new Counters(12, 11, 10, 9, 8);
  private static final Map<String, Npy> ARRAYS = new LinkedHashMap<>();

  static {
    ModelArrays.of(SPEC.architecture(), AveragedNetworks.NONE)
        .forEach(
            (name, shape) -> {
              float[] values = new float[shape.stream().reduce(1, (a, b) -> a * b)];
              for (int i = 0; i < values.length; i++) {
                values[i] = i % 5 == 0 ? -0f : 1e-30f * (i + name.length());
              }
              ARRAYS.put(name, new Npy(shape, values));
            });
  }

  @TempDir private static Path saved;
  @TempDir private Path folder;
  private Path model;

  @BeforeAll
  static void saveOnce() throws IOException {
    save(saved, COUNTERS, ARRAYS::get);
  }

  @BeforeEach
  void copy() throws IOException {
    model = folder.resolve("model");
    try (Stream<Path> paths = Files.walk(saved)) {
      for (Path path : paths.toList()) {
        Files.copy(path, model.resolve(saved.relativize(path).toString()));
      }
    }
  }

  private static void save(Path where, Counters counters, Function<String, Npy> array)
      throws IOException {
    ModelFiles.save(
        where,
        "TensorFlow 2.18.0",
        "1.0",
        "a \"set\" <of> images, ümlaut",
        SPEC,
        counters,
        null,
        List.copyOf(ARRAYS.keySet()),
        array);
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        String name = folder.relativize(path).toString();
        files.put(name, Files.isDirectory(path) ? new byte[0] : Files.readAllBytes(path));
      }
    }
    return files;
  }

  private static void assertUnchanged(Path folder, Map<String, byte[]> before) throws IOException {
    Map<String, byte[]> after = files(folder);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
  }

  private Path manifest() {
    return model.resolve("model.json");
  }

  private List<Path> arrayFiles() throws IOException {
    try (Stream<Path> paths = Files.walk(model)) {
      return paths.filter(path -> path.toString().endsWith(".npy")).sorted().toList();
    }
  }

  private static void assertIsTheModel(ModelFiles.Loaded loaded) {
    assertThat(loaded.manifest().spec()).isEqualTo(SPEC);
    assertThat(loaded.manifest().counters()).isEqualTo(COUNTERS);
    assertThat(loaded.manifest().dataset()).isEqualTo("a \"set\" <of> images, ümlaut");
    assertThat(loaded.arrays().keySet()).containsExactlyElementsOf(ARRAYS.keySet());
    ARRAYS.forEach(
        (name, array) -> {
          assertThat(loaded.arrays().get(name).shape()).isEqualTo(array.shape());
          assertThat(loaded.arrays().get(name).values()).containsExactly(array.values());
        });
  }

  // Round trips

  @Test
  void givenAModel_whenSavedAndLoaded_thenEverythingIsTheSame() throws IOException {
    assertIsTheModel(ModelFiles.load(model));
  }

  @Test
  void givenTheSameModelByOtherPaths_whenLoaded_thenItIsFound() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    for (Path path :
        List.of(
            folder.resolve("./model"),
            folder.resolve("model/."),
            folder.resolve("model/../model"),
            here.relativize(model.toAbsolutePath()),
            Path.of(".").resolve(here.relativize(model.toAbsolutePath())))) {
      assertThat(ModelFiles.load(path).manifest().counters())
          .as(path.toString())
          .isEqualTo(COUNTERS);
    }
  }

  @Test
  void givenASavedModel_whenAnotherIsSavedOverIt_thenOnlyTheNewFilesAreLeft() throws IOException {
    save(model, new Counters(13, 12, 11, 10, 9), ARRAYS::get);

    assertThat(ModelFiles.load(model).manifest().counters().step()).isEqualTo(13);
    try (Stream<Path> entries = Files.list(model)) {
      assertThat(entries).hasSize(2);
    }
    assertThat(arrayFiles()).hasSize(ARRAYS.size());
  }

  // What is no model

  @Test
  void givenAFolderWithoutAModel_whenLoaded_thenTheErrorSaysWhatItHolds() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path manifestIsAFolder = folder.resolve("odd");
    Files.createDirectories(manifestIsAFolder.resolve("model.json"));
    assertRefused(folder.resolve("missing"), "missing", "is not a saved model", "found nothing");
    assertRefused(file, "file", "is not a saved model", "found a file");
    assertRefused(empty, "empty", "is not a saved model", "found a folder without");
    assertRefused(manifestIsAFolder, "odd", "is not a saved model");
  }

  private static void assertRefused(Path path, String... says) {
    assertThatThrownBy(() -> ModelFiles.load(path))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(says);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "3", "{}", "{\"format\": 3}", "PK\u0003\u0004"})
  void givenAFileThatIsNoManifest_whenLoaded_thenTheErrorNamesIt(String text) throws IOException {
    Files.writeString(manifest(), text);
    assertRefused(model, "model.json");
  }

  @Test
  void givenAManifestThatIsNotText_whenLoaded_thenTheErrorNamesIt() throws IOException {
    Files.write(manifest(), new byte[] {'{', (byte) 0xC3, (byte) 0x28, (byte) 0xFF, '}'});
    assertRefused(model, "model.json", "load another copy");
  }

  // Damage

  @Test
  void givenBytesOfTheManifestDamaged_whenLoaded_thenItIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(manifest());
    int[] masks = {0x01, 0x20, 0x80, 0x0F};
    for (int position = 0; position < whole.length; position += 5) {
      byte[] damaged = whole.clone();
      damaged[position] ^= (byte) masks[position % masks.length];
      Files.write(manifest(), damaged);
      assertThatThrownBy(() -> ModelFiles.load(model))
          .as("byte %d of %d", position, whole.length)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("model.json");
    }
  }

  @Test
  void givenTheManifestTruncated_whenLoaded_thenItIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(manifest());
    for (int length = 0; length < whole.length; length += 71) {
      Files.write(manifest(), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ModelFiles.load(model))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("model.json");
    }
  }

  @Test
  void givenBytesOfAnArrayDamagedOrMissing_whenLoaded_thenTheErrorNamesTheFile()
      throws IOException {
    for (Path file : arrayFiles()) {
      byte[] whole = Files.readAllBytes(file);
      for (int position = 0; position < whole.length; position += 1 + whole.length / 3) {
        byte[] damaged = whole.clone();
        damaged[position] ^= 0x10;
        Files.write(file, damaged);
        assertRefused(model, file.getFileName().toString(), "damaged", "load another copy");
        Files.write(file, Arrays.copyOf(whole, position));
        assertRefused(model, file.getFileName().toString(), "damaged", "load another copy");
      }
      Files.delete(file);
      assertRefused(model, file.getFileName().toString(), "missing", "load another copy");
      Files.write(file, whole);
    }
    assertIsTheModel(ModelFiles.load(model));
  }

  // Manifests that are consistent, but not ours

  private void forge(Consumer<JsonObject> change) throws IOException {
    SealedManifest.change(manifest(), change);
  }

  @Test
  void givenAManifestForgedWithoutAChange_whenLoaded_thenItIsTheModel() throws IOException {
    // That the forgeries below are refused for what they change.
    forge(json -> {});
    assertIsTheModel(ModelFiles.load(model));
  }

  @Test
  void givenANewerFormat_whenLoaded_thenTheErrorSaysWhichAndWhatToDo() throws IOException {
    forge(json -> json.addProperty("formatVersion", ModelManifestJson.VERSION + 1));
    assertRefused(
        model,
        "model.json",
        "version " + (ModelManifestJson.VERSION + 1),
        "up to " + ModelManifestJson.VERSION,
        "newer version of the library");
  }

  @Test
  void givenAnotherProgramsManifest_whenLoaded_thenTheErrorNamesBothFormats() throws IOException {
    forge(json -> json.addProperty("format", "tfjs-model"));
    assertRefused(model, "model.json", "dcgan-model", "tfjs-model");
  }

  static Stream<String> fields() {
    return Stream.of(
        "format",
        "formatVersion",
        "library",
        "engine",
        "dataset",
        "seed",
        "architecture",
        "counters",
        "run",
        "arraysFolder",
        "arrays");
  }

  @ParameterizedTest
  @MethodSource("fields")
  void givenAManifestWithoutAField_whenLoaded_thenItIsRefused(String field) throws IOException {
    forge(json -> json.remove(field));
    assertRefused(model, "model.json", field);
  }

  @ParameterizedTest
  @MethodSource("fields")
  void givenAManifestWithSomethingElseInAField_whenLoaded_thenItIsRefused(String field)
      throws IOException {
    if (!field.equals("run")) {
      forge(json -> json.add(field, JsonNull.INSTANCE));
      assertRefused(model, "model.json");
    }
    forge(
        json -> {
          JsonArray nested = new JsonArray();
          nested.add(new JsonArray());
          json.add(field, nested);
        });
    assertRefused(model, "model.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../elsewhere", "..", ".", "", "/etc", "a/b", "a\\b", "nul\u0000", "C:\\x"})
  void givenNamesThatLeaveTheFolder_whenLoaded_thenTheyAreRefused(String name) throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    for (Path file : arrayFiles()) {
      Files.copy(file, elsewhere.resolve(file.getFileName()));
    }
    byte[] before = Files.readAllBytes(manifest());

    forge(json -> json.addProperty("arraysFolder", name));
    assertRefused(model, "model.json", "arraysFolder");

    Files.write(manifest(), before);
    forge(json -> firstArray(json).addProperty("file", name));
    assertRefused(model, "model.json", "file");
  }

  @Test
  void givenAnArrayFileThatLeavesTheFolderForOneThatExists_whenLoaded_thenItIsRefused()
      throws IOException {
    Path first = arrayFiles().get(arrayFiles().size() - 1);
    Files.copy(first, folder.resolve("outside.npy"));
    forge(json -> firstArray(json).addProperty("file", "../../outside.npy"));
    assertRefused(model, "model.json", "../../outside.npy");
  }

  private static JsonObject firstArray(JsonObject json) {
    return json.getAsJsonArray("arrays").get(0).getAsJsonObject();
  }

  @Test
  void givenAnArrayEntryWithoutAField_whenLoaded_thenItIsRefused() throws IOException {
    byte[] before = Files.readAllBytes(manifest());
    for (String field : List.of("name", "file", "shape", "crc32c")) {
      forge(json -> firstArray(json).remove(field));
      assertRefused(model, "model.json", field);
      Files.write(manifest(), before);
    }
    forge(json -> json.getAsJsonArray("arrays").add(JsonNull.INSTANCE));
    assertRefused(model, "model.json");
  }

  @Test
  void givenAnArrayOfAnotherShape_whenLoaded_thenTheErrorNamesBothShapes() throws IOException {
    forge(
        json -> {
          JsonArray shape = new JsonArray();
          shape.add(3);
          shape.add(2);
          firstArray(json).add("shape", shape);
        });
    assertRefused(model, "model.json", "generator/projection/weights", "[3, 2]", "[3, 64]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "2147483648", "-1", "0", "1e0", "\"1\"", "4294967297", "true"})
  void givenAnInvalidFormatVersion_whenLoaded_thenItIsRefused(String version) throws IOException {
    forge(json -> json.add("formatVersion", JsonParser.parseString(version)));
    assertRefused(model, "model.json", "formatVersion must be an integer from 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000000000000001",
        "9223372036854775807",
        "9223372036854775808",
        "-1",
        "1.5",
        "1e400",
        "12.0",
        "18446744073709551617"
      })
  void givenAnInvalidStepNumber_whenLoaded_thenItIsRefusedAndDoesNotOverflow(String step)
      throws IOException {
    for (String counter : List.of("step", "generatorUpdates", "discriminatorStatisticsBatches")) {
      byte[] before = Files.readAllBytes(manifest());
      forge(json -> json.getAsJsonObject("counters").add(counter, JsonParser.parseString(step)));
      assertRefused(
          model, "model.json", "counters." + counter + " must be an integer from 0", step);
      Files.write(manifest(), before);
    }
  }

  @Test
  void givenAKeyThatTheVersionDoesNotHave_whenLoaded_thenItIsRefused() throws IOException {
    forge(json -> json.getAsJsonObject("architecture").addProperty("attention", true));
    assertRefused(model, "model.json", "\"attention\" in architecture is unknown");
  }

  @Test
  void givenAKeyThatOccursTwice_whenLoaded_thenItIsRefused() throws IOException {
    String text = Files.readString(manifest());
    Files.writeString(
        manifest(), text.replaceFirst("\"seed\": -7,", "\"seed\": -7,\n  \"seed\": 8,"));
    assertRefused(model, "model.json", "\"seed\" occurs twice");
  }

  @Test
  void givenThousandsOfLayersWithoutArrays_whenLoaded_thenTheManifestIsRefusedAtOnce()
      throws IOException {
    JsonObject layer =
        JsonParser.parseString("{kernel: 3, stride: 1, featureMaps: 2}").getAsJsonObject();
    byte[] before = Files.readAllBytes(manifest());
    for (int layers : List.of(20, 3_000)) {
      forge(
          json -> {
            JsonArray discriminator =
                json.getAsJsonObject("architecture").getAsJsonArray("discriminator");
            for (int i = 0; i < layers; i++) {
              discriminator.add(layer);
            }
          });
      assertTimeout( // against a search that does not end
          Duration.ofMinutes(1),
          () ->
              assertRefused(
                  model, "model.json", layers > 64 ? "at most 64" : "the manifest lists"));
      Files.write(manifest(), before);
    }
  }

  @Test
  void givenAnInvalidArchitecture_whenLoaded_thenTheErrorNamesTheManifest() throws IOException {
    byte[] before = Files.readAllBytes(manifest());
    List<Consumer<JsonObject>> changes =
        List.of(
            architecture -> architecture.addProperty("latentDim", 0),
            architecture -> architecture.addProperty("latentDistribution", "CAUCHY"),
            architecture -> architecture.remove("image"),
            architecture -> architecture.remove("discriminator"),
            architecture -> architecture.add("generator", new JsonArray()),
            architecture -> architecture.addProperty("leakySlope", "steep"),
            architecture -> architecture.add("latentDim", new JsonPrimitive(1e300)));
    for (Consumer<JsonObject> change : changes) {
      forge(json -> change.accept(json.getAsJsonObject("architecture")));
      assertRefused(model, "model.json", "damaged");
      Files.write(manifest(), before);
    }
    forge(json -> json.remove("architecture"));
    assertRefused(model, "model.json", "damaged");
  }

  // Saving that fails

  @Test
  void givenASavedModel_whenSavingAnotherFails_thenTheOldOneStaysAndNothingIsLeft()
      throws IOException {
    Map<String, byte[]> before = files(folder);
    for (Throwable failure :
        List.of(new IllegalStateException("closed"), new OutOfMemoryError("simulated"))) {
      assertThatThrownBy(() -> save(model, COUNTERS, failingAtTheLast(failure))).isSameAs(failure);
      assertUnchanged(folder, before);
    }
  }

  private static Function<String, Npy> failingAtTheLast(Throwable failure) {
    return name -> {
      if (name.equals("discriminator/score/weights/adam-v")) {
        if (failure instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) failure;
      }
      return ARRAYS.get(name);
    };
  }

  @Test
  void givenAnEmptyFolder_whenSavingFails_thenItStaysEmpty() throws IOException {
    Map<String, byte[]> before = files(folder);
    assertThatThrownBy(
            () ->
                save(
                    folder.resolve("new"),
                    COUNTERS,
                    failingAtTheLast(new IllegalStateException("closed"))))
        .hasMessage("closed");
    assertUnchanged(folder, before);
  }

  @Test
  void givenAManifestThatCannotBeReplaced_whenSaved_thenTheErrorIsOfIoAndNoArraysAreLeft()
      throws IOException {
    Path odd = folder.resolve("odd");
    Files.createDirectories(odd.resolve("model.json/in-the-way"));
    Map<String, byte[]> before = files(folder);
    assertThatThrownBy(() -> save(odd, COUNTERS, ARRAYS::get)).isInstanceOf(IOException.class);
    assertUnchanged(folder, before);
  }

  @Test
  void givenAFileInPlaceOfTheFolder_whenSaved_thenTheErrorNamesItAndTheFileStays()
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    for (Path target : List.of(file, file.resolve("below"))) {
      assertThatThrownBy(() -> save(target, COUNTERS, ARRAYS::get))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("expected a folder");
    }
    assertThat(file).hasContent("text");
  }

  @Test
  void givenAnInterruptedThread_whenSaved_thenTheModelIsWholeAndTheThreadStillInterrupted()
      throws IOException {
    Thread.currentThread().interrupt();
    boolean interrupted;
    try {
      save(folder.resolve("interrupted"), COUNTERS, ARRAYS::get);
    } finally {
      interrupted = Thread.interrupted();
    }
    assertThat(interrupted).isTrue();
    assertIsTheModel(ModelFiles.load(folder.resolve("interrupted")));
  }

  @Test
  void givenSeveralThreads_whenTheySaveToOneFolder_thenAWholeModelIsThereAtTheEnd()
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> saves = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        saves.add(
            threads.submit(
                () -> {
                  save(model, COUNTERS, ARRAYS::get);
                  return null;
                }));
      }
      for (Future<?> save : saves) {
        save.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertIsTheModel(ModelFiles.load(model));
    assertThat(arrayFiles()).hasSize(ARRAYS.size());
  }
}
