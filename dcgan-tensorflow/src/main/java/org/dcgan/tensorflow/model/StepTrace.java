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
 * Where one training step's time went, as TensorFlow's own tracing saw it.
 *
 * @param operations in the order in which they started
 */
public record StepTrace(List<Operation> operations) {

  /** Copies. */
  public StepTrace {
    requireNonNull(operations, "operations");

    operations = ImmutableList.copyOf(operations);
  }

  /**
   * One operation's run.
   *
   * @param name what the engine calls it, for example {@code
   *     real/discriminator_convolution2/Conv2D}
   * @param type what ran, for example {@code _MklNativeConv2D}: TensorFlow may have put another
   *     operation, or several in one, in the place of what was drawn
   * @param device where
   * @param startMicros when its computation began, on TensorFlow's clock
   * @param micros how long it computed; operations of different threads overlap
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
   * @param model one of this engine's
   * @param source images of the model's shape
   * @param plan how to train
   * @return a trace a step; the first ones include what TensorFlow does but once
   * @throws IOException if images cannot be read
   * @throws IllegalArgumentException if the model is another engine's
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
