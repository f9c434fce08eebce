/** The words of the library: values, contracts and the builder, free of any engine. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the modules above are compiled after this
module org.dcgan.api {
  requires transitive java.desktop;
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires static transitive org.apiguardian.api;
  requires transitive com.google.common;
  requires com.google.gson;

  exports org.dcgan;
  exports org.dcgan.architecture;
  exports org.dcgan.feature;
  exports org.dcgan.hashing;
  exports org.dcgan.image;
  exports org.dcgan.inspect;
  exports org.dcgan.latent;
  exports org.dcgan.progress;
  exports org.dcgan.random;
  exports org.dcgan.training;

  // Shared by the modules of this library; not for applications.
  exports org.dcgan.internal to
      org.dcgan.datasets,
      org.dcgan.eval,
      org.dcgan.examples,
      org.dcgan.tensorflow;
  exports org.dcgan.internal.io to
      org.dcgan.datasets,
      org.dcgan.eval,
      org.dcgan.examples,
      org.dcgan.tensorflow;
  exports org.dcgan.internal.json to
      org.dcgan.datasets,
      org.dcgan.eval,
      org.dcgan.examples,
      org.dcgan.tensorflow;

  uses org.dcgan.DcganEngine;
  uses org.dcgan.hashing.HasherEngine;
}
