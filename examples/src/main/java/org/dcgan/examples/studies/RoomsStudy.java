package org.dcgan.examples.studies;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.inspect.Memorization;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.examples.Example;
import org.dcgan.examples.OutputFolder;
import org.dcgan.examples.PretrainedRooms;
import org.dcgan.examples.studies.RoomsFindings.ClassifierQuality;
import org.dcgan.examples.studies.RoomsFindings.Forgotten;
import org.dcgan.examples.studies.RoomsFindings.Outcome;
import org.dcgan.examples.studies.RoomsFindings.Removal;
import org.dcgan.examples.studies.RoomsFindings.Share;
import org.dcgan.examples.studies.rooms.ArithmeticStudy;
import org.dcgan.examples.studies.rooms.ForgettingStudy;
import org.dcgan.examples.studies.rooms.RoomClassifier;
import org.dcgan.examples.studies.rooms.RoomObject;
import org.dcgan.examples.studies.rooms.RoomSelection;
import org.dcgan.examples.studies.rooms.StudyCharts;
import org.dcgan.examples.studies.rooms.TurnStudy;
import org.dcgan.internal.CloseOnFailure;
import org.dcgan.tensorflow.classifier.SupervisedNetwork;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the paper's section 6 on procedural rooms: trains a DCGAN on them, or loads one, trains
 * a classifier on their ground truth, and classifies samples before and after forgetting,
 * arithmetic and turning.
 */
@Command(
    name = "RoomsStudy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures forgetting, arithmetic and turning on procedural rooms, whose ground truth is"
            + " known.")
public final class RoomsStudy implements Callable<Integer> {
  private static final double GOOD_CLASSIFIER = 0.98;

