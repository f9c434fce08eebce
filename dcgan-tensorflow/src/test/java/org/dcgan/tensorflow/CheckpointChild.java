package org.dcgan.tensorflow;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelArrays;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.training.CheckpointPolicy;

/** The other process of {@link CheckpointFaultTest}. Reports the outcome in one line. */
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
      Architecture architecture = Architecture.builder().resolution(16).width(16).build();
      Map<String, List<Integer>> arrays = ModelArrays.of(architecture, AveragedNetworks.NONE);
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
                  List.copyOf(arrays.keySet()),
                  name -> {
                    List<Integer> shape = arrays.get(name);
                    return new Npy(shape, new float[shape.stream().reduce(1, (a, b) -> a * b)]);
                  }));
      System.out.println("written");
    } catch (java.io.IOException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
