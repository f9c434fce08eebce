package org.dcgan.architecture;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * The name, role and shape of one trainable parameter of a network.
 *
 * @param name for example {@code discriminator/convolution2/weights}
 * @param role the role, which determines the initial values
 * @param shape the dimensions: [height, width, input maps, output maps] for the kernel of a
 *     convolution, and [height, width, output maps, input maps] for a fractionally-strided
 *     convolution, since it is the transpose of a convolution
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ParameterSpec(String name, Role role, List<Integer> shape) {

  /** The role of a parameter. */
  public enum Role {
    /** A kernel or matrix, initialized from N(0, 0.02) (paper, section 4). */
    WEIGHT,
    /**
     * The scale of batch normalization, initialized from N(1, 0.02) (authors' code, faces:36-124).
     */
    GAIN,
    /**
     * The shift of batch normalization, or the bias of a layer with spectral normalization,
     * initialized to 0.
     */
    BIAS
  }

  /** Copies the shape. */
  public ParameterSpec {
    requireNonNull(name, "name");
    requireNonNull(role, "role");
    requireNonNull(shape, "shape");

    shape = ImmutableList.copyOf(shape);
  }

  /**
   * Returns the number of values.
   *
   * @return the product of the dimensions
   */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
