/** Evaluation of models: reports, charts, protocols, baselines and inspections. */
@org.jspecify.annotations.NullMarked
module org.dcgan.eval {
  requires transitive org.dcgan.api;
  requires transitive org.dcgan.tensorflow;
  requires transitive org.dcgan.datasets;
  requires com.google.common;
  requires com.google.gson;
  requires me.tongfei.progressbar;
  requires org.knowm.xchart;
  requires org.slf4j;
  requires tensorflow.nativelib;

  exports org.dcgan.eval.baseline;
  exports org.dcgan.eval.comparison;
  exports org.dcgan.eval.features;
  exports org.dcgan.eval.inspect;
  exports org.dcgan.eval.neighbors;
  exports org.dcgan.eval.protocol;
  exports org.dcgan.eval.report;
  exports org.dcgan.eval.metrics;
  exports org.dcgan.eval.svm;
}
