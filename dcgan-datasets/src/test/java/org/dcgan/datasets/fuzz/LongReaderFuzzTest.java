package org.dcgan.datasets.fuzz;

import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.Tag;

/** The tests of {@link ReaderFuzzTest} with 20,000 damaged files for each reader. */
@Tag(TestTags.LONG)
class LongReaderFuzzTest extends ReaderFuzzTest {
  @Override
  int inputs() {
    return 20_000;
  }
}
