package org.dcgan.tensorflow;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.dcgan.Cluster;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ImageActivation;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.tensorflow.cluster.WorkerVariables;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.TestImages;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.Augmentation;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.UpdateSchedule;

/** A process of a cluster on the loopback interface. */
public final class ClusterWorker {
  /** An epsilon that keeps updates smooth in the gradient, so that rounding stays rounding. */
  static final AdamOptions SMOOTH = new AdamOptions(0.001, 0.5, 0.9, 1e-2, 0);

  /** The exit code of a training that another worker has stopped. */
  static final int STOPPED = 75;

  /** The name of the property with the host of all workers. */
  static final String HOST_PROPERTY = "cluster.host";

  private static final String HOST = System.getProperty(HOST_PROPERTY, "localhost");

  static final int BATCH_SIZE = 12;
  static final int STEPS = 20;
  static final ImageSource IMAGES = TestImages.noise(48, new ImageShape(16, 16, 3));

  /** The alternating schedule, with labels and every setting of the authors' MNIST networks. */
  private static final String CONDITIONAL = "CONDITIONAL";

  private ClusterWorker() {}

  /** What a process is asked to do. */
  record Task(List<Integer> ports, int index, Duration timeout, Path folder) {
    List<Object> arguments(String... more) {
      List<Object> arguments =
          new ArrayList<>(
              List.of(
                  String.join(",", ports.stream().map(String::valueOf).toList()),
                  index,
                  timeout,
                  folder));
      arguments.addAll(List.of(more));
      return arguments;
    }

