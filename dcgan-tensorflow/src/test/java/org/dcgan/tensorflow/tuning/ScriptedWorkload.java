package org.dcgan.tensorflow.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradUse;

/**
 * Work that takes as long as a test says with each set of kernels, on a clock that only the work
 * advances. The kernels are those of 32 px and width 64, and have letters; a set is named by its
 * letters, such as "AC", and the set of none is "-".
 */
final class ScriptedWorkload implements Workload {
  static final KernelShape A = new KernelShape(5, 2, 8, 128, 256);
  static final KernelShape B = new KernelShape(5, 2, 16, 64, 128);
  static final KernelShape C = new KernelShape(5, 2, 32, 3, 64);

  /** The runs of each of both sets in a comparison. */
  private static final int RUNS = 3;

  private static final double MILLISECOND = 1e6;

  private final Id id;
  private final ToDoubleFunction<String> millis;

  /** The comparisons in their order, such as "AB/ABC": the candidate and the incumbent. */
  final List<String> compared = new ArrayList<>();

  /** As for a step. */
  Duration searchLimit = Duration.ofSeconds(20);

  /** By default, each kernel adds as much. */
  ToLongFunction<WinogradUse> bytes = use -> use.kernels().size();

  private long now = 17;

  /**
   * Creates work.
   *
   * @param id its identity
   * @param millis the milliseconds that it takes with a set of kernels, or the failure of a run
   */
  ScriptedWorkload(Id id, ToDoubleFunction<String> millis) {
    this.id = id;
    this.millis = millis;
  }

  static String name(WinogradUse use) {
    Map<String, KernelShape> letters = new LinkedHashMap<>();
    letters.put("A", A);
    letters.put("B", B);
    letters.put("C", C);
    String name =
        letters.keySet().stream()
            .filter(letter -> use.kernels().containsKey(letters.get(letter)))
            .collect(Collectors.joining());
    return name.isEmpty() ? "-" : name;
  }

  @Override
  public Id id() {
    return id;
  }

  @Override
  public Times time(WinogradUse candidate, WinogradUse incumbent, BooleanSupplier stopped) {
    if (stopped.getAsBoolean()) {
      throw new MeasuringStoppedException();
    }
    compared.add(name(candidate) + "/" + name(incumbent));
    double ofCandidate = millis.applyAsDouble(name(candidate)) * MILLISECOND;
    double ofIncumbent = millis.applyAsDouble(name(incumbent)) * MILLISECOND;
    now += (long) (RUNS * (ofCandidate + ofIncumbent));
    return new Times(ofCandidate, ofIncumbent);
  }

  @Override
  public long addedBytes(WinogradUse use) {
    return bytes.applyAsLong(use);
  }

  @Override
  public Duration searchLimit() {
    return searchLimit;
  }

  /** The clock, in nanoseconds. */
  long now() {
    return now;
  }
}
