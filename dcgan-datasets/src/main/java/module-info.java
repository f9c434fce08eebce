/** The images: readers of published datasets, folders of images, procedural rooms. */
@org.jspecify.annotations.NullMarked
module org.dcgan.datasets {
  requires transitive org.dcgan.api;
  requires com.google.common;
  requires com.twelvemonkeys.imageio.jpeg;
  requires com.twelvemonkeys.imageio.webp;
  requires java.net.http;
  requires org.apache.commons.compress;
  requires org.slf4j;
  requires webp.imageio;

  // Only for cutting faces out of photographs.
  requires static org.bytedeco.javacpp;
  requires static org.bytedeco.opencv;

  exports org.dcgan.datasets;
  exports org.dcgan.datasets.dedup;
  exports org.dcgan.datasets.download;
  exports org.dcgan.datasets.faces;
  exports org.dcgan.datasets.overview;
  exports org.dcgan.datasets.pack;
  exports org.dcgan.datasets.transform;
}
