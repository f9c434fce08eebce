package org.dcgan.eval.comparison;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.dcgan.eval.metrics.MetricResult;

/**
 * The metrics of one generator over several runs.
 *
 * @param name the name of the generator
 * @param numbers each number of each metric; none if the generator could not be evaluated
 * @param warnings reasons to doubt some of the numbers, or why there are none
 * @param runs the results of each run by the metric's name, with everything that they depend on;
 *     none if the generator could not be evaluated
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Evaluation(
    String name,
    List<Measurement> numbers,
    List<String> warnings,
    List<Map<String, MetricResult>> runs) {
  /** Keeps copies. */
  public Evaluation {
    requireNonNull(name, "name");
    requireNonNull(numbers, "numbers");
    requireNonNull(warnings, "warnings");
    requireNonNull(runs, "runs");

    numbers = ImmutableList.copyOf(numbers);
    warnings = ImmutableList.copyOf(warnings);
    runs = ImmutableList.copyOf(runs);
  }

  /**
   * A number over all runs.
   *
   * @param metric its name, for example {@code recall}
   * @param better which values are good
   * @param value the mean and the standard deviation over runs
   */
  public record Measurement(String metric, MetricResult.Better better, MeanAndDeviation value) {
    /** Refuses null. */
    public Measurement {
      requireNonNull(metric, "metric");
      requireNonNull(better, "better");
      requireNonNull(value, "value");
    }
  }

  /** Summarizes runs. A number that a run does not define is left out, with a warning. */
  static Evaluation of(String name, List<Map<String, MetricResult>> runs, List<String> notes) {
    Map<String, List<MetricResult.Value>> values = new LinkedHashMap<>();
    Set<String> warnings = new LinkedHashSet<>(notes);
    for (Map<String, MetricResult> run : runs) {
      for (MetricResult result : run.values()) {
        warnings.addAll(result.warnings());
        for (MetricResult.Value value : result.values()) {
          values.computeIfAbsent(value.name(), key -> new ArrayList<>()).add(value);
        }
      }
    }
    List<Measurement> numbers = new ArrayList<>();
    values.forEach(
        (metric, all) -> {
          List<Double> found = all.stream().map(MetricResult.Value::value).toList();
          if (found.stream().allMatch(Double::isFinite)) {
            numbers.add(new Measurement(metric, all.get(0).better(), MeanAndDeviation.of(found)));
          } else {
            warnings.add(
                "the "
                    + metric
                    + " is not defined, because all real images are equal or nearly so");
          }
        });
    return new Evaluation(name, numbers, List.copyOf(warnings), runs);
  }

  /** A generator without numbers. */
  static Evaluation failed(String name, String reason) {
    return new Evaluation(name, List.of(), List.of("not evaluated: " + reason), List.of());
  }

  /**
   * Returns whether the generator has no numbers, because its images are not finite; the reason is
   * among the warnings.
   *
   * @return false if it was evaluated
   */
  public boolean failed() {
    return runs.isEmpty();
  }

  /** The value of a metric, if it was measured. */
  Optional<MeanAndDeviation> value(String metric) {
    return numbers.stream()
        .filter(number -> number.metric().equals(metric))
        .map(Measurement::value)
        .findFirst();
  }
}
