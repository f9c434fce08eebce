package org.dcgan.tensorflow.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a model that several processes and the user write to. */
class SharedFolderTest {
  @TempDir private Path folder;

  private Process child(Path model, int first, int count) throws IOException {
    return ChildJvm.of(SavingChild.class, model, first, count)
        .builder()
        .redirectErrorStream(true)
        .start();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void givenTwoProcessesThatSaveToOneFolder_whenLoadedMeanwhileAndAfter_thenItIsAlwaysOneOfTheirs()
      throws Exception {
    Path model = folder.resolve("model");
    SavingChild.save(model, 1);
    List<Process> children = List.of(child(model, 1000, 15), child(model, 2000, 15));
    int loads = 0;
    while (children.stream().anyMatch(Process::isAlive)) {
      assertThat(SavingChild.load(model)).isPositive();
      loads++;
    }
    for (Process child : children) {
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.inputReader().readLine()).isEqualTo("saved");
    }

    assertThat(loads).isGreaterThan(3);
    assertThat(SavingChild.load(model)).isIn(1014, 2014);
    assertThat(names(model))
        .hasSize(2)
        .contains("model.json")
        .anyMatch(name -> name.matches("arrays-\\d+-[0-9a-f]{8}"));
  }

  @Test
  void givenFoldersOfTheUserInAModelsFolder_whenSaved_thenTheyStay() throws IOException {
    Path model = folder.resolve("model");
    SavingChild.save(model, 1);
    List<String> own =
        new ArrayList<>(List.of("arrays-of-photos", "arrays-1-deadbeef", "arrays-", "arrays"));
    for (String name : own) {
      Files.writeString(Files.createDirectory(model.resolve(name)).resolve("photo.npy"), "mine");
    }

    SavingChild.save(model, 2);
    SavingChild.save(model, 3);

    for (String name : own) {
      assertThat(model.resolve(name).resolve("photo.npy")).hasContent("mine");
    }
    assertThat(names(model)).hasSize(own.size() + 2);
  }

  @Test
  void givenFilesOfTheUserAmongTheArrays_whenSaved_thenTheyStay() throws IOException {
    Path model = folder.resolve("model");
    SavingChild.save(model, 1);
    Path arrays = model.resolve(ModelFiles.load(model).manifest().arraysFolder());
    List<String> own = List.of("generator.npy", "my-latents.npy", "notes.txt");
    for (String name : own) {
      Files.writeString(arrays.resolve(name), "mine");
    }

    SavingChild.save(model, 2);

    for (String name : own) {
      assertThat(arrays.resolve(name)).hasContent("mine");
    }
    assertThat(names(arrays)).containsExactlyElementsOf(own);
  }

  @Test
  void givenASaveThatWasKilled_whenSavedAgain_thenWhatItLeftIsDeleted() throws IOException {
    Path model = folder.resolve("model");
    SavingChild.save(model, 1);
    String current = ModelFiles.load(model).manifest().arraysFolder();
    Path half = Files.createDirectory(model.resolve("arrays-2-0a0b0c0d"));
    Files.writeString(half.resolve("generator.projection.weights.npy"), "half");
    Files.writeString(
        model.resolve(ManifestFolder.LOCK),
        current + "\narrays-2-0a0b0c0d\n../" + folder.getFileName() + "\narrays-of-photos");
    Path part = Files.writeString(model.resolve("model.json.0123456789abcdef.part"), "half");
    Path photos = Files.createDirectory(model.resolve("arrays-of-photos"));

    SavingChild.save(model, 3);

    assertThat(SavingChild.load(model)).isEqualTo(3);
    assertThat(half).doesNotExist();
    assertThat(part).doesNotExist();
    assertThat(photos).exists();
    assertThat(names(model)).hasSize(3);
  }

  @Test
  void givenAManifestThatNamesAUsersFolder_whenSaved_thenItStays() throws IOException {
    Path model = folder.resolve("model");
    Path photos = Files.createDirectories(model.resolve("photos"));
    Files.writeString(photos.resolve("a.npy"), "mine");
    Files.writeString(model.resolve("model.json"), "{\"arraysFolder\": \"photos\"}");

    SavingChild.save(model, 1);

    assertThat(photos.resolve("a.npy")).hasContent("mine");
  }

  @Test
  void givenAManifestOfGigabytes_whenSaved_thenItIsReplacedAndTheFolderStaysUsable()
      throws IOException {
    Path model = folder.resolve("model");
    SavingChild.save(model, 1);
    try (RandomAccessFile manifest =
        new RandomAccessFile(model.resolve("model.json").toFile(), "rw")) {
      manifest.setLength(3L << 30);
    }

    SavingChild.save(model, 2);

    assertThat(SavingChild.load(model)).isEqualTo(2);
    SavingChild.save(model, 3);
    assertThat(SavingChild.load(model)).isEqualTo(3);
  }

  @Test
  void givenAnErrorWhileAManifestIsRead_whenSavedAgain_thenTheFolderIsNotLocked()
      throws IOException {
    Files.writeString(folder.resolve("a.json"), "{}");
    ManifestFolder.Owned files = ManifestFolder.Owned.files(Pattern.compile("a"));

    assertThatThrownBy(
            () ->
                ManifestFolder.open(
                    folder,
                    "a.json",
                    files,
                    manifest -> {
                      throw new OutOfMemoryError("of this test");
                    }))
        .isInstanceOf(OutOfMemoryError.class);

    WriterLock.tryAcquireBriefly(folder.resolve(ManifestFolder.LOCK)).orElseThrow().close();
  }

  @Test
  void givenAnyArchitecture_whenItsArraysAreNamed_thenAllOfTheirFilesMayBeDeleted() {
    List<Architecture> architectures =
        List.of(
            Architecture.builder().resolution(256).width(2).build(),
            Architecture.mnistConditional(),
            Architecture.svhn32(),
            Architecture.builder()
                .resolution(32)
                .discriminatorNormalization(DiscriminatorNormalization.SPECTRAL)
                .build());
    for (Architecture architecture : architectures) {
      assertThat(ModelArrays.of(architecture, new AveragedNetworks(true, true)).keySet())
          .allMatch(name -> ModelArrays.FILES.matcher(ModelArrays.file(name)).matches());
    }
    assertThat(List.of("array0.npy", "generator.npy", "generator.projection.notes.npy"))
        .noneMatch(file -> ModelArrays.FILES.matcher(file).matches());
  }
}
