package org.dcgan.tensorflow.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.tensorflow.tuning.ScriptedWorkload.A;
import static org.dcgan.tensorflow.tuning.ScriptedWorkload.B;
import static org.dcgan.tensorflow.tuning.ScriptedWorkload.C;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.dcgan.EngineException;
import org.dcgan.ResourceLimitException;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradTiles;
import org.dcgan.tensorflow.network.WinogradUse;
import org.junit.jupiter.api.Test;

/**
 * Whole sets are compared, then the faster one is changed kernel by kernel. The kernels A, B and C
 * are predicted to save 30, 20 and 10.
 */
class SubsetSearchTest {
  private static final Workload.Id ID =
      new Workload.Id("simultaneous step", "32x32x3 0123456789ab", 16);

  private static final WinogradTiles TILES =
      new WinogradTiles(WinogradTile.FOUR, WinogradTile.TWO, WinogradTile.NONE);

  private static final WinogradUse ALL =
      new WinogradUse(Map.of(A, TILES, B, TILES, C, TILES), WinogradTiles.NONE);

  private static final Map<KernelShape, Double> SAVINGS = Map.of(A, 30.0, B, 20.0, C, 10.0);

  private static final BooleanSupplier GOES_ON = () -> false;

  /** Work that takes so many milliseconds with each set. */
  private static ScriptedWorkload work(Map<String, Double> millis) {
    return new ScriptedWorkload(
        ID,
        name -> {
          assertThat(millis).as("a set that should not be tried").containsKey(name);
          return millis.getOrDefault(name, 0.0);
        });
  }

  private static Comparison choose(WinogradUse proposed, ScriptedWorkload work) {
    return choose(proposed, work, GOES_ON);
  }

  private static Comparison choose(
      WinogradUse proposed, ScriptedWorkload work, BooleanSupplier stopped) {
    ToDoubleFunction<KernelShape> saving = shape -> SAVINGS.getOrDefault(shape, 0.0);
    return new SubsetSearch(work, proposed, saving, stopped, work::now).choose();
  }

  private static void assertChosen(Comparison comparison, String set, double millis) {
    assertThat(ScriptedWorkload.name(comparison.use())).isEqualTo(set);
    assertThat(comparison.use()).isEqualTo(ALL.only(comparison.use().kernels().keySet()));
    assertThat(comparison.nanoseconds()).isEqualTo(millis * 1e6);
  }

  @Test
  void givenNoSubsetThatIsFaster_whenSearched_thenAllProposedKernelsStay() {
    ScriptedWorkload work =
        work(Map.of("ABC", 40.0, "-", 46.0, "AB", 41.0, "AC", 42.0, "BC", 45.0));
    Comparison chosen = choose(ALL, work);
    assertChosen(chosen, "ABC", 40);
    assertThat(chosen.times()).isEqualTo(new Workload.Times(40e6, 46e6));
    // The kernel that is predicted to save least is the first one that is removed.
    assertThat(work.compared).containsExactly("ABC/-", "AB/ABC", "AC/ABC", "BC/ABC");
  }

  @Test
  void givenOneKernelThatCostsTimeInTheWhole_whenSearched_thenItIsRemoved() {
    ScriptedWorkload first = work(Map.of("ABC", 40.0, "-", 46.0, "AB", 38.0, "A", 39.0, "B", 45.0));
    Comparison chosen = choose(ALL, first);
    assertChosen(chosen, "AB", 38);
    assertThat(chosen.times())
        .as("those of the whole sets")
        .isEqualTo(new Workload.Times(40e6, 46e6));
    assertThat(first.compared).containsExactly("ABC/-", "AB/ABC", "A/AB", "B/AB");

    ScriptedWorkload second =
        work(Map.of("ABC", 40.0, "-", 46.0, "AB", 41.0, "AC", 37.0, "C", 44.0));
    assertChosen(choose(ALL, second), "AC", 37);
    assertThat(second.compared).containsExactly("ABC/-", "AB/ABC", "AC/ABC", "C/AC");
  }

  @Test
  void givenTwoKernelsThatCostTimeInTheWhole_whenSearched_thenBothAreRemoved() {
    ScriptedWorkload work = work(Map.of("ABC", 40.0, "-", 46.0, "AB", 38.0, "A", 35.0));
    assertChosen(choose(ALL, work), "A", 35);
    // Without the last one, it is the set of none, which was compared.
    assertThat(work.compared).containsExactly("ABC/-", "AB/ABC", "A/AB");
  }

