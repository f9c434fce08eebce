package org.dcgan.feature;

import org.apiguardian.api.API;

/**
 * The order of the 4x4 (for images of 28x28, 7x7) values of a layer's pooled feature maps in a
 * feature vector.
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum FeatureLayout {
  /**
   * Row, column, feature map: the values of one feature map are {@code maps} apart. The default.
   */
  HWC,
  /**
   * Feature map, row, column: all values of one feature map are adjacent. The order of the authors'
   * code.
   */
  CHW
}
