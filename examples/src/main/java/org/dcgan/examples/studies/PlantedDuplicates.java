package org.dcgan.examples.studies;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.dedup.Deduplicator;
import org.dcgan.datasets.dedup.DuplicateGroups;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.hashing.ImageCodes;

/**
 * A dataset of originals, followed by modified copies of some of them. Measures how well codes find
 * the copies and nothing else.
 */
final class PlantedDuplicates {
  private final Dataset originals;
  private final int[] copied;
  private final Map<Long, Boolean> compared = new HashMap<>();

  /**
   * The accuracy of codes at a radius.
   *
   * @param recall the share of copies whose code is within the radius of their original's
   * @param precision the share of removed images whose kept image is a near-duplicate
   */
  record Score(Proportion recall, Proportion precision) {}

  /**
   * Creates the dataset.
   *
   * @param originals the originals
   * @param copied the index of the original of each copy
   */
  PlantedDuplicates(Dataset originals, int[] copied) {
    this.originals = originals;
    this.copied = copied.clone();
  }

  Score score(ImageCodes ofOriginals, ImageCodes ofCopies, int radius) throws IOException {
    ImageCodes all = joined(ofOriginals, ofCopies);
    int count = originals.size();
    int found = 0;
    for (int i = 0; i < copied.length; i++) {
      boolean coded = !all.isMissing(count + i) && !all.isMissing(copied[i]);
      found += coded && all.distance(count + i, copied[i]) <= radius ? 1 : 0;
    }
    DuplicateGroups groups = Deduplicator.near(radius).groups(all);
    int right = 0;
    for (int g = 0; g < groups.count(); g++) {
      int[] members = groups.members(g);
      int kept = original(members[0]);
      for (int i = 1; i < members.length; i++) {
        int removed = original(members[i]);
        right += removed == kept || same(kept, removed) ? 1 : 0;
      }
    }
    return new Score(
        Proportion.of(found, copied.length), Proportion.of(right, groups.duplicates()));
  }

  /** Returns the index of the original of an image, which may be the image itself. */
  private int original(int index) {
    return index < originals.size() ? index : copied[index - originals.size()];
  }

  private boolean same(int one, int other) throws IOException {
    long pair = (long) Math.min(one, other) << 32 | Math.max(one, other);
    Boolean equal = compared.get(pair);
    if (equal == null) {
      equal = PixelComparison.same(originals, one, other);
      compared.put(pair, equal);
    }
    return equal;
  }

  private static ImageCodes joined(ImageCodes first, ImageCodes second) {
    ImageCodes all = new ImageCodes(first.kind(), first.bits(), first.size() + second.size());
    int position = 0;
    for (ImageCodes part : new ImageCodes[] {first, second}) {
      for (int i = 0; i < part.size(); i++) {
        if (part.isMissing(i)) {
          all.setMissing(position++);
        } else {
          all.set(position++, part.high(i), part.low(i));
        }
      }
    }
    return all;
  }
}
