package org.dcgan.tensorflow.checkpoint;

import java.util.List;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.tensorflow.training.Counters;
import org.jspecify.annotations.Nullable;

/**
 * What a model's folder says about itself in {@code model.json}. {@link ModelManifestJson} reads
 * and writes it.
 *
 * @param library the version of the library that wrote it
 * @param engine the engine's name and version
 * @param dataset the description of what it was trained on last; empty for an untrained one
 * @param spec architecture and seed
 * @param counters where it stands
 * @param run the run that it is a checkpoint of; null for a model that was just saved
 * @param arraysFolder the folder, beside the manifest, that holds the arrays
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
   * One array.
   *
   * @param name the variable's name
   * @param file its file in the arrays' folder
   * @param shape its dimensions
   * @param crc32c the file's checksum, eight hexadecimal digits
   */
  public record ArrayEntry(String name, String file, List<Integer> shape, String crc32c) {

    /** Copies the shape. */
    public ArrayEntry {
      shape = List.copyOf(shape);
    }
  }
}
