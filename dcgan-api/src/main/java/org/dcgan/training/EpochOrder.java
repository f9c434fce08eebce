package org.dcgan.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.function.IntUnaryOperator;
import org.dcgan.random.Permutation;
import org.dcgan.random.ShardedOrder;

/**
 * In which order an epoch goes through the images. Either way each image comes once, the order is
 * another in every epoch, and it is a function of the plan's seed and the epoch alone.
 */
public sealed interface EpochOrder {

  /** Any image may follow any other: what the paper means by batches. The default. */
  EpochOrder SHUFFLED = new Shuffled();

  /**
   * Neighbors are read close together, so that a disk reads long runs where a truly random order
   * makes it seek for each image: for a set that is larger than memory and lies on a disk that
   * turns or on a network, LSUN's environments above all.
   *
   * @param shard neighbors that stay close together, at least 1; 1,024 of LSUN are 15 MB
   * @param group shards that are mixed with each other, at least 1; {@code shard * group} images
   *     should be many batches
   * @return an order of shards
   * @throws IllegalArgumentException if one is below 1, or their product is 2^31 or more
   */
  static EpochOrder sharded(int shard, int group) {
    return new Sharded(shard, group);
  }

  /**
   * The order of an epoch.
   *
   * @param size how many images there are, at least 1
   * @param name for example the seed and the epoch
   * @return from a place in the epoch to an image's index
   */
  IntUnaryOperator over(int size, long... name);

  /** Any image may follow any other. */
  record Shuffled() implements EpochOrder {
    @Override
    public IntUnaryOperator over(int size, long... name) {
      requireNonNull(name, "name");

      return Permutation.of(size, name)::at;
    }

    @Override
    public String toString() {
      return "shuffled";
    }
  }

  /**
   * Shards in random order, a few of them mixed at a time.
   *
   * @param shard neighbors that stay close together, at least 1
   * @param group shards that are mixed with each other, at least 1
   */
  record Sharded(int shard, int group) implements EpochOrder {

    /** Checks that both are possible. */
    public Sharded {
      checkArgument(
          shard >= 1 && group >= 1 && (long) shard * group <= Integer.MAX_VALUE,
          "an order of shards needs a shard and a group of at least 1, with a product below 2^31;"
              + " got %s and %s",
          shard,
          group);
    }

    @Override
    public IntUnaryOperator over(int size, long... name) {
      requireNonNull(name, "name");

      return ShardedOrder.of(size, shard, group, name)::at;
    }

    @Override
    public String toString() {
      return "sharded(" + shard + ", " + group + ")";
    }
  }
}
