package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Closer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.dcgan.datasets.internal.SourceLabels;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/** The images of several sources, one source after another. */
final class ConcatenatedDataset implements Dataset {
  private final List<Dataset> parts;

  /** Index of each part's first image, and the total size at the end. */
  private final int[] starts;

  private final List<String> classNames;

  /** For each part, maps its labels to those of the whole dataset. */
  private final int[][] newLabels;

  ConcatenatedDataset(List<? extends ImageSource> sources) {
    parts = sources.stream().map(Dataset::of).collect(ImmutableList.toImmutableList());
    starts = new int[parts.size() + 1];
    long total = 0;
    for (int p = 0; p < parts.size(); p++) {
      total += parts.get(p).size();
      checkArgument(
          total <= Integer.MAX_VALUE,
          "the concatenated sources must have at most 2^31 - 1 images together, got more");
      starts[p + 1] = (int) total;
    }
    classNames =
        parts.stream()
            .flatMap(part -> part.classNames().stream())
            .distinct()
            .collect(ImmutableList.toImmutableList());
    newLabels =
        parts.stream()
            .map(part -> part.classNames().stream().mapToInt(classNames::indexOf).toArray())
            .toArray(int[][]::new);
  }

  List<Dataset> parts() {
    return parts;
  }

  private int part(int index) {
    checkElementIndex(index, size(), "image");
    int part = Arrays.binarySearch(starts, index);
    if (part < 0) {
      return -part - 2;
    }
    // Empty parts share their start with the next one; the image is in the last of them.
    while (starts[part + 1] == index) {
      part++;
    }
    return part;
  }

  @Override
  public int size() {
    return starts[parts.size()];
  }

  @Override
  public Optional<ImageShape> shape() {
    Optional<ImageShape> first = parts.get(0).shape();
    return parts.stream().allMatch(part -> part.shape().equals(first)) ? first : Optional.empty();
  }

  @Override
  public OptionalInt channels() {
    OptionalInt first = parts.get(0).channels();
    return parts.stream().allMatch(part -> part.channels().equals(first))
        ? first
        : OptionalInt.empty();
  }

  @Override
  public Pixels read(int index) throws IOException {
    int part = part(index);
    return parts.get(part).read(index - starts[part]);
  }

  @Override
  public boolean isTransparent(int index) {
    int part = part(index);
    return parts.get(part).isTransparent(index - starts[part]);
  }

  @Override
  public int label(int index) {
    int part = part(index);
    int label = SourceLabels.of(parts.get(part), index - starts[part]);
    return label == NO_LABEL ? NO_LABEL : newLabels[part][label];
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name(int index) {
    int part = part(index);
    return parts.get(part).name(index - starts[part]);
  }

  @Override
  public String description() {
    return parts.stream()
        .map(ImageSource::description)
        .collect(Collectors.joining(" + ", "(", ")"));
  }

  @Override
  public void close() throws IOException {
    try (Closer closer = Closer.create()) {
      parts.forEach(part -> closer.register(part::close));
    }
  }

  @Override
  public String toString() {
    return description();
  }
}
