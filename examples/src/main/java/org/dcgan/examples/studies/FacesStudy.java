package org.dcgan.examples.studies;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.eval.inspect.Concept;
import org.dcgan.eval.inspect.Expression;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.inspect.LogisticRegression;
import org.dcgan.eval.inspect.Memorization;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.inspect.TurnVector;
import org.dcgan.eval.inspect.VectorArithmetic;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.examples.BackgroundOption;
import org.dcgan.examples.Example;
import org.dcgan.examples.ModelAndOut;
import org.dcgan.examples.studies.FaceAttributes.Attribute;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Arithmetic with smiles and glasses on generated faces: fits logistic regressions on D's features
 * to real faces with known attributes, selects samples that show the attributes, and uses them for
 * vector arithmetic and turns.
 */
@Command(
    name = "FacesStudy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Selects samples of smiling faces, faces with glasses, men and women by"
            + " classifiers trained on real faces, and does vector arithmetic with them.")
@SuppressWarnings("EnumOrdinal") // columns of a table in the order of the constants
public final class FacesStudy implements Callable<Integer> {
  private static final int BLOCK = 64;

  /** Probabilities above YES or below NO count as labels of an attribute. */
  private static final double YES = 0.9;

  private static final double NO = 0.1;

  @Mixin private ModelAndOut files = new ModelAndOut("out/faces-study");

  @Mixin private BackgroundOption background = new BackgroundOption();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder of real faces, which are cropped to the model's size")
  private Path data = Path.of("");

  @Option(
      names = "--attributes",
      paramLabel = "FILE.csv",
      required = true,
      description =
          "table with the columns file, smiling, eyeglasses, male; probabilities in [0, 1]")
  private Path attributes = Path.of("");

  @Option(
      names = "--faces",
      description = "maximum number of real faces to learn from (default: ${DEFAULT-VALUE})")
  private int faces = 3000;

  @Option(
      names = "--candidates",
      description = "number of samples to select exemplars from (default: ${DEFAULT-VALUE})")
  private int candidates = 2000;

  @Option(names = "--exemplars", description = "exemplars per concept (default: ${DEFAULT-VALUE})")
  private int exemplars = Concept.DEFAULT_EXEMPLARS;

  @Option(
      names = "--turn",
      paramLabel = "FILE.json",
      description =
          "selected samples that look left and right, in the file that TurnSamples writes; the"
              + " attributes do not contain the direction")
  private @Nullable Path turn;

  /** Creates the study with its defaults. */
  public FacesStudy() {}

  /**
   * The accuracy of a classifier on unseen real faces.
   *
   * @param faces the number of faces
   * @param balancedAccuracy the mean of the accuracies on faces with and without the attribute
   */
  public record Quality(int faces, double balancedAccuracy) {}

  /**
   * The effect of arithmetic on an attribute: the rank of the attribute's score among the scores of
   * samples, in [0, 1]. The scores come from the classifiers that selected the exemplars, so this
   * is no independent measurement.
   *
   * @param before the rank of the last concept's average
   * @param after the rank of the result
   */
  public record Shift(double before, double after) {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param label the class of all samples, if the model is conditional
   * @param step the number of steps that the model was trained for
   * @param quality the accuracy of the classifiers
   * @param exemplars the numbers of the selected samples by concept
   * @param smile the effect of smiling woman - woman + man on the smile
   * @param glasses the effect of man with glasses - man + woman on the glasses
   * @param largestJumpToMean the walk's largest change between frames relative to the mean
   * @param sampleDistance the mean distance of samples to the nearest real faces
   * @param realDistance the mean distance of real faces to the nearest others
   * @param report the file with the page
   */
  public record Result(
      Path model,
      Optional<Integer> label,
      long step,
      Map<Attribute, Quality> quality,
      SampleSelection exemplars,
      Shift smile,
      Shift glasses,
      double largestJumpToMean,
      double sampleDistance,
      double realDistance,
      Path report) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new FacesStudy(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    files.requireNamed();
    if (faces < 10 || candidates < 1 || exemplars < 1) {
      throw new IllegalArgumentException(
          "--faces must be at least 10, --candidates and --exemplars at least 1, got "
              + faces
              + ", "
              + candidates
              + " and "
              + exemplars);
    }
    FaceAttributes table = FaceAttributes.read(attributes);
    try (Dcgan dcgan = files.open();
        Dataset real =
            ImageFolder.builder(data)
                .background(background.color())
                .open()
                .centerCropped(dcgan.architecture().image().height())) {
      // Resolved first, so that a file that does not fit is refused before minutes of learning.
      TurnVector leftToRight =
          turn == null ? null : vector(dcgan, selected(dcgan), "left", "right");
      return study(dcgan, real, table, leftToRight);
    }
  }

