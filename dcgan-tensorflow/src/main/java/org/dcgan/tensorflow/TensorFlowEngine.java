package org.dcgan.tensorflow;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.ModelSpec;
import org.dcgan.RuntimeOptions;
import org.dcgan.spi.DcganEngine;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelFiles;

/** Opens models as TensorFlow graphs. Found by {@link java.util.ServiceLoader}. */
public final class TensorFlowEngine implements DcganEngine {

  /** For the service loader. */
  public TensorFlowEngine() {}

  @Override
  public String name() {
    return Version.engine();
  }

  @Override
  public Dcgan create(ModelSpec spec, RuntimeOptions runtime) {
    return TensorFlowDcgan.untrained(spec, runtime);
  }

  @Override
  public Dcgan load(Path directory, RuntimeOptions runtime) throws IOException {
    // A run's folder stands for its newest checkpoint, "best" in it for its best.
    Path model = CheckpointFolder.named(directory).orElse(directory);
    return TensorFlowDcgan.restored(ModelFiles.load(model), runtime, model);
  }
}
