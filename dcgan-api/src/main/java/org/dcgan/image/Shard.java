package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * One of several parts of consecutive images of a source, so that independent processes can extract
 * features or compute codes of a part each. The sizes of the parts differ by at most 1.
 *
 * @param index the number of the part, counted from 0
 * @param count the number of parts, at least 1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Shard(int index, int count) {
  /** The only part: all images. */
  public static final Shard WHOLE = new Shard(0, 1);

  /** How many missing parts a message lists. */
  private static final int MOST_NAMED = 20;

  private static final Pattern TEXT =
      Pattern.compile("(.*) > shard\\((\\d{1,9}) of (\\d{1,9})\\)", Pattern.DOTALL);

  /** Checks the ranges. */
  public Shard {
    checkArgument(count >= 1, "the number of shards must be at least 1, got %s", count);
    checkArgument(
        index >= 0 && index < count,
        "expected a shard from 0 to %s, since there are %s, got %s",
        count - 1,
        count,
        index);
  }

  /**
   * Returns the index of the first image of this part.
   *
   * @param size the number of images of the source
   * @return 0 to {@code size}
   */
  public int from(int size) {
    return Math.toIntExact((long) size * index / count);
  }

  /**
   * Returns the index after the last image of this part.
   *
   * @param size the number of images of the source
   * @return {@link #from} to {@code size}
   */
  public int to(int size) {
    return Math.toIntExact((long) size * (index + 1L) / count);
  }

  /**
   * A part that was named in the description of a source.
   *
   * @param source the description of the whole source
   * @param shard the part
   */
  public record Described(String source, Shard shard) {
    /** Refuses null. */
    public Described {
      requireNonNull(source, "source");
      requireNonNull(shard, "shard");
    }
  }

  /**
   * Parses the description of a source whose last transformation is the selection of a part.
   *
   * @param description for example {@code folder(photos) > shard(1 of 4)}
   * @return the whole source and the part, or empty if the description does not end like this
   */
  public static Optional<Described> parse(String description) {
    requireNonNull(description, "description");

    Matcher matcher = TEXT.matcher(description);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int index = Integer.parseInt(matcher.group(2));
    int count = Integer.parseInt(matcher.group(3));
    return index < count
        ? Optional.of(new Described(matcher.group(1), new Shard(index, count)))
        : Optional.empty();
  }

  /**
   * Checks that parts are complete, and sorts them.
   *
   * @param names the names of the parts for messages, in any order
   * @param shards the parts in the same order
   * @param sizes the number of images of each part in the same order
   * @return the positions of shard 0, shard 1, ... in the lists
   * @throws IllegalArgumentException if a part is missing or given twice, belongs to another number
   *     of parts, or has another size than its number implies
   */
  public static List<Integer> order(List<String> names, List<Shard> shards, List<Integer> sizes) {
    requireNonNull(names, "names");
    requireNonNull(shards, "shards");
    requireNonNull(sizes, "sizes");

    checkArgument(!shards.isEmpty(), "expected at least one shard, got none");
    int count = shards.get(0).count();
    Map<Integer, Integer> places = new HashMap<>();
    int total = 0;
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      checkArgument(
          shard.count() == count,
          "%s is one of %s shards, but %s is one of %s; merge shards of one division",
          names.get(0),
          count,
          names.get(i),
          shard.count());
      Integer other = places.putIfAbsent(shard.index(), i);
      checkArgument(
          other == null,
          "%s and %s are both shard %s of %s; leave one out",
          other == null ? "" : names.get(other),
          names.get(i),
          shard.index(),
          count);
      try {
        total = Math.addExact(total, sizes.get(i));
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "the shards have more than 2^31 - 1 images in all; divide one source", e);
      }
    }
    // The number of shards comes from files, so nothing is allocated for it.
    int missing = count - places.size();
    checkArgument(
        missing == 0,
        "of %s shards, these are missing: %s%s; add them",
        count,
        IntStream.range(0, count)
            .filter(index -> !places.containsKey(index))
            .limit(MOST_NAMED)
            .boxed()
            .toList(),
        missing > MOST_NAMED ? " and " + (missing - MOST_NAMED) + " more" : "");
    List<Integer> order = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      order.add(requireNonNull(places.get(index)));
      Shard shard = new Shard(index, count);
      int expected = shard.to(total) - shard.from(total);
      int place = order.get(index);
      checkArgument(
          sizes.get(place) == expected,
          "expected %s images in %s, shard %s of %s of %s images, got %s; divide one source",
          expected,
          names.get(place),
          index,
          count,
          total,
          sizes.get(place));
    }
    return List.copyOf(order);
  }

  /** For example {@code shard(1 of 4)}. */
  @Override
  public String toString() {
    return "shard(" + index + " of " + count + ")";
  }
}
