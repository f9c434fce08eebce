/** Contract tests for implementations of the API, and what the tests of several modules share. */
@org.jspecify.annotations.NullMarked
module org.dcgan.testing {
  requires transitive com.google.gson;
  requires transitive org.dcgan.api;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;
  requires static org.jspecify;

  exports org.dcgan.testing;
}
