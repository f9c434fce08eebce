/** The engine: the paper's networks as TensorFlow graphs, their training and their files. */
@org.jspecify.annotations.NullMarked
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

  opens org.dcgan.tensorflow.checkpoint;
  opens org.dcgan.tensorflow.hashing;
  opens org.dcgan.tensorflow.training;

  provides org.dcgan.spi.DcganEngine with
      org.dcgan.tensorflow.TensorFlowEngine;
}
