package org.dcgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTest {
  private static final HostAndPort A = HostAndPort.fromParts("a", 2222);
  private static final HostAndPort B = HostAndPort.fromParts("b", 2222);

  @Test
  void givenTheVariableOfAWorker_whenParsed_thenTheClusterHasItsAddressesAndIndex() {
    Optional<Cluster> cluster =
        Cluster.parse(
            """
            {"cluster": {"worker": ["a:2222", "b:2222"]},
             "task": {"type": "worker", "index": 1}, "environment": "cloud"}
            """);

    assertThat(cluster).contains(Cluster.of(List.of(A, B), 1));
    assertThat(cluster.orElseThrow().isChief()).isFalse();
    assertThat(cluster.orElseThrow().describe(0)).isEqualTo("worker 0 (a:2222)");
  }

  @ParameterizedTest
  @CsvSource({"chief, chief, 0, 0", "chief, worker, 0, 1", "master, master, 0, 0"})
  void givenTheVariableWithAChief_whenParsed_thenTheChiefIsWorker0(
      String job, String type, int index, int expected) {
    String text =
        String.format(
            java.util.Locale.ROOT,
            "{\"cluster\": {\"worker\": [\"b:2222\"], \"%s\": [\"a:2222\"]},"
                + " \"task\": {\"type\": \"%s\", \"index\": \"%d\"}}",
            job,
            type,
            index);

    assertThat(Cluster.parse(text)).contains(Cluster.of(List.of(A, B), expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void givenNoVariable_whenParsed_thenThereIsNoCluster(String text) {
    assertThat(Cluster.parse(text)).isEmpty();
    assertThat(Cluster.parse(null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | JSON",
        "[] | object",
        "{} | cluster",
        "{\"cluster\": {\"worker\": [\"a:2222\"]}} | task",
        "{\"cluster\": {\"worker\": \"a:2222\"}, \"task\": {\"type\": \"worker\", \"index\": 0}} |"
            + " worker",
        "{\"cluster\": {\"worker\": [\"a:2222\"]}, \"task\": {\"type\": \"worker\"}} | index",
        "{\"cluster\": {\"worker\": [\"a:2222\"]}, \"task\": {\"type\": \"worker\", \"index\": -1}}"
            + " | -1",
        "{\"cluster\": {\"worker\": [\"a:2222\"]}, \"task\": {\"type\": \"worker\", \"index\":"
            + " \"x\"}} | index",
        "{\"cluster\": {\"worker\": [\"a:2222\"]}, \"task\": {\"type\": \"worker\", \"index\": 1}} |"
            + " from 0 to 0",
        "{\"cluster\": {\"worker\": [\"a:2222\", \"a:2222\"]}, \"task\": {\"type\": \"worker\","
            + " \"index\": 1}} | a:2222",
        "{\"cluster\": {\"worker\": [\"a\"]}, \"task\": {\"type\": \"worker\", \"index\": 0}} |"
            + " host:2222",
        "{\"cluster\": {\"worker\": [\"a:0\"]}, \"task\": {\"type\": \"worker\", \"index\": 0}} |"
            + " 65535",
        "{\"cluster\": {\"worker\": [\"http://a:1\"]}, \"task\": {\"type\": \"worker\", \"index\":"
            + " 0}} | http",
        "{\"cluster\": {\"worker\": []}, \"task\": {\"type\": \"worker\", \"index\": 0}} | at least"
            + " one worker",
        "{\"cluster\": {\"worker\": [\"a:1\"], \"ps\": [\"b:1\"]}, \"task\": {\"type\": \"worker\","
            + " \"index\": 0}} | job ps",
        "{\"cluster\": {\"worker\": [\"a:1\"]}, \"task\": {\"type\": \"evaluator\", \"index\": 0}}"
            + " | evaluator",
        "{\"cluster\": {\"chief\": [\"a:1\", \"b:1\"]}, \"task\": {\"type\": \"chief\", \"index\":"
            + " 0}} | one process in job chief"
      })
  void givenAMalformedVariable_whenParsed_thenTheMessageNamesItAndTheProblem(
      String text, String expected) {
    assertThatThrownBy(() -> Cluster.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("TF_CONFIG: ")
        .hasMessageContaining(expected);
  }

  @Test
  void givenWrongComponents_whenCreated_thenEachIsRefused() {
    Cluster good = Cluster.of(List.of(A, B), 0);

    assertThatThrownBy(() -> Cluster.of(List.of(), 0)).hasMessageContaining("at least one worker");
    assertThatThrownBy(() -> Cluster.of(List.of(A, A), 0)).hasMessageContaining("same address");
    assertThatThrownBy(() -> Cluster.of(List.of(A, B), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 0 to 1")
        .hasMessageContaining("got 2");
    assertThatThrownBy(() -> Cluster.of(List.of(A, B), -1)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> Cluster.of(List.of(HostAndPort.fromString("a")), 0))
        .hasMessageContaining("host:port");
    for (String text : List.of(" b:2222", "b :2222", "http://b:2222")) {
      assertThatThrownBy(() -> Cluster.of(List.of(A, HostAndPort.fromString(text)), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("without spaces");
    }
    assertThatThrownBy(() -> good.withTimeout(Duration.ofMillis(10)))
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> good.withTimeout(Duration.ofDays(100)))
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> good.withGradientPrecision(Precision.AUTO))
        .hasMessageContaining("AUTO");
  }

  @Test
  void givenAClusterAndOptions_whenOneValueIsChanged_thenTheOthersStay() {
    Cluster cluster =
        Cluster.of(List.of(A, B), 1)
            .withTimeout(Duration.ofSeconds(7))
            .withBatchNorm(BatchNormScope.WORKER)
            .withGradientPrecision(Precision.BFLOAT16);
    RuntimeOptions options =
        RuntimeOptions.DEFAULT
            .withCluster(cluster)
            .withThreads(2)
            .withPrecision(Precision.FLOAT32)
            .withDevice(Device.CPU);

    assertThat(cluster)
        .isEqualTo(
            new Cluster(
                List.of(A, B),
                1,
                Duration.ofSeconds(7),
                BatchNormScope.WORKER,
                Precision.BFLOAT16));
    assertThat(options.cluster()).contains(cluster);
    assertThat(options.threads()).isEqualTo(2);
    assertThat(RuntimeOptions.DEFAULT.cluster()).isEmpty();
  }
}
