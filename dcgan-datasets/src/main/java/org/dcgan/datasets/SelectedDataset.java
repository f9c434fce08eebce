package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import org.dcgan.datasets.files.Fingerprints;
import org.dcgan.image.Pixels;

/** Some of a dataset's images, or all of them in another order. */
class SelectedDataset extends WrappedDataset {
  private final int size;
  private final IntUnaryOperator indices;
  private final String step;

  /**
   * Creates a view.
   *
   * @param source the underlying dataset
   * @param size the number of images of the view
   * @param indices maps an index of the view to an index of the source
   * @param step the text that is appended to the description
   */
  SelectedDataset(Dataset source, int size, IntUnaryOperator indices, String step) {
    super(source);
    this.size = size;
    this.indices = indices;
    this.step = step;
  }

  static SelectedDataset of(Dataset source, int[] indices) {
    int[] copy = indices.clone();
    Hasher fingerprint = Hashing.sha256().newHasher();
    for (int index : copy) {
      checkElementIndex(index, source.size(), "an index of the subset");
      fingerprint.putInt(index);
    }
    String step =
        "subset(" + copy.length + " images, " + Fingerprints.shorten(fingerprint.hash()) + ")";
    return new SelectedDataset(source, copy.length, i -> copy[i], step);
  }

  private int sourceIndex(int index) {
    return indices.applyAsInt(checkElementIndex(index, size, "image"));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public OptionalInt channels() {
    return ((Dataset) source).channels();
  }

  @Override
  public Pixels read(int index) throws IOException {
    return source.read(sourceIndex(index));
  }

  @Override
  public boolean isTransparent(int index) {
    return ((Dataset) source).isTransparent(sourceIndex(index));
  }

  @Override
  public int label(int index) {
    return source.label(sourceIndex(index));
  }

  @Override
  public String name(int index) {
    return source.name(sourceIndex(index));
  }

  @Override
  public String description() {
    return source.description() + " > " + step;
  }
}