  private SampleSelection selected(Dcgan dcgan) throws IOException {
    SampleSelection selected = SampleSelection.read(requireNonNull(turn));
    selected.requireLabelOf(dcgan);
    return selected;
  }

  private int study(
      Dcgan dcgan, Dataset real, FaceAttributes table, @Nullable TurnVector leftToRight)
      throws IOException {
    Map<Attribute, Quality> quality = new EnumMap<>(Attribute.class);
    Map<Attribute, LogisticRegression> classifiers = learn(dcgan, real, table, quality);
    Latents latents = dcgan.latents(candidates, files.seed());
    Images samples = dcgan.generator().generate(latents);
    Features features = features(dcgan, samples);
    Map<Attribute, double[]> scores = new EnumMap<>(Attribute.class);
    classifiers.forEach((attribute, c) -> scores.put(attribute, c.scores(features)));
    SampleSelection choices = pick(scores);
    choices.write(files.out(StudyReport.EXEMPLARS));

    StudyReport report = new StudyReport("Inside a DCGAN of faces", dcgan, files.out());
    SampleGrids.legible(samples.slice(0, Math.min(64, candidates)))
        .writePng(files.out("samples.png"));
    Shift smile =
        calculate(
            dcgan,
            report,
            choices,
            classifiers,
            scores,
            Attribute.SMILING,
            "smiling-woman - woman + man",
            "smile.png");
    Shift glasses =
        calculate(
            dcgan,
            report,
            choices,
            classifiers,
            scores,
            Attribute.EYEGLASSES,
            "man-with-glasses - man + woman",
            "glasses.png");
    LatentWalk.Walk walk = report.walk();
    turn(dcgan, report, vector(dcgan, choices, "woman", "smiling-woman"), "turn-smile");
    turn(dcgan, report, vector(dcgan, choices, "woman", "man"), "turn-man");
    if (leftToRight != null) {
      turn(dcgan, report, leftToRight, "turn");
    }
    report.guided(real);
    Memorization memorization = report.memorization(real, files.seed());
    Path page = report.write();
    ResultFile.write(
        files.out(),
        new Result(
            files.model(),
            files.label(),
            dcgan.step(),
            quality,
            choices,
            smile,
            glasses,
            walk.smoothness().ratio(),
            memorization.byPixels().meanDistance(),
            memorization.trainingDistance(),
            page));
    return Example.summary(
        String.format(
            Locale.ROOT,
            "smile's rank %.2f before and %.2f after arithmetic, glasses' %.2f and %.2f; see %s",
            smile.before(),
            smile.after(),
            glasses.before(),
            glasses.after(),
            page));
  }

  private Map<Attribute, LogisticRegression> learn(
      Dcgan dcgan, Dataset real, FaceAttributes table, Map<Attribute, Quality> quality)
      throws IOException {
    Permutation order = Permutation.of(real.size(), files.seed());
    List<Pixels> pixels = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < real.size() && rows.size() < faces; i++) {
      String name = real.name(order.at(i));
      double[] row = table.of(name);
      if (row != null) {
        try {
          pixels.add(real.read(order.at(i)));
          rows.add(row);
        } catch (UnreadableImageException e) {
          // Skipped; the next face takes its place.
        }
      }
    }
    if (rows.size() < 10) {
      throw new IOException(
          attributes
              + " names "
              + rows.size()
              + " of the images in "
              + data
              + ", expected at least 10; check that the table belongs to the images");
    }
    Features features = features(dcgan, Images.of(pixels));
    Map<Attribute, LogisticRegression> classifiers = new EnumMap<>(Attribute.class);
    for (Attribute attribute : Attribute.values()) {
      classifiers.put(attribute, learn(features, rows, attribute, quality));
    }
    return classifiers;
  }

