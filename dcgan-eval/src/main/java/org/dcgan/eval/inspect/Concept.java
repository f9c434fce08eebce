package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import org.dcgan.latent.Latents;

/**
 * Something that samples have in common, such as a smile: the average of the latents of a few
 * exemplars (paper, section 6.3.2).
 *
 * @param name what to call it
 * @param exemplars latents of samples that show it, at least one; the paper takes three and finds
 *     single ones unstable
 */
public record Concept(String name, Latents exemplars) {
  /** The paper's. */
  public static final int DEFAULT_EXEMPLARS = 3;

  /** Checks that there is an exemplar. */
  public Concept {
    requireNonNull(name, "name");
    requireNonNull(exemplars, "exemplars");

    checkArgument(
        exemplars.count() >= 1,
        "the concept \"%s\" needs at least one exemplar, got none; the paper averages three",
        printable(name));
  }

  /**
   * The average of the exemplars.
   *
   * @return one latent
   */
  public Latents mean() {
    return exemplars.mean();
  }
}
