package org.dcgan.eval.matrix;

import java.nio.FloatBuffer;
import java.util.Locale;
import org.dcgan.feature.Features;

/** Refuses rows with NaN or infinity, from which sums would be NaN. */
public final class FiniteRows {

  private FiniteRows() {}

  /**
   * Checks every value.
   *
   * @param rows float32 [n, dim]
   * @param use what is computed from them, for the message
   * @throws IllegalArgumentException with the first place that is not finite
   */
  public static void require(Features rows, String use) {
    FloatBuffer data = rows.data();
    for (int i = data.position(); i < data.limit(); i++) {
      float value = data.get(i);
      if (!Float.isFinite(value)) {
        int at = i - data.position();
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the value in row %d, column %d is %s, but %s needs finite numbers; leave the row"
                    + " out, or mend what computed it",
                at / rows.dim(),
                at % rows.dim(),
                value,
                use));
      }
    }
  }
}