  /** Fits a regression to 80 % of the faces with a clear label and tests it on the others. */
  private static LogisticRegression learn(
      Features features,
      List<double[]> rows,
      Attribute attribute,
      Map<Attribute, Quality> quality) {
    int cut = features.count() * 4 / 5;
    List<Integer> training = new ArrayList<>();
    List<Integer> heldOut = new ArrayList<>();
    for (int i = 0; i < features.count(); i++) {
      double p = rows.get(i)[attribute.ordinal()];
      if (p > YES || p < NO) {
        (i < cut ? training : heldOut).add(i);
      }
    }
    float[] flat = new float[training.size() * features.dim()];
    boolean[] positive = new boolean[training.size()];
    for (int i = 0; i < positive.length; i++) {
      System.arraycopy(features.row(training.get(i)), 0, flat, i * features.dim(), features.dim());
      positive[i] = rows.get(training.get(i))[attribute.ordinal()] > YES;
    }
    LogisticRegression fitted =
        LogisticRegression.fit(
            Features.of(features.dim(), java.nio.FloatBuffer.wrap(flat)),
            positive,
            new LogisticRegression.Options(1e-3, 1e-4, 300));
    int[] right = new int[2];
    int[] all = new int[2];
    for (int i : heldOut) {
      int truth = rows.get(i)[attribute.ordinal()] > YES ? 1 : 0;
      all[truth]++;
      right[truth] += (fitted.score(features.row(i)) > 0 ? 1 : 0) == truth ? 1 : 0;
    }
    quality.put(
        attribute,
        new Quality(heldOut.size(), ((double) right[0] / all[0] + (double) right[1] / all[1]) / 2));
    return fitted;
  }

  private static Features features(Dcgan dcgan, Images images) {
    FeatureExtractor extractor = dcgan.discriminator().features();
    float[] rows = new float[Math.multiplyExact(images.count(), extractor.dimension())];
    try (ProgressListener.Task task =
        Progress.console().start("features", images.count(), "images")) {
      for (int from = 0; from < images.count(); from += BLOCK) {
        int to = Math.min(images.count(), from + BLOCK);
        var block = extractor.extract(images.slice(from, to)).data();
        block.get(rows, from * extractor.dimension(), block.remaining());
        task.advance(to - from);
      }
    }
    return Features.of(extractor.dimension(), java.nio.FloatBuffer.wrap(rows));
  }

  /** Selects for each concept the samples whose worst rank over all attributes is highest. */
  private SampleSelection pick(Map<Attribute, double[]> scores) {
    Map<String, int[]> wanted = new LinkedHashMap<>();
    // smiling, eyeglasses, male: 1 with, -1 without
    wanted.put("smiling-woman", new int[] {1, -1, -1});
    wanted.put("woman", new int[] {-1, -1, -1});
    wanted.put("man", new int[] {-1, -1, 1});
    wanted.put("man-with-glasses", new int[] {-1, 1, 1});
    SampleSelection choices =
        new SampleSelection(
            files.seed(),
            candidates,
            files.label().map(OptionalInt::of).orElse(OptionalInt.empty()),
            Map.of());
    for (Map.Entry<String, int[]> concept : wanted.entrySet()) {
      double[] fit = new double[candidates];
      for (int i = 0; i < candidates; i++) {
        fit[i] = 1;
        for (Attribute attribute : Attribute.values()) {
          double[] all = requireNonNull(scores.get(attribute));
          double rank = rank(all, all[i]);
          boolean with = concept.getValue()[attribute.ordinal()] > 0;
          fit[i] = Math.min(fit[i], with ? rank : 1 - rank);
        }
      }
      choices = choices.with(concept.getKey(), SampleSelection.highest(fit, exemplars));
    }
    return choices;
  }

  private static double rank(double[] scores, double score) {
    return (double) Arrays.stream(scores).filter(s -> s < score).count() / scores.length;
  }

  private Shift calculate(
      Dcgan dcgan,
      StudyReport report,
      SampleSelection choices,
      Map<Attribute, LogisticRegression> classifiers,
      Map<Attribute, double[]> scores,
      Attribute attribute,
      String expression,
      String file)
      throws IOException {
    VectorArithmetic.Result result =
        VectorArithmetic.evaluate(
            dcgan,
            Expression.parse(expression, name -> choices.concept(dcgan, name)),
            VectorArithmetic.Options.DEFAULT);
    result.writePng(files.out(file));
    report.page().add(result);
    int last = result.means().count() - 1;
    Features both =
        features(
            dcgan,
            Images.concat(
                List.of(result.means().slice(last, last + 1), result.images().slice(0, 1))));
    double[] ofSamples = requireNonNull(scores.get(attribute));
    LogisticRegression classifier = requireNonNull(classifiers.get(attribute));
    return new Shift(
        rank(ofSamples, classifier.score(both.row(0))),
        rank(ofSamples, classifier.score(both.row(1))));
  }

  private static TurnVector vector(Dcgan dcgan, SampleSelection choices, String from, String to) {
    return TurnVector.between(choices.concept(dcgan, from), choices.concept(dcgan, to));
  }

  private void turn(Dcgan dcgan, StudyReport report, TurnVector vector, String name)
      throws IOException {
    TurnVector.Turn turned =
        vector.apply(
            dcgan,
            dcgan.latents(6, files.seed() + 1),
            new TurnVector.Options(9, -1, 1, SamplingOptions.DEFAULT));
    report.turn(vector, turned, name);
  }
}