  @Test
  void givenFixedAlgorithmsThatAreFaster_whenOneKernelAloneIsFasterStill_thenOnlyThatOneIsUsed() {
    ScriptedWorkload largest =
        work(Map.of("ABC", 50.0, "-", 46.0, "A", 44.0, "AB", 45.0, "AC", 46.0));
    Comparison chosen = choose(ALL, largest);
    assertChosen(chosen, "A", 44);
    assertThat(chosen.times()).isEqualTo(new Workload.Times(50e6, 46e6));
    // The kernel that is predicted to save most is the first one that is added.
    assertThat(largest.compared).containsExactly("ABC/-", "A/-", "AB/A", "AC/A");

    ScriptedWorkload next = work(Map.of("ABC", 50.0, "-", 46.0, "A", 47.0, "B", 43.0, "BC", 48.0));
    assertChosen(choose(ALL, next), "B", 43);
    assertThat(next.compared).containsExactly("ABC/-", "A/-", "B/-", "BC/B");
  }

  @Test
  void givenFixedAlgorithmsThatAreFaster_whenTwoKernelsAreFasterStill_thenBothAreUsed() {
    ScriptedWorkload work = work(Map.of("ABC", 50.0, "-", 46.0, "A", 44.0, "AB", 41.0));
    assertChosen(choose(ALL, work), "AB", 41);
    // With the last one, it is the set of all, which was compared.
    assertThat(work.compared).containsExactly("ABC/-", "A/-", "AB/A");
  }

  @Test
  void givenFixedAlgorithmsThatAreFaster_whenNoKernelIs_thenAllStayDirect() {
    ScriptedWorkload work = work(Map.of("ABC", 46.0, "-", 46.0, "A", 46.0, "B", 45.0, "C", 47.0));
    assertChosen(choose(ALL, work), "-", 46);
    assertThat(work.compared).containsExactly("ABC/-", "A/-", "B/-", "C/-");
  }

  @Test
  void givenDifferencesWithinTheNoise_whenSearched_thenNothingIsChanged() {
    assertThat(SubsetSearch.LEAST_SAVING).isEqualTo(0.03);
    Map<String, Double> removing =
        Map.of("ABC", 100.0, "-", 110.0, "AB", 97.1, "AC", 97.1, "BC", 97.1);
    assertChosen(choose(ALL, work(removing)), "ABC", 100);
    Map<String, Double> adding = Map.of("ABC", 110.0, "-", 100.0, "A", 97.1, "B", 97.1, "C", 97.1);
    assertChosen(choose(ALL, work(adding)), "-", 100);

    Map<String, Double> clearer =
        Map.of("ABC", 110.0, "-", 100.0, "A", 96.9, "AB", 99.0, "AC", 99.0);
    assertChosen(choose(ALL, work(clearer)), "A", 96.9);
  }

  @Test
  void givenOneProposedKernel_whenSearched_thenThereIsNoSubset() {
    WinogradUse one = ALL.only(Set.of(B));
    ScriptedWorkload faster = work(Map.of("B", 40.0, "-", 46.0));
    assertChosen(choose(one, faster), "B", 40);
    assertThat(faster.compared).containsExactly("B/-");
    ScriptedWorkload slower = work(Map.of("B", 50.0, "-", 46.0));
    assertChosen(choose(one, slower), "-", 46);
    assertThat(slower.compared).containsExactly("B/-");
  }

  @Test
  void givenStepsThatTakeLong_whenSearched_thenNoSetIsTriedThatIsExpectedToExceedTheLimit() {
    // Each comparison is six steps: 6, 12 and 24 s of at most 20 s besides the first one.
    ScriptedWorkload second = lasting(1_000);
    assertThat(choose(ALL, second).use()).isEqualTo(ALL);
    assertThat(second.compared).containsExactly("ABC/-", "AB/ABC", "AC/ABC", "BC/ABC");
    ScriptedWorkload two = lasting(2_000);
    assertThat(choose(ALL, two).use()).isEqualTo(ALL);
    assertThat(two.compared).containsExactly("ABC/-", "AB/ABC");
    ScriptedWorkload four = lasting(4_000);
    assertThat(choose(ALL, four).use()).isEqualTo(ALL);
    assertThat(four.compared).containsExactly("ABC/-");
  }

  /** Steps that take as long with all sets of kernels, and a bit longer with none. */
  private static ScriptedWorkload lasting(double millis) {
    return new ScriptedWorkload(ID, name -> name.equals("-") ? millis + 1 : millis);
  }

  @Test
  void givenALimitAfterAChange_whenSearched_thenTheChangeCounts() {
    ScriptedWorkload work = work(Map.of("ABC", 2_000.0, "-", 2_100.0, "AB", 1_900.0));
    assertChosen(choose(ALL, work), "AB", 1_900);
    assertThat(work.compared).containsExactly("ABC/-", "AB/ABC");
  }

