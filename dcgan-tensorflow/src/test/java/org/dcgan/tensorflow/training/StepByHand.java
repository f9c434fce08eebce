package org.dcgan.tensorflow.training;

import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.floats;
import static org.dcgan.tensorflow.training.StepRig.ARCHITECTURE;
import static org.dcgan.tensorflow.training.StepRig.BATCH_SIZE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dcgan.architecture.Architecture;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainAdam;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.dcgan.tensorflow.reference.PlainNetworks;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A training step by plain gradients and a plain Adam. */
final class StepByHand {
  private final PlainGraph plain;
  private final TrainingPlan plan;
  private final Architecture architecture;
  private final Map<String, float[]> vectors = new LinkedHashMap<>();
  private final Map<String, PlainAdam> generator = new LinkedHashMap<>();
  private final Map<String, PlainAdam> discriminator = new LinkedHashMap<>();
  private final Map<String, MovingAverage> statistics = new LinkedHashMap<>();
  private final Map<String, MovingAverage> averages = new LinkedHashMap<>();
  private int step;

  StepByHand(PlainGraph plain, TrainingPlan plan) {
    this(plain, plan, ARCHITECTURE);
  }

  StepByHand(PlainGraph plain, TrainingPlan plan, Architecture architecture) {
    this.plain = plain;
    this.plan = plan;
    this.architecture = architecture;
    Map<String, float[]> first = StepRig.firstValues(architecture);
    first.forEach(
        (name, values) -> {
          if (name.endsWith("/spectral-vector")) {
            vectors.put(name, values);
          }
        });
    architecture
        .generatorParameters()
        .forEach(p -> generator.put(p.name(), adam(plan.generatorAdam(), first, p.name())));
    architecture
        .discriminatorParameters()
        .forEach(p -> discriminator.put(p.name(), adam(plan.discriminatorAdam(), first, p.name())));
  }

  private static PlainAdam adam(
      org.dcgan.training.AdamOptions options, Map<String, float[]> first, String name) {
    return new PlainAdam(options, doubles(Objects.requireNonNull(first.get(name))));
  }

  /**
   * Weights decay^age, brought to a sum of 1. With a ramp-up, value n has at least the share 1 /
   * (rampUp n) when it is added, but not more than 1, and the others share the rest as before.
   */
  static final class MovingAverage {
    private final double decay;
    private final double rampUp;
    private final List<double[]> seen = new ArrayList<>();

    MovingAverage(double decay) {
      this(decay, 0);
    }

    MovingAverage(double decay, double rampUp) {
      this.decay = decay;
      this.rampUp = rampUp;
    }

    void add(double[] values) {
      seen.add(values);
    }

    double[] value() {
      double[] shares = shares();
      double[] sum = new double[seen.get(0).length];
      for (int i = 0; i < shares.length; i++) {
        for (int j = 0; j < sum.length; j++) {
          sum[j] += shares[i] * seen.get(i)[j];
        }
      }
      return sum;
    }

    private double[] shares() {
      double[] shares = new double[seen.size()];
      for (int n = 1; n <= shares.length; n++) {
        double ages = 0;
        for (int age = 0; age < n; age++) {
          ages += Math.pow(decay, age);
        }
        double least = rampUp == 0 ? 0 : Math.min(1, 1 / (rampUp * n));
        double latest = Math.max(1 / ages, least);
        for (int i = 0; i < n - 1; i++) {
          shares[i] *= 1 - latest;
        }
        shares[n - 1] = latest;
      }
      return shares;
    }
  }

  /** Every parameter's optimizer. */
  Map<String, PlainAdam> all() {
    Map<String, PlainAdam> all = new LinkedHashMap<>(generator);
    all.putAll(discriminator);
    return all;
  }

  /** Of spectral normalization. */
  Map<String, float[]> vectors() {
    return vectors;
  }

  /** Of the population. */
  Map<String, MovingAverage> statistics() {
    return statistics;
  }

