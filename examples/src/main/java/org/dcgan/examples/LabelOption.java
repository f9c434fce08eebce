package org.dcgan.examples;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.dcgan.Dcgan;
import org.dcgan.internal.CloseOnFailure;
import org.dcgan.latent.Labels;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line option for the class that a conditional model generates. */
final class LabelOption {

  @Option(
      names = "--label",
      paramLabel = "NUMBER",
      description =
          "class of all samples, from 0, which the discriminator also gets with every real image,"
              + " whatever its class; required for a conditional model, and only there")
  private @Nullable Integer label;

  /** Returns the label, if one is given. */
  Optional<Integer> label() {
    return Optional.ofNullable(label);
  }

  /**
   * Returns a model with the label if one is given. An invalid option closes the model.
   *
   * @param dcgan an open model
   * @param model the name of the model in messages
   * @return the model, to be closed by the caller
   * @throws IllegalArgumentException if the option is missing for a conditional model, or given for
   *     another one, or is out of range
   */
  Dcgan applied(Dcgan dcgan, Path model) {
    return CloseOnFailure.of(dcgan, opened -> labeled(opened, model));
  }

  private Dcgan labeled(Dcgan dcgan, Path model) {
    int classes = dcgan.architecture().classes();
    if ((label != null) != (classes > 0)) {
      throw new IllegalArgumentException(
          classes > 0
              ? String.format(
                  Locale.ROOT,
                  "the model in %s has %d classes; choose one with --label, from 0 to %d",
                  model,
                  classes,
                  classes - 1)
              : String.format(
                  Locale.ROOT, "the model in %s has no classes; leave out --label", model));
    }
    return label == null ? dcgan : dcgan.withLabels(Labels.oneHot(classes, label));
  }
}
