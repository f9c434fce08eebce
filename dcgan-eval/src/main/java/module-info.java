/** The judges: reports, charts, protocols, baselines and inspections. */
@org.jspecify.annotations.NullMarked
module org.dcgan.eval {
  requires transitive org.dcgan.api;
  requires com.google.common;
  requires com.google.gson;
  requires me.tongfei.progressbar;
  requires org.knowm.xchart;
  requires org.slf4j;

  exports org.dcgan.eval.neighbours;
  exports org.dcgan.eval.report;
}
