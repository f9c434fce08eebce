package org.dcgan.tensorflow;

import static org.dcgan.internal.PrintableText.printable;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dcgan.ModelFormatException;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * Checks a SavedModel before TensorFlow loads it.
 *
 * <p>A SavedModel is a program: among TensorFlow's operations are some that write files, talk to
 * servers, and run code. Only operations of a list pass ({@code calculating-operations.txt}),
 * wherever they stand: in the graph, in functions, used or not, since TensorFlow evaluates some
 * operations as soon as a graph is loaded. The operations by which a model saves and restores its
 * own variables may be present, but are not reached by what this library runs, except that the
 * loader restores the model's own variables.
 */
final class SavedModelCheck {
  /** The limit of the size of a protocol buffer message. */
  private static final long LARGEST = Integer.MAX_VALUE;

  private static final String CHUNKED_FILE = "saved_model.cpb";
  private static final String INIT_SIGNATURE = "__saved_model_init_op";
  private static final List<String> INIT_COLLECTIONS =
      List.of("saved_model_main_op", "legacy_init_op");
  private static final String RESTORE = "RestoreV2";
  private static final Set<String> SAVING = Set.of("SaveV2", "MergeV2Checkpoints", RESTORE);
  private static final int MOST_NAMED = 10;
  private static final Set<String> CALCULATING = calculating();

  private final Path directory;
  private final MetaGraphDef model;
  private final Set<String> allowed;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();

  /** Refused operations, each with its first location. */
  private final Map<String, String> refused = new TreeMap<>();

  private SavedModelCheck(Path directory, MetaGraphDef model, Set<String> allowed) {
    this.directory = directory;
    this.model = model;
    this.allowed = allowed;
    model.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    model
        .getGraphDef()
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
  }