  /** Samples from which those for {@code LatentArithmetic} and {@code TurnSamples} are selected. */
  private static final int CHOICES = 1000;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "folder of a model of rooms; without it a model is trained, or its training resumed, in"
              + " OUT/checkpoints")
  private @Nullable Path model;

  @Option(
      names = "--pretrained",
      description = "study the pretrained model that comes with the examples")
  private boolean pretrained;

  @Option(
      names = "--resolution",
      description = "resolution of a new model in pixels (default: ${DEFAULT-VALUE})")
  private int resolution = 64;

  @Option(names = "--width", description = "width of a new model (default: ${DEFAULT-VALUE})")
  private int width = 32;

  @Option(
      names = "--rooms",
      description = "training images of a new model (default: ${DEFAULT-VALUE})")
  private int rooms = 20_000;

  @Option(names = "--epochs", description = "epochs of a new model (default: ${DEFAULT-VALUE})")
  private int epochs = 10;

  @Option(
      names = "--batch-size",
      description = "batch size of a new model (default: ${DEFAULT-VALUE})")
  private int batchSize = 32;

  @Option(
      names = "--classifier-rooms",
      description = "training images of the classifier (default: ${DEFAULT-VALUE})")
  private int classifierRooms = RoomClassifier.Options.DEFAULT.rooms();

  @Option(
      names = "--classifier-epochs",
      description = "epochs of the classifier (default: ${DEFAULT-VALUE})")
  private int classifierEpochs = RoomClassifier.Options.DEFAULT.plan().epochs();

  @Option(
      names = "--samples",
      description = "number of samples that forgetting is measured on (default: ${DEFAULT-VALUE})")
  private int samples = ForgettingStudy.Options.DEFAULT.samples();

  @Option(
      names = "--boxes",
      description =
          "maximum number of boxes per object, from the classifier (default: ${DEFAULT-VALUE})")
  private int boxes = ForgettingStudy.Options.DEFAULT.maxBoxes();

  @Option(
      names = "--layer",
      description = "layer of the generator (default: its second-highest convolution)")
  private String layer = "";

  @Option(names = "--triples", description = "number of expressions (default: ${DEFAULT-VALUE})")
  private int triples = ArithmeticStudy.Options.DEFAULT.triples();

  @Option(
      names = "--subjects",
      description = "number of turned samples (default: ${DEFAULT-VALUE})")
  private int subjects = TurnStudy.Options.DEFAULT.subjects();

  @Option(names = "--seed", description = "random seed (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "output folder (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/rooms-study");

  /** Creates the study with its defaults. */
  public RoomsStudy() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param step the number of steps that the model was trained for
   * @param classifier the accuracy of the classifier
   * @param forgotten the effect of forgetting each object
   * @param averaged arithmetic with three exemplars per concept
   * @param single arithmetic with one exemplar per concept
   * @param pixels arithmetic on pixels
   * @param baseline samples without arithmetic
   * @param angles the angles of turned samples
   * @param monotonic whether the mean angle increases at every step
   * @param turned the share of samples whose last angle is larger than their first
   * @param stepsUp the share of steps at which the angle increases
   * @param degrees the difference of the last and the first mean angle
   * @param largestJumpToMean a walk's largest change between frames relative to the mean
   * @param sampleDistance the mean distance of samples to the nearest training images
   * @param trainingDistance the mean distance of training images to the nearest others
   * @param report the file with the page
   */
  public record Result(
      String model,
      long step,
      ClassifierQuality classifier,
      Map<RoomObject, Forgotten> forgotten,
      Outcome averaged,
      Outcome single,
      Outcome pixels,
      Outcome baseline,
      List<TurnStudy.Angle> angles,
      boolean monotonic,
      Share turned,
      Share stepsUp,
      double degrees,
      double largestJumpToMean,
      double sampleDistance,
      double trainingDistance,
      Path report) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new RoomsStudy(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (pretrained && model != null) {
      throw new IllegalArgumentException(
          "--pretrained and --model contradict each other; leave out one of them");
    }
    if (!layer.isEmpty() && !pretrained && model == null) {
      var unused = ofNewModel().generatorFeatureLayer(layer);
    }
    try (Dcgan dcgan = open()) {
      if (!layer.isEmpty()) {
        var unused = dcgan.architecture().generatorFeatureLayer(layer);
      }
      int side = dcgan.architecture().image().height();
      SampleGrids.legible(dcgan.sample(64, seed)).writePng(out.resolve("samples.png"));
      RoomClassifier.Options options =
          new RoomClassifier.Options(
              classifierRooms,
              RoomClassifier.Options.DEFAULT.roomSeed(),
              RoomClassifier.Options.DEFAULT.width(),
              new SupervisedNetwork.Plan(
                  classifierEpochs,
                  RoomClassifier.Options.DEFAULT.plan().batchSize(),
                  RoomClassifier.Options.DEFAULT.plan().learningRate(),
                  RoomClassifier.Options.DEFAULT.plan().noise(),
                  seed));
      try (RoomClassifier classifier = RoomClassifier.train(side, options, Progress.console())) {
        return study(dcgan, classifier);
      }
    }
  }

  private Dcgan open() throws IOException {
    if (pretrained) {
      return PretrainedRooms.open();
    }
    return model == null ? trained() : Dcgan.load(model);
  }

  /** The name of the model in the result. */
  private String name() {
    if (pretrained) {
      return PretrainedRooms.NAME;
    }
    return String.valueOf(model == null ? out.resolve("model") : model);
  }

  private Architecture ofNewModel() {
    return Architecture.builder().resolution(resolution).width(width).build();
  }

  private Dcgan trained() throws IOException {
    SyntheticRooms source =
        SyntheticRooms.builder().count(rooms).resolution(resolution).seed(seed).build();
    TrainingPlan plan =
        TrainingPlan.builder()
            .epochs(epochs)
            .batchSize(batchSize)
            .seed(seed)
            .checkpoints(out.resolve("checkpoints"))
            .build();
    return CloseOnFailure.of(
        Dcgan.builder().architecture(ofNewModel()).seed(seed).build(),
        dcgan -> {
          try (StopOnExit exit = StopOnExit.register()) {
            return OutputFolder.locked(
                out,
                () -> {
                  dcgan.train(
                      source, plan, exit.signal(), TrainingReport.into(out.resolve("training")));
                  dcgan.save(out.resolve("model"));
                  return dcgan;
                });
          }
        });
  }

  private int study(Dcgan dcgan, RoomClassifier classifier) throws IOException {
    RoomClassifier.Quality quality = classifier.examine(2000, seed + 2002);
    StudyReport report = new StudyReport("Inside a DCGAN of procedural rooms", dcgan, out);
    LatentWalk.Walk walk = report.walk();
    SyntheticRooms seen =
        SyntheticRooms.builder()
            .count(rooms)
            .resolution(dcgan.architecture().image().height())
            .seed(seed)
            .build();
    Memorization memorization = report.memorization(seen, seed);
    report.guided(seen);

    ArithmeticStudy.Result arithmetic =
        ArithmeticStudy.run(
            dcgan,
            classifier,
            new ArithmeticStudy.Options(
                ArithmeticStudy.Options.DEFAULT.candidates(),
                triples,
                ArithmeticStudy.Options.DEFAULT.exemplars(),
                seed),
            Progress.console());
    arithmetic.example().writePng(out.resolve("arithmetic.png"));
    report.page().add(arithmetic.example());
    TurnStudy.Result turn =
        TurnStudy.run(
            dcgan,
            classifier,
            new TurnStudy.Options(
                TurnStudy.Options.DEFAULT.candidates(),
                TurnStudy.Options.DEFAULT.exemplars(),
                subjects,
                TurnStudy.Options.DEFAULT.turn(),
                seed));
    report.turn(turn.vector(), turn.example(), "turn");
    RoomSelection.select(dcgan, classifier, CHOICES, seed)
        .write(out.resolve(StudyReport.EXEMPLARS));
    StudyCharts.turn(turn, out.resolve("turn-angles.png"));

    Map<RoomObject, Forgotten> forgotten = new EnumMap<>(RoomObject.class);
    for (RoomObject object : RoomObject.values()) {
      forgotten.put(object, forget(dcgan, classifier, object, report));
    }
    Path page = report.write();
    ResultFile.write(
        out,
        new Result(
            name(),
            dcgan.step(),
            new ClassifierQuality(
                Share.of(quality.right()), quality.angleError(), quality.boxOverlap()),
            forgotten,
            Outcome.of(arithmetic.averaged()),
            Outcome.of(arithmetic.single()),
            Outcome.of(arithmetic.pixels()),
            Outcome.of(arithmetic.baseline()),
            turn.angles(),
            turn.monotonic(),
            Share.of(turn.turned()),
            Share.of(turn.everyStep()),
            turn.degrees(),
            walk.smoothness().ratio(),
            memorization.byPixels().meanDistance(),
            memorization.trainingDistance(),
            page));
    System.out.println(
        "classifier accuracy " + quality.right() + ", angle error " + quality.angleError());
    if (quality.right().values().stream().anyMatch(right -> right.share() < GOOD_CLASSIFIER)) {
      System.out.println(
          "warning: the classifier is right about less than 98 percent of procedural rooms, so its"
              + " predictions for samples are unreliable; raise --classifier-rooms or"
              + " --classifier-epochs");
    }
    return Example.summary(
        summary(requireNonNull(forgotten.get(RoomObject.WINDOW)), arithmetic, turn, page));
  }

  private Forgotten forget(
      Dcgan dcgan, RoomClassifier classifier, RoomObject object, StudyReport report)
      throws IOException {
    ForgettingStudy.Options defaults = ForgettingStudy.Options.DEFAULT;
    ForgettingStudy.Options options =
        new ForgettingStudy.Options(
            layer, defaults.boxed(), boxes, samples, defaults.shares(), defaults.controls(), seed);
    ForgettingStudy.Result result =
        ForgettingStudy.run(dcgan, classifier, object, options, Progress.console());
    result.boxes().write(out.resolve(object + "-boxes.json"));
    result.boxes().writeSheet(dcgan, out.resolve(object + "-boxes.png"));
    ForgetObjects.Comparison comparison =
        result.forgetting().compare(dcgan, dcgan.latents(16, seed + 3));
    comparison.writePng(out.resolve(object + "-forgotten.png"));
    StudyCharts.forgetting(result, out.resolve(object + "-forgetting.png"));
    report.page().add(object + "s", comparison);
    List<Removal> removals = new ArrayList<>();
    for (ForgettingStudy.Removal removal : result.removals()) {
      removals.add(
          new Removal(
              removal.share(),
              removal.removed(),
              Share.of(removal.after()),
              Share.of(removal.control())));
    }
    return new Forgotten(
        result.forgetting().layer().name(),
        result.boxes().boxes().size(),
        result.forgetting().accuracy(),
        Share.of(result.before()),
        removals);
  }

  private static String summary(
      Forgotten windows, ArithmeticStudy.Result arithmetic, TurnStudy.Result turn, Path page) {
    Removal all = windows.removals().get(0);
    return String.format(
        Locale.ROOT,
        "windows in %.1f %% of samples, %.1f %% after forgetting (%.1f %% with random maps"
            + " removed); lamp arithmetic succeeds in %s, with single exemplars %s, in pixels %s;"
            + " the turn is %.1f degrees, %s; see %s",
        percentOfWindows(windows.before()),
        percentOfWindows(all.after()),
        percentOfWindows(all.control()),
        arithmetic.averaged().success(),
        arithmetic.single().success(),
        arithmetic.pixels().success(),
        turn.degrees(),
        turn.monotonic() ? "monotonic" : "not monotonic",
        page);
  }

  private static double percentOfWindows(Map<RoomObject, Share> shares) {
    return 100 * requireNonNull(shares.get(RoomObject.WINDOW)).share();
  }
}
