package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.dcgan.datasets.files.Fingerprints;

/** The images of a dataset with other labels. */
final class LabeledDataset extends SelectedDataset {
  private static final int MAX_NUMBERED_CLASSES = 1 << 16;

  private final List<String> classNames;
  private final int[] labels;

  private LabeledDataset(Dataset source, List<String> classNames, int[] labels, String step) {
    super(source, source.size(), i -> i, step);
    this.classNames = classNames;
    this.labels = labels;
  }

  static LabeledDataset of(Dataset source, List<String> names, int[] givenLabels) {
    for (int i = 0; i < names.size(); i++) {
      requireNonNull(names.get(i), "classNames[" + i + "]");
    }
    List<String> classNames = List.copyOf(names);
    int[] labels = givenLabels.clone();
    checkArgument(
        labels.length == source.size(),
        "expected one label for each of the %s images of %s, got %s labels",
        source.size(),
        printable(source.description()),
        labels.length);
    checkArgument(
        classNames.stream().distinct().count() == classNames.size(),
        "the names of classes must be distinct, got %s",
        printable(classNames));
    Hasher fingerprint = Hashing.sha256().newHasher();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < NO_LABEL || labels[i] >= classNames.size()) {
        // Composed only here, since the names of many classes take long, and there are many images.
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the label of image %d is %d, expected 0 to %d, or %d for an image without label (%d"
                    + " classes: %s)",
                i,
                labels[i],
                classNames.size() - 1,
                NO_LABEL,
                classNames.size(),
                printable(classNames)));
      }
      fingerprint.putInt(labels[i]);
    }
    classNames.forEach(
        name -> fingerprint.putString(name, StandardCharsets.UTF_8).putByte((byte) 0));
    String step =
        "labeled("
            + classNames.size()
            + " classes, "
            + Fingerprints.shorten(fingerprint.hash())
            + ")";
    return new LabeledDataset(source, classNames, labels, step);
  }

  /** Names each class after its number. */
  static LabeledDataset numbered(Dataset source, int[] labels) {
    long classes = IntStream.of(labels).max().orElse(NO_LABEL) + 1L;
    checkArgument(
        classes <= MAX_NUMBERED_CLASSES,
        "labels must be numbers of classes from 0 to %s, got %s; number the classes from 0",
        MAX_NUMBERED_CLASSES - 1,
        classes - 1);
    return of(
        source,
        IntStream.range(0, (int) Math.max(0, classes)).mapToObj(String::valueOf).toList(),
        labels);
  }

  @Override
  public int label(int index) {
    return labels[checkElementIndex(index, labels.length, "image")];
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }
}
