package org.dcgan.eval.metrics;

import java.util.stream.IntStream;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.compute.MatrixEngine;

/**
 * The distances of all pairs of two sets of rows, block by block, so that memory is bounded: from
 * inner products in float32 with a bound on their error, and in double precision where that bound
 * leaves a comparison open. Comparisons therefore have the results of a plain loop in double
 * precision.
 */
final class DistanceBlocks implements AutoCloseable {
  /** The largest number of values of a block of rows, 32 MB. */
  private static final int BLOCK_VALUES = 1 << 23;

  private static final int MOST_ROWS = 2048;

  /** Half a unit in the last place of 1. */
  private static final double UNIT = 0x1p-24;

  private final MatrixEngine engine =
      new MatrixEngine(new RuntimeOptions(Precision.FLOAT32, Device.CPU, 0));

  /** Receives the distances of one query to a range of references. */
  @FunctionalInterface
  interface Consumer {
    /** Called for one query at a time by any of several threads, with references in order. */
    void accept(int query, Distances distances);
  }

  /** The distances of one query to a range of references. */
  static final class Distances {
    private final DistinctRows queries;
    private final DistinctRows references;
    private final int query;
    private final int from;
    private final int width;
    private final float[] products;
    private final int offset;
    private final double relativeError;

    private Distances(
        DistinctRows queries,
        DistinctRows references,
        int query,
        int from,
        int width,
        float[] products,
        int offset) {
      this.queries = queries;
      this.references = references;
      this.query = query;
      this.from = from;
      this.width = width;
      this.products = products;
      this.offset = offset;
      // Higham, Accuracy and Stability of Numerical Algorithms, section 3.1: a sum of n products,
      // added in any order, is off by at most n u / (1 - n u) of the sum of their absolute values,
      // which is at most the product of the norms.
      double roundings = queries.dim() * UNIT;
      this.relativeError = roundings < 0.5 ? roundings / (1 - roundings) : Double.POSITIVE_INFINITY;
    }

    /** The first reference of the range. */
    int from() {
      return from;
    }

    /** The reference after the last one of the range. */
    int to() {
      return from + width;
    }

    /** A bound below the squared distance. */
    double atLeast(int reference) {
      return bound(reference, -1);
    }

    private double bound(int reference, int sign) {
      float product = products[offset + reference - from];
      double a = queries.squaredNorm(query);
      double b = references.squaredNorm(reference);
      double error =
          2 * relativeError * Math.sqrt(a * b)
              + queries.dim() * ((a + b) * 0x1p-50 + Float.MIN_NORMAL);
      double bound = a + b - 2.0 * product + sign * error;
      // A product that overflowed says nothing.
      return Double.isFinite(bound) ? bound : sign * Double.POSITIVE_INFINITY;
    }

    /** The squared distance in double precision. */
    double exactly(int reference) {
      return queries.squaredDistance(query, references, reference);
    }

    /** Whether the squared distance is at most a limit. */
    boolean within(int reference, double limit) {
      return atLeast(reference) <= limit
          && (bound(reference, 1) <= limit || exactly(reference) <= limit);
    }
  }

  /**
   * Computes the distances of all pairs.
   *
   * @param queries rows, each of which is given to the consumer with every reference
   * @param references rows of the same dimension
   * @param progress receives the number of references that all queries have been compared with
   * @param consumer receives the distances
   */
  void forEach(
      DistinctRows queries, DistinctRows references, ProgressListener progress, Consumer consumer) {
    int dim = queries.dim();
    int block = Math.max(16, Math.min(MOST_ROWS, BLOCK_VALUES / dim));
    try (ProgressListener.Task task =
        progress.start("comparing features", references.count(), "images")) {
      for (int from = 0; from < references.count(); from += block) {
        int width = Math.min(block, references.count() - from);
        float[] columns = references.copyTransposed(from, width);
        for (int first = 0; first < queries.count(); first += block) {
          int size = Math.min(block, queries.count() - first);
          float[] products = engine.multiply(queries.copy(first, size), size, dim, columns, width);
          int start = first;
          int left = from;
          IntStream.range(0, size)
              .parallel()
              .forEach(
                  i ->
                      consumer.accept(
                          start + i,
                          new Distances(
                              queries, references, start + i, left, width, products, i * width)));
        }
        task.advance(width);
      }
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
