package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import java.nio.ByteBuffer;
import java.util.List;
import org.dcgan.eval.internal.FeatureRows;
import org.dcgan.feature.Features;
import org.dcgan.feature.FloatFormat;

/** A table in heap memory. */
final class FeaturesInMemory implements FeatureTable {
  private final FeatureRows rows;
  private final int[] labels;
  private final List<String> classNames;
  private final String description;

  FeaturesInMemory(Features features, int[] labels, List<String> classNames, String description) {
    checkArgument(
        labels.length == features.count(),
        "%s rows of features need one label each, got %s labels",
        features.count(),
        labels.length);
    this.rows = new FeatureRows(features);
    this.labels = labels.clone();
    this.classNames = List.copyOf(classNames);
    this.description = description;
    Labels.check(this.labels, this.classNames);
  }

  @Override
  public int rows() {
    return labels.length;
  }

  @Override
  public int columns() {
    return rows.columns();
  }

  @Override
  public FloatFormat format() {
    return rows.format();
  }

  @Override
  public void copyRow(int row, ByteBuffer target) {
    rows.copyRow(row, target);
  }

  @Override
  public int label(int row) {
    return labels[checkElementIndex(row, labels.length, "row")];
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String description() {
    return description;
  }
}
