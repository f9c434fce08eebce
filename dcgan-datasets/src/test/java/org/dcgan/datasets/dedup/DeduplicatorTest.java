package org.dcgan.datasets.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticCode;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups are compared with those of plain maps and of plain loops over all pairs. */
class DeduplicatorTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 32_769, 70_000})
  void givenCodes_whenGrouped_thenAMapFindsTheSameGroups(int count) {
    ImageCodes codes = random(count, 0.3, 7);
    Map<SemanticCode, List<Integer>> expected = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      if (!codes.isMissing(i)) {
        expected.computeIfAbsent(codes.get(i), c -> new ArrayList<>()).add(i);
      }
    }
    DuplicateGroups groups = Deduplicator.exact().groups(codes);
    assertThat(lists(groups))
        .containsExactlyInAnyOrderElementsOf(
            expected.values().stream().filter(group -> group.size() > 1).toList());
  }

  @Test
  void givenEqualKeys_whenGrouped_thenTheWholeCodeDecides() {
    ImageCodes codes = new ImageCodes("test", 128, 5);
    long other = 1 - 0x9E3779B97F4A7C15L;
    assertThat(Partitions.key(5, 1)).isEqualTo(Partitions.key(6, other));
    codes.set(0, 5, 1);
    codes.set(1, 6, other);
    codes.set(2, 5, 2);
    codes.set(3, 6, other);
    codes.set(4, 5, 1);
    assertThat(lists(Deduplicator.exact().groups(codes)))
        .containsExactlyInAnyOrder(List.of(0, 4), List.of(1, 3));
  }

  @Test
  void givenEqualKeysOfDistinctCodes_whenGrouped_thenThereAreNoGroups() {
    ImageCodes codes = new ImageCodes("test", 128, 2);
    codes.set(0, 5, 1);
    codes.set(1, 6, 1 - 0x9E3779B97F4A7C15L);
    assertThat(lists(Deduplicator.exact().groups(codes))).isEmpty();
    assertThat(lists(Deduplicator.near(1).groups(codes))).isEmpty();
  }

  @Test
  void givenCodes_whenGrouped_thenGroupsComeInTheOrderOfTheirFirstImages() {
    ImageCodes codes = random(70_000, 0.5, 3);
    for (Deduplicator deduplicator : List.of(Deduplicator.exact(), Deduplicator.near(1))) {
      assertThat(lists(deduplicator.groups(codes)))
          .isSortedAccordingTo(java.util.Comparator.comparing(group -> group.get(0)));
    }
  }

  @Test
  void givenIdenticalImages_whenGrouped_thenThereIsOneGroup() {
    ImageCodes codes = new ImageCodes("test", 128, 30_000);
    DuplicateGroups groups = Deduplicator.exact().groups(codes);
    assertThat(groups.count()).isEqualTo(1);
    assertThat(groups.size(0)).isEqualTo(30_000);
    assertThat(groups.duplicates()).isEqualTo(29_999);
    assertThat(lists(Deduplicator.near(2).groups(codes))).isEqualTo(lists(groups));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void givenARadius_whenGrouped_thenALoopOverAllPairsFindsTheSame(int radius) {
    // Codes that differ in few places and are the same in many, so that pieces coincide often.
    SeededRandom random = SeededRandom.of(3, radius);
    ImageCodes codes = new ImageCodes("test", 128, 1_500);
    for (int i = 0; i < codes.size(); i++) {
      long high = random.nextLong() & 0x7000_0000_0000_0003L;
      codes.set(i, high, random.nextLong() & 0x0F00_00F0_0000_100FL);
    }
    codes.setMissing(17);
    assertThat(lists(Deduplicator.near(radius).groups(codes)))
        .containsExactlyInAnyOrderElementsOf(plain(codes, radius));
  }

  /** Each image joins the earliest one within the radius that has not joined another. */
  private static List<List<Integer>> plain(ImageCodes codes, int radius) {
    Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
    boolean[] joined = new boolean[codes.size()];
    for (int i = 0; i < codes.size(); i++) {
      if (codes.isMissing(i) || joined[i]) {
        continue;
      }
      List<Integer> group = new ArrayList<>(List.of(i));
      for (int j = i + 1; j < codes.size(); j++) {
        // Images of equal codes go where the first of them goes.
        if (!codes.isMissing(j) && !joined[j] && codes.distance(i, j) <= radius) {
          joined[j] = true;
          group.add(j);
        }
      }
      groups.put(i, group);
    }
    return groups.values().stream().filter(group -> group.size() > 1).toList();
  }

  @Test
  void givenAChainOfSimilarCodes_whenGroupedByRadius_thenItIsNotOneGroup() {
    ImageCodes codes = new ImageCodes("test", 128, 4);
    codes.set(0, 0, 0b0);
    codes.set(1, 0, 0b1);
    codes.set(2, 0, 0b11);
    codes.set(3, 0, 0b111);
    assertThat(lists(Deduplicator.near(1).groups(codes)))
        .containsExactly(List.of(0, 1), List.of(2, 3));
  }

  @Test
  void givenManyCodes_whenGrouped_thenAllArraysTakeAtMost32BytesPerImage() {
    for (double duplicates : new double[] {0, 0.09, 0.9}) {
      Deduplicator deduplicator = Deduplicator.exact();
      ImageCodes codes = random(200_000, duplicates, 1);
      deduplicator.groups(codes);
      // Besides that only counters of parts, whose number does not grow with the images.
      assertThat(deduplicator.peakBytes()).isBetween(24L * 200_000, 32L * 200_000 + (1 << 12));
    }
  }

  @Test
  void givenCodesOnTheDisk_whenGrouped_thenTheGroupsAreEqualAndTheFilesAreDeleted(
      @TempDir Path folder) throws Exception {
    ImageCodes codes = random(20_000, 0.3, 5);
    DuplicateGroups groups;
    try (SpillingDeduplicator spilling = SpillingDeduplicator.in(folder, codes.size())) {
      for (int i = 0; i < codes.size(); i++) {
        if (codes.isMissing(i)) {
          spilling.missing(i);
        } else {
          spilling.accept(i, codes.high(i), codes.low(i));
        }
      }
      groups = spilling.groups();
      assertThatThrownBy(() -> spilling.accept(0, 0, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("use a new deduplicator");
    }
    assertThat(lists(groups))
        .containsExactlyInAnyOrderElementsOf(lists(Deduplicator.exact().groups(codes)));
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void givenADiskThatIsFull_whenSpillingIsClosed_thenAllFilesAreClosedAndDeleted(
      @TempDir Path folder) throws Exception {
    AtomicInteger open = new AtomicInteger();
    SpillingDeduplicator spilling =
        SpillingDeduplicator.in(
            folder,
            1_000,
            file -> {
              open.incrementAndGet();
              return new FilterOutputStream(Files.newOutputStream(file)) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                  throw new IOException("No space left on device");
                }

                @Override
                public void close() throws IOException {
                  open.decrementAndGet();
                  out.close();
                }
              };
            });
    for (int i = 0; i < 1_000; i++) {
      spilling.accept(i, i, i * 0x9E3779B97F4A7C15L);
    }
    spilling.close();

    assertThat(open).hasValue(0);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenFilesThatCannotBeCreated_whenSpillingIsOpened_thenNothingRemains(@TempDir Path folder) {
    AtomicInteger opened = new AtomicInteger();
    assertThatThrownBy(
            () ->
                SpillingDeduplicator.in(
                    folder,
                    10,
                    file -> {
                      if (opened.incrementAndGet() == 20) {
                        throw new IllegalStateException("no more");
                      }
                      return Files.newOutputStream(file);
                    }))
        .hasMessage("no more");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenNoCodesOrAnInvalidRadius_whenGrouped_thenTheErrorSaysWhatIsWrong() {
    assertThatThrownBy(() -> Deduplicator.exact().groups(new ImageCodes("test", 128, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no codes to compare");
    assertThatThrownBy(() -> Deduplicator.near(9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 0 (equal codes) to 8 bits, got 9");
    assertThatThrownBy(() -> Deduplicator.near(8).groups(new ImageCodes("dHash", 64, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("codes of 64 bits are too short for a radius of 8");
  }

  private static ImageCodes random(int count, double duplicates, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    ImageCodes codes = new ImageCodes("test", 128, count);
    for (int i = 0; i < count; i++) {
      if (i > 0 && random.nextDouble() < duplicates) {
        int model = random.nextInt(i);
        codes.set(i, codes.high(model), codes.low(model));
      } else {
        codes.set(i, random.nextLong(), random.nextLong());
      }
      if (i % 101 == 50) {
        codes.setMissing(i);
      }
    }
    return codes;
  }

  private static List<List<Integer>> lists(DuplicateGroups groups) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int g = 0; g < groups.count(); g++) {
      lists.add(java.util.Arrays.stream(groups.members(g)).boxed().toList());
    }
    return lists;
  }
}
