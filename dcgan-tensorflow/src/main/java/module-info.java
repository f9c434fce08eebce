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
  exports org.dcgan.tensorflow.linear;
  exports org.dcgan.tensorflow.patches;
  exports org.dcgan.tensorflow.checkpoint to
      org.dcgan.eval;
  exports org.dcgan.tensorflow.training to
      org.dcgan.eval;

  provides org.dcgan.spi.DcganEngine with
      org.dcgan.tensorflow.TensorFlowEngine;
}
