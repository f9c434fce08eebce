/** The words of the library: values, contracts and the builder, free of any engine. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the modules above are compiled after this
module org.dcgan.api {
  requires transitive java.desktop;
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires com.google.common;
  requires com.google.gson;

  exports org.dcgan;
  exports org.dcgan.hashing;
  exports org.dcgan.image;
  exports org.dcgan.internal to
      org.dcgan.datasets,
      org.dcgan.eval,
      org.dcgan.examples,
      org.dcgan.tensorflow;
  exports org.dcgan.internal.json to
      org.dcgan.datasets,
      org.dcgan.eval,
      org.dcgan.tensorflow;
  exports org.dcgan.io;
  exports org.dcgan.progress;
  exports org.dcgan.random;
  exports org.dcgan.spi;
  exports org.dcgan.training;

  uses org.dcgan.spi.DcganEngine;
}
