package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractFacesTest {
  @TempDir Path folder;

  @Test
  void givenNoOpenCv_whenFacesAreExtracted_thenWhatToAddIsSaid() {
    Assumptions.assumeFalse(
        ClassLoader.getSystemResource("org/bytedeco/opencv/global/opencv_core.class") != null,
        "built with -Pfaces");

    Program.Outcome outcome =
        Program.run(new ExtractFaces(), "--data", folder, "--out", folder.resolve("out"));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("error: finding faces needs OpenCV")
        .contains("-Pfaces")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
