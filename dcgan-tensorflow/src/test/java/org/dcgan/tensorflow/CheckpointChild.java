package org.dcgan.tensorflow;

import java.nio.file.Path;
import java.util.List;
import org.dcgan.Architecture;
import org.dcgan.ModelSpec;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.training.CheckpointPolicy;

/** The other process of {@link CheckpointFaultTest}. Says in a line what came of it. */
final class CheckpointChild {

  private CheckpointChild() {}

  /** {@code hold RUN}: keeps the lock until its input ends. {@code write RUN}: a checkpoint. */
  public static void main(String[] arguments) throws Exception {
    CheckpointPolicy policy = CheckpointPolicy.in(Path.of(arguments[1]));
    try (CheckpointFolder folder = CheckpointFolder.open(policy)) {
      if (arguments[0].equals("hold")) {
        System.out.println("holding");
        System.in.read();
        return;
      }
      Architecture architecture = Architecture.builder().resolution(16).width(2).build();
      folder.write(
          99,
          place ->
              ModelFiles.save(
                  place,
                  "engine",
                  "library",
                  "dataset",
                  new ModelSpec(architecture, 1),
                  new Counters(99, 99, 99, 99, 99),
                  null,
                  List.of("large"),
                  name -> new Npy(List.of(100_000), new float[100_000])));
      System.out.println("written");
    } catch (java.io.IOException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
