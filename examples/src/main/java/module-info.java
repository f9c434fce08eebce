/** Mains to copy; every snippet of the README compiles here. */
@org.jspecify.annotations.NullMarked
module org.dcgan.examples {
  requires info.picocli;
  requires java.management;
  requires transitive org.dcgan.datasets;
  requires transitive org.dcgan.eval;
  requires org.dcgan.tensorflow;
  requires org.lwjgl;

  exports org.dcgan.examples;

  opens org.dcgan.examples to
      info.picocli,
      org.dcgan.eval;
}
