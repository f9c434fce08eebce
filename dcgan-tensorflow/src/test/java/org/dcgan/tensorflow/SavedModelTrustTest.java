package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.ModelFormatException;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

@Timeout(120)
class SavedModelTrustTest {
  private static final ImageShape SHAPE = ImageShape.square(4, 3);

  @TempDir Path folder;

  /** x, and features = 2 x. */
  private static MetaGraphDef.Builder doubling() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var x =
          tf.withName("x")
              .placeholder(
                  TFloat32.class, Placeholder.shape(org.tensorflow.ndarray.Shape.of(-1, 4, 4, 3)));
      tf.withName("y").math.mul(x, tf.constant(2f));
      MetaGraphDef.Builder model = MetaGraphDef.newBuilder().setGraphDef(graph.toGraphDef());
      model.getMetaInfoDefBuilder().addTags("serve");
      model.putSignatureDef(
          "serving_default",
          SignatureDef.newBuilder()
              .putInputs("x", tensor("x:0"))
              .putOutputs("y", tensor("y:0"))
              .setMethodName("tensorflow/serving/predict")
              .build());
      return model;
    }
  }

  private static TensorInfo tensor(String name) {
    return TensorInfo.newBuilder()
        .setName(name)
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(
            TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1))
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(4))
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(4))
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(3)))
        .build();
  }

  private static NodeDef text(String name, String value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_STRING).build())
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addStringVal(ByteString.copyFromUtf8(value)))
                .build())
        .build();
  }

  private static NodeDef node(String name, String op, String... inputs) {
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(op);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node.build();
  }

  /** Makes y wait for a node. */
  private static void afterwards(MetaGraphDef.Builder model, String control) {
    GraphDef.Builder graph = model.getGraphDefBuilder();
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      if (node.getName().equals("y")) {
        node.addInput("^" + control);
      }
    }
  }

  private SavedModelFeatures.Builder saved(MetaGraphDef.Builder model) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("model"));
    Files.write(
        directory.resolve("saved_model.pb"),
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(model)
            .build()
            .toByteArray());
    return SavedModelFeatures.builder(directory, SHAPE);
  }

  private static void assertDoubles(SavedModelFeatures.Builder builder) throws IOException {
    try (SavedModelFeatures features = builder.build()) {
      float[] values = new float[SHAPE.size()];
      java.util.Arrays.fill(values, 0.25f);
      FloatBuffer result = features.extract(Images.of(SHAPE, values)).data();
      assertThat(result.get(7)).isEqualTo(0.5f);
    }
  }

  @Test
  void givenAModelThatCalculates_whenOpened_thenItGivesFeatures() throws IOException {
    assertDoubles(saved(doubling()));
  }

  @Test
  void givenAModelThatWritesAFile_whenOpened_thenRefusedBeforeItRuns() throws IOException {
    Path victim = folder.resolve("written");
    MetaGraphDef.Builder model = doubling();
    model
        .getGraphDefBuilder()
        .addNode(text("name", victim.toString()))
        .addNode(text("content", "owned"))
        .addNode(node("evil\u001b[2J", "WriteFile", "name", "content"));
    afterwards(model, "evil\u001b[2J");
    assertThatThrownBy(() -> saved(model).build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("do more than calculate: WriteFile (node \"evil\\u001b[2J\")")
        .hasMessageContaining("models that you trust")
        .hasMessageContaining("allowOperations(\"WriteFile\")");
    assertThat(victim).doesNotExist();
  }

  @Test
  void givenAModelThatIsTrusted_whenItsOperationIsAllowed_thenItRuns() throws IOException {
    Path written = folder.resolve("written");
    MetaGraphDef.Builder model = doubling();
    model
        .getGraphDefBuilder()
        .addNode(text("name", written.toString()))
        .addNode(text("content", "allowed"))
        .addNode(node("write", "WriteFile", "name", "content"));
    afterwards(model, "write");
    assertDoubles(saved(model).allowOperations("WriteFile"));
    assertThat(written).hasContent("allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReadFile",
        "WriteFile",
        "MatchingFiles",
        "PyFunc",
        "EagerPyFunc",
        "PyFuncStateless",
        "TFRecordDataset",
        "TextLineDataset",
        "WholeFileReaderV2",
        "_Send",
        "_Recv",
        "RemoteCall",
        "RpcCall",
        "InitializeTableFromTextFileV2",
        "ImmutableConst",
        "GenerateVocabRemapping",
        "PrintV2",
        "DebugIdentityV2",
        "Abort",
        "CreateSummaryFileWriter",
        "DecodeProtoV2",
        "Save",
        "Restore",
        "SaveSlices",
        "FileSystemSetConfiguration",
        "TfLiteSubgraphExecute",
        "XlaCallModule",
        "MapDefun",
        "QueueDequeueV2",
        "Custom>Operation",
        ""
      })
  void givenAnOperationThatIsNoCalculation_whenAnywhere_thenRefused(String operation)
      throws IOException {
    MetaGraphDef.Builder unused = doubling();
    unused.getGraphDefBuilder().addNode(node("unused", operation));
    assertThatThrownBy(() -> saved(unused).build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("calculate: " + operation + " (node \"unused\")");

    MetaGraphDef.Builder nested = doubling();
    nested
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .addFunction(
            FunctionDef.newBuilder()
                .setSignature(OpDef.newBuilder().setName("inner"))
                .addNodeDef(node("hidden", operation)));
    assertThatThrownBy(() -> saved(nested).build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(operation + " (function inner, node \"hidden\")");
  }

  private static FunctionDef function(String name, NodeDef... body) {
    FunctionDef.Builder function =
        FunctionDef.newBuilder()
            .setSignature(
                OpDef.newBuilder()
                    .setName(name)
                    .addInputArg(
                        OpDef.ArgDef.newBuilder().setName("prefix").setType(DataType.DT_STRING)));
    for (NodeDef node : body) {
      function.addNodeDef(node);
    }
    return function.build();
  }

  private static NodeDef call(String name, String function, String... inputs) {
    return node(name, "StatefulPartitionedCall", inputs).toBuilder()
        .putAttr(
            "f",
            AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build())
        .build();
  }

  @Test
  void givenAModelThatSavesVariablesOverAFile_whenReachedFromItsOutput_thenRefused()
      throws IOException {
    MetaGraphDef.Builder model = doubling();
    model
        .getGraphDefBuilder()
        .addNode(text("name", folder.resolve("victim").toString()))
        .addNode(call("outer", "one", "name"));
    model
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .addFunction(function("one", call("next", "two", "prefix")))
        .addFunction(
            function("two", call("again", "one", "prefix"), node("s", "SaveV2", "prefix")));
    saved(model);
    MetaGraphDef read = SavedModelCheck.read(folder.resolve("model"), "serve");
    // Where nothing leads to it, saving is what every exported model of TensorFlow 2 can do.
    SavedModelCheck.check(folder, read, "y:0", java.util.Set.of());

    afterwards(model, "outer");
    assertThatThrownBy(() -> saved(model).build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("SaveV2 (reached from the output");
    MetaGraphDef.Builder initial = doubling();
    initial.setGraphDef(read.getGraphDef());
    initial.putSignatureDef(
        "__saved_model_init_op",
        SignatureDef.newBuilder().putOutputs("init", tensor("outer")).build());
    assertThatThrownBy(() -> saved(initial).build())
        .hasMessageContaining("SaveV2 (reached from the output or the initialization");
  }

  @Test
  void givenAModelThatRestores_whenFromElsewhere_thenRefused() throws IOException {
    MetaGraphDef.Builder model = doubling();
    model
        .getGraphDefBuilder()
        .addNode(text("given", "x"))
        .addNode(text("other", "/somewhere/else"))
        .addNode(call("restore", "outer", "given"));
    model
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .addFunction(function("outer", call("next", "inner", "prefix")))
        .addFunction(
            function(
                "inner", node("i", "Identity", "prefix"), node("r", "RestoreV2", "i:output:0")));
    model.setSaverDef(
        SaverDef.newBuilder().setFilenameTensorName("given:0").setRestoreOpName("restore"));
    saved(model);
    MetaGraphDef read = SavedModelCheck.read(folder.resolve("model"), "serve");
    SavedModelCheck.check(folder, read, "y:0", java.util.Set.of());

    model.getSaverDefBuilder().setFilenameTensorName("other:0");
    assertThatThrownBy(() -> saved(model).build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("RestoreV2 (from another place, node \"r\")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../etc/passwd", "/etc/passwd", "a/b", "..", "", "C:x", "a\\b", "a\u0000b"})
  void givenAnAssetOutsideTheFolder_whenOpened_thenRefused(String name) throws IOException {
    MetaGraphDef.Builder model = doubling();
    model.addAssetFileDef(AssetFileDef.newBuilder().setFilename(name).setTensorInfo(tensor("x:0")));
    assertThatThrownBy(() -> saved(model).allowOperations("ReadFile").build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("an asset is called");
  }

  @Test
  void givenAFunctionNamedLikeAnOperation_whenOpened_thenTheOperationIsStillRefused()
      throws IOException {
    Path victim = folder.resolve("written");
    MetaGraphDef.Builder model = doubling();
    model
        .getGraphDefBuilder()
        .addNode(text("name", victim.toString()))
        .addNode(text("content", "owned"))
        .addNode(node("evil", "WriteFile", "name", "content"));
    model.getGraphDefBuilder().getLibraryBuilder().addFunction(function("WriteFile"));
    afterwards(model, "evil");
    assertThatThrownBy(() -> saved(model).build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("calculate: WriteFile (node");
    assertThat(victim).doesNotExist();
  }

  @Test
  void givenDamagedOrDuplicateDescriptions_whenOpened_thenRefused() throws IOException {
    SavedModelFeatures.Builder builder = saved(doubling());
    Path file = folder.resolve("model/saved_model.pb");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(builder::build)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("damaged, or no SavedModel");
    Files.write(file, whole);
    Files.write(folder.resolve("model/saved_model.cpb"), whole);
    assertThatThrownBy(builder::build)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("saved_model.cpb");
  }
}
