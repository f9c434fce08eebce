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
import org.apiguardian.api.API;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.Csv;
import org.dcgan.internal.io.AtomicFiles;

/**
 * The near-duplicates of a source, as groups of images of which one is kept. A report can be
 * written as CSV, rendered as images ({@link GroupSheet}), and applied to a dataset ({@link
 * org.dcgan.datasets.Dataset#deduplicated}). No file is deleted.
 *
 * @param source the description of the source
 * @param codes the method that computed the codes, such as "semantic hash 1f2e3d4c5b6a"
 * @param radius the number of bits in which codes of a group may differ
 * @param policy the rule by which one image of each group is kept
 * @param images the number of images of the source
 * @param withoutCode the number of images without a code because they are unreadable or uniform;
 *     they are kept
 * @param removed the number of duplicates that are not kept
 * @param groups the groups, largest first
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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
   * A group of near-duplicates.
   *
   * @param code the code of the first image, in hexadecimal
   * @param kept the image that is kept
   * @param removed the other images, in the order of the source
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
     * Returns the number of images of the group.
     *
     * @return at least 2
     */
    public int size() {
      return removed.size() + 1;
    }
  }

  /**
   * An image of a group.
   *
   * @param index the index in the source
   * @param name the name that the source gives it
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
   * Finds the near-duplicates of a source.
   *
   * @param source the images; only their names are read, and for {@link KeepPolicy#LARGEST} also
   *     the images of groups
   * @param codes the codes of all images of the source
   * @param deduplicator finds the groups
   * @param policy the rule by which one image of each group is kept
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
        "expected the codes of the %s images of %s, got %s codes; compute the codes of this source",
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
        // The image has become unreadable since it was hashed; the largest of the others is kept.
      }
    }
    return best;
  }

  /**
   * Returns the number of groups of each size.
   *
   * @return maps the size of a group to the number of groups, by ascending size
   */
  public Map<Integer, Integer> groupSizes() {
    Map<Integer, Integer> sizes = new TreeMap<>();
    groups.forEach(group -> sizes.merge(group.size(), 1, Integer::sum));
    return sizes;
  }

  /**
   * Returns the images that are not kept.
   *
   * @return their indices
   */
  public BitSet removedIndices() {
    BitSet indices = new BitSet(images);
    groups.forEach(group -> group.removed().forEach(member -> indices.set(member.index())));
    return indices;
  }

  /**
   * Returns one line that identifies the set of kept images; it becomes part of the description of
   * the de-duplicated dataset.
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
   * Writes a CSV file (RFC 4180) with a line for each image of each group: {@code
   * group,size,code,index,action,name}, where the action is {@code keep} or {@code remove}. A name
   * that begins with {@code =}, {@code +}, {@code -}, {@code @}, an apostrophe or white space
   * before such a character, a tab or a line break is prefixed with an apostrophe so that
   * spreadsheets do not interpret it as a formula; invisible characters are written as {@code
   * \\}{@code uXXXX}.
   *
   * @param file the file, which is replaced atomically
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

  /**
   * Returns a summary, for example {@code 5000 of 50000 images are duplicates, in 4200 groups of up
   * to 31}.
   */
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
