package org.dcgan.tensorflow;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.ModelFormatException;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.model.TensorFlowDcgan;

/**
 * Imports the SVHN model that the authors released: 18 arrays in Theano's order, from {@code
 * 200_gen_params.jl_01.npy} to {@code 200_discrim_params.jl_08.npy}.
 *
 * <p>Theano convolves with kernels that are rotated by 180 degrees, whereas TensorFlow correlates.
 * It stores kernels as [out, in, rows, columns], and flattens maps before rows and columns. This
 * class converts all three.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class AuthorsRelease {
  private static final int GENERATOR_ARRAYS = 10;
  private static final int DISCRIMINATOR_ARRAYS = 8;

  private AuthorsRelease() {}

  /**
   * Imports the model into {@link Architecture#svhn32()}. It has no population statistics: sample
   * with {@link org.dcgan.architecture.BatchNormMode#BATCH}, as the authors' code does, or call
   * {@link Dcgan#gatherStatistics}.
   *
   * @param directory the folder of the 18 .npy files
   * @param runtime precision, device and threads
   * @return an open model
   * @throws ModelFormatException if an array is missing or has another shape
   * @throws IOException if one cannot be read
   */
  public static Dcgan svhn(Path directory, RuntimeOptions runtime) throws IOException {
    requireNonNull(directory, "directory");
    requireNonNull(runtime, "runtime");

    Architecture architecture = Architecture.svhn32();
    TensorFlowDcgan model =
        TensorFlowDcgan.untrained(new ModelSpec(architecture, Dcgan.DEFAULT_SEED), runtime);
    try {
      importNetwork(model, architecture.generatorLayers(), directory, "gen", GENERATOR_ARRAYS);
      importNetwork(
          model, architecture.discriminatorLayers(), directory, "discrim", DISCRIMINATOR_ARRAYS);
      return model;
    } catch (IOException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static void importNetwork(
      TensorFlowDcgan model, List<LayerSpec> layers, Path directory, String name, int arrays)
      throws IOException {
    int number = 1;
    for (LayerSpec layer : layers) {
      for (var parameter : layer.parameters()) {
        Path file =
            directory.resolve(
                String.format(Locale.ROOT, "200_%s_params.jl_%02d.npy", name, number++));
        if (!Files.isRegularFile(file)) {
          throw new ModelFormatException(
              file
                  + ": expected one of the "
                  + arrays
                  + " arrays of the authors' "
                  + name
                  + " network, found none; give the folder of their .npy files");
        }
        model.write(parameter.name(), converted(layer, parameter.role(), file));
      }
    }
  }

  private static float[] converted(
      LayerSpec layer, org.dcgan.architecture.ParameterSpec.Role role, Path file)
      throws IOException {
    int side = layer.kind() == LayerSpec.Kind.SCORE ? Architecture.SEED_SIDE : layer.side();
    int kernel = layer.convolution().kernel();
    if (role != org.dcgan.architecture.ParameterSpec.Role.WEIGHT) {
      float[] values = Npy.read(file, List.of(layer.normalizedUnits())).values();
      return layer.kind() == LayerSpec.Kind.PROJECTION
          ? columnsToMapsLast(values, 1, layer.maps(), side)
          : values;
    }
    return switch (layer.kind()) {
      case PROJECTION -> {
        Npy array = Npy.read(file, List.of(layer.inputMaps(), layer.normalizedUnits()));
        yield columnsToMapsLast(array.values(), layer.inputMaps(), layer.maps(), side);
      }
      case FULLY_CONNECTED ->
          throw new IllegalStateException(
              "the released networks have no fully connected hidden layers");
      case SCORE -> {
        Npy array = Npy.read(file, List.of(layer.inputMaps(), 1));
        int maps = layer.inputMaps() / (side * side);
        yield columnsToMapsLast(array.values(), 1, maps, side);
      }
      case CONVOLUTION -> {
        Npy array = Npy.read(file, List.of(layer.maps(), layer.inputMaps(), kernel, kernel));
        yield turned(array.values(), layer.maps(), layer.inputMaps(), kernel);
      }
      case FRACTIONALLY_STRIDED_CONVOLUTION -> {
        Npy array = Npy.read(file, List.of(layer.inputMaps(), layer.maps(), kernel, kernel));
        yield turned(array.values(), layer.inputMaps(), layer.maps(), kernel);
      }
    };
  }

  /** Rows of [maps, side, side] to rows of [side, side, maps]. */
  private static float[] columnsToMapsLast(float[] values, int rows, int maps, int side) {
    float[] result = new float[values.length];
    int positions = side * side;
    for (int row = 0, i = 0; row < rows; row++) {
      for (int map = 0; map < maps; map++) {
        for (int position = 0; position < positions; position++, i++) {
          result[row * maps * positions + position * maps + map] = values[i];
        }
      }
    }
    return result;
  }

  /** [first, second, rows, columns] to [rows, columns, second, first], rotated by 180 degrees. */
  private static float[] turned(float[] values, int first, int second, int kernel) {
    float[] result = new float[values.length];
    for (int a = 0, i = 0; a < first; a++) {
      for (int b = 0; b < second; b++) {
        for (int y = kernel - 1; y >= 0; y--) {
          for (int x = kernel - 1; x >= 0; x--, i++) {
            result[((y * kernel + x) * second + b) * first + a] = values[i];
          }
        }
      }
    }
    return result;
  }
}
