package org.dcgan.tensorflow.network;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;

/**
 * Creates unique names for the operations of one scope of a graph. The first operation of a name
 * gets it unchanged, later ones are numbered from 1 ("Const", "Const_1"), as TensorFlow-Java does
 * in an English locale.
 */
final class OperationNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.][A-Za-z0-9_.\\-]*");
  private static final Pattern NUMBERED = Pattern.compile("(.+)_([0-9]{1,9})");

  private final Graph graph;

  /** The scope's name followed by a slash; empty for the graph itself. */
  private final String prefix;

  /** The name of the next operation of any type; null to use the name of its type. */
  private final @Nullable String name;

  /** The number that the next operation of a name gets. */
  private final Map<String, Integer> used;

  private OperationNames(
      Graph graph, String prefix, @Nullable String name, Map<String, Integer> used) {
    this.graph = graph;
    this.prefix = prefix;
    this.name = name;
    this.used = used;
  }

  /** Creates names in the graph's outermost scope, different from those that the graph has. */
  static OperationNames of(Graph graph) {
    OperationNames names = new OperationNames(graph, "", null, new HashMap<>());
    names.refresh();
    return names;
  }

  /** Names in a new scope below this one. */
  OperationNames below(String scope) {
    String below = next(scope) + "/";
    OperationNames names = new OperationNames(graph, below, null, new HashMap<>());
    names.refresh();
    return names;
  }

  /** Names in this scope that begin with the given one. */
  OperationNames called(String called) {
    return new OperationNames(graph, prefix, check(called), used);
  }

  /** The name that was set, or else the given one. */
  String chosen(String defaultName) {
    return name == null ? check(defaultName) : name;
  }

  /** The next operation's full name. */
  String next(String defaultName) {
    return prefix + unique(chosen(defaultName));
  }

  /** A name that this scope has not given before. */
  String unique(String id) {
    int number = used.getOrDefault(id, 0);
    // Not String.format, whose digits depend on the default locale.
    String unique = number == 0 ? id : id + "_" + number;
    while (number > 0 && used.containsKey(unique)) {
      number++;
      unique = id + "_" + number;
    }
    used.put(id, number + 1);
    used.putIfAbsent(unique, 1);
    return unique;
  }

  /** Reads the names that the graph already has in this scope. */
  void refresh() {
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              String full = operation.name();
              if (full.startsWith(prefix) && full.indexOf('/', prefix.length()) < 0) {
                add(full.substring(prefix.length()));
              }
            });
  }

  private void add(String operation) {
    Matcher numbered = NUMBERED.matcher(operation);
    if (numbered.matches()) {
      used.merge(numbered.group(1), Integer.parseInt(numbered.group(2)) + 1, Math::max);
    }
    used.merge(operation, 1, Math::max);
  }

  private static String check(String name) {
    checkArgument(
        NAME.matcher(name).matches(),
        "invalid name of an operation: expected %s, got %s",
        NAME.pattern(),
        name);
    return name;
  }
}
