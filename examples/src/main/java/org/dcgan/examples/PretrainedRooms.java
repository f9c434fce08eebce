package org.dcgan.examples;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.tensorflow.WeightFiles;

/**
 * The model of procedural rooms at 64 px that comes with the examples, as exported weights in half
 * precision among the resources, with a selection of its samples and boxes around their windows.
 * docs/results/samples.md says how it was trained, docs/results/inspection.md how the samples were
 * selected.
 */
public final class PretrainedRooms {
  /** Its name where other models have a folder. */
  public static final String NAME = "pretrained-rooms64";

  /** An expression of the selected samples: a lamp without a window. */
  static final String EXPRESSION = "window-and-lamp - window + neither";

  private static final String FOLDER = "rooms64/";
  private static final int TRAINING_IMAGES = 50_000;
  private static final long SEED = 42;

  private PretrainedRooms() {}

  /**
   * Opens the model.
   *
   * @return the model, to be closed by the caller
   * @throws IOException if no temporary files can be written
   */
  public static Dcgan open() throws IOException {
    Path folder = Files.createTempDirectory(NAME);
    try {
      Path manifest = copy(WeightFiles.MANIFEST, folder);
      for (JsonElement array :
          JsonParser.parseString(Files.readString(manifest))
              .getAsJsonObject()
              .getAsJsonArray("arrays")) {
        copy(array.getAsJsonObject().get("file").getAsString(), folder);
      }
      return WeightFiles.load(folder, RuntimeOptions.DEFAULT);
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /**
   * Opens the images that the model was trained on.
   *
   * @param resolution the resolution in pixels; the model's is 64
   * @return the dataset, to be closed by the caller
   */
  static Dataset trainingImages(int resolution) {
    return SyntheticRooms.builder()
        .count(TRAINING_IMAGES)
        .resolution(resolution)
        .seed(SEED)
        .build();
  }

  /**
   * The selection of the model's samples: {@code window-and-lamp}, {@code window}, {@code neither},
   * {@code left} and {@code right}.
   */
  static SampleSelection choices() throws IOException {
    return SampleSelection.parse(text(SampleSelection.FILE));
  }

  /** The boxes around the windows of the model's samples. */
  static SampleBoxes boxes() throws IOException {
    return SampleBoxes.parse(text(SampleBoxes.FILE));
  }

  private static Path copy(String file, Path folder) throws IOException {
    Path target = folder.resolve(file);
    try (InputStream in = resource(file)) {
      Files.copy(in, target);
    }
    return target;
  }

  private static String text(String file) throws IOException {
    try (InputStream in = resource(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream resource(String file) throws IOException {
    InputStream in = PretrainedRooms.class.getResourceAsStream(FOLDER + file);
    if (in == null) {
      throw new FileNotFoundException(
          "the resource " + FOLDER + file + " is missing from the examples; build them again");
    }
    return in;
  }
}
