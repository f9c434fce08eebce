package org.dcgan.eval.internal;

import static com.google.common.base.Preconditions.checkElementIndex;

import java.nio.ByteBuffer;
import org.dcgan.feature.Features;
import org.dcgan.feature.FloatFormat;
import org.dcgan.feature.RowSource;

/**
 * Features in memory as a source of rows.
 *
 * @param features float32 [n, dim]
 */
public record FeatureRows(Features features) implements RowSource {

  @Override
  public int rows() {
    return features.count();
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
    checkElementIndex(row, rows(), "row");
    target
        .slice()
        .order(target.order())
        .asFloatBuffer()
        .put(features.data().slice(row * columns(), columns()));
    target.position(target.position() + columns() * Float.BYTES);
  }
}
