package org.dcgan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.dcgan.architecture.Architecture;

/**
 * What is known of a saved model without its weights. {@link Dcgan#info} reads one small file for
 * it.
 *
 * @param architecture the layers of both networks
 * @param seed the random seed of the initial weights
 * @param step the number of training steps that the model has been trained for
 * @param dataset the description of the images that it was last trained on; empty for an untrained
 *     model
 * @param library the version of the library that saved it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ModelInfo(
    Architecture architecture, long seed, long step, String dataset, String library) {
  /** Refuses null and a negative step. */
  public ModelInfo {
    requireNonNull(architecture, "architecture");
    requireNonNull(dataset, "dataset");
    requireNonNull(library, "library");

    checkArgument(step >= 0, "step must be at least 0, got %s", step);
  }
}
