package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.datasets.transform.Resampling;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static final ImageShape SHAPE = ImageShape.square(4, 3);

  private static TestImages images(String description, int size, String... classNames) {
    TestImages images = TestImages.numbered(size, SHAPE).withDescription(description);
    return classNames.length == 0 ? images : images.withClasses(classNames);
  }

  @Test
  void givenAnySource_whenComposed_thenEveryStepIsInTheDescription() {
    Dataset pets = Dataset.of(images("pets", 10, "cat", "dog"));
    Dataset result = pets.classes("dog").centerCropped(2).grayscale().take(3);
    assertThat(result.description())
        .isEqualTo("pets > classes(dog) > centerCropped(2, antialiased) > grayscale > take(3)");
    assertThat(result.shape()).contains(ImageShape.square(2, 1));
    assertThat(pets.minResized(2, Resampling.BILINEAR).cropped(1).rgb().description())
        .isEqualTo("pets > minResized(2, bilinear) > cropped(1) > rgb");
  }

  @Test
  void givenADataset_whenComposed_thenNothingIsReadBeforeAnImageIsAskedFor() throws IOException {
    TestImages source = images("pets", 10, "cat", "dog");
    Dataset result = Dataset.of(source).classes("dog").centerCropped(2).split(0.5, 1).first();
    assertThat(source.reads()).isZero();
    result.read(0);
    assertThat(source.reads()).isEqualTo(1);
  }

  @Test
  void givenASubset_whenRead_thenImagesComeInTheOrderAskedFor() throws IOException {
    Dataset result = Dataset.of(images("pets", 10, "cat", "dog")).subset(7, 2, 7);
    assertThat(values(result)).containsExactly(7, 2, 7);
    assertThat(result.label(0)).isEqualTo(1);
    assertThat(result.name(1)).isEqualTo("#2");
    assertThatThrownBy(() -> result.read(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givenDifferentSubsetsOfOneSize_whenDescribed_thenTheyDiffer() {
    Dataset numbers = Dataset.of(images("numbers", 10));
    assertThat(numbers.subset(1, 2).description()).isNotEqualTo(numbers.subset(1, 3).description());
    assertThat(numbers.subset(1, 2).description()).isEqualTo(numbers.subset(1, 2).description());
  }

  @Test
  void givenAnIndexOutOfRange_whenMadeASubset_thenRefusedAtOnce() {
    Dataset numbers = Dataset.of(images("numbers", 10));
    assertThatThrownBy(() -> numbers.subset(3, 10)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> numbers.range(8, 11)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> numbers.take(11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("11 of the 10 images of numbers");
  }

  @Test
  void givenASeed_whenSplit_thenThePartsAreDisjointCompleteAndRepeatable() throws IOException {
    Dataset numbers = Dataset.of(images("numbers", 100));
    Dataset.Split split = numbers.split(0.8, 42);
    assertThat(split.first().size()).isEqualTo(80);
    assertThat(values(split.first())).isEqualTo(values(numbers.split(0.8, 42).first()));
    assertThat(values(split.first())).isNotEqualTo(values(numbers.split(0.8, 43).first()));
    List<Integer> all = new ArrayList<>(values(split.first()));
    all.addAll(values(split.second()));
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList())
        .isNotEqualTo(IntStream.range(0, 100).boxed().toList());
    assertThat(split.second().description()).isEqualTo("numbers > split(0.8, seed 42, second)");
  }

  @Test
  void givenAFractionThatLeavesAPartEmpty_whenSplit_thenRefused() {
    Dataset numbers = Dataset.of(images("numbers", 10));
    for (double fraction : new double[] {0, 1, 0.01, -1, Double.NaN}) {
      assertThatThrownBy(() -> numbers.split(fraction, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot split 10 images with fraction " + fraction);
    }
  }

  @Test
  void givenClasses_whenChosen_thenLabelsFollowTheOrderOfTheNames() throws IOException {
    Dataset animals = Dataset.of(images("animals", 9, "cat", "dog", "horse"));
    Dataset result = animals.classes("horse", "cat");
    assertThat(values(result)).containsExactly(0, 2, 3, 5, 6, 8);
    assertThat(labels(result)).containsExactly(1, 0, 1, 0, 1, 0);
    assertThat(result.classNames()).containsExactly("horse", "cat");
  }

  @Test
  void givenAnUnknownClass_whenChosen_thenTheErrorListsTheKnownOnes() {
    Dataset animals = Dataset.of(images("animals", 9, "cat", "dog"));
    assertThatThrownBy(() -> animals.classes("cow"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'cow' is not a class of animals; its classes are [cat, dog]");
    assertThatThrownBy(() -> animals.classes("cat", "cat"))
        .hasMessageContaining("must be distinct");
  }

  @Test
  void givenSourcesWithDifferentClasses_whenConcatenated_thenEqualNamesAreOneClass()
      throws IOException {
    Dataset result =
        Dataset.of(images("a", 2, "cat", "dog"))
            .concat(images("none", 0), images("b", 2, "dog", "horse"), images("c", 1));
    assertThat(result.size()).isEqualTo(5);
    assertThat(values(result)).containsExactly(0, 1, 0, 1, 0);
    assertThat(result.classNames()).containsExactly("cat", "dog", "horse");
    assertThat(labels(result)).containsExactly(0, 1, 1, 2, ImageSource.NO_LABEL);
    assertThat(result.shape()).contains(SHAPE);
    assertThat(result.description()).isEqualTo("(a + none + b + c)");
  }

  @Test
  void givenSourcesOfDifferentShapes_whenConcatenated_thenTheShapeIsUnknownUntilCropped() {
    Dataset small = Dataset.of(images("a", 2)).cropped(2);
    Dataset result = small.concat(images("b", 2));
    assertThat(result.shape()).isEmpty();
    assertThat(result.centerCropped(2).shape()).contains(ImageShape.square(2, 3));
  }

  @Test
  void givenColorAndGrayImages_whenCroppedAndThenConverted_thenTheShapeIsKnown() {
    Dataset color = Dataset.of(images("a", 2));
    Dataset cropped = color.concat(color.grayscale()).centerCropped(2);

    assertThat(cropped.shape()).isEmpty();
    assertThat(cropped.rgb().shape()).contains(ImageShape.square(2, 3));
    assertThat(cropped.take(3).rgb().shape()).contains(ImageShape.square(2, 3));
    assertThat(cropped.concat(cropped).grayscale().shape()).contains(ImageShape.square(2, 1));
    assertThat(cropped.concat(color).rgb().shape()).isEmpty();
  }

  @Test
  void givenAKnownShape_whenTheCropIsLarger_thenRefusedBeforeAnyImageIsRead() {
    Dataset small = Dataset.of(images("a", 2));
    assertThatThrownBy(() -> small.cropped(8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8x8 does not fit into an image of 4x4");
  }

  @Test
  void givenViews_whenClosed_thenTheSourceIsClosed() throws IOException {
    TestImages source = images("a", 2);
    TestImages other = images("b", 2);
    Dataset.of(source).take(1).grayscale().concat(other).close();
    assertThat(source.closes()).isEqualTo(1);
    assertThat(other.closes()).isEqualTo(1);
  }

  private static List<Integer> values(Dataset dataset) throws IOException {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < dataset.size(); i++) {
      values.add(dataset.read(i).value(0, 0, 0));
    }
    return values;
  }

  private static int[] labels(Dataset dataset) {
    return IntStream.range(0, dataset.size()).map(dataset::label).toArray();
  }
}
