package org.dcgan.random;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

/**
 * A random order in which neighbors are read together: the images are cut into shards of equal
 * length, the shards come in random order, a few at a time, and within these few all images are
 * mixed. A disk then reads long runs, where a truly random order makes it seek for each image.
 *
 * <p>Like {@link Permutation} it takes no memory: any place can be asked for at once. Every index
 * occurs exactly once.
 *
 * <pre>{@code
 * ShardedOrder order = ShardedOrder.of(lsun.size(), 1024, 16, seed, epoch);
 * for (int place = 0; place < order.size(); place++) {
 *   Pixels image = lsun.read(order.at(place));
 * }
 * }</pre>
 */
public final class ShardedOrder {
  private static final long SHARDS = 1;
  private static final long WITHIN = 2;

  private final int size;
  private final int shard;
  private final int group;
  private final long[] name;
  private final Permutation shards;

  /** The place that the last shard, which may be shorter, has in the order of the shards. */
  private final int shortPlace;

  private ShardedOrder(int size, int shard, int group, long[] name) {
    this.size = size;
    this.shard = shard;
    this.group = group;
    this.name = name.clone();
    int count = (int) (((long) size + shard - 1) / shard);
    this.shards = Permutation.of(count, named(SHARDS, 0));
    int place = 0;
    while (shards.at(place) != count - 1) {
      place++;
    }
    this.shortPlace = place;
  }

  /**
   * The order of that name.
   *
   * @param size how many images, at least 1
   * @param shard neighbors that stay close together, at least 1; 1,024 of LSUN are 15 MB
   * @param group shards that are mixed with each other, at least 1
   * @param name for example a seed and an epoch; order matters
   * @return the order
   */
  public static ShardedOrder of(int size, int shard, int group, long... name) {
    requireNonNull(name, "name");

    checkArgument(
        size >= 1 && shard >= 1 && group >= 1 && (long) shard * group <= Integer.MAX_VALUE,
        "size, shard and group must be at least 1, and shard * group below 2^31; got %s, %s and %s",
        size,
        shard,
        group);
    return new ShardedOrder(size, shard, group, name);
  }

  /**
   * How many images there are.
   *
   * @return the number of places
   */
  public int size() {
    return size;
  }

  /**
   * The image at a place.
   *
   * @param place 0 to {@code size() - 1}
   * @return an index in the same range; different places have different ones
   */
  public int at(int place) {
    checkElementIndex(place, size, "place");
    // Groups are of equal length, but for the one that holds the short shard and the last one.
    int length = shard * group;
    int missing = missing();
    int groupOfShort = shortPlace / group;
    long startAfterShort = (long) (groupOfShort + 1) * length - missing;
    int at = place < startAfterShort || missing == 0 ? place / length : (place + missing) / length;
    if (place < startAfterShort) {
      at = Math.min(at, groupOfShort);
    }
    long start = (long) at * length - (at > groupOfShort ? missing : 0);
    long end = Math.min(size, start + length - (at == groupOfShort ? missing : 0));
    int mixed = Permutation.of((int) (end - start), named(WITHIN, at)).at((int) (place - start));
    return index(at, mixed);
  }

  /** By how much the last shard is shorter. */
  private int missing() {
    int rest = size % shard;
    return rest == 0 ? 0 : shard - rest;
  }

  /** From a place within a group, in the order of its shards, to an index. */
  private int index(int at, int within) {
    int first = at * group;
    int inGroup = within / shard;
    int inShard = within % shard;
    int shortInGroup = shortPlace - first;
    if (shortInGroup >= 0 && shortInGroup < group) {
      // Behind the short shard everything has moved up.
      int startAfter = (shortInGroup + 1) * shard - missing();
      if (within >= startAfter) {
        inGroup = (within + missing()) / shard;
        inShard = (within + missing()) % shard;
      }
    }
    return shards.at(first + inGroup) * shard + inShard;
  }

  private long[] named(long purpose, long part) {
    long[] all = new long[name.length + 2];
    System.arraycopy(name, 0, all, 0, name.length);
    all[name.length] = purpose;
    all[name.length + 1] = part;
    return all;
  }
}
