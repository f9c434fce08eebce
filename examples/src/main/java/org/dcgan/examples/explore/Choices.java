package org.dcgan.examples.explore;

import org.dcgan.Dcgan;
import org.dcgan.eval.inspect.Concept;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.internal.json.JsonFields;

/**
 * Named concepts as the page sends them: the text of the file that {@code LatentArithmetic} and
 * {@code TurnSamples} read.
 *
 * @param selection the samples of each concept
 */
record Choices(SampleSelection selection) {
  private static final int MOST_CONCEPTS = 64;

  /** Reads the field {@code choices}. */
  static Choices of(JsonFields fields) {
    return parse(fields.string("choices"));
  }

  /** Parses the text of a file. */
  static Choices parse(String text) {
    SampleSelection selection = SampleSelection.parse(text);
    Seeds.check(selection.seed());
    if (selection.samples().size() > MOST_CONCEPTS) {
      throw new IllegalArgumentException(
          "expected at most "
              + MOST_CONCEPTS
              + " concepts in the file, got "
              + selection.samples().size());
    }
    return new Choices(selection);
  }

  /** The concept of a name. */
  Concept concept(Dcgan dcgan, String name) {
    Seeds.checkCount(dcgan, selection.count());
    return selection.concept(dcgan, name);
  }
}
