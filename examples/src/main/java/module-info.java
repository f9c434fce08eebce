/** Example programs to copy; every snippet of the README compiles here. */
@org.jspecify.annotations.NullMarked
module org.dcgan.examples {
  requires com.google.common;
  requires com.google.gson;
  requires info.picocli;
  requires java.management;
  requires jdk.httpserver;
  requires transitive org.dcgan.datasets;
  requires transitive org.dcgan.eval;
  requires org.dcgan.tensorflow;
  requires org.knowm.xchart;
  requires org.lwjgl;

  exports org.dcgan.examples;

  opens org.dcgan.examples to
      info.picocli,
      org.dcgan.eval;
  opens org.dcgan.examples.studies to
      info.picocli,
      org.dcgan.eval;
  opens org.dcgan.examples.studies.rooms to
      org.dcgan.eval;
}
