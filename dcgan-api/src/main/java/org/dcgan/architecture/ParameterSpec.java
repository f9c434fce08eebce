package org.dcgan.architecture;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * One trained array of a network.
 *
 * @param name for example {@code discriminator/convolution2/weights}
 * @param role what it is, which decides how it starts
 * @param shape its dimensions. A convolution's kernel is [rows, columns, maps in, maps out]; a
 *     fractionally-strided convolution's [rows, columns, maps out, maps in], as it is the transpose
 *     of a convolution
 */
public record ParameterSpec(String name, Role role, List<Integer> shape) {

  /** What a parameter is. */
  public enum Role {
    /** A kernel or matrix: starts as N(0, .02) (paper, section 4). */
    WEIGHT,
    /** Batch normalization's scale: starts as N(1, .02) (authors' code, faces:36-124). */
    GAIN,
    /** Batch normalization's shift: starts as 0. */
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
   * How many numbers it holds.
   *
   * @return the product of the dimensions
   */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
