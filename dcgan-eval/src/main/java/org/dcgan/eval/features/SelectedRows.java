package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkElementIndex;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.dcgan.feature.FloatFormat;

/** Some rows of a table, or all of them in another order. The caller must not change the array. */
@SuppressWarnings("ArrayRecordComponent")
record SelectedRows(FeatureTable table, int[] chosen) implements FeatureTable {

  private int index(int row) {
    return chosen[checkElementIndex(row, chosen.length, "row")];
  }

  @Override
  public int rows() {
    return chosen.length;
  }

  @Override
  public int columns() {
    return table.columns();
  }

  @Override
  public FloatFormat format() {
    return table.format();
  }

  @Override
  public void copyRow(int row, ByteBuffer target) throws IOException {
    table.copyRow(index(row), target);
  }

  @Override
  public int label(int row) {
    return table.label(index(row));
  }

  @Override
  public List<String> classNames() {
    return table.classNames();
  }

  @Override
  public String description() {
    return table.description() + " > " + chosen.length + " rows";
  }
}
