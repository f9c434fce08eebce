package org.dcgan.examples;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.SvmFit;
import org.dcgan.feature.Features;
import org.dcgan.internal.io.JdkImageCodecs;

/** Trains, samples, de-duplicates, saves, loads, classifies and reports, in whatever locale. */
final class LocaleProbe {
  private final Path folder;
  private final List<String> console = new ArrayList<>();
  private final List<String> results = new ArrayList<>();

  private LocaleProbe(Path folder) {
    this.folder = folder;
  }

  /**
   * Leaves its outcome in result.txt, and what was printed in console.txt.
   *
   * @param arguments a folder
   */
  public static void main(String... arguments) throws Exception {
    new LocaleProbe(Path.of(arguments[0])).run();
  }

  void run() throws Exception {
    train();
    deduplicate();
    classify();
    Files.write(folder.resolve("console.txt"), console);
    Files.write(folder.resolve("result.txt"), results);
  }

  private void call(Callable<Integer> command, Object... arguments) {
    Program.Outcome outcome = Program.run(command, arguments);
    console.add(outcome.out());
    console.add(outcome.err());
    if (outcome.code() != 0) {
      throw new IllegalStateException(outcome.err());
    }
  }

  private void train() throws IOException {
    call(
        new TrainDcgan(),
        "--format=rooms",
        "--count=64",
        "--resolution=16",
        "--channels=1",
        "--width=4",
        "--latent-dim=8",
        "--batch-size=32",
        "--epochs=1",
        "--precision=float32",
        "--threads=1",
        "--best-by=frechet",
        "--score-images=40",
        "--out",
        folder.resolve("train"));
    Path model = folder.resolve("train/model");
    call(new ExportModel(), "--model", model, "--out", folder.resolve("export"));
    try (Dcgan dcgan = Dcgan.load(model)) {
      results.add("samples " + hash(dcgan.sample(8, 1).data()));
      results.add(dcgan.step() + " steps");
    }
  }

  private void deduplicate() throws IOException {
    SyntheticRooms rooms = SyntheticRooms.builder().count(12).duplicateShare(0).build();
    Path data = Files.createDirectories(folder.resolve("data"));
    for (int i = 0; i < rooms.size(); i++) {
      byte[] png = JdkImageCodecs.encodePng(rooms.read(i).toBufferedImage());
      Files.write(data.resolve((i + 100) + "I.PNG"), png);
      if (i == 7) {
        Files.write(data.resolve("copy.png"), png);
      }
    }
    Path out = folder.resolve("dedup");
    call(new DeduplicateImages(), "--data", data, "--steps=2", "--out", out);
    results.addAll(Files.readAllLines(out.resolve("duplicates.csv")));
    call(new DescribeDataset(), "--data", data, "--out", folder.resolve("describe"));
  }

  private void classify() throws IOException {
    float[] values = new float[40 * 3];
    int[] labels = new int[40];
    for (int i = 0; i < 40; i++) {
      labels[i] = i % 2;
      values[3 * i + i % 2] = 1 + i % 7 * 0.25f;
      values[3 * i + 2] = i % 5 * 0.5f;
    }
    FeatureTable table =
        FeatureTable.of(Features.of(3, values), labels, List.of("a", "b"), "two lines");
    SvmFit fit = L2Svm.train(table, 0.5);
    results.add("SVM " + fit.converged() + " " + Math.round(fit.objective() * 1e4));
  }

  private static String hash(FloatBuffer data) {
    Hasher hasher = Hashing.sha256().newHasher();
    while (data.hasRemaining()) {
      hasher.putFloat(data.get());
    }
    return hasher.hash().toString();
  }
}
