/** The words of the library: values, contracts and the builder, free of any engine. */
@org.jspecify.annotations.NullMarked
module org.dcgan.api {
  requires transitive java.desktop;
  requires static transitive org.jspecify;
  requires com.google.common;
  requires org.slf4j;

  exports org.dcgan.image;
  exports org.dcgan.io;
  exports org.dcgan.random;
}
