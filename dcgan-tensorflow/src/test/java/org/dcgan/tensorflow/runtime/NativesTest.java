package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.dcgan.Dcgan;
import org.dcgan.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native libraries that are missing, doubled or cannot be unpacked: an error that says so. */
class NativesTest {
  @TempDir private Path folder;

  private static List<String> classPath(boolean natives) {
    return Arrays.stream(ChildJvm.classPath().split(File.pathSeparator))
        .filter(
            entry ->
                natives || !entry.matches(".*tensorflow-core-native-[^/\\\\]*-[a-z]+-[^/\\\\]*jar"))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private String child(List<String> classPath, String... options) throws Exception {
    Process process =
        ChildJvm.of(Child.class)
            .classPath(String.join(File.pathSeparator, classPath))
            .options(options)
            .start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return String.join("\n", lines);
  }

  @Test
  void givenNoNatives_whenAModelIsBuilt_thenTheErrorNamesArtifactAndClassifier() throws Exception {
    assertThat(child(classPath(false)))
        .startsWith("java.lang.IllegalStateException: ")
        .contains(
            "are not on the class path",
            "org.tensorflow:tensorflow-core-native",
            "the classifier " + Natives.platform());
  }

  @Test
  void givenDoubledNativesThatDoNotLoad_whenAModelIsBuilt_thenTheErrorNamesBoth() throws Exception {
    List<String> path = classPath(false);
    for (String classifier : new String[] {"", "-gpu"}) {
      Path place =
          Files.createDirectories(
              folder
                  .resolve("natives" + classifier)
                  .resolve("org/tensorflow/internal/c_api/" + Natives.platform() + classifier));
      Files.writeString(place.resolve(System.mapLibraryName("jnitensorflow")), "not a library");
      path.add(folder.resolve("natives" + classifier).toString());
    }

    assertThat(child(path, "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache")))
        .startsWith("java.lang.IllegalStateException: ")
        .contains("more than once", "natives/", "natives-gpu/", "keep one");
  }

  @Test
  void givenACacheThatIsAFile_whenAModelIsBuilt_thenTheErrorNamesItAndTheProperty()
      throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    // JavaCPP tries the home and the temporary folder, too.
    assertThat(
            child(
                classPath(true),
                "-Dorg.bytedeco.javacpp.cachedir=" + file,
                "-Duser.home=" + file,
                "-Djava.io.tmpdir=" + file))
        .startsWith("java.lang.IllegalStateException: ")
        .contains(file + ", which is not a folder", "-Dorg.bytedeco.javacpp.cachedir=DIR");
  }

  @Test
  void givenARuntimeWithoutUnsafe_whenAModelIsBuilt_thenTheErrorNamesTheModule() throws Exception {
    assertThat(
            child(classPath(true), "--limit-modules", "java.desktop,java.logging,java.management"))
        .startsWith("java.lang.IllegalStateException: ")
        .contains("lacks the module jdk.unsupported", "--add-modules jdk.unsupported");
  }

  @Test
  void givenARuntimeThatDeniesUnsafe_whenAModelIsBuilt_thenTheErrorNamesTheOption()
      throws Exception {
    assumeTrue(Runtime.version().feature() >= 24, "older runtimes do not know the option");

    assertThat(child(classPath(true), "--sun-misc-unsafe-memory-access=deny"))
        .startsWith("java.lang.IllegalStateException: ")
        .contains("start java with --sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void givenTheMountsOfLinux_whenAFolderIsLookedUp_thenItsOwnFileSystemDecides() throws Exception {
    Path real = folder.toRealPath();
    Path inner = Files.createDirectories(real.resolve("a b/inner"));
    Path beside = Files.createDirectories(real.resolve("a b-beside"));
    Path mounts =
        Files.writeString(
            real.resolve("mounts"),
            "/dev/vda / ext4 rw,noexec 0 0\n"
                + "tmpfs %s tmpfs rw,relatime 0 0\n".formatted(real)
                + "tmpfs %s tmpfs rw 0 0\n".formatted(real + "/a\\040b")
                + "tmpfs %s tmpfs rw,nosuid,noexec 0 0\n".formatted(real + "/a\\040b")
                + "short line\n");

    assertThat(Natives.forbidsExecution(inner, mounts)).isTrue();
    assertThat(Natives.forbidsExecution(beside, mounts)).isFalse();
    assertThat(Natives.forbidsExecution(real, mounts)).isFalse();
    assertThat(Natives.forbidsExecution(Path.of("/"), mounts)).isTrue();
    assertThat(Natives.forbidsExecution(real, real.resolve("none"))).isFalse();
  }

  /** Builds a model and reports the outcome. */
  static final class Child {
    public static void main(String[] arguments) {
      try (Dcgan dcgan = Dcgan.builder().resolution(16).width(2).build()) {
        System.out.println("built " + dcgan);
      } catch (RuntimeException | Error e) {
        System.out.println(e);
      }
    }
  }
}