  /** Of the weights of both networks, where the plan averages them. */
  Map<String, MovingAverage> averages() {
    return averages;
  }

  private Map<String, double[]> values() {
    Map<String, double[]> values = new HashMap<>();
    all().forEach((name, adam) -> values.put(name, adam.values()));
    return values;
  }

  void run(byte[] pixels, float[] latents, double rateFactor) {
    run(pixels, latents, new StepSettings(rateFactor, 0, 0));
  }

  void run(byte[] pixels, float[] latents, StepSettings moment) {
    float[] real = scaled(pixels);
    float[][] noise = {noise(moment, real.length, 0), noise(moment, real.length, 1)};
    float[][] labels = {labels(moment.seed(), true), labels(moment.seed(), false)};
    float[][] maps = maps(moment.seed());
    float[] classes = architecture.isConditional() ? StepRig.labels(step).toArray() : new float[0];
    plain.withClasses(classes);
    see(networks(classes).generate(doubles(latents), false).seen());
    int k = plan.discriminatorUpdates();
    boolean alternating = plan.schedule() == UpdateSchedule.ALTERNATING;
    boolean ofGenerator = alternating ? step % (k + 1) == 0 : step % k == k - 1;
    boolean ofDiscriminator = !alternating || !ofGenerator;
    if (ofDiscriminator && vectors.isEmpty()) {
      see(networks(classes).discriminate(maps(sum(mapped(real, maps), noise[0])), false).seen());
    }
    PlainGraph.At before = at(real, latents, noise, labels, maps);
    Map<String, float[]> forGenerator = before.generatorGradients();
    if (ofDiscriminator) {
      Map<String, float[]> gradients = before.discriminatorGradients();
      iterateVectors();
      update(discriminator, gradients, moment.rateFactor());
      average(discriminator, plan.discriminatorEmaDecay());
    }
    if (plan.schedule() == UpdateSchedule.SEQUENTIAL) {
      forGenerator = at(real, latents, noise, labels, maps).generatorGradients();
    }
    if (ofGenerator) {
      update(generator, forGenerator, moment.rateFactor());
      average(generator, plan.generatorEmaDecay());
    }
    step++;
  }

  private void average(Map<String, PlainAdam> network, double decay) {
    if (decay > 0) {
      network.forEach(
          (name, adam) ->
              averages
                  .computeIfAbsent(name, n -> new MovingAverage(decay, plan.emaRampUp()))
                  .add(adam.values()));
    }
  }

  private PlainNetworks networks(float[] classes) {
    return new PlainNetworks(architecture, values(), doubles(classes));
  }

  private PlainGraph.At at(
      float[] real, float[] latents, float[][] noise, float[][] labels, float[][] maps) {
    Map<String, float[]> rounded = new HashMap<>();
    values().forEach((name, v) -> rounded.put(name, floats(v)));
    rounded.putAll(vectors);
    return plain.at(rounded, real, latents, noise, labels, maps);
  }

  /** One step of the power iteration for the weights W of each layer: u becomes W' W u. */
  private void iterateVectors() {
    for (Map.Entry<String, float[]> entry : vectors.entrySet()) {
      String layer = entry.getKey().replace("/spectral-vector", "");
      double[] weights = Objects.requireNonNull(discriminator.get(layer + "/weights")).values();
      float[] vector = entry.getValue();
      int maps = vector.length;
      double[] iterated = new double[maps];
      double squares = 0;
      for (int row = 0; row < weights.length / maps; row++) {
        double product = 0;
        for (int map = 0; map < maps; map++) {
          product += weights[row * maps + map] * vector[map];
        }
        for (int map = 0; map < maps; map++) {
          iterated[map] += weights[row * maps + map] * product;
        }
      }
      for (double value : iterated) {
        squares += value * value;
      }
      float[] next = new float[maps];
      for (int map = 0; map < maps; map++) {
        next[map] = (float) (iterated[map] / Math.sqrt(squares));
      }
      entry.setValue(next);
    }
  }

