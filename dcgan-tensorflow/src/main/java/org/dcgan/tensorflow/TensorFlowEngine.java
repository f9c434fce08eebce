package org.dcgan.tensorflow;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.DcganEngine;
import org.dcgan.ModelInfo;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.hashing.HasherEngine;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.ModelManifest;
import org.dcgan.tensorflow.hashing.TensorFlowHasher;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Natives;
import org.dcgan.tensorflow.runtime.Version;

/** Opens models and hashers as TensorFlow graphs. Found by {@link java.util.ServiceLoader}. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TensorFlowEngine implements DcganEngine, HasherEngine {

  /** Creates the engine; called by the service loader. */
  public TensorFlowEngine() {}

  @Override
  public String name() {
    return Version.engine();
  }

  @Override
  public Dcgan create(ModelSpec spec, RuntimeOptions runtime) {
    Natives.require();
    requireNonNull(spec, "spec");
    requireNonNull(runtime, "runtime");

    return TensorFlowDcgan.untrained(spec, runtime);
  }

  @Override
  public Dcgan load(Path directory, RuntimeOptions runtime) throws IOException {
    Natives.require();
    requireNonNull(directory, "directory");
    requireNonNull(runtime, "runtime");

    // A run's folder stands for its newest checkpoint, "best" in it for its best.
    // A run that is training meanwhile replaces and deletes checkpoints.
    return CheckpointFolder.read(
        directory, model -> TensorFlowDcgan.restored(CheckpointFolder.load(model), runtime, model));
  }

  @Override
  public ModelInfo info(Path directory) throws IOException {
    requireNonNull(directory, "directory");

    ModelManifest manifest = CheckpointFolder.read(directory, ModelFiles::manifest);
    return new ModelInfo(
        manifest.spec().architecture(),
        manifest.spec().seed(),
        manifest.counters().step(),
        manifest.dataset(),
        manifest.library());
  }

  @Override
  public SemanticHasher trainHasher(
      ImageSource source, HasherOptions options, RuntimeOptions runtime, ProgressListener progress)
      throws IOException {
    Natives.require();
    requireNonNull(source, "source");
    requireNonNull(options, "options");
    requireNonNull(runtime, "runtime");
    requireNonNull(progress, "progress");

    return Failures.translated(
        () -> TensorFlowHasher.trained(source, options, name(), hasherHardware(runtime), progress));
  }

  @Override
  public SemanticHasher loadHasher(Path directory, RuntimeOptions runtime) throws IOException {
    Natives.require();
    requireNonNull(directory, "directory");
    requireNonNull(runtime, "runtime");

    return Failures.translated(
        () -> TensorFlowHasher.restored(directory, name(), hasherHardware(runtime)));
  }

  /** Hashers compute in float32: they are too small to gain speed from bfloat16. */
  private static Hardware hasherHardware(RuntimeOptions runtime) {
    return Hardware.choose(
        new RuntimeOptions(Precision.FLOAT32, runtime.device(), runtime.threads()));
  }
}
