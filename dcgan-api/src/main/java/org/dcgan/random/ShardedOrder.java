package org.dcgan.random;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A random order that reads storage mostly sequentially. The images are divided into shards of
 * equal length, the shards are visited in random order in groups of a few, and the images of each
 * group are shuffled. Storage with slow random access then reads long runs, instead of seeking for
 * each image.
 *
 * <p>Like {@link Permutation}, the order is computed instead of stored, and any position can be
 * computed directly. Every index occurs exactly once.
 *
 * <pre>{@code
 * ShardedOrder order = ShardedOrder.of(lsun.size(), 1024, 16, seed, epoch);
 * for (int position = 0; position < order.size(); position++) {
 *   Pixels image = lsun.read(order.at(position));
 * }
 * }</pre>
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ShardedOrder {
  private static final long SHARDS = 1;
  private static final long WITHIN = 2;

  private final int size;
  private final int shard;
  private final int group;
  private final long[] name;
  private final Permutation shards;

  /** The position of the last shard, which may be shorter, in the order of the shards. */
  private final int shortPosition;

  private ShardedOrder(int size, int shard, int group, long[] name) {
    this.size = size;
    this.shard = shard;
    this.group = group;
    this.name = name.clone();
    int count = (int) (((long) size + shard - 1) / shard);
    this.shards = Permutation.of(count, named(SHARDS, 0));
    int position = 0;
    while (shards.at(position) != count - 1) {
      position++;
    }
    this.shortPosition = position;
  }

  /**
   * Returns the order for a key.
   *
   * @param size the number of images, at least 1
   * @param shard the number of images per shard, at least 1; 1,024 images of LSUN have 15 MB
   * @param group the number of shards per group, at least 1
   * @param name the key, for example a seed and an epoch; different keys give different orders
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
   * Returns the number of images.
   *
   * @return at least 1
   */
  public int size() {
    return size;
  }

  /**
   * Returns the index of the image at a position.
   *
   * @param position the position, 0 to {@code size() - 1}
   * @return an index in the same range, which occurs at no other position
   */
  public int at(int position) {
    checkElementIndex(position, size, "position");
    // Groups have equal length, except for the one with the short shard and the last one.
    int length = shard * group;
    int missing = missing();
    int groupOfShort = shortPosition / group;
    long startAfterShort = (long) (groupOfShort + 1) * length - missing;
    int at =
        position < startAfterShort || missing == 0
            ? position / length
            : (int) (((long) position + missing) / length);
    if (position < startAfterShort) {
      at = Math.min(at, groupOfShort);
    }
    long start = (long) at * length - (at > groupOfShort ? missing : 0);
    long end = Math.min(size, start + length - (at == groupOfShort ? missing : 0));
    int mixed = Permutation.of((int) (end - start), named(WITHIN, at)).at((int) (position - start));
    return index(at, mixed);
  }

  /** The number of images that the last shard lacks. */
  private int missing() {
    int rest = size % shard;
    return rest == 0 ? 0 : shard - rest;
  }

  /** Converts a position within a group, in the order of its shards, to an index. */
  private int index(int at, int within) {
    int first = at * group;
    int inGroup = within / shard;
    int inShard = within % shard;
    int shortInGroup = shortPosition - first;
    if (shortInGroup >= 0 && shortInGroup < group) {
      // Positions after the short shard are shifted by the images that it lacks.
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

  /** Compares the sizes and the key. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ShardedOrder order
        && size == order.size
        && shard == order.shard
        && group == order.group
        && Arrays.equals(name, order.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, shard, group, Arrays.hashCode(name));
  }

  /** For example {@code ShardedOrder[of 50000, shard 1024, group 16]}. */
  @Override
  public String toString() {
    return "ShardedOrder[of " + size + ", shard " + shard + ", group " + group + "]";
  }
}
