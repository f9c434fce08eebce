package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.junit.jupiter.api.Test;

class RecordedSamplerTest {
  private static final ImageShape SHAPE = ImageShape.square(1, 1);

  private final List<String> calls = new ArrayList<>();

  /** Image n of a seed has the value (seed + n) / 1000; batches have three images. */
  private final ImageSampler numbers =
      new ImageSampler() {
        @Override
        public ImageShape imageShape() {
          return SHAPE;
        }

        @Override
        public Iterable<Images> sampleBatches(long count, long seed) {
          calls.add(count + " of seed " + seed);
          List<Images> batches = new ArrayList<>();
          for (int done = 0; done < count; done += 3) {
            float[] values = new float[(int) Math.min(3, count - done)];
            for (int i = 0; i < values.length; i++) {
              values[i] = (seed + done + i) / 1000f;
            }
            batches.add(Images.of(SHAPE, values));
          }
          return batches;
        }
      };

  private static void exhaust(Iterable<Images> batches, int expected) {
    int count = 0;
    for (Images batch : batches) {
      count += batch.count();
    }
    assertThat(count).isEqualTo(expected);
  }

  @Test
  void givenAnEvaluation_whenItsSamplesAreAskedFor_thenTheyAreNotGeneratedAgain() {
    RecordedSampler sampler = new RecordedSampler(numbers, 2, 40);

    exhaust(sampler.sampleBatches(8, 40), 8);
    exhaust(sampler.sampleBatches(8, 41), 8);

    assertThat(sampler.first()).isEqualTo(Images.of(SHAPE, new float[] {0.04f, 0.041f}));
    assertThat(sampler.imageShape()).isEqualTo(SHAPE);
    assertThat(calls).containsExactly("8 of seed 40", "8 of seed 41");
  }

  @Test
  void givenOtherSeedsOrTooFewImages_whenSamplesAreAskedFor_thenTheyAreGenerated() {
    RecordedSampler sampler = new RecordedSampler(numbers, 2, 40);

    exhaust(sampler.sampleBatches(8, 41), 8);
    exhaust(sampler.sampleBatches(1, 40), 1);

    assertThat(sampler.first()).isEqualTo(Images.of(SHAPE, new float[] {0.04f, 0.041f}));
    assertThat(calls).containsExactly("8 of seed 41", "1 of seed 40", "2 of seed 40");
  }
}
