package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.feature.FloatFormat;

/**
 * Scales features to mean 0 and a standard deviation of about 1: {@code (x - mean) / sqrt(variance
 * + 0.01)}, with the sample variance of the training rows (demo of Coates, Lee and Ng 2011).
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FeatureScaler {
  /** Added to variances, so that nearly constant features are not amplified. */
  public static final double EPSILON = 0.01;

  private final float[] mean;
  private final float[] scale;

  private FeatureScaler(float[] mean, float[] scale) {
    this.mean = mean;
    this.scale = scale;
  }

  /**
   * Computes means and deviations in one pass.
   *
   * @param training at least 2 rows
   * @return a scaler for rows of the same features
   * @throws IllegalArgumentException if there are fewer than 2 rows, or a value is not finite
   * @throws IOException if they cannot be read
   */
  public static FeatureScaler of(FeatureTable training) throws IOException {
    requireNonNull(training, "training");

    checkArgument(
        training.rows() >= 2,
        "feature scaling needs at least 2 rows, got %s of %s",
        training.rows(),
        printable(training.description()));
    int d = training.columns();
    double[] means = new double[d];
    double[] squares = new double[d];
    for (int row = 0; row < training.rows(); row++) {
      float[] values = training.row(row);
      for (int i = 0; i < d; i++) {
        // Welford's algorithm, which does not subtract large sums.
        if (!Float.isFinite(values[i])) {
          throw FiniteRows.notFinite("", row, i, values[i], "feature scaling");
        }
        double before = values[i] - means[i];
        means[i] += before / (row + 1);
        squares[i] += before * (values[i] - means[i]);
      }
    }
    float[] mean = new float[d];
    float[] scale = new float[d];
    for (int i = 0; i < d; i++) {
      mean[i] = (float) means[i];
      scale[i] = (float) (1 / Math.sqrt(squares[i] / (training.rows() - 1) + EPSILON));
    }
    return new FeatureScaler(mean, scale);
  }

  /**
   * A view of rows that are scaled when they are read.
   *
   * @param rows rows with as many columns as the training rows
   * @return float32 rows with the same labels, which read from {@code rows}
   */
  public FeatureTable apply(FeatureTable rows) {
    requireNonNull(rows, "rows");

    checkArgument(
        rows.columns() == mean.length,
        "this scaler was computed from rows of %s features, got rows of %s; use the same extractor",
        mean.length,
        rows.columns());
    return new Rows(rows);
  }

  private final class Rows implements FeatureTable {
    private final FeatureTable table;

    Rows(FeatureTable table) {
      this.table = table;
    }

    @Override
    public int rows() {
      return table.rows();
    }

    @Override
    public int columns() {
      return table.columns();
    }

    @Override
    public FloatFormat format() {
      return FloatFormat.FLOAT32;
    }

    @Override
    public void copyRow(int row, ByteBuffer target) throws IOException {
      float[] values = table.row(row);
      for (int i = 0; i < values.length; i++) {
        target.putFloat((values[i] - mean[i]) * scale[i]);
      }
    }

    @Override
    public int label(int row) {
      return table.label(row);
    }

    @Override
    public List<String> classNames() {
      return table.classNames();
    }

    @Override
    public String description() {
      return table.description() + " > standardized";
    }
  }
}
