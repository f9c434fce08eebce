package org.dcgan.tensorflow.model;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.tensorflow.model.InferenceGraphs.Part;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.network.RowChunks;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.tuning.BatchSize;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;
import org.dcgan.tensorflow.tuning.MeasuredConvolutions;
import org.dcgan.tensorflow.tuning.MeasuringStoppedException;
import org.dcgan.tensorflow.tuning.Turns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a model computes the convolutions of its networks outside training. Chosen for each network
 * and size of a batch when it is first used, by measuring its kernels and then whole passes, which
 * takes one or two seconds for most networks, and the same from then on. The size is that of a
 * chunk of rows, so that the rows of complete chunks do not depend on how many rows a call has.
 *
 * <p>To be called without a lock of the model: several threads may ask at the same time, and wait
 * for one that measures.
 */
final class InferenceConvolutions {
  private static final Logger logger = LoggerFactory.getLogger(InferenceConvolutions.class);

  private final ModelGraph graph;
  private final ConvolutionChooser chooser;
  private final Map<Key, BatchVariant> chosen = new ConcurrentHashMap<>();

  private record Key(Part network, BatchSize batch) {}

  InferenceConvolutions(ModelGraph graph, ConvolutionChooser chooser) {
    this.graph = graph;
    this.chooser = chooser;
  }

  /** The variants for the chunks of a call. */
  ForChunks<BatchVariant> choose(Part network, int rows) {
    int rest = rows % RowChunks.CHUNK;
    if (rows == 0) {
      return ForChunks.DIRECT;
    }
    BatchVariant last = variant(network, rest == 0 ? RowChunks.CHUNK : rest);
    BatchVariant whole = rows < RowChunks.CHUNK ? last : variant(network, RowChunks.CHUNK);
    return new ForChunks<>(whole, last);
  }

  private BatchVariant variant(Part network, int rows) {
    Key key = new Key(network, BatchSize.of(rows));
    BatchVariant known = chosen.get(key);
    if (known != null) {
      return known;
    }
    try {
      BatchVariant variant = measured(key);
      BatchVariant earlier = chosen.putIfAbsent(key, variant);
      return earlier == null ? variant : earlier;
    } catch (MeasuringStoppedException e) {
      // The model is being closed, or the thread was interrupted: for this call only.
      logger.debug("convolutions were not measured; this call computes them directly");
      return BatchVariant.DIRECT;
    }
  }

  private BatchVariant measured(Key key) {
    List<LayerSpec> layers = PassWorkload.layers(graph.architecture(), key.network());
    BooleanSupplier stopped = () -> !graph.isOpen();
    int images = key.batch().measured();
    long most = MeasuredConvolutions.mostForwardBytes(graph.architecture());
    WinogradUse fastest = chooser.chooseForward(layers, key.batch(), most, stopped);
    BatchVariant variant = BatchVariant.of(fastest, images);
    long bytes = WinogradMemory.ofInference(layers, key.batch().most(), variant);
    if (bytes == 0) {
      return variant;
    }
    long spare = NativeMemory.spareBytes();
    if (bytes > spare) {
      logger.warn(
          "the fastest algorithms of convolutions would take {} MB for batches of up to {} images,"
              + " for which memory does not suffice; more of them are computed directly",
          bytes >> 20,
          key.batch().most());
      fastest =
          chooser.chooseForward(layers, key.batch(), Math.max(0, Math.min(most, spare)), stopped);
    }
    if (fastest.isNever()) {
      return BatchVariant.DIRECT;
    }
    PassWorkload pass =
        new PassWorkload(
            graph.architecture(), graph.hardware(), key.network(), key.batch(), Turns.OF_PASSES);
    fastest = chooser.check(fastest, pass, stopped);
    variant = BatchVariant.of(fastest, images);
    if (!fastest.isNever()) {
      logger.info(
          "convolutions by Winograd's algorithm for batches of up to {} images, which take about {}"
              + " MB: {}",
          key.batch().most(),
          WinogradMemory.ofInference(layers, key.batch().most(), variant) >> 20,
          fastest.toText());
    }
    return variant;
  }
}
