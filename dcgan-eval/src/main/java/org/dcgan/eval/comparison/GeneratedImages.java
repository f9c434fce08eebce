package org.dcgan.eval.comparison;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageSource;

/** Generated images to evaluate, with the name of their generator. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface GeneratedImages {

  /**
   * The name of the generator in tables.
   *
   * @return the name
   */
  String name();

  /**
   * A model, which generates other images for each seed.
   *
   * @param name the name of the model, for example its folder
   * @param model the model, which must not be trained while it is evaluated; the caller closes it
   */
  record OfModel(String name, ImageSampler model) implements GeneratedImages {
    /** Refuses null. */
    public OfModel {
      requireNonNull(name, "name");
      requireNonNull(model, "model");
    }
  }

  /**
   * Stored images of any generator, of which each seed selects some. If there are too few for
   * different selections, the deviation over seeds is too small.
   *
   * @param name the name of the generator, for example the folder of its images
   * @param images the images; the caller closes them
   */
  record OfSource(String name, ImageSource images) implements GeneratedImages {
    /** Refuses null. */
    public OfSource {
      requireNonNull(name, "name");
      requireNonNull(images, "images");
    }
  }
}
