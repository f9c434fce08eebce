package org.dcgan.examples.studies;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.GuidedBackprop;
import org.dcgan.eval.inspect.InspectionReport;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.inspect.Memorization;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.examples.Example;
import org.dcgan.examples.OutputFolder;
import org.dcgan.examples.studies.RoomsFindings.Forgotten;
import org.dcgan.examples.studies.RoomsFindings.Judge;
import org.dcgan.examples.studies.RoomsFindings.Outcome;
import org.dcgan.examples.studies.RoomsFindings.Removal;
import org.dcgan.examples.studies.RoomsFindings.Share;
import org.dcgan.examples.studies.rooms.ArithmeticStudy;
import org.dcgan.examples.studies.rooms.ForgettingStudy;
import org.dcgan.examples.studies.rooms.RoomJudge;
import org.dcgan.examples.studies.rooms.RoomObject;
import org.dcgan.examples.studies.rooms.StudyCharts;
import org.dcgan.examples.studies.rooms.TurnStudy;
import org.dcgan.tensorflow.classifier.SupervisedNetwork;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures on drawn rooms what the paper's section 6 shows: trains a DCGAN on them, or loads one,
 * trains a judge on their truth, and asks it what is in samples before and after forgetting,
 * arithmetic and turning.
 */
@Command(
    name = "RoomsStudy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures forgetting, arithmetic and turning on drawn rooms, whose truth is known.")
