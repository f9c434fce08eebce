package org.dcgan.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.function.IntUnaryOperator;
import org.apiguardian.api.API;
import org.dcgan.random.Permutation;
import org.dcgan.random.ShardedOrder;

/**
 * The order in which an epoch visits the training images. In every order, each image occurs once
 * per epoch, and the order is a function of the plan's seed and the epoch.
 */
@API(status = API.Status.STABLE, since = "0.1")
public sealed interface EpochOrder {

  /** A uniformly random order. The default. */
  EpochOrder SHUFFLED = new Shuffled();

  /**
   * Returns an order that reads storage mostly sequentially, see {@link ShardedOrder}. Use it for
   * datasets that are larger than memory on storage with slow random access, such as LSUN's LMDB
   * environments on a hard disk or a network.
   *
   * @param shard the number of images per shard, at least 1; 1,024 images of LSUN have 15 MB
   * @param group the number of shards that are shuffled together, at least 1; {@code shard * group}
   *     images should be many batches
   * @return the order
   * @throws IllegalArgumentException if an argument is below 1, or the product is 2^31 or more
   */
  static EpochOrder sharded(int shard, int group) {
    return new Sharded(shard, group);
  }

  /**
   * Returns the order of an epoch.
   *
   * @param size the number of images, at least 1
   * @param name the key, for example the seed and the epoch; different keys give different orders
   * @return a function from the position in the epoch to the index of the image
   */
  IntUnaryOperator over(int size, long... name);

  /** A uniformly random order. */
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
   * Shards in random order, shuffled in groups.
   *
   * @param shard the number of images per shard, at least 1
   * @param group the number of shards that are shuffled together, at least 1
   */
  record Sharded(int shard, int group) implements EpochOrder {

    /** Checks the ranges. */
    public Sharded {
      checkArgument(
          shard >= 1 && group >= 1 && (long) shard * group <= Integer.MAX_VALUE,
          "shard and group must be at least 1, and their product below 2^31; got %s and %s",
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
