package org.dcgan.tensorflow.cluster;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.dcgan.tensorflow.network.GraphRun;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.op.Op;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A session on a server of TensorFlow's distributed runtime. TensorFlow-Java's {@code Session} has
 * no target, so this class uses the C API: it imports the definition of a graph and runs its
 * operations by name. Runs may be concurrent.
 */
@SuppressWarnings(
    "try") // A PointerScope is not referenced: what is allocated meanwhile belongs to it.
final class TargetSession implements AutoCloseable {
  private final TF_Graph graph;
  private final TF_Session session;
  private final long collectiveKey;
  private final Map<String, TF_Operation> operations = new HashMap<>();
  private boolean closed;

  private TargetSession(TF_Graph graph, TF_Session session, long collectiveKey) {
    this.graph = graph;
    this.session = session;
    this.collectiveKey = collectiveKey;
  }

  /**
   * Opens a session.
   *
   * @param definition the graph; may be empty
   * @param target the address of a server, for example {@code grpc://host:2222}
   * @param config threads, devices and the leader of collective operations
   * @param collectiveKey identifies the runs with collective operations, whose numbers must be the
   *     same in all workers; different for all sessions of a process
   * @throws org.tensorflow.exceptions.TensorFlowException if the graph cannot be imported
   */
  static TargetSession open(
      GraphDef definition, String target, ConfigProto config, long collectiveKey) {
    TF_Graph graph = tensorflow.TF_NewGraph();
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      if (definition.getSerializedSize() > 0) {
        tensorflow.TF_GraphImportGraphDef(
            graph,
            TF_Buffer.newBufferFromString(definition),
            TF_ImportGraphDefOptions.newImportGraphDefOptions(),
            status);
        status.throwExceptionIfNotOK();
      }
      TF_SessionOptions sessionOptions = TF_SessionOptions.newSessionOptions();
      byte[] encoded = config.toByteArray();
      tensorflow.TF_SetConfig(sessionOptions, new BytePointer(encoded), encoded.length, status);
      status.throwExceptionIfNotOK();
      tensorflow.TF_SetTarget(sessionOptions, target);
      TF_Session session = tensorflow.TF_NewSession(graph, sessionOptions, status);
      status.throwExceptionIfNotOK();
      return new TargetSession(graph, session, collectiveKey);
    } catch (RuntimeException | Error e) {
      tensorflow.TF_DeleteGraph(graph);
      throw e;
    }
  }

  /**
   * Starts a run without collective operations.
   *
   * @return a new run
   */
  GraphRun newRun() {
    return new Run(RunOptions.newBuilder());
  }

  /**
   * Starts a run with collective operations.
   *
   * @return a new run
   */
  GraphRun newCollectiveRun() {
    RunOptions.Builder options = RunOptions.newBuilder();
    options.getExperimentalBuilder().setCollectiveGraphKey(collectiveKey);
    return new Run(options);
  }

  /**
   * The number that TensorFlow drew for a worker's CPU when its server started.
   *
   * @param task the worker's name
   * @return empty if the target has no such device
   * @throws org.tensorflow.exceptions.TensorFlowException if the target does not answer
   */
  OptionalLong incarnation(String task) {
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_DeviceList devices = tensorflow.TF_SessionListDevices(session, status);
      status.throwExceptionIfNotOK();
      try {
        for (int i = 0; i < tensorflow.TF_DeviceListCount(devices); i++) {
          String name = tensorflow.TF_DeviceListName(devices, i, status).getString();
          status.throwExceptionIfNotOK();
          if (name.equals(task + "/device:CPU:0")) {
            long incarnation = tensorflow.TF_DeviceListIncarnation(devices, i, status);
            status.throwExceptionIfNotOK();
            return OptionalLong.of(incarnation);
          }
        }
        return OptionalLong.empty();
      } finally {
        tensorflow.TF_DeleteDeviceList(devices);
      }
    }
  }

  /** A run of this session. */
  private final class Run implements GraphRun {
    private final RunOptions.Builder options;
    private final List<TF_Operation> fedOperations = new ArrayList<>();
    private final List<Integer> fedIndices = new ArrayList<>();
    private final List<TType> fed = new ArrayList<>();
    private final List<TF_Operation> targets = new ArrayList<>();
    private final List<TF_Operation> fetchedOperations = new ArrayList<>();
    private final List<Integer> fetchedIndices = new ArrayList<>();
    private @Nullable Consumer<RunMetadata> tracer;

    Run(RunOptions.Builder options) {
      this.options = options;
    }

    @Override
    @CanIgnoreReturnValue
    public GraphRun feed(Operand<?> operand, TType tensor) {
      fedOperations.add(operation(operand.asOutput().op().name()));
      fedIndices.add(operand.asOutput().index());
      fed.add(tensor);
      return this;
    }

    @Override
    @CanIgnoreReturnValue
    public GraphRun addTarget(Op op) {
      targets.add(operation(op.op().name()));
      return this;
    }

    @Override
    @CanIgnoreReturnValue
    public GraphRun fetch(Operand<TFloat32> operand) {
      fetchedOperations.add(operation(operand.asOutput().op().name()));
      fetchedIndices.add(operand.asOutput().index());
      return this;
    }

    @Override
    @CanIgnoreReturnValue
    public GraphRun traced(Consumer<RunMetadata> tracer) {
      this.tracer = tracer;
      options.setTraceLevel(RunOptions.TraceLevel.FULL_TRACE);
      return this;
    }

    @Override
    @CanIgnoreReturnValue
    public List<float[]> run() {
      try (PointerScope scope = new PointerScope()) {
        TF_Status status = TF_Status.newStatus();
        PointerPointer<TF_Tensor> inputs = new PointerPointer<>(fed.size());
        PointerPointer<TF_Tensor> outputs = new PointerPointer<>(fetchedOperations.size());
        List<TF_Tensor> created = new ArrayList<>();
        try {
          for (int i = 0; i < fed.size(); i++) {
            TF_Tensor tensor = copy(fed.get(i));
            created.add(tensor);
            inputs.put(i, tensor);
          }
          PointerPointer<TF_Operation> ran = new PointerPointer<>(targets.size());
          for (int i = 0; i < targets.size(); i++) {
            ran.put(i, targets.get(i));
          }
          @Nullable TF_Buffer metadata = tracer == null ? null : TF_Buffer.newBuffer();
          tensorflow.TF_SessionRun(
              session,
              buffer(options.build()),
              places(fedOperations, fedIndices),
              inputs,
              fed.size(),
              places(fetchedOperations, fetchedIndices),
              outputs,
              fetchedOperations.size(),
              ran,
              targets.size(),
              metadata,
              status);
          status.throwExceptionIfNotOK();
          List<float[]> values = new ArrayList<>();
          for (int i = 0; i < fetchedOperations.size(); i++) {
            TF_Tensor tensor = outputs.get(TF_Tensor.class, i);
            created.add(tensor);
            values.add(floats(tensor));
          }
          if (tracer != null && metadata != null) {
            tracer.accept(parse(metadata));
          }
          return values;
        } finally {
          created.forEach(tensorflow::TF_DeleteTensor);
        }
      }
    }

    private TF_Output places(List<TF_Operation> of, List<Integer> indices) {
      TF_Output places = new TF_Output(Math.max(1, of.size()));
      for (int i = 0; i < of.size(); i++) {
        places.position(i).oper(of.get(i)).index(indices.get(i));
      }
      return places.position(0);
    }
  }

  private static TF_Buffer buffer(Message message) {
    return TF_Buffer.newBufferFromString(message);
  }

  private static RunMetadata parse(TF_Buffer buffer) {
    try {
      return RunMetadata.parseFrom(buffer.copyData());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("TensorFlow's trace cannot be parsed", e);
    }
  }

  private synchronized TF_Operation operation(String name) {
    return operations.computeIfAbsent(
        name,
        n -> {
          TF_Operation operation = tensorflow.TF_GraphOperationByName(graph, n);
          if (operation == null || operation.isNull()) {
            throw new IllegalStateException("the graph of the session has no operation " + n);
          }
          return operation;
        });
  }

  /** A tensor of TensorFlow, which the caller deletes. */
  private static TF_Tensor copy(TType tensor) {
    byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
    tensor.asRawTensor().data().read(bytes);
    long[] dimensions = tensor.shape().asArray();
    TF_Tensor copy =
        tensorflow.TF_AllocateTensor(
            tensor.dataType().getNumber(), dimensions, dimensions.length, bytes.length);
    Pointer data = tensorflow.TF_TensorData(copy);
    if (bytes.length > 0) {
      new BytePointer(data).capacity(bytes.length).put(bytes);
    }
    return copy;
  }

  private static float[] floats(TF_Tensor tensor) {
    int size = Math.toIntExact(tensorflow.TF_TensorByteSize(tensor) / Float.BYTES);
    float[] values = new float[size];
    if (size > 0) {
      new FloatPointer(tensorflow.TF_TensorData(tensor)).capacity(size).get(values);
    }
    return values;
  }

  /** Releases the session. The server and the variables on it stay. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try (PointerScope scope = new PointerScope()) {
        TF_Status status = TF_Status.newStatus();
        // Failures are ignored: the session's server may have lost its cluster.
        tensorflow.TF_CloseSession(session, status);
        tensorflow.TF_DeleteSession(session, status);
      }
      tensorflow.TF_DeleteGraph(graph);
    }
  }
}