public final class RoomsStudy implements Callable<Integer> {
  private static final double GOOD_JUDGE = 0.98;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "a model of rooms; without it one is trained, or goes on, in OUT/checkpoints")
  private @Nullable Path model;

  @Option(
      names = "--resolution",
      description = "of a model to be trained (default: ${DEFAULT-VALUE})")
  private int resolution = 64;

  @Option(names = "--width", description = "of a model to be trained (default: ${DEFAULT-VALUE})")
  private int width = 32;

  @Option(names = "--rooms", description = "to train on (default: ${DEFAULT-VALUE})")
  private int rooms = 20_000;

  @Option(names = "--epochs", description = "to train for (default: ${DEFAULT-VALUE})")
  private int epochs = 10;

  @Option(names = "--batch-size", description = "to train with (default: ${DEFAULT-VALUE})")
  private int batchSize = 32;

  @Option(
      names = "--judge-rooms",
      description = "drawn rooms that the judge learns from (default: ${DEFAULT-VALUE})")
  private int judgeRooms = RoomJudge.Options.DEFAULT.rooms();

  @Option(
      names = "--judge-epochs",
      description = "how often it sees them (default: ${DEFAULT-VALUE})")
  private int judgeEpochs = RoomJudge.Options.DEFAULT.plan().epochs();

  @Option(
      names = "--samples",
      description = "on which forgetting is measured (default: ${DEFAULT-VALUE})")
  private int samples = ForgettingStudy.Options.DEFAULT.samples();

  @Option(
      names = "--boxes",
      description = "a thing at most, found by the judge (default: ${DEFAULT-VALUE})")
  private int boxes = ForgettingStudy.Options.DEFAULT.maxBoxes();

  @Option(
      names = "--layer",
      description = "of the generator (default: its second-highest convolution)")
  private String layer = "";

  @Option(names = "--triples", description = "of concepts (default: ${DEFAULT-VALUE})")
  private int triples = ArithmeticStudy.Options.DEFAULT.triples();

  @Option(names = "--subjects", description = "that are turned (default: ${DEFAULT-VALUE})")
  private int subjects = TurnStudy.Options.DEFAULT.subjects();

  @Option(names = "--seed", description = "all chance comes from it (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where everything goes (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/rooms-study");

  /** A study with its defaults. */
  public RoomsStudy() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param model the model's folder
   * @param step how many steps it was trained for
   * @param judge how good the judge is
   * @param forgotten by what was forgotten
   * @param averaged arithmetic with three exemplars a concept
   * @param single arithmetic with one
   * @param pixels the same in pixels
   * @param baseline samples without arithmetic
   * @param angles of turned samples
   * @param monotonic whether their means grow at every step
   * @param turned samples whose angle grows from first to last
   * @param stepsUp steps of all samples that go up
   * @param degrees from first to last
   * @param largestJumpToMean of a walk
   * @param sampleDistance of samples to the nearest training images
   * @param trainingDistance of training images to the nearest others
   * @param report the page
   */
  public record Result(
      String model,
      long step,
      Judge judge,
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
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new RoomsStudy(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    try (Dcgan dcgan = model == null ? trained() : Dcgan.load(model)) {
      int side = dcgan.architecture().image().height();
      SampleGrids.legible(dcgan.sample(64, seed)).writePng(out.resolve("samples.png"));
      RoomJudge.Options options =
          new RoomJudge.Options(
              judgeRooms,
              RoomJudge.Options.DEFAULT.roomSeed(),
              RoomJudge.Options.DEFAULT.width(),
              new SupervisedNetwork.Plan(
                  judgeEpochs,
                  RoomJudge.Options.DEFAULT.plan().batchSize(),
                  RoomJudge.Options.DEFAULT.plan().learningRate(),
                  RoomJudge.Options.DEFAULT.plan().noise(),
                  seed));
      try (RoomJudge judge = RoomJudge.train(side, options, Progress.console())) {
        return study(dcgan, judge);
      }
    }
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
    Dcgan dcgan = Dcgan.builder().resolution(resolution).width(width).seed(seed).build();
    try (StopOnExit exit = StopOnExit.register()) {
      return OutputFolder.locked(
          out,
          () -> {
            dcgan.train(source, plan, exit.signal(), TrainingReport.into(out.resolve("training")));
            dcgan.save(out.resolve("model"));
            return dcgan;
          });
    } catch (IOException | RuntimeException e) {
      dcgan.close();
      throw e;
    }
  }

  private int study(Dcgan dcgan, RoomJudge judge) throws IOException {
    RoomJudge.Quality quality = judge.examine(2000, seed + 2002);
    InspectionReport report = InspectionReport.of("Inside a DCGAN of drawn rooms", dcgan);
    LatentWalk.Walk walk = LatentWalk.random(dcgan, LatentWalk.Options.DEFAULT);
    walk.writePng(out.resolve("walk.png"));
    walk.writeGif(out.resolve("walk.gif"));
    report.add(walk, out.resolve("walk.gif"));

    SyntheticRooms seen =
        SyntheticRooms.builder()
            .count(rooms)
            .resolution(dcgan.architecture().image().height())
            .seed(seed)
            .build();
    Memorization memorization = Memorization.of(dcgan, seen, 64, seed, Progress.console());
    memorization.writePng(out.resolve("nearest.png"));
    report.add(memorization);
    GuidedBackprop.Result guided =
        GuidedBackprop.of(dcgan, seen, GuidedBackprop.Options.DEFAULT, Progress.console());
    guided.writePng(out.resolve("guided.png"));
    report.add(guided);

    ArithmeticStudy.Result arithmetic =
        ArithmeticStudy.run(
            dcgan,
            judge,
            new ArithmeticStudy.Options(
                ArithmeticStudy.Options.DEFAULT.candidates(),
                triples,
                ArithmeticStudy.Options.DEFAULT.exemplars(),
                seed),
            Progress.console());
    arithmetic.example().writePng(out.resolve("arithmetic.png"));
    report.add(arithmetic.example());
    TurnStudy.Result turn =
        TurnStudy.run(
            dcgan,
            judge,
            new TurnStudy.Options(
                TurnStudy.Options.DEFAULT.candidates(),
                TurnStudy.Options.DEFAULT.exemplars(),
                subjects,
                TurnStudy.Options.DEFAULT.turn(),
                seed));
    turn.example().writePng(out.resolve("turn.png"));
    turn.example().writeGif(out.resolve("turn.gif"));
    StudyCharts.turn(turn, out.resolve("turn-angles.png"));
    report.add(turn.vector(), turn.example());

    Map<RoomObject, Forgotten> forgotten = new EnumMap<>(RoomObject.class);
    for (RoomObject thing : RoomObject.values()) {
      forgotten.put(thing, forget(dcgan, judge, thing, report));
    }
    Path page = out.resolve("inspection.html");
    report.write(page);
    ResultFile.write(
        out,
        new Result(
            String.valueOf(model == null ? out.resolve("model") : model),
            dcgan.step(),
            new Judge(Share.of(quality.right()), quality.angleError(), quality.boxOverlap()),
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
    System.out.println("judge right " + quality.right() + ", angle error " + quality.angleError());
    if (quality.right().values().stream().anyMatch(right -> right.share() < GOOD_JUDGE)) {
      System.out.println(
          "warning: the judge is right about less than 98 % of drawn rooms, and what it says of"
              + " samples is worth as much; give it more --judge-rooms or --judge-epochs");
    }
    return Example.summary(summary(forgotten.get(RoomObject.WINDOW), arithmetic, turn, page));
  }

  private Forgotten forget(Dcgan dcgan, RoomJudge judge, RoomObject thing, InspectionReport report)
      throws IOException {
    ForgettingStudy.Options defaults = ForgettingStudy.Options.DEFAULT;
    ForgettingStudy.Options options =
        new ForgettingStudy.Options(
            layer, defaults.boxed(), boxes, samples, defaults.shares(), defaults.controls(), seed);
    ForgettingStudy.Result result =
        ForgettingStudy.run(dcgan, judge, thing, options, Progress.console());
    result.boxes().write(out.resolve(thing + "-boxes.json"));
    result.boxes().writeSheet(dcgan, out.resolve(thing + "-boxes.png"));
    ForgetObjects.Comparison comparison =
        result.forgetting().compare(dcgan, dcgan.latents(16, seed + 3));
    comparison.writePng(out.resolve(thing + "-forgotten.png"));
    StudyCharts.forgetting(result, out.resolve(thing + "-forgetting.png"));
    report.add(thing + "s", comparison);
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
        100 * windows.before().get(RoomObject.WINDOW).share(),
        100 * all.after().get(RoomObject.WINDOW).share(),
        100 * all.control().get(RoomObject.WINDOW).share(),
        arithmetic.averaged().success(),
        arithmetic.single().success(),
        arithmetic.pixels().success(),
        turn.degrees(),
        turn.monotonic() ? "monotonic" : "not monotonic",
        page);
  }
}
