package org.dcgan.tensorflow.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.Counters;

/** A child process that saves models, whose arrays all contain one number. */
final class SavingChild {
  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(16).width(2).latentDim(3).build();
  private static final Map<String, List<Integer>> SHAPES =
      ModelArrays.of(ARCHITECTURE, AveragedNetworks.NONE);

  private SavingChild() {}

  /** {@code FOLDER FIRST COUNT}: saves so many models, of the numbers from the first. */
  public static void main(String[] arguments) throws IOException {
    int first = Integer.parseInt(arguments[1]);
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      save(Path.of(arguments[0]), first + i);
    }
    System.out.println("saved");
  }

  static void save(Path folder, int number) throws IOException {
    ModelFiles.save(
        folder,
        "engine",
        "library",
        "dataset",
        new ModelSpec(ARCHITECTURE, 1),
        new Counters(number, number, number, number, number),
        null,
        List.copyOf(SHAPES.keySet()),
        name -> {
          List<Integer> shape = SHAPES.get(name);
          float[] values = new float[shape.stream().reduce(1, (a, b) -> a * b)];
          java.util.Arrays.fill(values, number);
          return new Npy(shape, values);
        });
  }

  /** The number of the model there; fails if it is mixed of two. */
  static int load(Path folder) throws IOException {
    ModelFiles.Loaded loaded = ModelFiles.load(folder);
    int number = (int) loaded.manifest().counters().step();
    for (Npy array : loaded.arrays().values()) {
      for (float value : array.values()) {
        if (value != number) {
          throw new IllegalStateException("of model " + number + ", but with a value " + value);
        }
      }
    }
    if (loaded.arrays().size() != SHAPES.size()) {
      throw new IllegalStateException("arrays are missing: " + loaded.arrays().keySet());
    }
    return number;
  }
}
