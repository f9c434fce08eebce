package org.dcgan.hashing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * Statistics of the units of a code over a set of images. A unit that is active for no image (dead)
 * or for all images (always on) does not distinguish any images.
 *
 * @param images the number of codes
 * @param activeShares for each unit, the fraction of images for which it is active, in [0, 1]
 * @param dead the number of units that are never active
 * @param alwaysOn the number of units that are active for every image
 * @param bitsSet the number of images whose codes have 0, 1, 2, ... bits set
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record UnitUsage(
    int images, List<Double> activeShares, int dead, int alwaysOn, List<Integer> bitsSet) {

  /** Copies the lists. */
  public UnitUsage {
    requireNonNull(activeShares, "activeShares");
    requireNonNull(bitsSet, "bitsSet");

    activeShares = List.copyOf(activeShares);
    bitsSet = List.copyOf(bitsSet);
  }

  /**
   * Computes the statistics.
   *
   * @param codes the codes; missing codes are ignored
   * @return the statistics
   */
  public static UnitUsage of(ImageCodes codes) {
    requireNonNull(codes, "codes");

    int[] active = new int[codes.bits()];
    int[] histogram = new int[codes.bits() + 1];
    int images = 0;
    for (int i = 0; i < codes.size(); i++) {
      if (codes.isMissing(i)) {
        continue;
      }
      images++;
      count(codes.low(i), 0, active);
      count(codes.high(i), 64, active);
      histogram[Long.bitCount(codes.low(i)) + Long.bitCount(codes.high(i))]++;
    }
    List<Double> shares = new ArrayList<>();
    int dead = 0;
    int alwaysOn = 0;
    for (int count : active) {
      shares.add(images == 0 ? 0 : count / (double) images);
      dead += count == 0 ? 1 : 0;
      alwaysOn += images > 0 && count == images ? 1 : 0;
    }
    List<Integer> bitsSet = new ArrayList<>();
    for (int count : histogram) {
      bitsSet.add(count);
    }
    return new UnitUsage(images, shares, dead, alwaysOn, bitsSet);
  }

  private static void count(long word, int offset, int[] active) {
    for (long rest = word; rest != 0; rest &= rest - 1) {
      active[offset + Long.numberOfTrailingZeros(rest)]++;
    }
  }

  /**
   * Returns the mean fraction of active units.
   *
   * @return a number in [0, 1]
   */
  public double meanActive() {
    return activeShares.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** For example {@code 128 units over 50000 images: 2 dead, 0 always on, 45.1 % active}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d units over %d images: %d dead, %d always on, %.1f %% active on average",
        activeShares.size(),
        images,
        dead,
        alwaysOn,
        100 * meanActive());
  }
}
