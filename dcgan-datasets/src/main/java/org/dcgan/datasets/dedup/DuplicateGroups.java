package org.dcgan.datasets.dedup;

import static com.google.common.base.Preconditions.checkElementIndex;

import java.util.Arrays;

/** Groups of pictures that count as one, in 4 bytes a picture of any group. */
public final class DuplicateGroups {
  private final int[] starts;
  private final int[] members;

  private DuplicateGroups(int[] starts, int[] members) {
    this.starts = starts;
    this.members = members;
  }

  /**
   * From each duplicate's first picture, in two passes.
   *
   * @param firsts of each picture, the index of its group's first plus 1, or 0 for one that is
   *     first itself or alone; overwritten
   */
  static DuplicateGroups of(int[] firsts) {
    int[] sizes = new int[16];
    int groups = 0;
    int total = 0;
    for (int i = 0; i < firsts.length; i++) {
      if (firsts[i] > 0) {
        int first = firsts[i] - 1;
        if (firsts[first] == 0) {
          if (groups == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * groups);
          }
          sizes[groups++] = 1;
          firsts[first] = -groups;
          total++;
        }
        sizes[-firsts[first] - 1]++;
        total++;
      }
    }
    int[] starts = new int[groups + 1];
    for (int g = 0; g < groups; g++) {
      starts[g + 1] = starts[g] + sizes[g];
    }
    int[] next = sizes;
    System.arraycopy(starts, 0, next, 0, groups);
    int[] members = new int[total];
    for (int i = 0; i < firsts.length; i++) {
      if (firsts[i] < 0) {
        members[next[-firsts[i] - 1]++] = i;
      } else if (firsts[i] > 0) {
        members[next[-firsts[firsts[i] - 1] - 1]++] = i;
      }
    }
    return new DuplicateGroups(starts, members);
  }

  /**
   * How many groups there are.
   *
   * @return at least 0
   */
  public int count() {
    return starts.length - 1;
  }

  /**
   * How many pictures would go: all of the groups but one each.
   *
   * @return at least 0
   */
  public int duplicates() {
    return members.length - count();
  }

  /**
   * How many pictures a group has.
   *
   * @param group 0 to {@code count() - 1}
   * @return at least 2
   */
  public int size(int group) {
    checkElementIndex(group, count(), "group");
    return starts[group + 1] - starts[group];
  }

  /**
   * The pictures of a group.
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
