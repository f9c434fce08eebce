/** Contract tests for implementations of the API, and what the tests of several modules share. */
@org.jspecify.annotations.NullMarked
module org.dcgan.testing {
  requires transitive org.dcgan.api;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires com.google.gson;
  requires static org.jspecify;

  exports org.dcgan.testing;
}
