package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.image.ImageShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command line options for the model to inspect and the output folder. */
public final class ModelAndOut {

  @Mixin private ModelFolder model = new ModelFolder();

  @Mixin private LabelOption label = new LabelOption();

  @Option(names = "--seed", description = "random seed (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for images and result.json (default: ${DEFAULT-VALUE})")
  private Path out;

  /**
   * Creates the options.
   *
   * @param out the output folder if none is named; each program has its own, so that none replaces
   *     the results of another
   */
  public ModelAndOut(String out) {
    this.out = Path.of(out);
  }

  /** Returns the folder of the model, or the name of the pretrained model. */
  public Path model() {
    return model.path();
  }

  /** Returns the random seed. */
  public long seed() {
    return seed;
  }

  /** Returns the class of all samples, if the model is conditional. */
  public Optional<Integer> label() {
    return label.label();
  }

  /** Returns the output folder. */
  public Path out() {
    return out;
  }

  /** Returns a file in the output folder. */
  public Path out(String name) {
    return out.resolve(name);
  }

  /** Returns whether no model is named, so that the pretrained one is used. */
  boolean isPretrained() {
    return model.isPretrained();
  }

  /**
   * Reads selected samples.
   *
   * @param dcgan the model whose samples they are, with its label
   * @param file the file with the selection, or null
   * @return the selection in the file; without a file the one that comes with the pretrained model,
   *     or null for any other model, whose samples have yet to be selected
   * @throws IllegalArgumentException if they are samples of another label
   * @throws IOException if the file cannot be read or is not a selection
   */
  @Nullable SampleSelection choices(Dcgan dcgan, @Nullable Path file) throws IOException {
    if (file != null) {
      SampleSelection choices = SampleSelection.read(file);
      choices.requireLabelOf(dcgan);
      return choices;
    }
    return isPretrained() ? PretrainedRooms.choices() : null;
  }

  /**
   * Reads boxes on samples.
   *
   * @param dcgan the model whose samples they are, with its label
   * @param file the file with the boxes, or null
   * @return the boxes in the file; without a file those that come with the pretrained model, or
   *     null for any other model, on whose samples no boxes have been drawn yet
   * @throws IllegalArgumentException if they are on samples of another label
   * @throws IOException if the file cannot be read or has no boxes
   */
  @Nullable SampleBoxes boxes(Dcgan dcgan, @Nullable Path file) throws IOException {
    if (file != null) {
      SampleBoxes boxes = SampleBoxes.read(file);
      boxes.requireLabelOf(dcgan);
      return boxes;
    }
    return isPretrained() ? PretrainedRooms.boxes() : null;
  }

  /**
   * Opens images for the model.
   *
   * @param images the options that name the images
   * @param shape the model's images
   * @return the named images; without a name the ones that the pretrained model was trained on; to
   *     be closed by the caller
   * @throws IOException if the images do not exist or cannot be read
   */
  Dataset openImages(ImageOptions images, ImageShape shape) throws IOException {
    return images.openFor(isPretrained(), shape, seed);
  }

  /** Reports that the model is missing, for a program that the pretrained one is of no use to. */
  public void requireNamed() {
    model.requireNamed();
  }

  /**
   * Opens the model.
   *
   * @return the model, to be closed by the caller
   * @throws IOException if the model does not exist or cannot be read
   */
  public Dcgan open() throws IOException {
    return label.applied(model.open(), model.path());
  }
}
