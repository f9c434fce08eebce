package org.dcgan.tensorflow.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.dcgan.DivergedException;
import org.dcgan.ModelFormatException;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.checkpoint.RunRecord;
import org.dcgan.tensorflow.export.NetworkArray;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.runtime.Version;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.AveragedWeights;
import org.jspecify.annotations.Nullable;

/** Saves and restores a model: its variables and its training counters. */
final class Persistence {
  private final ModelGraph graph;
  private final TrainingState state;
  private final AveragedStatistics averagedStatistics;

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
    AveragedNetworks averaged = AveragedNetworks.of(loaded.manifest().counters());
    AveragedWeights.addTo(graph.tf(), store, averaged.layers(graph.architecture()));
    Map<String, float[]> arrays = new LinkedHashMap<>();
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
      arrays.put(name, array.values());
    }
    store.write(graph.session(), arrays);
    // Averages that the saved model does not have: they must not begin with what is discarded here,
    // such as the NaN of a training that diverged.
    store.initialize(
        graph.session(), store.names().stream().filter(name -> !arrays.containsKey(name)).toList());
    state.restored(loaded.manifest().counters());
    state.trainedOn(loaded.manifest().dataset());
  }

  /** The names of the saved variables; a moving average that is out of use is not saved. */
  private List<String> saved(AveragedNetworks averaged) {
    Set<String> averages = Set.copyOf(AveragedWeights.names(averaged.layers(graph.architecture())));
    return graph.store().names().stream()
        .filter(name -> averages.contains(name) || !AveragedWeights.isAveraged(name))
        .toList();
  }

  /** Saves the model. */
  void save(Path directory) throws IOException {
    save(directory, state.counters().step() == 0 ? "" : state.dataset(), null);
  }

  /** Saves the model, as a checkpoint if a run is given. */
  void save(Path directory, String dataset, @Nullable RunRecord run) throws IOException {
    graph.reading(
        averagedStatistics::ready,
        averagedStatistics::gather,
        () -> {
          List<String> names = saved(AveragedNetworks.of(state.counters()));
          Function<String, float[]> values = graph.reader(names);
          ModelFiles.save(
              directory,
              Version.engine(),
              Version.LIBRARY,
              dataset,
              graph.spec(),
              state.counters(),
              run,
              names,
              name -> {
                float[] read = values.apply(name);
                if (run != null) {
                  requireFinite(name, read);
                }
                return new Npy(graph.store().shape(name), read);
              });
          if (run != null) {}
          return true;
        });
  }

  /**
   * A step reports its losses before the update, so they do not show a divergence caused by the
   * last update. This check keeps such a model from being written as a checkpoint.
   */
  private void requireFinite(String name, float[] values) {
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
  }

  /**
   * The parameters and population statistics of both networks by name, read at one moment, without
   * the optimizer's moments. G's are those of its moving average if there is one. D's are trained;
   * where features are computed with its moving average, this is added under its own names.
   *
   * @param features the weights that features are computed with
   * @throws IllegalStateException if they are averages that cannot be used
   */
  NetworkValues networks(DiscriminatorWeights features) {
    return graph.reading(
        averagedStatistics::ready,
        averagedStatistics::gather,
        () -> {
          Architecture architecture = graph.architecture();
          boolean ofFeatures =
              new FeatureWeights(architecture, state)
                  .areAveraged(features, BatchNormMode.POPULATION);
          AveragedNetworks generator = new AveragedNetworks(state.hasGeneratorAverage(), false);
          Set<String> replaced = Set.copyOf(AveragedWeights.names(generator.layers(architecture)));
          Map<String, String> variables = new LinkedHashMap<>();
          for (NetworkArray array : NetworkArray.of(architecture)) {
            String average = AveragedWeights.nameOf(array.name());
            variables.put(array.name(), replaced.contains(average) ? average : array.name());
          }
          AveragedNetworks added = new AveragedNetworks(false, ofFeatures);
          AveragedWeights.names(added.layers(architecture))
              .forEach(name -> variables.put(name, name));
          Map<String, float[]> values = graph.read(variables.values());
          Map<String, Npy> arrays = new LinkedHashMap<>();
          variables.forEach(
              (name, variable) ->
                  arrays.put(
                      name,
                      new Npy(
                          graph.store().shape(variable), requireNonNull(values.get(variable)))));
          return new NetworkValues(arrays, state.counters());
        });
  }
}
