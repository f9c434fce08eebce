package org.dcgan.examples;

import java.util.Locale;
import org.dcgan.eval.baseline.KMeansExperiment;
import org.dcgan.eval.baseline.KMeansOptions;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.image.ImageSource;

/** K-means features and their SVM, which differ from the base in one thing. */
enum KMeansVariant {
  /** The values of the options, which are those of the authors' demo by default. */
  BASE,
  /** Empty centroids are set to 0, as in the demo, instead of moved to a random patch. */
  EMPTY_ZERO,
  /** Patches of 5x5. */
  FIELD_5,
  /** Patches of 8x8. */
  FIELD_8,
  /** A tenth of the contrast constant. */
  CONTRAST_TENTH,
  /** Ten times the contrast constant. */
  CONTRAST_TENFOLD,
  /** A third of the whitening constant. */
  WHITENING_THIRD,
  /** Three times the whitening constant. */
  WHITENING_THREEFOLD,
  /** Ten times the whitening constant. */
  WHITENING_TENFOLD,
  /** A quarter of the patches. */
  PATCHES_QUARTER,
  /** A fifth of the iterations of k-means. */
  ITERATIONS_FIFTH,
  /** A C of 30 instead of 100. */
  C_30,
  /** A C of 300 instead of 100. */
  C_300,
  /** The SVM ends after 50 passes over the rows, before it has converged. */
  SVM_50_PASSES,
  /** All images compressed as JPEG again, color at half resolution in the same squares. */
  JPEG_AGAIN,
  /** All images compressed as JPEG again, color at half resolution in other squares. */
  JPEG_AGAIN_COLOR,
  /** All images compressed as JPEG two more times, in other squares each time. */
  JPEG_TWICE_AGAIN;

  private static final int EVEN = 4;
  private static final int ODD = 5;
  private static final int OTHER_ODD = 9;

  /**
   * Returns how features are learned.
   *
   * @param base the options of the base
   */
  KMeansOptions options(KMeansOptions base) {
    KMeansOptions.Builder options = base.toBuilder();
    switch (this) {
      case EMPTY_ZERO -> options.emptyCentroids(KMeansOptions.EmptyCentroids.ZERO);
      case FIELD_5 -> options.receptiveField(5);
      case FIELD_8 -> options.receptiveField(8);
      case CONTRAST_TENTH -> options.contrast(base.contrast() / 10);
      case CONTRAST_TENFOLD -> options.contrast(base.contrast() * 10);
      case WHITENING_THIRD -> options.whitening(base.whitening() / 3);
      case WHITENING_THREEFOLD -> options.whitening(base.whitening() * 3);
      case WHITENING_TENFOLD -> options.whitening(base.whitening() * 10);
      case PATCHES_QUARTER -> options.patches(Math.max(base.centroids(), base.patches() / 4));
      case ITERATIONS_FIFTH -> options.iterations(Math.max(1, base.iterations() / 5));
      default -> {
        // The others differ in the SVM or in the images.
      }
    }
    return options.build();
  }

  /** The SVM's C, with the loss as a mean. */
  double c() {
    return switch (this) {
      case C_30 -> 30;
      case C_300 -> 300;
      default -> KMeansExperiment.DEFAULT_C;
    };
  }

  /** The options of the SVM. */
  SvmOptions svm() {
    return this == SVM_50_PASSES
        ? KMeansExperiment.DEFAULT_SVM.withPasses(50)
        : KMeansExperiment.DEFAULT_SVM;
  }

  /** Returns the images that this variant sees. */
  ImageSource images(ImageSource images) {
    return switch (this) {
      case JPEG_AGAIN -> new RecompressedImages(images, EVEN);
      case JPEG_AGAIN_COLOR -> new RecompressedImages(images, ODD);
      case JPEG_TWICE_AGAIN ->
          new RecompressedImages(new RecompressedImages(images, ODD), OTHER_ODD);
      default -> images;
    };
  }

  /**
   * Whether this is the base itself with some options, so that there is nothing to compare.
   *
   * @param base the options of the base
   */
  boolean isBase(KMeansOptions base) {
    boolean sameImages =
        switch (this) {
          case JPEG_AGAIN, JPEG_AGAIN_COLOR, JPEG_TWICE_AGAIN -> false;
          default -> true;
        };
    return this != BASE
        && sameImages
        && c() == BASE.c()
        && svm().equals(BASE.svm())
        && options(base).equals(base);
  }

  /** The name in lower case with hyphens, for folders and tables. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
