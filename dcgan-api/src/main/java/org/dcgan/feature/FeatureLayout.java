package org.dcgan.feature;

/** The order in which the 4x4 cells of a layer's pooled feature maps are laid out in a row. */
public enum FeatureLayout {
  /** Row, column, map: a map's values are {@code maps} apart. This library's own order. */
  HWC,
  /** Map, row, column: a map's 16 values stand together. The authors' order. */
  CHW
}
