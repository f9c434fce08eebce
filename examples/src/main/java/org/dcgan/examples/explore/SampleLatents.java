package org.dcgan.examples.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.latent.Latents;
import org.dcgan.random.SeededRandom;

/**
 * The latents of single samples: those that {@link Dcgan#latents} returns at their indices. The
 * latents before them are generated too, since all of a seed come from one random stream, but they
 * are not kept.
 */
final class SampleLatents {
  private static final int MOST_SAMPLES = 50_000;
  private static final int MOST_COORDINATES = 1 << 23;

  private SampleLatents() {}

  /** The number of samples of each seed that can be explored: with more, each would take long. */
  static int perSeed(Architecture architecture) {
    return Math.min(MOST_SAMPLES, MOST_COORDINATES / architecture.latentDim());
  }

  /** Consecutive samples of a seed. */
  static Latents range(Dcgan model, long seed, int first, int count) {
    return of(
        model, IntStream.range(first, first + count).mapToObj(i -> new SampleId(seed, i)).toList());
  }

  /**
   * Any samples.
   *
   * @param ids at least one sample
   * @return the latents in the order of the samples
   */
  static Latents of(Dcgan model, List<SampleId> ids) {
    int limit = perSeed(model.architecture());
    Map<Long, TreeSet<Integer>> bySeed = new LinkedHashMap<>();
    for (SampleId id : ids) {
      if (id.index() >= limit) {
        throw new IllegalArgumentException(
            "samples of a seed are numbered 0 to "
                + (limit - 1)
                + ", got "
                + id.index()
                + "; continue with another seed");
      }
      bySeed.computeIfAbsent(id.seed(), seed -> new TreeSet<>()).add(id.index());
    }
    Map<SampleId, float[]> latents = new HashMap<>();
    bySeed.forEach((seed, indices) -> sample(model.architecture(), seed, indices, latents));
    List<Latents> parts = new ArrayList<>();
    for (SampleId id : ids) {
      float[] latent = latents.get(id);
      if (latent != null) {
        parts.add(Latents.of(model.architecture().latentDim(), latent));
      }
    }
    return Latents.concat(parts);
  }

  private static void sample(
      Architecture architecture,
      long seed,
      SortedSet<Integer> indices,
      Map<SampleId, float[]> latents) {
    SeededRandom random = SeededRandom.of(seed);
    for (int index = 0; index <= indices.last(); index++) {
      float[] latent = new float[architecture.latentDim()];
      for (int i = 0; i < latent.length; i++) {
        latent[i] = (float) architecture.latentDistribution().sample(random);
      }
      if (indices.contains(index)) {
        latents.put(new SampleId(seed, index), latent);
      }
    }
  }
}
