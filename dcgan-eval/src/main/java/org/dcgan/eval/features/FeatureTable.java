package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.feature.Features;
import org.dcgan.feature.FloatFormat;
import org.dcgan.feature.RowSource;
import org.dcgan.internal.HalfFloats;

/**
 * Rows of features with their labels, to train a classifier on or to evaluate it on. Rows of images
 * without labels can be classified, searched for neighbors and used for distances between
 * distributions; training and evaluating a classifier requires labels.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface FeatureTable extends RowSource {

  /**
   * The class of a row.
   *
   * @param row 0 to {@code rows() - 1}
   * @return an index into {@link #classNames()}, or {@link org.dcgan.image.ImageSource#NO_LABEL}
   */
  int label(int row);

  /**
   * The names of the classes, in the order of their labels.
   *
   * @return the names; empty if no row has a label
   */
  List<String> classNames();

  /**
   * A description of the rows in one line.
   *
   * @return the descriptions of the dataset and of the extractor
   */
  String description();

  /**
   * One row as numbers.
   *
   * @param row 0 to {@code rows() - 1}
   * @return {@code columns()} values in a new array
   * @throws IOException if it cannot be read
   */
  default float[] row(int row) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(columns(), format().bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    copyRow(row, bytes);
    bytes.flip();
    float[] values = new float[columns()];
    if (format() == FloatFormat.FLOAT16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = HalfFloats.toFloat(bytes.getShort());
      }
    } else {
      bytes.asFloatBuffer().get(values);
    }
    return values;
  }

  /**
   * All labels.
   *
   * @return one label for each row, in a new array
   */
  default int[] labels() {
    int[] labels = new int[rows()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = label(row);
    }
    return labels;
  }

  /**
   * Selected rows in a given order, as a view without copying.
   *
   * @param rows the indices of the rows; an index may occur more than once
   * @return a view of them
   */
  default FeatureTable subset(int... rows) {
    requireNonNull(rows, "rows");

    int[] chosen = rows.clone();
    for (int row : chosen) {
      checkElementIndex(row, rows(), "row");
    }
    return new SelectedRows(this, chosen);
  }

  /**
   * Consecutive rows, as a view without copying.
   *
   * @param from the first
   * @param to one past the last
   * @return a view of them
   */
  default FeatureTable range(int from, int to) {
    int[] chosen = new int[Math.max(0, to - from)];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = from + i;
    }
    return subset(chosen);
  }

  /**
   * Features in memory.
   *
   * @param features the rows
   * @param labels one for each row, 0 to {@code classNames.size() - 1} or {@link
   *     org.dcgan.image.ImageSource#NO_LABEL}; copied
   * @param classNames the names of the classes, empty if no row has a label
   * @param description the dataset and the extractor
   * @return a table of these rows
   * @throws IllegalArgumentException if there are fewer or more labels than rows, or a label is out
   *     of range
   */
  static FeatureTable of(
      Features features, int[] labels, List<String> classNames, String description) {
    requireNonNull(features, "features");
    requireNonNull(labels, "labels");
    requireNonNull(classNames, "classNames");
    requireNonNull(description, "description");

    return new FeaturesInMemory(features, labels, classNames, description);
  }
}