  /**
   * Reads a model's description, without TensorFlow's runtime.
   *
   * @param tag of the graph that will be loaded
   * @return the graph with its signatures
   * @throws ModelFormatException if it is not a SavedModel, or has no such graph
   */
  static MetaGraphDef read(Path directory, String tag) throws IOException {
    Path file = directory.resolve(SavedModels.FILE);
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          printable(directory) + ": expected a folder with " + SavedModels.FILE + " in it");
    }
    if (Files.exists(directory.resolve(CHUNKED_FILE))) {
      throw new ModelFormatException(
          printable(directory)
              + ": expected one description of the model, "
              + SavedModels.FILE
              + ", but there is "
              + CHUNKED_FILE
              + ", too; export the model as one file");
    }
    if (Files.size(file) > LARGEST) {
      throw new ModelFormatException(
          printable(file) + ": expected at most " + LARGEST + " bytes, got " + Files.size(file));
    }
    SavedModel saved;
    try (InputStream in = Files.newInputStream(file)) {
      saved = SavedModel.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new ModelFormatException(
          printable(file) + " is damaged, or no SavedModel: " + printable(e.getMessage()), e);
    }
    List<MetaGraphDef> tagged =
        saved.getMetaGraphsList().stream()
            .filter(graph -> Set.copyOf(graph.getMetaInfoDef().getTagsList()).equals(Set.of(tag)))
            .toList();
    if (tagged.size() != 1) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s: expected one graph with the tag \"%s\", got %d; the graphs' tags are %s",
              printable(directory),
              printable(tag),
              tagged.size(),
              printable(
                  saved.getMetaGraphsList().stream()
                      .map(graph -> graph.getMetaInfoDef().getTagsList())
                      .toList())));
    }
    return tagged.get(0);
  }

  /**
   * Rejects a model with operations that do more than calculate.
   *
   * @param output the tensor that will be asked for
   * @param allowed further operations that are allowed
   * @throws ModelFormatException naming the operations and their locations
   */
  static void check(Path directory, MetaGraphDef model, String output, Set<String> allowed)
      throws ModelFormatException {
    new SavedModelCheck(directory, model, allowed).check(output);
  }

  private void check(String output) throws ModelFormatException {
    for (AssetFileDef asset : model.getAssetFileDefList()) {
      String name = asset.getFilename();
      if (name.isEmpty() || !name.matches("[^/\\\\:\\x00]+") || name.matches("\\.+")) {
        throw new ModelFormatException(
            printable(directory)
                + ": an asset is called '"
                + printable(name)
                + "', expected the name of a file in the model's assets folder");
      }
    }
    nodes.values().forEach(node -> look(node, "node", SAVING));
    for (FunctionDef function : functions.values()) {
      String where = "function " + printable(function.getSignature().getName()) + ", node";
      function.getNodeDefList().forEach(node -> look(node, where, SAVING));
    }
    List<String> roots = new ArrayList<>(initializers());
    roots.add(output);
    for (NodeDef node : reachedFrom(roots)) {
      look(node, "reached from the output or the initialization, node", Set.of());
    }
    checkRestoring();
    if (!refused.isEmpty()) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s contains operations that do more than calculate: %s%s. A SavedModel runs with"
                  + " the rights of this process, so open only models that you trust. If you trust"
                  + " this one, allow each by its name: allowOperations(%s)",
              printable(directory),
              refused.entrySet().stream()
                  .limit(MOST_NAMED)
                  .map(entry -> printable(entry.getKey()) + " (" + entry.getValue() + ")")
                  .collect(Collectors.joining(", ")),
              refused.size() > MOST_NAMED ? " and " + (refused.size() - MOST_NAMED) + " more" : "",
              refused.keySet().stream()
                  .limit(MOST_NAMED)
                  .map(name -> '"' + printable(name) + '"')
                  .collect(Collectors.joining(", "))));
    }
  }

  private void look(NodeDef node, String where, Set<String> further) {
    String operation = node.getOp();
    if (!CALCULATING.contains(operation)
        && !isFunction(operation)
        && !allowed.contains(operation)
        && !further.contains(operation)) {
      refused.putIfAbsent(operation, where + " \"" + printable(node.getName()) + '"');
    }
  }

  /**
   * A function may be called by its name in an operation's place. Names without an underscore in
   * their middle are left to operations, all of which are called so: a function cannot pass off an
   * operation as itself.
   */
  private boolean isFunction(String operation) {
    return functions.containsKey(operation) && operation.matches("_*[^_]+_.*");
  }

  /** The operations that the loader runs after restoring the variables. */
  private List<String> initializers() {
    List<String> names = new ArrayList<>();
    if (model.getSignatureDefMap().containsKey(INIT_SIGNATURE)) {
      model
          .getSignatureDefMap()
          .get(INIT_SIGNATURE)
          .getOutputsMap()
          .values()
          .forEach(tensor -> names.add(tensor.getName()));
    }
    for (String collection : INIT_COLLECTIONS) {
      if (model.getCollectionDefMap().containsKey(collection)) {
        names.addAll(model.getCollectionDefMap().get(collection).getNodeList().getValueList());
      }
    }
    return names;
  }

  /** All nodes that may run for some tensors, those of called functions among them. */
  private List<NodeDef> reachedFrom(List<String> tensors) {
    List<NodeDef> reached = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Set<String> called = new HashSet<>();
    List<String> waiting = new ArrayList<>(tensors);
    while (!waiting.isEmpty()) {
      NodeDef node = nodes.get(nodeOf(waiting.remove(waiting.size() - 1)));
      if (node != null && seen.add(node.getName())) {
        reached.add(node);
        waiting.addAll(node.getInputList());
        addCalled(node, called, reached);
      }
    }
    return reached;
  }

  private void addCalled(NodeDef caller, Set<String> called, List<NodeDef> reached) {
    List<NodeDef> callers = new ArrayList<>(List.of(caller));
    while (!callers.isEmpty()) {
      for (String name : calls(callers.remove(callers.size() - 1))) {
        if (functions.containsKey(name) && called.add(name)) {
          reached.addAll(functions.get(name).getNodeDefList());
          callers.addAll(functions.get(name).getNodeDefList());
        }
      }
    }
  }

  private static List<String> calls(NodeDef node) {
    List<String> names = new ArrayList<>(List.of(node.getOp()));
    for (AttrValue value : node.getAttrMap().values()) {
      if (value.hasFunc()) {
        names.add(value.getFunc().getName());
      }
      if (value.hasList()) {
        value.getList().getFuncList().forEach(function -> names.add(function.getName()));
      }
    }
    return names;
  }

  /** The loader may restore, but nothing other than from the file prefix that it gives. */
  private void checkRestoring() {
    String restore = model.getSaverDef().getRestoreOpName();
    if (restore.isEmpty()) {
      return;
    }
    for (NodeDef node : reachedFrom(List.of(restore))) {
      look(node, "reached when variables are restored, node", Set.of(RESTORE));
    }
    String prefix = nodeOf(model.getSaverDef().getFilenameTensorName());
    Set<String> seen = new HashSet<>();
    List<String> waiting = new ArrayList<>(List.of(restore));
    while (!waiting.isEmpty()) {
      NodeDef node = nodes.get(nodeOf(waiting.remove(waiting.size() - 1)));
      if (node != null && seen.add(node.getName())) {
        checkPrefix(node, input -> sameInGraph(input, prefix), 0);
        waiting.addAll(node.getInputList());
      }
    }
  }

  /** Tells whether an input is the prefix that the loader gives. */
  @FunctionalInterface
  private interface IsPrefix {
    boolean test(String input);
  }

  private void checkPrefix(NodeDef node, IsPrefix isPrefix, int depth) {
    if (node.getOp().equals(RESTORE)) {
      if ((node.getInputCount() == 0 || !isPrefix.test(node.getInput(0)))
          && !allowed.contains(RESTORE)) {
        refused.putIfAbsent(
            RESTORE, "from another place, node \"" + printable(node.getName()) + '"');
      }
      return;
    }
    if (depth > functions.size()) {
      return;
    }
    for (String name : calls(node)) {
      FunctionDef function = functions.get(name);
      if (function == null) {
        continue;
      }
      Set<String> arguments = new HashSet<>();
      for (int i = 0; i < function.getSignature().getInputArgCount(); i++) {
        if (i < node.getInputCount() && isPrefix.test(node.getInput(i))) {
          arguments.add(function.getSignature().getInputArg(i).getName());
        }
      }
      Map<String, NodeDef> body = new HashMap<>();
      function.getNodeDefList().forEach(inner -> body.put(inner.getName(), inner));
      for (NodeDef inner : function.getNodeDefList()) {
        checkPrefix(inner, input -> sameInBody(input, arguments, body), depth + 1);
      }
    }
  }

  private boolean sameInGraph(String input, String prefix) {
    String name = nodeOf(input);
    for (int i = 0; i < nodes.size() && !name.equals(prefix); i++) {
      NodeDef node = nodes.get(name);
      if (node == null || !node.getOp().equals("Identity") || node.getInputCount() == 0) {
        return false;
      }
      name = nodeOf(node.getInput(0));
    }
    return name.equals(prefix);
  }

  private static boolean sameInBody(
      String input, Set<String> arguments, Map<String, NodeDef> body) {
    String name = nodeOf(input);
    for (int i = 0; i < body.size() && body.containsKey(name); i++) {
      NodeDef node = body.get(name);
      if (!node.getOp().equals("Identity") || node.getInputCount() == 0) {
        return false;
      }
      name = nodeOf(node.getInput(0));
    }
    return arguments.contains(name) && !body.containsKey(name);
  }

  /** {@code ^a}, {@code a:0} and {@code a:out:0} are of node {@code a}. */
  private static String nodeOf(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static Set<String> calculating() {
    InputStream list = SavedModelCheck.class.getResourceAsStream("calculating-operations.txt");
    if (list == null) {
      throw new IllegalStateException(
          "calculating-operations.txt is missing from the jar of dcgan-tensorflow; build it anew");
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
