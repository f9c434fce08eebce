package org.dcgan.tensorflow.checkpoint;

import java.util.List;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.tensorflow.training.Counters;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a model's manifest, {@code model.json}. {@link ModelManifestJson} reads and
 * writes it.
 *
 * @param library the version of the library that wrote the model
 * @param engine the engine's name and version
 * @param dataset the description of the latest training data; empty for an untrained model
 * @param spec architecture and seed
 * @param counters the training counters
 * @param run the run of which the model is a checkpoint; null if it was saved outside a run
 * @param arraysFolder the name of the folder of arrays, which is in the folder of the manifest
 * @param arrays every array of {@link ModelArrays}, in any order
 */
public record ModelManifest(
    String library,
    String engine,
    String dataset,
    ModelSpec spec,
    Counters counters,
    @Nullable RunRecord run,
    String arraysFolder,
    List<ArrayEntry> arrays) {

  /** Copies the list. */
  public ModelManifest {
    arrays = List.copyOf(arrays);
  }

  /**
   * An entry for an array.
   *
   * @param name the variable's name
   * @param file the name of its file in the folder of arrays
   * @param shape the dimensions of the array
   * @param crc32c the CRC32C checksum of the file, eight hexadecimal digits
   */
  public record ArrayEntry(String name, String file, List<Integer> shape, String crc32c) {

    /** Copies the shape. */
    public ArrayEntry {
      shape = List.copyOf(shape);
    }
  }
}
