package org.dcgan.datasets.fuzz;

import org.junit.jupiter.api.Tag;

/** The tests of {@link ReaderFuzzTest} with 20,000 damaged files for each reader. */
@Tag("long")
class LongReaderFuzzTest extends ReaderFuzzTest {
  @Override
  int inputs() {
    return 20_000;
  }
}