  /** Matrix and offset of the augmentation of each image, as the plan and the step demand. */
  private float[][] maps(long seed) {
    if (plan.augmentation().isNone()) {
      return new float[0][];
    }
    int values = ARCHITECTURE.image().size();
    float[][] maps = new float[4][];
    for (ImageAugmentation.Kind kind : ImageAugmentation.Kind.values()) {
      float[] matrices = new float[BATCH_SIZE * values * values];
      float[] offsets = new float[BATCH_SIZE * values];
      for (int i = 0; i < BATCH_SIZE; i++) {
        AugmentationByHand changes = AugmentationByHand.of(plan, seed, step, kind, i);
        double[] offset = changes.apply(new double[values]);
        for (int row = 0; row < values; row++) {
          offsets[i * values + row] = (float) offset[row];
        }
        for (int column = 0; column < values; column++) {
          double[] unit = new double[values];
          unit[column] = 1;
          double[] image = changes.apply(unit);
          for (int row = 0; row < values; row++) {
            matrices[(i * values + row) * values + column] = (float) (image[row] - offset[row]);
          }
        }
      }
      maps[2 * kind.ordinal()] = matrices;
      maps[2 * kind.ordinal() + 1] = offsets;
    }
    return maps;
  }

  private static float[] mapped(float[] images, float[][] maps) {
    if (maps.length == 0) {
      return images;
    }
    int values = images.length / BATCH_SIZE;
    float[] mapped = maps[1].clone();
    for (int row = 0; row < mapped.length; row++) {
      double sum = mapped[row];
      for (int column = 0; column < values; column++) {
        sum += (double) maps[0][row * values + column] * images[row / values * values + column];
      }
      mapped[row] = (float) sum;
    }
    return mapped;
  }

  private static void update(
      Map<String, PlainAdam> network, Map<String, float[]> gradients, double rateFactor) {
    gradients.forEach(
        (name, gradient) ->
            Objects.requireNonNull(network.get(name)).update(doubles(gradient), rateFactor));
  }

  private void see(List<PlainNetworks.Seen> seen) {
    for (PlainNetworks.Seen layer : seen) {
      statistic(layer.layer() + "/population-mean").add(layer.mean());
      statistic(layer.layer() + "/population-variance").add(layer.variance());
    }
  }

  private MovingAverage statistic(String name) {
    return statistics.computeIfAbsent(name, n -> new MovingAverage(0.9));
  }

  static float[] scaled(byte[] pixels) {
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      scaled[i] = (pixels[i] & 255) / 127.5f - 1;
    }
    return scaled;
  }

  static Maps maps(float[] images) {
    return new Maps(BATCH_SIZE, 16, 3, doubles(images));
  }

  private static float[] sum(float[] a, float[] b) {
    float[] sum = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  /** Of a graph of its own: TensorFlow's stateless normal numbers are a function of their key. */
  private float[] noise(StepSettings moment, int size, long kind) {
    if (moment.noise() == 0) {
      return new float[size];
    }
    float[] noise = new float[size];
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.of(graph);
      long[] key = {SeededRandom.hash(moment.seed(), 7, step), kind};
      var derivatives =
          tf.random.statelessRandomNormal(
              tf.constant(new int[] {BATCH_SIZE, 16, 16, 3}), tf.constant(key), TFloat32.class);
      try (Session session = new Session(graph);
          var result = session.runner().fetch(derivatives).run()) {
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(noise);
      }
    }
    for (int i = 0; i < size; i++) {
      noise[i] *= (float) moment.noise();
    }
    return noise;
  }

  private float[] labels(long seed, boolean real) {
    double own = real ? plan.labels().real() : plan.labels().fake();
    double other = real ? plan.labels().fake() : plan.labels().real();
    SeededRandom random = SeededRandom.of(seed, 8, step, real ? 1 : 0);
    float[] labels = new float[BATCH_SIZE];
    for (int i = 0; i < BATCH_SIZE; i++) {
      labels[i] = (float) (random.nextDouble() < plan.labels().flips() ? other : own);
    }
    return labels;
  }
}
