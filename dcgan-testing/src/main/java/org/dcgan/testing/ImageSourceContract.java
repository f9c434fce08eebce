package org.dcgan.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.junit.jupiter.api.Test;

/**
 * Tests that every {@link ImageSource} must pass. Extend this class and open the source in {@link
 * #open()}; JUnit runs the inherited tests.
 */
public abstract class ImageSourceContract {
  private static final int MOST_IMAGES = 40;
  private static final int THREADS = 4;

  /** For subclasses. */
  protected ImageSourceContract() {}

  /**
   * Opens the source, the same one each time, with at least two images, all readable and not all
   * equal. The tests close it.
   *
   * @return the source
   * @throws IOException if it cannot be opened
   */
  protected abstract ImageSource open() throws IOException;

  /** The images that the tests read: all of a small source, the ends of a large one. */
  private static int[] indices(ImageSource source) {
    int size = source.size();
    return size <= MOST_IMAGES
        ? IntStream.range(0, size).toArray()
        : IntStream.concat(
                IntStream.range(0, MOST_IMAGES / 2), IntStream.range(size - MOST_IMAGES / 2, size))
            .toArray();
  }

  private static List<Pixels> read(ImageSource source) throws IOException {
    List<Pixels> images = new ArrayList<>();
    for (int index : indices(source)) {
      Pixels image = source.read(index);
      // Copied, so that a source that reuses an array is found.
      images.add(new Pixels(image.shape(), image.data().clone()));
    }
    return images;
  }

  @Test
  void givenSource_whenRead_thenImagesHaveTheCommonShape() throws IOException {
    try (ImageSource source = open()) {
      assertThat(source.size()).isGreaterThanOrEqualTo(2);
      List<Pixels> images = read(source);
      assertThat(images.stream().distinct()).hasSizeGreaterThan(1);
      source.shape().ifPresent(s -> assertThat(images).allMatch(i -> i.shape().equals(s)));
      assertThat(images).allMatch(image -> image.data().length == image.shape().size());
    }
  }

  @Test
  void givenSource_whenReadTwiceAndInAnotherOrder_thenImagesAreTheSame() throws IOException {
    try (ImageSource source = open()) {
      List<Pixels> first = read(source);
      assertThat(read(source)).isEqualTo(first);

      int[] indices = indices(source);
      List<Integer> order = new ArrayList<>(IntStream.range(0, indices.length).boxed().toList());
      Collections.shuffle(order, new Random(1));
      for (int i : order) {
        assertThat(source.read(indices[i])).as("image %d", indices[i]).isEqualTo(first.get(i));
      }
    }
  }

  @Test
  void givenSource_whenOpenedAgain_thenEverythingIsTheSame() throws IOException {
    try (ImageSource source = open();
        ImageSource again = open()) {
      assertThat(again.size()).isEqualTo(source.size());
      assertThat(again.shape()).isEqualTo(source.shape());
      assertThat(again.description()).isEqualTo(source.description());
      assertThat(again.classNames()).isEqualTo(source.classNames());
      assertThat(read(again)).isEqualTo(read(source));
      for (int index : indices(source)) {
        assertThat(again.label(index)).isEqualTo(source.label(index));
        assertThat(again.name(index)).isEqualTo(source.name(index));
      }
    }
  }

  @Test
  void givenPixels_whenTheCallerOverwritesThem_thenTheNextReadIsUnchanged() throws IOException {
    try (ImageSource source = open()) {
      Pixels before = source.read(0);
      byte[] copy = before.data().clone();
      assertThat(source.read(1)).isNotNull();
      assertThat(before.data()).as("image 0 after image 1 was read").isEqualTo(copy);

      Arrays.fill(before.data(), (byte) (copy[0] + 1));

      assertThat(source.read(0).data()).isEqualTo(copy);
    }
  }

  @Test
  void givenIndexOutOfRange_whenRead_thenIndexOutOfBoundsException() throws IOException {
    try (ImageSource source = open()) {
      for (int index : new int[] {-1, source.size(), Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        assertThatThrownBy(() -> source.read(index))
            .as("index %d of %d", index, source.size())
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void givenSource_whenLabelsAreRead_thenTheyAreIndicesOfTheClassNames() throws IOException {
    try (ImageSource source = open()) {
      List<String> names = source.classNames();
      assertThat(names).doesNotContainNull();
      assertThat(source.classNames()).isEqualTo(names);
      for (int index : indices(source)) {
        assertThat(source.label(index))
            .as("label of image %d", index)
            .isBetween(ImageSource.NO_LABEL, names.size() - 1);
      }
      assertThat(catchThrowable(() -> names.add("another")))
          .as("a change of the class names")
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void givenSource_whenDescribed_thenDescriptionAndNamesAreSingleLines() throws IOException {
    try (ImageSource source = open()) {
      assertThat(source.description()).isNotBlank().doesNotContainPattern("[\\r\\n]");
      assertThat(source.description()).isEqualTo(source.description());
      for (int index : indices(source)) {
        assertThat(source.name(index)).isNotNull().isEqualTo(source.name(index));
      }
    }
  }

  @Test
  void givenSeveralThreads_whenTheyReadAtOnce_thenEachGetsTheSameImages() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (ImageSource source = open()) {
      List<Pixels> expected = read(source);
      List<Future<List<Pixels>>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        results.add(threads.submit(() -> read(source)));
      }
      for (Future<List<Pixels>> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void givenClosedSource_whenClosedAgainAndRead_thenNothingUndocumentedIsThrown()
      throws IOException {
    ImageSource source = open();
    Pixels expected = source.read(0);
    source.close();

    assertThatCode(source::close).doesNotThrowAnyException();
    Throwable thrown = catchThrowable(() -> assertThat(source.read(0)).isEqualTo(expected));
    if (thrown != null) {
      assertThat(thrown).isInstanceOfAny(IOException.class, IllegalStateException.class);
    }
  }
}
