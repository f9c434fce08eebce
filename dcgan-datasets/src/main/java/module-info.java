/** The images: readers of published datasets, folders of pictures, procedural rooms. */
@org.jspecify.annotations.NullMarked
module org.dcgan.datasets {
  requires transitive org.dcgan.api;
  requires com.google.common;
  requires com.twelvemonkeys.imageio.jpeg;
  requires com.twelvemonkeys.imageio.webp;
  requires org.slf4j;

  exports org.dcgan.datasets;
  exports org.dcgan.datasets.format;
  exports org.dcgan.datasets.transform;
}
