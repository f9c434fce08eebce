package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.image.ImageSource;
import org.dcgan.training.TrainingPlan;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/**
 * The run times of the operations of one training step, from TensorFlow's tracing.
 *
 * @param operations the operations in the order of their start
 */
public record StepTrace(List<Operation> operations) {

  /** Copies the list. */
  public StepTrace {
    requireNonNull(operations, "operations");

    operations = ImmutableList.copyOf(operations);
  }

  /**
   * The run of one operation.
   *
   * @param name the name in the graph, for example {@code real/discriminator_convolution2/Conv2D}
   * @param type the operation that ran, for example {@code _MklNativeConv2D}; TensorFlow may have
   *     replaced operations of the graph, or fused several into one
   * @param device the name of the device
   * @param startMicros the start of the computation in microseconds, on TensorFlow's clock
   * @param micros the duration in microseconds; operations of different threads overlap
   */
  public record Operation(String name, String type, String device, long startMicros, long micros) {
    /** Refuses null. */
    public Operation {
      requireNonNull(name, "name");
      requireNonNull(type, "type");
      requireNonNull(device, "device");
    }
  }

  /**
   * Trains a model and traces every step.
   *
   * @param model a model of this engine
   * @param source images of the model's shape
   * @param plan hyperparameters and length of the training
   * @return one trace for each step; the first ones include one-time work of TensorFlow
   * @throws IOException if images cannot be read
   * @throws IllegalArgumentException if the model belongs to another engine
   */
  public static List<StepTrace> record(Dcgan model, ImageSource source, TrainingPlan plan)
      throws IOException {
    requireNonNull(model, "model");
    requireNonNull(source, "source");
    requireNonNull(plan, "plan");

    checkArgument(
        model instanceof TensorFlowDcgan,
        "only models of the TensorFlow engine can be traced, got %s",
        model);
    List<StepTrace> traces = new ArrayList<>();
    ((TensorFlowDcgan) model).trace(source, plan, metadata -> traces.add(of(metadata)));
    return traces;
  }

  private static StepTrace of(RunMetadata metadata) {
    List<Operation> operations = new ArrayList<>();
    for (DeviceStepStats device : metadata.getStepStats().getDevStatsList()) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        operations.add(
            new Operation(
                node.getNodeName(),
                type(node),
                device.getDevice(),
                node.getAllStartMicros() + node.getOpStartRelMicros(),
                node.getOpEndRelMicros() - node.getOpStartRelMicros()));
      }
    }
    operations.sort(java.util.Comparator.comparingLong(Operation::startMicros));
    return new StepTrace(operations);
  }

  /** The label reads {@code name = Type(inputs)}. */
  private static String type(NodeExecStats node) {
    String label = node.getTimelineLabel();
    int from = label.indexOf(" = ");
    int to = label.indexOf('(', Math.max(0, from));
    return from < 0 || to < 0 ? label : label.substring(from + 3, to);
  }
}
