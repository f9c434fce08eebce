package org.dcgan.eval.formats;

import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.Tag;

/** The tests of {@link FormatMutationTest} with 20,000 damaged inputs for each format. */
@Tag(TestTags.LONG)
class LongFormatMutationTest extends FormatMutationTest {
  @Override
  int inputs() {
    return 20_000;
  }
}
