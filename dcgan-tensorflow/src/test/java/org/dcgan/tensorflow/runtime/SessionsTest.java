package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.GraphOps;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** Sessions are configured in one place. */
class SessionsTest {

  @Test
  void givenThreadsAndTheCpu_whenConfigured_thenTensorFlowUsesThemAndNoGpu() {
    ConfigProto config = Sessions.computation(new RuntimeOptions(Precision.FLOAT32, Device.CPU, 3));

    assertThat(config.getIntraOpParallelismThreads()).isEqualTo(3);
    assertThat(config.getInterOpParallelismThreads()).isEqualTo(2);
    assertThat(config.getDeviceCountMap()).containsEntry("GPU", 0);
  }

  @Test
  void givenNoNumberOfThreads_whenConfigured_thenAllProcessorsAreUsed() {
    assertThat(Sessions.computation(RuntimeOptions.DEFAULT).getIntraOpParallelismThreads())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void givenEachKindOfSession_whenOpened_thenItComputes() {
    try (Graph graph = new Graph()) {
      var three = GraphOps.of(graph).constant(3f);
      Hardware hardware = new Hardware(Precision.FLOAT32, 1, Device.CPU, false);
      try (Session network = Sessions.forNetwork(graph, hardware);
          Session computation = Sessions.forComputation(graph, RuntimeOptions.DEFAULT);
          Session cpu = Sessions.onCpu(graph, 1)) {
        for (Session session : List.of(network, computation, cpu)) {
          try (var result = session.runner().fetch(three).run()) {
            assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(3);
          }
        }
      }
    }
  }

  @Test
  void givenTheModulesSources_whenSearched_thenNoOtherClassConfiguresASession() throws IOException {
    Path sources = Path.of("src/main/java");
    try (Stream<Path> files = Files.walk(sources)) {
      assertThat(files.filter(file -> file.toString().endsWith(".java")))
          .hasSizeGreaterThan(50)
          .filteredOn(SessionsTest::configuresASession)
          .extracting(file -> file.getFileName().toString())
          .containsExactly("Sessions.java");
    }
  }

  private static boolean configuresASession(Path file) {
    try {
      String text = Files.readString(file);
      return text.contains("new Session(") || text.contains("ConfigProto.newBuilder");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
