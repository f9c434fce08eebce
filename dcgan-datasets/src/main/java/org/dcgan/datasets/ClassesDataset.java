package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The images of some classes, with labels renumbered from 0. */
final class ClassesDataset extends SelectedDataset {
  private final List<String> names;
  private final Map<Integer, Integer> newLabels;

  private ClassesDataset(
      Dataset source, int[] indices, List<String> names, Map<Integer, Integer> newLabels) {
    super(source, indices.length, i -> indices[i], "classes(" + String.join(", ", names) + ")");
    this.names = names;
    this.newLabels = newLabels;
  }

  static ClassesDataset of(Dataset source, List<String> names) {
    checkArgument(!names.isEmpty(), "no classes were given; name at least one");
    List<String> known = source.classNames();
    for (String name : names) {
      checkArgument(
          known.contains(name),
          "'%s' is not a class of %s; its classes are %s",
          name,
          source.description(),
          known);
    }
    checkArgument(
        names.stream().distinct().count() == names.size(),
        "the classes must be distinct, got %s",
        names);
    ImmutableMap<Integer, Integer> newLabels =
        ImmutableMap.copyOf(
            Maps.transformValues(Maps.uniqueIndex(names, known::indexOf), names::indexOf));
    int[] indices =
        IntStream.range(0, source.size())
            .filter(i -> newLabels.containsKey(source.label(i)))
            .toArray();
    return new ClassesDataset(source, indices, names, newLabels);
  }

  @Override
  public int label(int index) {
    return requireNonNull(newLabels.get(super.label(index)));
  }

  @Override
  public List<String> classNames() {
    return names;
  }
}
