package org.dcgan.feature;

import org.apiguardian.api.API;

/** How each feature map is reduced to a grid of 4x4 values (7x7 for images of 28x28). */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum FeaturePooling {
  /** The largest value of each cell, as in the paper (section 5.1). The default. */
  MAX,
  /** The mean of each cell. */
  MEAN
}
