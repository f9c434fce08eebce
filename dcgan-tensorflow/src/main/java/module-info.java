/** The engine: the paper's networks as TensorFlow graphs, their training and their files. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // org.dcgan.eval is compiled after this
module org.dcgan.tensorflow {
  requires transitive org.dcgan.api;
  requires com.google.common;
  requires com.google.gson;
  requires org.slf4j;
  requires org.tensorflow.ndarray;
  requires tensorflow;
  requires tensorflow.framework;
  requires tensorflow.nativelib;

  exports org.dcgan.tensorflow;

  // What dcgan-eval and the studies of the examples compute with; not for applications.
  exports org.dcgan.tensorflow.checkpoint to
      org.dcgan.eval;
  exports org.dcgan.tensorflow.classifier to
      org.dcgan.eval,
      org.dcgan.examples;
  exports org.dcgan.tensorflow.compute to
      org.dcgan.eval,
      org.dcgan.examples;
  exports org.dcgan.tensorflow.runtime to
      org.dcgan.eval;
  exports org.dcgan.tensorflow.training to
      org.dcgan.eval;

  provides org.dcgan.DcganEngine with
      org.dcgan.tensorflow.TensorFlowEngine;
  provides org.dcgan.hashing.HasherEngine with
      org.dcgan.tensorflow.TensorFlowEngine;
}