    Optional<Cluster> cluster() {
      return ports.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Cluster.of(ports.stream().map(p -> HostAndPort.fromParts(HOST, p)).toList(), index)
                  .withTimeout(timeout));
    }
  }

  public static void main(String... arguments) {
    try {
      List<Integer> ports = Arrays.stream(arguments[0].split(",")).map(Integer::parseInt).toList();
      Task task =
          new Task(
              ports,
              Integer.parseInt(arguments[1]),
              Duration.parse(arguments[2]),
              Path.of(arguments[3]));
      if (arguments[4].equals("exact-conditional")) {
        train(task, CONDITIONAL_CASE, Precision.FLOAT32);
      } else if (arguments[4].equals("exact")) {
        exact(task);
      } else if (arguments[4].equals("bfloat16")) {
        train(task, BFLOAT16_CASE, Precision.BFLOAT16);
      } else if (arguments[4].equals("series")) {
        series(task);
      } else if (arguments[4].equals("stop-and-repeat")) {
        stopAndRepeat(task);
      } else {
        String outcome = run(task, Integer.parseInt(arguments[5]), arguments[6]);
        System.out.println(outcome);
        if (outcome.startsWith("STOPPED")) {
          System.exit(STOPPED);
        }
      }
    } catch (Exception e) {
      System.out.println(e);
      System.out.flush();
      System.exit(1);
    }
  }

  /** The parts of a series of trainings, each of which has a folder. */
  static final String EXACT = "exact";

  static final String ROLL_BACK = "roll-back";
  static final String WHOLE = "whole";
  static final String DECAY = "decay";

  /** The number of steps of {@link #WHOLE}. */
  static final int WHOLE_STEPS = 18;

  /** The file with the outcome of {@link #ROLL_BACK} and of {@link #DECAY}. */
  static final String OUTCOME = "outcome";

  /** A part of a series of trainings. */
  static Task part(Task task, String name) {
    return new Task(task.ports(), task.index(), task.timeout(), task.folder().resolve(name));
  }

  /** Trains several times, one after the other. */
  private static void series(Task task) throws IOException {
    for (String name : List.of(EXACT, ROLL_BACK, WHOLE, DECAY)) {
      Files.createDirectories(part(task, name).folder());
    }
    exact(part(task, EXACT));
    Task rollBack = part(task, ROLL_BACK);
    Files.writeString(rollBack.folder().resolve(OUTCOME), rollBack(rollBack));
    System.out.println(run(part(task, WHOLE), WHOLE_STEPS, "plain"));
    Task decay = part(task, DECAY);
    Files.writeString(decay.folder().resolve(OUTCOME), decay(decay));
  }

  private static TrainingPlan.Builder plan(UpdateSchedule schedule) {
    return TrainingPlan.builder()
        .steps(STEPS)
        .batchSize(BATCH_SIZE)
        .samplesPerEpoch(2)
        .schedule(schedule)
        .adam(SMOOTH);
  }

  /** The cases of the comparison with one machine. */
  static Map<String, TrainingPlan> cases() {
    Map<String, TrainingPlan> cases = new LinkedHashMap<>();
    cases.put(
        "SIMULTANEOUS",
        plan(UpdateSchedule.SIMULTANEOUS).augmentation(Augmentation.DIFF_AUGMENT).build());
    cases.put(
        "SEQUENTIAL",
        plan(UpdateSchedule.SEQUENTIAL)
            .instanceNoise(new InstanceNoise(0.1, 3))
            .labels(DiscriminatorLabels.DEFAULT.withReal(0.9).withFlips(0.3))
            .build());
    cases.putAll(CONDITIONAL_CASE);
    return cases;
  }

  /** The case in which three processes are compared in the build. */
  static final Map<String, TrainingPlan> CONDITIONAL_CASE =
      Map.of(CONDITIONAL, plan(UpdateSchedule.ALTERNATING).discriminatorEmaDecay(0.8).build());

  /** The case of the comparison in bfloat16. */
  static final Map<String, TrainingPlan> BFLOAT16_CASE =
      Map.of("BFLOAT16", plan(UpdateSchedule.SIMULTANEOUS).build());

  private static Dcgan.Builder model(Task task, Precision precision) {
    Dcgan.Builder builder = Models.builder().threads(1).precision(precision);
    task.cluster().ifPresent(builder::cluster);
    return builder;
  }

  /** Trains all cases; writes the variables after the first and the last step, and the losses. */
  static void exact(Task task) throws IOException {
    train(task, cases(), Precision.FLOAT32);
  }

  static void train(Task task, Map<String, TrainingPlan> cases, Precision precision)
      throws IOException {
    for (Map.Entry<String, TrainingPlan> entry : cases.entrySet()) {
      boolean conditional = entry.getKey().equals(CONDITIONAL);
      Dcgan.Builder builder =
          conditional
              ? Dcgan.builder().threads(1).precision(precision).architecture(conditional())
              : model(task, precision);
      if (conditional) {
        task.cluster().ifPresent(builder::cluster);
      }
      try (TensorFlowDcgan model = (TensorFlowDcgan) builder.build()) {
        Map<String, float[]> losses = new LinkedHashMap<>();
        List<Float> values = new ArrayList<>();
        TrainingListener listener =
            afterSteps(
                end -> {
                  values.add((float) end.losses().discriminator());
                  values.add((float) end.losses().generator());
                  if (end.step() == 1) {
                    write(task, entry.getKey() + "-1", Models.state(model));
                  }
                });
        model.train(conditional ? labeled() : IMAGES, entry.getValue(), listener);
        write(task, entry.getKey() + "-" + STEPS, Models.state(model));
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
          array[i] = values.get(i);
        }
        losses.put("losses", array);
        write(task, entry.getKey() + "-losses", losses);
      }
    }
  }

  private static Architecture conditional() {
    return Architecture.builder()
        .resolution(16)
        .width(4)
        .latentDim(8)
        .classes(3)
        .generatorHidden(6)
        .discriminatorHidden(6)
        .gainAndBias(false)
        .imageActivation(ImageActivation.SIGMOID)
        .build();
  }

  private static ImageSource labeled() {
    return TestImages.noise(48, new ImageShape(16, 16, 3)).withClasses("a", "b", "c");
  }

  private static TrainingListener afterSteps(Consumer<TrainingEvent.StepEnd> work) {
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.StepEnd end) {
          work.accept(end);
        }
      }
    };
  }

  private static TrainingListener atEpochs(Runnable work) {
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.EpochEnd) {
          work.run();
        }
      }
    };
  }

  /** A plan with checkpoints every few steps. */
  static TrainingPlan.Builder plan(Path folder, int steps) {
    return TrainingPlan.builder()
        .steps(steps)
        .batchSize(BATCH_SIZE)
        .samplesPerEpoch(2)
        .seed(1)
        .checkpoints(CheckpointPolicy.builder(folder.resolve("run")).everySteps(5).build());
  }

  /** The model of {@link #plan(Path, int)}, on one machine. */
  static Dcgan.Builder alone() {
    return model(new Task(List.of(), 0, Cluster.DEFAULT_TIMEOUT, Path.of("")), Precision.FLOAT32);
  }

  /** Trains, and resumes what is there. The variants concern worker 1. */
  private static String run(Task task, int steps, String variant) throws IOException {
    TrainingPlan.Builder plan = plan(task.folder(), steps);
    ImageSource images = IMAGES;
    if (task.index() == 1 && variant.equals("different")) {
      plan.seed(2);
      images =
          TestImages.filled(48, new ImageShape(16, 16, 3), i -> i)
              .withDescription(IMAGES.description());
    } else if (task.index() == 1 && variant.equals("drift")) {
      images = drifting(task);
    } else if (task.index() == 1 && variant.equals("stuck-source")) {
      images = stuck();
    }
    Dcgan.Builder builder = model(task, Precision.FLOAT32);
    try (StopOnExit exit = StopOnExit.register();
        TensorFlowDcgan model = (TensorFlowDcgan) builder.build()) {
      StopSignal stop = exit.signal();
      Path progress = task.folder().resolve("progress");
      TrainingSummary summary =
          model.train(
              images,
              plan.build(),
              stop,
              afterSteps(end -> write(progress, end.step())),
              atEpochs(
                  () -> {
                    if (variant.equals("stuck-listener")) {
                      waitForever();
                    }
                  }));
      write(task, "final", Models.state(model));
      return summary.outcome() + " at step " + summary.step();
    }
  }

  /**
   * Images of which one that is read after the training has begun changes a weight of this worker,
   * as a defect of its memory would. The images themselves are those of the other workers.
   */
  private static ImageSource drifting(Task task) {
    int fingerprint = 16; // images that are read before
    AtomicInteger reads = new AtomicInteger();
    ParameterSpec weight =
        Models.builder().build().architecture().discriminatorLayers().get(0).parameters().get(0);
    return TestImages.of(
            IMAGES.size(),
            IMAGES.shape(),
            index -> {
              if (reads.incrementAndGet() == fingerprint + 6) {
                WorkerVariables.fill(task.ports().get(1), 1, weight.name(), weight.shape(), 0.125f);
              }
              return IMAGES.read(index);
            })
        .withDescription(IMAGES.description());
  }

  /**
   * Trains a D that becomes too strong at once, so that the sentinel goes back to a checkpoint
   * twice and then gives up.
   */
  private static String rollBack(Task task) throws IOException {
    AdamOptions still = AdamOptions.DEFAULT.toBuilder().learningRate(1e-12).build();
    AdamOptions strong = AdamOptions.DEFAULT.toBuilder().learningRate(5e-3).build();
    TrainingPlan plan =
        TrainingPlan.builder()
            .steps(200)
            .batchSize(BATCH_SIZE)
            .samplesPerEpoch(2)
            .generatorAdam(still)
            .discriminatorAdam(strong)
            .checkpoints(
                CheckpointPolicy.builder(task.folder().resolve("run")).everySteps(3).build())
            .sentinel(
                SentinelPolicy.builder()
                    .onEverything(SentinelPolicy.Action.IGNORE)
                    .on(SentinelPolicy.Trouble.DISCRIMINATOR_WINS, SentinelPolicy.Action.ROLL_BACK)
                    .dominance(0.08, 6)
                    .maxRollBacks(2)
                    .build())
            .build();
    ImageSource squares = TestImages.squares(48, new ImageShape(16, 16, 3));
    List<String> backs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void on(TrainingEvent event) {
            if (event instanceof TrainingEvent.RolledBack back) {
              backs.add(back.from() + " to " + back.to() + " in stream " + back.stream());
            }
          }
        };
    try (TensorFlowDcgan model = (TensorFlowDcgan) model(task, Precision.FLOAT32).build()) {
      TrainingSummary summary = model.train(squares, plan, listener);
      write(task, "final", Models.state(model));
      return summary.outcome() + " at step " + summary.step() + ", went back from " + backs;
    }
  }

  /** Trains for 20 s, with and without an interruption after the length was fixed. */
  private static String decay(Task task) throws IOException {
    TrainingPlan whole =
        TrainingPlan.builder()
            .duration(Duration.ofSeconds(20))
            .decay(0.5)
            .batchSize(BATCH_SIZE)
            .samplesPerEpoch(2)
            .build();
    TrainingPlan saved = whole.toBuilder().checkpoints(task.folder().resolve("run")).build();
    return String.join(
        ", ",
        byTime(task, "whole", whole, 0),
        byTime(task, "stopped", saved, 13),
        byTime(task, "resumed", saved, 0));
  }

  /** A step takes 1 s by the clock of worker 0; that of the others stands still. */
  private static String byTime(Task task, String name, TrainingPlan plan, long stopAt)
      throws IOException {
    AtomicLong nanos = new AtomicLong();
    StopSignal stop = new StopSignal();
    TrainingListener listener =
        afterSteps(
            end -> {
              nanos.addAndGet(Duration.ofSeconds(1).toNanos());
              if (end.step() == stopAt) {
                stop.request();
              }
            });
    try (TensorFlowDcgan model = (TensorFlowDcgan) model(task, Precision.FLOAT32).build()) {
      TrainingSummary summary = model.trainBy(nanos::get, IMAGES, plan, stop, listener);
      write(task, name, Models.state(model));
      return summary.outcome() + " at step " + summary.step();
    }
  }

  /** Trains twice; the first training is asked to end while it waits for the other workers. */
  private static void stopAndRepeat(Task task) throws IOException {
    TrainingPlan plan = plan(UpdateSchedule.SIMULTANEOUS).build();
    try (TensorFlowDcgan model = (TensorFlowDcgan) model(task, Precision.FLOAT32).build()) {
      StopSignal stop = new StopSignal();
      stop.request();
      TrainingSummary summary = model.train(IMAGES, plan, stop);
      System.out.println(summary.outcome() + " at step " + summary.step());
      TrainingSummary unused = model.train(IMAGES, plan);
    }
  }

  /**
   * The images of a worker whose source is stuck after a few steps, and which looks like others.
   */
  private static ImageSource stuck() {
    AtomicInteger reads = new AtomicInteger();
    return TestImages.of(
            IMAGES.size(),
            IMAGES.shape(),
            index -> {
              if (reads.incrementAndGet() > 100) {
                waitForever();
              }
              return IMAGES.read(index);
            })
        .withDescription(IMAGES.description());
  }

  private static void waitForever() {
    Uninterruptibles.awaitUninterruptibly(new CountDownLatch(1));
  }

  private static void write(Path file, long step) {
    try {
      Files.writeString(file, String.valueOf(step));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path file(Task task, String name) {
    return task.folder().resolve(name + "-of-" + task.index());
  }

  private static void write(Task task, String name, Map<String, float[]> values) {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file(task, name)))) {
      out.writeInt(values.size());
      for (Map.Entry<String, float[]> entry : values.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().length);
        for (float value : entry.getValue()) {
          out.writeFloat(value);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, float[]> read(Task task, String name) throws IOException {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (DataInputStream in =
        new DataInputStream(
            new java.io.BufferedInputStream(Files.newInputStream(file(task, name))))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String key = in.readUTF();
        float[] array = new float[in.readInt()];
        for (int j = 0; j < array.length; j++) {
          array[j] = in.readFloat();
        }
        values.put(key, array);
      }
    }
    return values;
  }
}
