package org.dcgan.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers printed by NumPy 2.4.6 (RandomState, frozen since 1.x) and by Python 2.7.18. */
class ReferenceRandomTest {

  @Test
  void givenSeed42_whenSampled_thenTheBitsAreNumpysAndPythons() {
    MersenneTwister numpy = MersenneTwister.ofNumpy(42);
    assertThat(new int[] {numpy.nextInt(), numpy.nextInt(), numpy.nextInt()})
        .containsExactly((int) 1608637542L, (int) 3421126067L, (int) 4083286876L);
    MersenneTwister python = MersenneTwister.ofPython(42);
    assertThat(new double[] {python.nextDouble(), python.nextDouble(), python.nextDouble()})
        .containsExactly(0.6394267984578837, 0.025010755222666936, 0.27502931836911926);
  }

  @Test
  void givenSeed42_whenShuffled_thenTheOrderIsNumpys() {
    ReferenceRandom random = new ReferenceRandom(42);

    assertThat(random.shuffled(20))
        .containsExactly(0, 17, 15, 1, 8, 5, 11, 3, 18, 16, 13, 2, 9, 19, 4, 12, 7, 10, 14, 6);
    assertThat(random.shuffled(7)).containsExactly(5, 2, 6, 0, 4, 3, 1);
  }

  @Test
  void givenSeed42_whenSampled_thenTheChoiceIsPython2s() {
    ReferenceRandom random = new ReferenceRandom(42);

    assertThat(random.sample(IntStream.range(0, 50).toArray(), 6))
        .containsExactly(31, 1, 13, 10, 33, 30);
    assertThat(random.sample(IntStream.range(0, 1000).toArray(), 8))
        .containsExactly(892, 86, 421, 29, 218, 505, 26, 198);
    assertThat(random.sample(IntStream.range(0, 120).toArray(), 100))
        .startsWith(77, 64, 26, 68, 93, 0)
        .doesNotHaveDuplicates();
  }
}
