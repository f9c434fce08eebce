package org.dcgan.tensorflow.hashing;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.Maps;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.hashing.CodeSink;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticCode;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.internal.PixelScale;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Session;

/** A semantic hasher with its own TensorFlow graph and session. */
public final class TensorFlowHasher implements SemanticHasher {
  /** Images in [-1, 1] with a smaller standard deviation have no code: half a step of a byte. */
  private static final float FEATURELESS = 0.5f / PixelScale.HALF_RANGE;

  private static final int BATCH = 256;

  private final HasherOptions options;
  private final String engine;
  private final GraphSession<Autoencoder> network;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private String dataset = "";
  private double loss;
  private String description = "";
  private boolean closed;

  private TensorFlowHasher(HasherOptions options, String engine, Hardware hardware) {
    this.options = options;
    this.engine = engine;
    this.network =
        GraphSession.open(
            graph -> new Autoencoder(GraphOps.of(graph), options),
            graph -> Sessions.forNetwork(graph, hardware));
  }

  /**
   * Trains a hasher.
   *
   * @param source images of any size
   * @param options the options of training
   * @param engine the engine's name and version, written into files
   * @param hardware threads and device
   * @param progress is notified of the steps
   * @return an open hasher
   * @throws IOException if the source cannot be read
   */
  public static TensorFlowHasher trained(
      ImageSource source,
      HasherOptions options,
      String engine,
      Hardware hardware,
      ProgressListener progress)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(options, "options");
    requireNonNull(engine, "engine");
    requireNonNull(hardware, "hardware");
    requireNonNull(progress, "progress");

    requireImages(source);
    TensorFlowHasher hasher = new TensorFlowHasher(options, engine, hardware);
    boolean complete = false;
    try {
      hasher.autoencoder().store().initialize(hasher.session());
      hasher.loss =
          HasherTraining.run(
              hasher.autoencoder(), hasher.session(), new Thumbnails(source), options, progress);
      hasher.dataset = source.description();
      hasher.description = hasher.fingerprint();
      complete = true;
      return hasher;
    } finally {
      if (!complete) {
        hasher.close();
      }
    }
  }

  /**
   * Opens a saved hasher.
   *
   * @param directory a folder written by {@link #save}
   * @param engine the engine's name and version, written into files
   * @param hardware threads and device
   * @return an open hasher
   * @throws IOException if it is not a saved hasher, or cannot be read
   */
  public static TensorFlowHasher restored(Path directory, String engine, Hardware hardware)
      throws IOException {
    requireNonNull(directory, "directory");
    requireNonNull(engine, "engine");
    requireNonNull(hardware, "hardware");

    HasherFiles.Loaded loaded = HasherFiles.load(directory);
    TensorFlowHasher hasher = new TensorFlowHasher(loaded.manifest().options(), engine, hardware);
    boolean complete = false;
    try {
      hasher
          .autoencoder()
          .store()
          .write(hasher.session(), Maps.transformValues(loaded.arrays(), Npy::values));
      hasher.loss = loaded.manifest().loss();
      hasher.dataset = loaded.manifest().dataset();
      hasher.description = hasher.fingerprint();
      complete = true;
      return hasher;
    } finally {
      if (!complete) {
        hasher.close();
      }
    }
  }

  private Autoencoder autoencoder() {
    return network.content();
  }

  private Session session() {
    return network.session();
  }

  private static void requireImages(ImageSource source) {
    checkArgument(
        source.size() > 0,
        "expected at least one image, but %s has none; check how it was created",
        source.description());
  }

  /** A description that identifies the encoder's values, on which codes depend. */
  private String fingerprint() {
    Hasher hash = Hashing.sha256().newHasher();
    for (ParameterSpec parameter :
        new ParameterSpec[] {Autoencoder.INPUT_MEAN, Autoencoder.ENCODER_WEIGHTS}) {
      for (float value : autoencoder().store().read(session(), parameter.name())) {
        hash.putFloat(value);
      }
    }
    return "semantic hash " + hash.hash().toString().substring(0, 12);
  }

  @Override
  public HasherOptions options() {
    return options;
  }

  @Override
  public String dataset() {
    return dataset;
  }

  @Override
  public double loss() {
    return loss;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public ImageCodes hash(Images images) {
    requireNonNull(images, "images");

    ImageCodes codes = new ImageCodes(description, SemanticCode.BITS, images.count());
    int size = Thumbnail.SHAPE.size();
    for (int first = 0; first < images.count(); first += BATCH) {
      int count = Math.min(BATCH, images.count() - first);
      byte[] batch = new byte[count * size];
      for (int i = 0; i < count; i++) {
        byte[] reduced = Thumbnail.of(images.pixels(first + i)).data();
        System.arraycopy(reduced, 0, batch, i * size, size);
      }
      Autoencoder.Activity activity = encode(batch);
      for (int i = 0; i < count; i++) {
        if (activity.deviations()[i] < FEATURELESS) {
          codes.setMissing(first + i);
        } else {
          codes.set(first + i, word(activity.active(), i, 1), word(activity.active(), i, 0));
        }
      }
    }
    return codes;
  }

  @Override
  public void codes(ImageSource source, CodeSink sink, ProgressListener progress)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(sink, "sink");
    requireNonNull(progress, "progress");

    requireImages(source);
    try (ProgressListener.Task task = progress.start("hashing", source.size(), "images");
        BatchReader reader = new BatchReader(new Thumbnails(source))) {
      while (reader.hasNext()) {
        BatchReader.Batch batch = reader.next();
        Autoencoder.Activity activity = encode(batch.pixels());
        for (int i = 0; i < batch.size(); i++) {
          if (batch.unreadable().get(i) || activity.deviations()[i] < FEATURELESS) {
            sink.missing(batch.first() + i);
          } else {
            sink.accept(
                batch.first() + i, word(activity.active(), i, 1), word(activity.active(), i, 0));
          }
        }
        task.advance(batch.size());
      }
    }
  }

  private Autoencoder.Activity encode(byte[] batch) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this hasher is closed; load or train another one");
      }
      return Failures.translated(() -> autoencoder().encode(session(), batch));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The activity of units 0 to 63 or 64 to 127 of an image as bits. */
  private static long word(byte[] active, int image, int half) {
    int from = image * SemanticCode.BITS + half * Long.SIZE;
    long word = 0;
    for (int i = 0; i < Long.SIZE; i++) {
      word |= (long) active[from + i] << i;
    }
    return word;
  }

  @Override
  public void save(Path directory) throws IOException {
    requireNonNull(directory, "directory");

    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this hasher is closed and can no longer be saved");
      }
      List<String> names = Autoencoder.PARAMETERS.stream().map(ParameterSpec::name).toList();
      Map<String, float[]> values =
          Failures.translated(() -> autoencoder().store().read(session(), names));
      Map<String, Npy> arrays = new LinkedHashMap<>();
      for (ParameterSpec parameter : Autoencoder.PARAMETERS) {
        arrays.put(
            parameter.name(),
            new Npy(parameter.shape(), requireNonNull(values.get(parameter.name()))));
      }
      HasherFiles.save(directory, engine, options, dataset, loss, arrays);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        network.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
