package org.dcgan.internal.json;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A single value of a file for comparisons: a text, a number, a boolean or no value. Numbers are
 * equal if their values are equal, regardless of notation. Numbers with fractions are also equal if
 * they are the same {@code double}, since JDKs differ in the digits they print for a double.
 */
public final class Scalar {
  /** No value. */
  public static final Scalar NONE = new Scalar(null);

  private final @Nullable Object value;

  private Scalar(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      BigDecimal stripped = number.stripTrailingZeros();
      boolean plain = stripped.scale() < 0 && stripped.scale() > -20;
      this.value = plain ? stripped.setScale(0) : stripped;
    } else {
      this.value = value;
    }
  }

  /**
   * Creates a text.
   *
   * @param text any text; lone surrogates are replaced by U+FFFD, as in files
   * @return the scalar
   */
  public static Scalar of(String text) {
    return new Scalar(StrictJson.wellFormed(text));
  }

  /**
   * Creates an integer.
   *
   * @param number the number
   * @return the scalar
   */
  public static Scalar of(long number) {
    return new Scalar(BigDecimal.valueOf(number));
  }

  /**
   * Creates a number. Values that are not finite become the texts NaN, Infinity and -Infinity.
   *
   * @param number the number
   * @return the scalar
   */
  public static Scalar of(double number) {
    return Double.isFinite(number)
        ? new Scalar(new BigDecimal(Double.toString(number)))
        : new Scalar(Double.toString(number));
  }

  /**
   * Creates a boolean.
   *
   * @param flag the value
   * @return the scalar
   */
  public static Scalar of(boolean flag) {
    return new Scalar(flag);
  }

  static Scalar ofJson(@Nullable Object value) {
    return new Scalar(value);
  }

  static Scalar ofLiteral(String literal, String path) {
    // Limited, since arithmetic with a huge exponent would create all digits of the number.
    if (!Double.isFinite(Double.parseDouble(literal)) || literal.length() > 64) {
      throw JsonFields.expected(path, "a finite number of at most 64 characters", literal);
    }
    return new Scalar(new BigDecimal(literal));
  }

  /** Returns the value for the writer: a String, a BigDecimal, a Boolean, or null. */
  @Nullable Object value() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Scalar that)) {
      return false;
    }
    if (value instanceof BigDecimal a && that.value instanceof BigDecimal b) {
      return a.doubleValue() == b.doubleValue()
          && ((hasFraction(a) && hasFraction(b)) || a.compareTo(b) == 0);
    }
    return Objects.equals(value, that.value);
  }

  private static boolean hasFraction(BigDecimal number) {
    return number.signum() != 0 && number.stripTrailingZeros().scale() > 0;
  }

  @Override
  public int hashCode() {
    return value instanceof BigDecimal number
        ? Double.hashCode(number.doubleValue())
        : Objects.hashCode(value);
  }

  /** The text, number or boolean for messages; {@code none} for no value. */
  @Override
  public String toString() {
    return value == null ? "none" : value.toString();
  }
}
