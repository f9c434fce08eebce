package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.tensorflow.runtime.Version;

/**
 * What a metric was measured with. Only values with the same extractor, resizing and numbers of
 * images can be compared.
 *
 * @param dimension the number of features per image
 * @param real the real images; empty for a metric that uses only generated ones
 * @param generated the generated images
 * @param libraryVersion the version of this library
 */
@API(status = API.Status.STABLE, since = "0.1")
public record MetricConditions(
    int dimension, Optional<FeatureOrigin> real, FeatureOrigin generated, String libraryVersion) {
  /** Refuses null. */
  public MetricConditions {
    requireNonNull(real, "real");
    requireNonNull(generated, "generated");
    requireNonNull(libraryVersion, "libraryVersion");
  }

  /** The conditions of a comparison, whose features must be of one extractor. */
  static MetricConditions of(RealFeatures real, GeneratedFeatures generated) {
    checkArgument(
        real.features().dim() == generated.features().dim(),
        "real features have %s dimensions and generated ones %s; extract both with the same"
            + " extractor",
        real.features().dim(),
        generated.features().dim());
    checkArgument(
        real.origin().extractor().equals(generated.origin().extractor())
            && real.origin().resizing().equals(generated.origin().resizing()),
        "the features of real images are those of %s (resizing: %s), but the features of generated"
            + " images those of %s (resizing: %s); extract both with the same extractor",
        printable(real.origin().extractor()),
        printable(real.origin().resizing()),
        printable(generated.origin().extractor()),
        printable(generated.origin().resizing()));
    return new MetricConditions(
        real.features().dim(), Optional.of(real.origin()), generated.origin(), Version.LIBRARY);
  }

  /** The conditions of a metric of generated images alone. */
  static MetricConditions of(GeneratedFeatures generated) {
    return new MetricConditions(
        generated.features().dim(), Optional.empty(), generated.origin(), Version.LIBRARY);
  }
}
