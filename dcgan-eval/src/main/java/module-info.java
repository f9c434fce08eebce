/** The judges: reports, charts, protocols, baselines and inspections. */
@org.jspecify.annotations.NullMarked
module org.dcgan.eval {
  requires transitive org.dcgan.api;
  requires transitive org.dcgan.datasets;
  requires com.google.common;
  requires com.google.gson;
  requires me.tongfei.progressbar;
  requires transitive org.dcgan.tensorflow;
  requires org.knowm.xchart;
  requires org.slf4j;

  exports org.dcgan.eval.inspect;
  exports org.dcgan.eval.neighbours;
  exports org.dcgan.eval.report;
  exports org.dcgan.eval.rooms;
}
