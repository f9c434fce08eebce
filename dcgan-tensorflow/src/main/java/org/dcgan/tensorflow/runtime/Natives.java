package org.dcgan.tensorflow.runtime;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.annotations.VisibleForTesting;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Loads TensorFlow's native libraries, or reports which artifact is missing. */
public final class Natives {
  private static final int MOST_CAUSES = 10;
  private static final int MOST_CHARACTERS = 300;
  private static final String FOLDER = "org/tensorflow/internal/c_api/";

  private Natives() {}

  /**
   * Loads the native libraries if they are not loaded yet.
   *
   * @throws IllegalStateException if they cannot be; the message names the artifact and the
   *     classifier of this platform. Also if the Java runtime lacks or denies {@code
   *     sun.misc.Unsafe}, with which TensorFlow-Java copies tensors
   */
  public static void require() {
    requireUnsafe();
    try {
      TensorFlow.version();
    } catch (LinkageError e) {
      throw new IllegalStateException(explain(e), e);
    }
  }

  /**
   * Without this check, TensorFlow-Java fails in the first step: with a ReadOnlyBufferException if
   * the class is missing, and with an UnsupportedOperationException if its use is denied.
   */
  private static void requireUnsafe() {
    try {
      Class.forName("sun.misc.Unsafe", false, DataBuffers.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "this Java runtime lacks the module jdk.unsupported (sun.misc.Unsafe), which TensorFlow-Java"
              + " requires; use a complete JDK, or add it with --add-modules jdk.unsupported to jlink"
              + " or java",
          e);
    }
    try {
      ByteDataBuffer unused = DataBuffers.of(new byte[1], true, false);
    } catch (UnsupportedOperationException e) {
      throw new IllegalStateException(
          "this Java runtime denies the memory access of sun.misc.Unsafe, which TensorFlow-Java"
              + " requires; start java with --sun-misc-unsafe-memory-access=allow",
          e);
    }
  }

  private static String explain(LinkageError e) {
    String platform = platform();
    List<URL> found = found(platform);
    String artifact = "org.tensorflow:tensorflow-core-native";
    if (found.isEmpty()) {
      return "TensorFlow's native libraries for "
          + platform
          + " are not on the class path; add the artifact "
          + artifact
          + " with the classifier "
          + platform
          + ", of the same version as tensorflow-core-api";
    }
    if (found.size() > 1) {
      return "TensorFlow's native libraries for "
          + platform
          + " are on the class path more than once and could not be loaded: "
          + printable(found)
          + "; keep one "
          + artifact
          + ", with the classifier "
          + platform
          + " or, for NVIDIA GPUs, "
          + platform
          + "-gpu";
    }
    return "TensorFlow's native libraries in "
        + printable(found.get(0))
        + " could not be loaded ("
        + reason(e)
        + "): "
        + cache()
        + "; it must be writable, have 1 GB of free space (2 GB with GPUs) and allow execution: set"
        + " another folder with -Dorg.bytedeco.javacpp.cachedir=DIR. Otherwise check that "
        + artifact
        + " has the classifier "
        + platform
        + " and the version of tensorflow-core-api";
  }

  /** JavaCPP's own message only says that the library is not installed in the system either. */
  private static String reason(LinkageError e) {
    Throwable deepest = e;
    for (int i = 0; i < MOST_CAUSES && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
    return printable(
        message.length() > MOST_CHARACTERS
            ? "..." + message.substring(message.length() - MOST_CHARACTERS)
            : message);
  }

  /** Whether Linux mounted the file system of a folder without the permission to run programs. */
  @VisibleForTesting
  static boolean forbidsExecution(Path folder, Path mounts) {
    try {
      Path real = folder.toRealPath();
      Path closest = Path.of("/");
      boolean forbids = false;
      for (String line : Files.readAllLines(mounts, StandardCharsets.ISO_8859_1)) {
        String[] words = line.split(" ", -1);
        if (words.length >= 4) {
          Path mounted = Path.of(words[1].replace("\\040", " "));
          // Of several file systems on one folder, the last one is visible.
          if (real.startsWith(mounted) && mounted.startsWith(closest)) {
            closest = mounted;
            forbids = Arrays.asList(words[3].split(",", -1)).contains("noexec");
          }
        }
      }
      return forbids;
    } catch (IOException | InvalidPathException e) {
      return false; // another system
    }
  }

  /** Describes the folder into which JavaCPP unpacks native libraries, and its problem, if any. */
  private static String cache() {
    String named = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (named == null) {
      named = System.getProperty("org.bytedeco.javacpp.cacheDir");
    }
    Path folder =
        named == null
            ? Path.of(System.getProperty("user.home"), ".javacpp", "cache")
            : Path.of(named);
    String problem = "";
    try {
      if (!Files.exists(folder)) {
        problem = " does not exist and could not be created";
      } else if (!Files.isDirectory(folder)) {
        problem = " is not a folder";
      } else if (!Files.isWritable(folder)) {
        problem = " is not writable";
      } else if (forbidsExecution(folder, Path.of("/proc/self/mounts"))) {
        problem = " is on a file system that forbids execution (mounted with noexec)";
      } else {
        problem =
            String.format(
                Locale.ROOT,
                " has %,d MB of space left",
                Files.getFileStore(folder).getUsableSpace() >> 20);
      }
    } catch (IOException e) {
      problem = " cannot be read: " + printable(e);
    }
    return "they are unpacked to " + printable(folder) + ", which" + problem;
  }

  private static List<URL> found(String platform) {
    String library = System.mapLibraryName("jnitensorflow");
    List<URL> found = new ArrayList<>();
    for (String folder : new String[] {platform, platform + "-gpu"}) {
      for (String name : new String[] {library, "libtensorflow_cc.so.2"}) {
        try {
          List<URL> here =
              Collections.list(
                  TensorFlow.class.getClassLoader().getResources(FOLDER + folder + "/" + name));
          if (!here.isEmpty()) {
            found.addAll(here);
            break;
          }
        } catch (IOException e) {
          // treated as absent
        }
      }
    }
    return found;
  }

  /** The platform as in the classifiers of JavaCPP's artifacts; does not require JavaCPP. */
  static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String family =
        system.startsWith("mac") ? "macosx" : system.startsWith("windows") ? "windows" : system;
    boolean arm = machine.equals("aarch64") || machine.equals("arm64");
    boolean intel = machine.equals("amd64") || machine.equals("x86_64");
    return family + "-" + (arm ? "arm64" : intel ? "x86_64" : machine);
  }
}
