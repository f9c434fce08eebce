package org.dcgan.eval.inspect;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.dcgan.eval.neighbors.NearestNeighbors;
import org.dcgan.eval.neighbors.Neighbors;
import org.dcgan.eval.neighbors.Rows;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.progress.ProgressListener;

/**
 * The nearest images of a source to a number of query images.
 *
 * @param matches one match for each query
 * @param images the nearest images, in the same order
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record NearestImages(List<Match> matches, Images images) {
  private static final int BATCH_SIZE = 512;

  /** Keeps a copy of the list. */
  public NearestImages {
    requireNonNull(matches, "matches");
    requireNonNull(images, "images");

    matches = ImmutableList.copyOf(matches);
  }

  /**
   * An image of the source.
   *
   * @param index its index in the source
   * @param name its name in the source
   * @param distance the Euclidean distance, of pixels on [-1, 1] or of features
   */
  public record Match(int index, String name, double distance) {
    /** Checks that no component is null. */
    public Match {
      requireNonNull(name, "name");
    }
  }

  /** Converts images to the points that are compared. */
  @FunctionalInterface
  private interface PointExtractor {
    Rows at(Images images);
  }

  /**
   * Finds the nearest images by the Euclidean distance of pixels.
   *
   * @param queries any number of images
   * @param source images of the same shape; unreadable ones are skipped
   * @param progress receives the number of images that have been compared
   * @return one match for each query
   * @throws IOException if the source cannot be read, or has no readable image
   */
  public static NearestImages byPixels(
      Images queries, ImageSource source, ProgressListener progress) throws IOException {
    requireNonNull(queries, "queries");
    requireNonNull(source, "source");
    requireNonNull(progress, "progress");

    return find(queries, source, Map.of(), Rows::of, progress);
  }

  /**
   * Finds the nearest images by the Euclidean distance of features, such as the discriminator's.
   *
   * @param queries any number of images
   * @param source images of the same shape; unreadable ones are skipped
   * @param features computes the features that are compared
   * @param progress receives the number of images that have been compared
   * @return one match for each query
   * @throws IOException if the source cannot be read, or has no readable image
   */
  public static NearestImages byFeatures(
      Images queries, ImageSource source, FeatureExtractor features, ProgressListener progress)
      throws IOException {
    requireNonNull(queries, "queries");
    requireNonNull(source, "source");
    requireNonNull(features, "features");
    requireNonNull(progress, "progress");

    return find(queries, source, Map.of(), images -> Rows.of(features.extract(images)), progress);
  }

  /**
   * Finds the nearest other images by pixels, for images of the source itself.
   *
   * @param indices the indices of the queries in the source, in their order
   */
  static NearestImages othersByPixels(
      Images queries, ImageSource source, List<Integer> indices, ProgressListener progress)
      throws IOException {
    Map<Integer, Integer> themselves = new HashMap<>();
    for (int query = 0; query < indices.size(); query++) {
      themselves.put(indices.get(query), query);
    }
    return find(queries, source, themselves, Rows::of, progress);
  }

  private static NearestImages find(
      Images queries,
      ImageSource source,
      Map<Integer, Integer> themselves,
      PointExtractor points,
      ProgressListener progress)
      throws IOException {
    NearestNeighbors search = NearestNeighbors.of(points.at(queries));
    List<Integer> compared = new ArrayList<>();
    List<Pixels> block = new ArrayList<>();
    try (ProgressListener.Task task =
        progress.start("comparing with training images", source.size(), "images")) {
      for (int i = 0; i < source.size(); i++) {
        try {
          block.add(source.read(i));
          if (themselves.containsKey(i)) {
            search.without(themselves.get(i), compared.size());
          }
          compared.add(i);
        } catch (UnreadableImageException e) {
          task.note("skipped " + source.name(i));
        }
        if (block.size() == BATCH_SIZE || (i == source.size() - 1 && !block.isEmpty())) {
          search.add(points.at(Images.of(block)));
          block.clear();
        }
        task.advance(1);
      }
    }
    if (compared.size() <= (themselves.isEmpty() ? 0 : 1)) {
      throw new IOException(
          "nothing to compare with: "
              + (compared.isEmpty() ? "none" : "only one")
              + " of the images of "
              + printable(source.description())
              + " can be read");
    }
    Neighbors found = search.result();
    List<Match> matches = new ArrayList<>();
    List<Pixels> images = new ArrayList<>();
    for (int query = 0; query < queries.count(); query++) {
      int index = compared.get(found.index(query));
      matches.add(new Match(index, source.name(index), found.distance(query)));
      images.add(source.read(index));
    }
    return new NearestImages(
        matches, images.isEmpty() ? Images.of(queries.shape(), new float[0]) : Images.of(images));
  }

  /**
   * The mean distance to the nearest images.
   *
   * @return at least 0; NaN if there are no queries
   */
  public double meanDistance() {
    return matches.stream().mapToDouble(Match::distance).average().orElse(Double.NaN);
  }
}
