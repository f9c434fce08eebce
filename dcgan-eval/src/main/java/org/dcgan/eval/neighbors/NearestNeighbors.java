package org.dcgan.eval.neighbors;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.compute.MatrixEngine;

/**
 * Finds the nearest reference to each query by Euclidean distance, exactly, by comparing all pairs.
 *
 * <pre>{@code
 * Neighbors all = NearestNeighbors.find(Rows.of(validation), Rows.of(generated));
 *
 * NearestNeighbors search = NearestNeighbors.of(Rows.of(validation));
 * for (...) {
 *   search.add(Rows.of(dcgan.sample(1000, seed))); // repeat as often as needed
 * }
 * double meanDistance = search.result().meanDistance();
 * }</pre>
 *
 * <p>Inner products are computed in float32, in blocks that fit into the CPU's caches, and where
 * many are compared at once by TensorFlow on the CPU, if its native libraries are there. Every
 * reference that could be the nearest within the error bound is compared again in double precision.
 * The result therefore equals that of a plain loop in double precision, in which the first of
 * equally near references is kept, and does not depend on the number of threads. The search uses
 * the common fork-join pool. Only one thread may add references at a time.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class NearestNeighbors {
  private static final int REFERENCES_AT_A_TIME = 4096;

  /** Rows of a block that is multiplied by TensorFlow, and the largest number of its values. */
  private static final int MATRIX_ROWS = 2048;

  private static final int MATRIX_VALUES = 1 << 22;

  /** Products of values from which it pays to start TensorFlow. */
  private static final double MATRIX_WORK = 4e9;

  private final Rows queries;

  /** For each query, the number of the reference that is the query itself, or -1. */
  private final int[] themselves;

  private final double[] queryNorms;
  private final double[] nearest;
  private final int[] indices;
  private final double matrixWork;
  private final Supplier<MatrixEngine> engines;
  private int compared;

  private NearestNeighbors(Rows queries) {
    this(queries, MATRIX_WORK, NearestNeighbors::onCpu);
  }

  /**
   * A search that uses an engine for products of matrices from a number of products of values on.
   */
  NearestNeighbors(Rows queries, double matrixWork, Supplier<MatrixEngine> engines) {
    this.queries = queries;
    this.themselves = new int[queries.count()];
    this.matrixWork = matrixWork;
    this.engines = engines;
    this.queryNorms = squaredNorms(queries, "query ");
    this.nearest = new double[queries.count()];
    this.indices = new int[queries.count()];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    Arrays.fill(indices, -1);
    Arrays.fill(themselves, -1);
  }

  static MatrixEngine onCpu() {
    return new MatrixEngine(new RuntimeOptions(Precision.FLOAT32, Device.CPU, 0));
  }

  /**
   * Creates a search without references.
   *
   * @param queries the points to find neighbors of
   * @return a search without references
   * @throws IllegalArgumentException if a value is not finite
   */
  public static NearestNeighbors of(Rows queries) {
    requireNonNull(queries, "queries");

    return new NearestNeighbors(queries);
  }

  /**
   * Says that a reference is a query itself, so that it is no neighbor of it, as in leave-one-out
   * evaluation. To be called before the reference is added.
   *
   * @param query the index of the query
   * @param reference the index of the reference among all that are added, in their order
   * @return this
   */
  @CanIgnoreReturnValue
  public NearestNeighbors without(int query, int reference) {
    themselves[checkElementIndex(query, themselves.length, "query")] = reference;
    return this;
  }

  /**
   * The nearest reference to each query.
   *
   * @param queries any number of points
   * @param references at least one point of the same dimension
   * @return one neighbor for each query
   * @throws IllegalArgumentException if dimensions differ, there is no reference, or a value is not
   *     finite
   */
  public static Neighbors find(Rows queries, Rows references) {
    return find(queries, references, ProgressListener.none());
  }

  /**
   * The nearest reference to each query.
   *
   * @param queries any number of points
   * @param references at least one point of the same dimension
   * @param progress receives the number of references that have been compared
   * @return one neighbor for each query
   * @throws IllegalArgumentException if dimensions differ, there is no reference, or a value is not
   *     finite
   */
  public static Neighbors find(Rows queries, Rows references, ProgressListener progress) {
    requireNonNull(queries, "queries");
    requireNonNull(references, "references");
    requireNonNull(progress, "progress");

    checkArgument(
        references.count() >= 1,
        "a nearest-neighbor search needs at least 1 reference, got none; give references");
    return of(queries).compare(references, progress).result();
  }

  /**
   * The nearest other row to each row, as in leave-one-out evaluation.
   *
   * @param rows at least two points
   * @return one neighbor for each row, never the row itself; a duplicate of it counts as another
   * @throws IllegalArgumentException if there are fewer than two rows, or a value is not finite
   */
  public static Neighbors findOthers(Rows rows) {
    return findOthers(rows, ProgressListener.none());
  }

  /**
   * The nearest other row to each row, as in leave-one-out evaluation.
   *
   * @param rows at least two points
   * @param progress receives the number of rows that have been compared
   * @return one neighbor for each row, never the row itself; a duplicate of it counts as another
   * @throws IllegalArgumentException if there are fewer than two rows, or a value is not finite
   */
  public static Neighbors findOthers(Rows rows, ProgressListener progress) {
    requireNonNull(rows, "rows");
    requireNonNull(progress, "progress");

    checkArgument(
        rows.count() >= 2, "the nearest other row needs at least 2 rows, got %s", rows.count());
    NearestNeighbors search = new NearestNeighbors(rows);
    for (int row = 0; row < rows.count(); row++) {
      search.without(row, row);
    }
    return search.compare(rows, progress).result();
  }

  private NearestNeighbors compare(Rows references, ProgressListener progress) {
    double[] norms = checkedNorms(references);
    try (ProgressListener.Task task =
        progress.start("nearest neighbors", references.count(), "references")) {
      for (int from = 0; from < references.count(); from += REFERENCES_AT_A_TIME) {
        int to = Math.min(references.count(), from + REFERENCES_AT_A_TIME);
        add(references, norms, from, to);
        task.advance(to - from);
      }
    }
    return this;
  }

  /**
   * Compares the queries with more references, whose indices follow those added before.
   *
   * @param references any number of points of the queries' dimension
   * @return this
   * @throws IllegalArgumentException if the dimension is another, or a value is not finite
   */
  @CanIgnoreReturnValue
  public NearestNeighbors add(Rows references) {
    requireNonNull(references, "references");

    add(references, checkedNorms(references), 0, references.count());
    return this;
  }

  private double[] checkedNorms(Rows references) {
    checkArgument(
        references.dim() == queries.dim(),
        "references must have as many dimensions as queries, %s, got %s",
        queries.dim(),
        references.dim());
    return squaredNorms(references, "reference ");
  }

  private void add(Rows references, double[] norms, int from, int to) {
    boolean many = (double) queries.count() * (to - from) * queries.dim() >= matrixWork;
    if (!many || !addByMatrices(references, norms, from, to)) {
      addByLoops(references, norms, from, to);
    }
    compared = Math.addExact(compared, to - from);
  }

  private void addByLoops(Rows references, double[] norms, int from, int to) {
    int blocks = (queries.count() + Products.QUERIES - 1) / Products.QUERIES;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(block -> compare(block * Products.QUERIES, references, norms, from, to));
  }

  /**
   * Compares all queries with references by TensorFlow's products of matrices. Returns false, and
   * does nothing, without TensorFlow's native libraries.
   */
  private boolean addByMatrices(Rows references, double[] norms, int from, int to) {
    MatrixEngine opened;
    try {
      opened = engines.get();
    } catch (IllegalStateException e) {
      return false;
    }
    try (MatrixEngine engine = opened) {
      addByMatrices(engine, references, norms, from, to);
      return true;
    }
  }

  private void addByMatrices(
      MatrixEngine engine, Rows references, double[] norms, int from, int to) {
    int dim = queries.dim();
    int most = Math.max(16, Math.min(MATRIX_ROWS, MATRIX_VALUES / dim));
    ErrorBound bound = ErrorBound.of(dim, dim);
    for (int tile = from; tile < to; tile += most) {
      int first = tile;
      int width = Math.min(most, to - tile);
      float[] columns = references.copyTransposed(tile, width);
      for (int block = 0; block < queries.count(); block += most) {
        int size = Math.min(most, queries.count() - block);
        int start = block;
        float[] products =
            engine.multiply(queries.copyRows(block, size), size, dim, columns, width);
        IntStream.range(0, size)
            .parallel()
            .forEach(
                i -> {
                  int query = start + i;
                  for (int j = 0; j < width; j++) {
                    int reference = first + j;
                    if (bound.couldBeNearer(
                        products[i * width + j],
                        queryNorms[query],
                        norms[reference],
                        nearest[query])) {
                      compareExactly(query, references, reference, compared + reference - from);
                    }
                  }
                });
      }
    }
  }

  /** Compares a query with a reference in double precision. */
  private void compareExactly(int query, Rows references, int reference, int number) {
    if (number == themselves[query]) {
      return;
    }
    double squared = Rows.squaredDistance(queries, query, references, reference);
    if (squared < nearest[query]) {
      nearest[query] = squared;
      indices[query] = number;
    }
  }

  /** Compares one block of queries with references, first to last. */
  private void compare(int firstQuery, Rows references, double[] norms, int from, int to) {
    int size = Math.min(Products.QUERIES, queries.count() - firstQuery);
    Products products = new Products(queries, firstQuery, size, references);
    for (int tile = from; tile < to; tile += Products.REFERENCES) {
      int width = Math.min(Products.REFERENCES, to - tile);
      products.compute(tile, width);
      for (int i = 0; i < size; i++) {
        int query = firstQuery + i;
        for (int j = 0; j < width; j++) {
          if (products.couldBeNearer(i, j, queryNorms[query], norms[tile + j], nearest[query])) {
            compareExactly(query, references, tile + j, compared + tile - from + j);
          }
        }
      }
    }
  }

  /** The index of the nearest reference so far, or -1 if there are none. */
  int nearest(int query) {
    return indices[query];
  }

  /**
   * What has been found so far.
   *
   * @return one neighbor for each query
   * @throws IllegalStateException if there are queries and nothing has been compared with them
   */
  public Neighbors result() {
    checkState(
        compared > 0 || queries.count() == 0,
        "no references have been added; add references first");
    return new Neighbors(indices.clone(), nearest.clone());
  }

  private static double[] squaredNorms(Rows rows, String what) {
    double[] norms = new double[rows.count()];
    IntStream.range(0, norms.length).parallel().forEach(row -> norms[row] = rows.squaredNorm(row));
    for (int row = 0; row < norms.length; row++) {
      if (!Double.isFinite(norms[row])) {
        int column = rows.firstNotFinite(row);
        throw FiniteRows.notFinite(
            what, row, column, rows.value(row, column), "a nearest-neighbor search");
      }
    }
    return norms;
  }
}
