package org.dcgan.datasets.dedup;

import static com.google.common.base.Preconditions.checkElementIndex;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * Groups of duplicate images, in the order of their first images. Takes 4 bytes per image that is
 * in a group.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DuplicateGroups {
  private final int[] starts;
  private final int[] members;

  private DuplicateGroups(int[] starts, int[] members) {
    this.starts = starts;
    this.members = members;
  }

  /**
   * Creates groups from the first image of each duplicate.
   *
   * @param firsts for each image the index of the first image of its group plus 1, or 0 for the
   *     first image itself and for images without a group; overwritten
   */
  static DuplicateGroups ofFirsts(int[] firsts) {
    for (int i = 0; i < firsts.length; i++) {
      if (firsts[i] > 0 && firsts[firsts[i] - 1] == 0) {
        firsts[firsts[i] - 1] = -1;
      }
    }
    int count = 0;
    for (int i = 0; i < firsts.length; i++) {
      if (firsts[i] < 0) {
        firsts[i] = ++count;
      } else if (firsts[i] > 0) {
        // The first image has a lower index, so its number is known.
        firsts[i] = firsts[firsts[i] - 1];
      }
    }
    return ofNumbers(firsts, count);
  }

  /**
   * Creates groups from the group number of each image. A number that occurs only once is not a
   * group.
   *
   * @param numbers group numbers from 1, in the order of the groups; 0 for images without a group
   * @param count the highest number
   */
  static DuplicateGroups ofNumbers(int[] numbers, int count) {
    int[] next = new int[count + 1];
    int total = 0;
    for (int number : numbers) {
      if (number > 0) {
        next[number]++;
      }
    }
    int groups = 0;
    for (int number = 1; number <= count; number++) {
      if (next[number] > 1) {
        groups++;
      }
    }
    int[] starts = new int[groups + 1];
    int group = 0;
    for (int number = 1; number <= count; number++) {
      int size = next[number];
      next[number] = size > 1 ? total : -1;
      if (size > 1) {
        total += size;
        starts[++group] = total;
      }
    }
    int[] members = new int[total];
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] > 0 && next[numbers[i]] >= 0) {
        members[next[numbers[i]]++] = i;
      }
    }
    return new DuplicateGroups(starts, members);
  }

  /**
   * Returns the number of groups.
   *
   * @return at least 0
   */
  public int count() {
    return starts.length - 1;
  }

  /**
   * Returns the number of duplicates: the images of all groups, except one of each group.
   *
   * @return at least 0
   */
  public int duplicates() {
    return members.length - count();
  }

  /**
   * Returns the number of images of a group.
   *
   * @param group 0 to {@code count() - 1}
   * @return at least 2
   */
  public int size(int group) {
    checkElementIndex(group, count(), "group");
    return starts[group + 1] - starts[group];
  }

  /**
   * Returns the images of a group.
   *
   * @param group 0 to {@code count() - 1}
   * @return their indices, ascending
   */
  public int[] members(int group) {
    checkElementIndex(group, count(), "group");
    return Arrays.copyOfRange(members, starts[group], starts[group + 1]);
  }

  long bytes() {
    return 4L * (starts.length + members.length);
  }
}
