package org.dcgan.datasets.dedup;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.Csv;
import org.dcgan.internal.io.AtomicFiles;

/**
 * Which images of a source are near-duplicates of which: something to read, to look at ({@link
 * GroupSheet}) and to train on ({@link org.dcgan.datasets.Dataset#deduplicated}). Nothing is ever
 * deleted.
 *
 * @param source the source's description
 * @param codes what gave the codes, in a few words
 * @param radius how many bits of a code may differ
 * @param policy which image of a group stays
 * @param images how many images the source has
 * @param withoutCode images that could not be read or have nothing on them; they stay
 * @param removed how many images would go
 * @param groups the groups, largest first
 */
public record DuplicateReport(
    String source,
    String codes,
    int radius,
    KeepPolicy policy,
    int images,
    int withoutCode,
    int removed,
    List<Group> groups) {

  /**
   * Images that count as one.
   *
   * @param code of the first of them, in hexadecimal
   * @param kept the one that stays
   * @param removed the others, in the source's order
   */
  public record Group(String code, Member kept, List<Member> removed) {
    /** Copies the list. */
    public Group {
      requireNonNull(code, "code");
      requireNonNull(kept, "kept");
      requireNonNull(removed, "removed");

      removed = List.copyOf(removed);
    }

    /**
     * How many images it has.
     *
     * @return at least 2
     */
    public int size() {
      return removed.size() + 1;
    }
  }

  /**
   * An image.
   *
   * @param index in the source
   * @param name what the source calls it
   */
  public record Member(int index, String name) {
    /** Refuses null. */
    public Member {
      requireNonNull(name, "name");
    }
  }

  /** Copies the list. */
  public DuplicateReport {
    requireNonNull(source, "source");
    requireNonNull(codes, "codes");
    requireNonNull(policy, "policy");
    requireNonNull(groups, "groups");

    groups = List.copyOf(groups);
  }

  /**
   * Looks for duplicates and says what would be done about them.
   *
   * @param source the images; only names are asked for, and sizes for {@link KeepPolicy#LARGEST}
   * @param codes of all its images
   * @param deduplicator what counts as near
   * @param policy which image of a group stays
   * @return the report
   * @throws IllegalArgumentException if the source is empty, or has another number of images than
   *     there are codes
   * @throws IOException if the source cannot be read
   */
  public static DuplicateReport of(
      ImageSource source, ImageCodes codes, Deduplicator deduplicator, KeepPolicy policy)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(codes, "codes");
    requireNonNull(deduplicator, "deduplicator");
    requireNonNull(policy, "policy");

    Deduplicator.requireImages(source);
    checkArgument(
        codes.size() == source.size(),
        "expected the codes of the %s images of %s, got those of %s; hash this source",
        source.size(),
        source.description(),
        codes.size());
    DuplicateGroups found = deduplicator.groups(codes);
    List<Group> groups = new ArrayList<>();
    for (int g = 0; g < found.count(); g++) {
      int[] members = found.members(g);
      int kept = policy == KeepPolicy.FIRST ? members[0] : largest(source, members);
      List<Member> removed = new ArrayList<>();
      for (int member : members) {
        if (member != kept) {
          removed.add(new Member(member, source.name(member)));
        }
      }
      groups.add(
          new Group(
              codes.get(members[0]).toString(), new Member(kept, source.name(kept)), removed));
    }
    groups.sort(
        Comparator.comparingInt((Group g) -> -g.size()).thenComparingInt(g -> g.kept().index()));
    return new DuplicateReport(
        source.description(),
        codes.kind(),
        deduplicator.radius(),
        policy,
        source.size(),
        codes.missingCount(),
        found.duplicates(),
        groups);
  }

  private static int largest(ImageSource source, int[] members) throws IOException {
    int best = members[0];
    long most = -1;
    for (int member : members) {
      try {
        ImageShape shape = source.read(member).shape();
        long pixels = (long) shape.height() * shape.width();
        if (pixels > most) {
          most = pixels;
          best = member;
        }
      } catch (UnreadableImageException e) {
        // Was readable when it was coded; the largest of the others stays.
      }
    }
    return best;
  }

  /**
   * How often groups of each size occur.
   *
   * @return from size to number of groups, by ascending size
   */
  public Map<Integer, Integer> groupSizes() {
    Map<Integer, Integer> sizes = new TreeMap<>();
    groups.forEach(group -> sizes.merge(group.size(), 1, Integer::sum));
    return sizes;
  }

  /**
   * The images that would go.
   *
   * @return their indices
   */
  public BitSet removedIndices() {
    BitSet indices = new BitSet(images);
    groups.forEach(group -> group.removed().forEach(member -> indices.set(member.index())));
    return indices;
  }

  /**
   * What is left, in one line that differs where anything else would be left.
   *
   * @return for example {@code deduplicated(45000 of 50000 images, semantic hash 1f2e3d4c5b6a,
   *     radius 0, 0a1b2c3d4e5f)}
   */
  public String identity() {
    Hasher hash = Hashing.sha256().newHasher();
    removedIndices().stream().forEach(hash::putInt);
    return String.format(
        Locale.ROOT,
        "deduplicated(%d of %d images, %s, radius %d, %s)",
        images - removed,
        images,
        codes,
        radius,
        hash.hash().toString().substring(0, 12));
  }

  /**
   * Writes a line for each image of each group: {@code group,size,code,index,action,name}, where
   * the action is {@code keep} or {@code remove}, as RFC 4180 has it. A name that begins with
   * {@code =}, {@code +}, {@code -}, {@code @}, an apostrophe or white space before such a
   * character, a tab or a line break has an apostrophe in front, lest a spreadsheet takes it for a
   * formula; characters that are not visible are written as {@code \\}{@code uXXXX}.
   *
   * @param file where; replaced whole or not at all
   * @throws IOException if it cannot be written
   */
  public void writeCsv(Path file) throws IOException {
    requireNonNull(file, "file");

    AtomicFiles.write(
        file,
        out -> {
          out.write(
              Csv.line("group", "size", "code", "index", "action", "name")
                  .getBytes(StandardCharsets.UTF_8));
          for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            out.write(line(g + 1, group, group.kept(), "keep"));
            for (Member member : group.removed()) {
              out.write(line(g + 1, group, member, "remove"));
            }
          }
        });
  }

  private static byte[] line(int number, Group group, Member member, String action) {
    return Csv.line(number, group.size(), group.code(), member.index(), action, member.name())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** For example {@code 5000 of 50000 images are duplicates, in 4200 groups of up to 31}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d of %d images are duplicates, in %d groups of up to %d",
        removed,
        images,
        groups.size(),
        groups.isEmpty() ? 0 : groups.get(0).size());
  }
}
