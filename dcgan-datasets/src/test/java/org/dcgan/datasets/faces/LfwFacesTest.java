package org.dcgan.datasets.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole pipeline on photographs of 250x250 with a person's face in the middle. The system
 * property {@code dcgan.faces.out} names a folder to keep the results in.
 */
class LfwFacesTest {
  @TempDir Path temporary;

  @Test
  void givenLfw_whenFacesAreExtracted_thenNearlyAllCentralFacesAreFound() throws IOException {
    Path data = RealData.folder("lfw-deepfunneled");
    String kept = System.getProperty("dcgan.faces.out", "");
    Path folder = kept.isEmpty() ? temporary : Path.of(kept);
    int every = kept.isEmpty() ? 8 : 1;
    ImageFolder all = ImageFolder.withClasses(data);
    int[] indices = new int[all.size() / every];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i * every;
    }
    Dataset photographs = all.subset(indices);
    try (FaceDetector detector = OpenCvFaceDetector.create()) {
      FaceReport report =
          Faces.extract(
              photographs, detector, folder, FaceOptions.defaults(), ProgressListener.none());
      Set<String> central = new HashSet<>();
      List<String> lines = Files.readAllLines(report.csv());
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.split(",");
        if (!fields[6].equals("kept")) {
          continue;
        }
        int x = Integer.parseInt(fields[1]) + Integer.parseInt(fields[3]) / 2;
        int y = Integer.parseInt(fields[2]) + Integer.parseInt(fields[4]) / 2;
        // The middle quarter of each side.
        if (Math.abs(x - 125) <= 31 && Math.abs(y - 125) <= 31) {
          central.add(fields[0]);
        }
      }
      if (!kept.isEmpty()) {
        String summary = central.size() + " of " + photographs.size() + " central; " + report;
        Files.writeString(folder.resolve("summary.txt"), summary);
      }
      assertThat(report.photographs()).isEqualTo(photographs.size());
      assertThat(report.unreadable()).isZero();
      assertThat(central.size()).isGreaterThanOrEqualTo(photographs.size() * 98 / 100);
      assertThat(report.withOne()).isGreaterThanOrEqualTo(photographs.size() * 90 / 100);
      assertThat(report.keptSheet()).isNotEmptyFile();
      try (ImagePack pack = ImagePack.open(report.pack().file())) {
        assertThat(pack.size()).isEqualTo(report.kept());
        assertThat(pack.sourceDescription())
            .contains("> faces(64, all faces of at least 64 pixels");
        String person = pack.classNames().get(pack.label(5));
        assertThat(pack.name(5)).startsWith(person + "/");
      }
      // A second run finds everything done.
      FaceReport again =
          Faces.extract(
              photographs, detector, folder, FaceOptions.defaults(), ProgressListener.none());
      assertThat(again.pack().continued()).isEqualTo(report.kept());
      assertThat(again.kept()).isEqualTo(report.kept());
    }
  }
}
