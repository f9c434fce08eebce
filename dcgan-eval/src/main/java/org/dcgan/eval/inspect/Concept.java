package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import org.apiguardian.api.API;
import org.dcgan.latent.Latents;

/**
 * A visual concept, such as a smile: the average of the latents of a few exemplars (paper, section
 * 6.3.2).
 *
 * @param name the name of the concept
 * @param exemplars latents of samples that show it, at least one; the paper averages three and
 *     finds single ones unstable
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Concept(String name, Latents exemplars) {
  /** 3, as in the paper. */
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
