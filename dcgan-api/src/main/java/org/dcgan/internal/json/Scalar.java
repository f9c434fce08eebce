package org.dcgan.internal.json;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A single value that is compared with what a file says: a text, a number, true, false or nothing.
 * Two numbers are equal if they are the same number, however they are written; two numbers with
 * fractions also if they are the same {@code double}, since not every JDK prints a double with the
 * same digits.
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
   * A text.
   *
   * @param text any text; lone surrogates are replaced by U+FFFD, as in files
   * @return the scalar
   */
  public static Scalar of(String text) {
    return new Scalar(StrictJson.wellFormed(text));
  }

  /**
   * An integer.
   *
   * @param number any
   * @return the scalar
   */
  public static Scalar of(long number) {
    return new Scalar(BigDecimal.valueOf(number));
  }

  /**
   * A number. What is not finite becomes the text NaN, Infinity or -Infinity.
   *
   * @param number any
   * @return the scalar
   */
  public static Scalar of(double number) {
    return Double.isFinite(number)
        ? new Scalar(new BigDecimal(Double.toString(number)))
        : new Scalar(Double.toString(number));
  }

  static Scalar ofJson(@Nullable Object value) {
    return new Scalar(value);
  }

  static Scalar ofLiteral(String literal, String place) {
    // Bounded, since arithmetic on a number with a huge exponent would write all of its digits.
    if (!Double.isFinite(Double.parseDouble(literal)) || literal.length() > 64) {
      throw JsonFields.expected(place, "a finite number of at most 64 characters", literal);
    }
    return new Scalar(new BigDecimal(literal));
  }

  /** The value as the writer takes it: a String, a BigDecimal, a Boolean, or null. */
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
          && (hasFraction(a) && hasFraction(b) || a.compareTo(b) == 0);
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

  /** For messages: the text, the number or the flag; {@code none} for no value. */
  @Override
  public String toString() {
    return value == null ? "none" : value.toString();
  }
}
