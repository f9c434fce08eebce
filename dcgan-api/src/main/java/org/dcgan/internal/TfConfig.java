package org.dcgan.internal;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.net.HostAndPort;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The content of TensorFlow's environment variable {@code TF_CONFIG}.
 *
 * @param workers the addresses, the chief's first
 * @param index the index of this process
 */
public record TfConfig(List<HostAndPort> workers, int index) {
  private static final String WORKER = "worker";

  /** Names of the job whose one process leads the workers, in order of preference. */
  private static final List<String> CHIEFS = List.of("chief", "master");

  private static final Set<String> JOBS = Set.of("chief", "master", WORKER);
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  /** Copies the addresses. */
  public TfConfig {
    workers = List.copyOf(workers);
  }

  /**
   * Parses the variable.
   *
   * @param variable its name, for messages
   * @param text its value
   * @return the content; the index is not checked against the number of workers of a single job
   * @throws IllegalArgumentException if the text is malformed or describes another kind of cluster
   */
  public static TfConfig parse(String variable, String text) {
    try {
      return parse(object(read(text), "the text"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          variable
              + ": "
              + e.getMessage()
              + "; expected for example {\"cluster\": {\"worker\": [\"host0:2222\","
              + " \"host1:2222\"]}, \"task\": {\"type\": \"worker\", \"index\": 1}}",
          e);
    }
  }

  private static JsonElement read(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new IllegalArgumentException("there is text after the JSON object");
      }
      return element;
    } catch (IOException | JsonParseException e) {
      throw new IllegalArgumentException("malformed JSON (" + printable(e.getMessage()) + ")", e);
    }
  }

  private static TfConfig parse(JsonObject config) {
    JsonObject jobs = object(config.get("cluster"), "cluster");
    for (String job : jobs.keySet()) {
      if (!JOBS.contains(job)) {
        throw new IllegalArgumentException(
            "the cluster has a job "
                + printable(job)
                + ", but only the jobs worker and chief train synchronously; remove it");
      }
    }
    List<HostAndPort> workers = new ArrayList<>();
    String chief = "";
    for (String job : CHIEFS) {
      if (jobs.has(job)) {
        if (!chief.isEmpty()) {
          throw new IllegalArgumentException("the cluster has both a chief and a master; keep one");
        }
        chief = job;
        workers.addAll(addresses(jobs, job));
        if (workers.size() != 1) {
          throw new IllegalArgumentException(
              "expected one process in job " + job + ", got " + workers.size());
        }
      }
    }
    int before = workers.size();
    if (jobs.has(WORKER)) {
      workers.addAll(addresses(jobs, WORKER));
    }
    JsonObject task = object(config.get("task"), "task");
    String type = text(task.get("type"), "task.type");
    int index = index(task.get("index"));
    if (type.equals(WORKER)) {
      index += before;
    } else if (!type.equals(chief)) {
      throw new IllegalArgumentException(
          "this process has the type "
              + printable(type)
              + ", which is not a job of the cluster; expected worker or chief");
    } else if (index != 0) {
      throw new IllegalArgumentException("expected index 0 for the " + chief + ", got " + index);
    }
    return new TfConfig(workers, index);
  }

  private static List<HostAndPort> addresses(JsonObject jobs, String job) {
    JsonElement list = jobs.get(job);
    if (!list.isJsonArray()) {
      throw new IllegalArgumentException(
          "expected a list of addresses for cluster." + job + ", got " + printable(list));
    }
    List<HostAndPort> addresses = new ArrayList<>();
    for (JsonElement address : list.getAsJsonArray()) {
      addresses.add(HostAndPorts.parse(text(address, "cluster." + job)));
    }
    return addresses;
  }

  private static JsonObject object(@Nullable JsonElement element, String place) {
    if (element == null || !element.isJsonObject()) {
      throw new IllegalArgumentException(
          "expected an object for " + place + ", got " + described(element));
    }
    return element.getAsJsonObject();
  }

  private static String text(@Nullable JsonElement element, String place) {
    if (element == null || !element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw new IllegalArgumentException(
          "expected a text for " + place + ", got " + described(element));
    }
    return element.getAsString();
  }

  /** Some launchers write the index as a text. */
  private static int index(@Nullable JsonElement element) {
    if (element == null
        || !element.isJsonPrimitive()
        || !INDEX.matcher(element.getAsString()).matches()) {
      throw new IllegalArgumentException(
          "expected an integer from 0 for task.index, got " + described(element));
    }
    return Integer.parseInt(element.getAsString());
  }

  private static String described(@Nullable JsonElement element) {
    return element == null ? "nothing" : printable(element);
  }
}
