package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.dcgan.feature.Features;
import org.dcgan.feature.FloatFormat;

/** A table on the heap. */
final class FeaturesInMemory implements FeatureTable {
  private final Features features;
  private final FloatBuffer values;
  private final int[] labels;
  private final List<String> classNames;
  private final String description;

  FeaturesInMemory(Features features, int[] labels, List<String> classNames, String description) {
    checkArgument(
        labels.length == features.count(),
        "%s rows of features need as many labels, got %s",
        features.count(),
        labels.length);
    this.features = features;
    this.values = features.data();
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
    return features.dim();
  }

  @Override
  public FloatFormat format() {
    return FloatFormat.FLOAT32;
  }

  @Override
  public void copyRow(int row, ByteBuffer target) {
    checkElementIndex(row, labels.length, "row");
    int bytes = columns() * Float.BYTES;
    target
        .slice()
        .order(target.order())
        .asFloatBuffer()
        .put(values.slice(row * columns(), columns()));
    target.position(target.position() + bytes);
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
