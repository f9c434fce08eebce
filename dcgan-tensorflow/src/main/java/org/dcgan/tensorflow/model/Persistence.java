package org.dcgan.tensorflow.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dcgan.DivergedException;
import org.dcgan.ModelFormatException;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.checkpoint.RunRecord;
import org.dcgan.tensorflow.export.NetworkArray;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.runtime.Version;
import org.dcgan.tensorflow.training.AveragedGenerator;
import org.jspecify.annotations.Nullable;

/** Saves and restores a model: its variables and its training counters. */
final class Persistence {
  private final ModelGraph graph;
  private final TrainingState state;
  private final AveragedStatistics averagedStatistics;
  private volatile String dataset = "";

  Persistence(ModelGraph graph, TrainingState state, AveragedStatistics averagedStatistics) {
    this.graph = graph;
    this.state = state;
    this.averagedStatistics = averagedStatistics;
  }

  /** Restores the model from a saved model. */
  void restore(ModelFiles.Loaded loaded, Path where) throws IOException {
    graph.writing(
        () -> {
          replace(loaded, where);
          return true;
        });
  }

  private void replace(ModelFiles.Loaded loaded, Path where) throws IOException {
    ParameterStore store = graph.store();
    boolean averaged = loaded.manifest().counters().generatorAverages() > 0;
    if (averaged) {
      AveragedGenerator.addTo(graph.tf(), store, graph.architecture(), graph.session());
    }
    Map<String, Npy> arrays = new LinkedHashMap<>();
    for (String name : saved(averaged)) {
      Npy array = loaded.arrays().get(name);
      if (array == null || !array.shape().equals(store.shape(name))) {
        throw new ModelFormatException(
            String.format(
                Locale.ROOT,
                "%s: expected an array %s of shape %s, got %s",
                where,
                name,
                store.shape(name),
                array == null ? "none" : array.shape()));
      }
      arrays.put(name, array);
    }
    arrays.forEach((name, array) -> store.write(graph.session(), name, array.values()));
    state.restored(loaded.manifest().counters());
    dataset = loaded.manifest().dataset();
  }

  /** The names of the saved variables; a moving average that is out of use is not saved. */
  private List<String> saved(boolean averaged) {
    return graph.store().names().stream()
        .filter(name -> averaged || !AveragedGenerator.isAveraged(name))
        .toList();
  }

  /** Saves the model. */
  void save(Path directory) throws IOException {
    save(directory, dataset, null);
  }

  /** Saves the model, as a checkpoint if a run is given. */
  void save(Path directory, String dataset, @Nullable RunRecord run) throws IOException {
    graph.reading(
        averagedStatistics::ready,
        averagedStatistics::gather,
        () -> {
          ModelFiles.save(
              directory,
              Version.engine(),
              Version.LIBRARY,
              dataset,
              graph.spec(),
              state.counters(),
              run,
              saved(state.hasAverage()),
              name ->
                  new Npy(
                      graph.store().shape(name), run == null ? graph.read(name) : finite(name)));
          this.dataset = dataset;
          return true;
        });
  }

  /**
   * A step reports its losses before the update, so they do not show a divergence caused by the
   * last update. This check keeps such a model from being written as a checkpoint.
   */
  private float[] finite(String name) {
    float[] values = graph.read(name);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new DivergedException(
            String.format(
                Locale.ROOT,
                "training diverged at step %d: %s contains %s, expected finite numbers. This"
                    + " checkpoint was not written; lower the learning rate or raise"
                    + " batchNormEpsilon (now %s)",
                state.counters().step(),
                name,
                value,
                graph.architecture().batchNormEpsilon()));
      }
    }
    return values;
  }

  /**
   * The parameters and population statistics of both networks by name, read at one moment, without
   * the optimizer's moments.
   */
  Map<String, Npy> networks() {
    return graph.reading(
        averagedStatistics::ready,
        averagedStatistics::gather,
        () -> {
          boolean averaged = state.hasAverage();
          Map<String, Npy> arrays = new LinkedHashMap<>();
          for (NetworkArray array : NetworkArray.of(graph.architecture())) {
            String average = AveragedGenerator.nameOf(array.name());
            boolean ofAverage = averaged && graph.store().names().contains(average);
            arrays.put(
                array.name(),
                new Npy(array.shape(), graph.read(ofAverage ? average : array.name())));
          }
          return arrays;
        });
  }
}