  @Test
  void givenNoTimeForASearch_whenChosen_thenOnlyTheWholeSetsAreCompared() {
    ScriptedWorkload work = work(Map.of("ABC", 40.0, "-", 46.0));
    work.searchLimit = Duration.ZERO;
    assertChosen(choose(ALL, work), "ABC", 40);
    assertThat(work.compared).containsExactly("ABC/-");
  }

  /** Work that fails with one set of kernels. */
  private static ScriptedWorkload failing(
      Map<String, Double> millis, String set, RuntimeException failure) {
    return new ScriptedWorkload(
        ID,
        name -> {
          if (name.equals(set)) {
            throw failure;
          }
          assertThat(millis).as("a set that should not be tried").containsKey(name);
          return millis.getOrDefault(name, 0.0);
        });
  }

  @Test
  void
      givenASubsetThatCannotBeTimed_whenSearched_thenWhatWasFoundBeforeCountsAndNothingElseIsTried() {
    for (RuntimeException failure :
        List.of(
            new ResourceLimitException("too little memory"),
            new EngineException("no more threads", new IllegalStateException()))) {
      ScriptedWorkload first = failing(Map.of("ABC", 40.0, "-", 46.0), "AB", failure);
      assertChosen(choose(ALL, first), "ABC", 40);
      assertThat(first.compared).containsExactly("ABC/-", "AB/ABC");

      ScriptedWorkload second = failing(Map.of("ABC", 40.0, "-", 46.0, "AB", 38.0), "A", failure);
      assertChosen(choose(ALL, second), "AB", 38);
      assertThat(second.compared).containsExactly("ABC/-", "AB/ABC", "A/AB");

      ScriptedWorkload adding = failing(Map.of("ABC", 50.0, "-", 46.0), "A", failure);
      assertChosen(choose(ALL, adding), "-", 46);
      assertThat(adding.compared).containsExactly("ABC/-", "A/-");
    }
  }

  @Test
  void givenWholeSetsThatCannotBeTimed_whenSearched_thenTheFailureIsThatOfTheWork() {
    EngineException failure = new EngineException("no more threads", new IllegalStateException());
    ScriptedWorkload work = failing(Map.of("ABC", 40.0), "-", failure);
    assertThatThrownBy(() -> choose(ALL, work)).isSameAs(failure);
    assertThat(work.compared).containsExactly("ABC/-");
  }

  @Test
  void givenARequestToEnd_whenSearched_thenNothingMoreIsTried() {
    ScriptedWorkload work = work(Map.of("ABC", 40.0, "-", 46.0, "AB", 38.0));
    assertThatThrownBy(() -> choose(ALL, work, () -> work.compared.size() == 2))
        .isInstanceOf(MeasuringStoppedException.class);
    assertThat(work.compared).containsExactly("ABC/-", "AB/ABC");
  }

  @Test
  void givenASubsetThatNeedsMoreMemoryThanAll_whenSearched_thenItIsNotTried() {
    // Without A, whose direct steps copy parts of a large kernel.
    ScriptedWorkload removing = work(Map.of("ABC", 40.0, "-", 46.0, "AB", 41.0, "AC", 41.0));
    removing.bytes = use -> use.kernels().containsKey(A) ? 5 : 6;
    assertChosen(choose(ALL, removing), "ABC", 40);
    assertThat(removing.compared).containsExactly("ABC/-", "AB/ABC", "AC/ABC");

    ScriptedWorkload adding = work(Map.of("ABC", 50.0, "-", 46.0, "A", 47.0));
    adding.bytes = removing.bytes;
    assertChosen(choose(ALL, adding), "-", 46);
    assertThat(adding.compared).containsExactly("ABC/-", "A/-");
  }

  @Test
  void givenKernelsWithoutPredictions_whenSearched_thenTheirOrderIsThatOfTheirNames() {
    ScriptedWorkload work =
        work(Map.of("ABC", 40.0, "-", 46.0, "AB", 41.0, "AC", 42.0, "BC", 45.0));
    Comparison chosen = new SubsetSearch(work, ALL, shape -> 0, GOES_ON, work::now).choose();
    assertChosen(chosen, "ABC", 40);
    assertThat(work.compared).hasSize(4);
    ScriptedWorkload again =
        work(Map.of("ABC", 40.0, "-", 46.0, "AB", 41.0, "AC", 42.0, "BC", 45.0));
    assertThat(new SubsetSearch(again, ALL, shape -> 0, GOES_ON, again::now).choose())
        .isEqualTo(chosen);
    assertThat(again.compared).isEqualTo(work.compared);
  }
}
