package org.dcgan.tensorflow;

import com.google.common.annotations.VisibleForTesting;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has TensorFlow compute with oneDNN where it would not by itself. TensorFlow 2.18 takes oneDNN's
 * kernels only on x86 CPUs with instructions made for neural networks (AVX512_VNNI and later); on
 * one with AVX2 alone it falls back to its own, built for AVX, although oneDNN's take a fifth less
 * time for a training step there (docs/PERFORMANCE.md).
 *
 * <p>TensorFlow has but one switch for it, the environment variable {@value #VARIABLE}, read once
 * when its library loads. Java has no way to set a variable of its own process, hence the reach
 * into the C library's list. Whoever sets the variable, to 0 or to 1, is obeyed, and nothing is
 * touched then; nor anywhere but on Linux on x86-64 with AVX2 and FMA.
 */
final class OneDnn {
  /** TensorFlow's switch. */
  static final String VARIABLE = "TF_ENABLE_ONEDNN_OPTS";

  private static final Logger logger = LoggerFactory.getLogger(OneDnn.class);

  /** The C library keeps pointing to these: they must not be collected. */
  private static @Nullable PointerPointer<Pointer> entries;

  private static @Nullable BytePointer entry;

  private static final boolean COMPUTES = prefer();

  private OneDnn() {}

  /** Takes effect if it comes before TensorFlow's library is loaded into this process. */
  static void ensurePreferred() {
    // The class's initialisation has done it, once.
  }

  /**
   * Whether float32 convolutions are oneDNN's, as far as can be told: not if TensorFlow was loaded
   * before this class.
   */
  static boolean computes() {
    return COMPUTES;
  }

  private static boolean prefer() {
    String chosen = System.getenv(VARIABLE);
    if (chosen != null) {
      return chosen.equals("1");
    }
    boolean pays =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64")
            && CpuInstructions.has("avx2")
            && CpuInstructions.has("fma");
    if (!pays) {
      return false;
    }
    try {
      setNatively(VARIABLE + "=1");
      logger.debug("asked TensorFlow for oneDNN's kernels; {}=0 keeps them off", VARIABLE);
      return true;
    } catch (RuntimeException | LinkageError e) {
      logger.debug("could not ask TensorFlow for oneDNN's kernels; {}=1 does", VARIABLE, e);
      return false;
    }
  }

  /** Appends to the list that getenv searches: a new list in the place of the old one. */
  private static void setNatively(String assignment) {
    Loader.load(Pointer.class);
    Pointer symbol = Loader.addressof("environ");
    if (symbol == null || symbol.isNull()) {
      throw new UnsatisfiedLinkError("the C library has no environ");
    }
    PointerPointer<Pointer> environ = new PointerPointer<>(symbol);
    Pointer list = environ.get(0);
    PointerPointer<Pointer> before = list == null ? null : new PointerPointer<>(list);
    int count = 0;
    while (before != null && before.get(count) != null) {
      count++;
    }
    entry = new BytePointer(assignment);
    PointerPointer<Pointer> after = new PointerPointer<>(count + 2);
    for (int i = 0; i < count; i++) {
      after.put(i, before.get(i));
    }
    after.put(count, entry);
    after.put(count + 1, (Pointer) null);
    entries = after;
    environ.put(0, after);
  }

  /** What getenv finds, as opposed to {@link System#getenv}, which the JVM copied at its start. */
  @VisibleForTesting
  static @Nullable String nativeValue(String name) {
    PointerPointer<Pointer> list =
        new PointerPointer<>(new PointerPointer<Pointer>(Loader.addressof("environ")).get(0));
    for (int i = 0; list.get(i) != null; i++) {
      String assignment = new BytePointer(list.get(i)).getString();
      if (assignment.startsWith(name + "=")) {
        return assignment.substring(name.length() + 1);
      }
    }
    return null;
  }
}
