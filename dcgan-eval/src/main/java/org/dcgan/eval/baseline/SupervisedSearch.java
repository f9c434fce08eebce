package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apiguardian.api.API;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.internal.ImageBatches;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.classifier.Classifier;
import org.dcgan.tensorflow.classifier.ClassifierOptions;
import org.dcgan.training.AdamOptions;

/**
 * The paper's supervised baseline (section 5.2): the discriminator's architecture trained on labels
 * only, with hyperparameters from a random search. The validation error selects the best trial and
 * the best epoch of each trial.
 *
 * <p>Several processes may run the same search in one folder; each trial is run by one of them. An
 * interrupted trial is restarted, finished trials are kept. The result of a trial depends only on
 * the options, the images and the trial's index.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SupervisedSearch {
  private static final long WEIGHTS = 61;
  private static final long ORDER = 62;
  private static final int EVALUATION_BATCH_SIZE = 256;

  private final SearchOptions options;
  private final ImageSource training;
  private final ImageSource validation;
  private final RuntimeOptions runtime;

  /**
   * Creates a search.
   *
   * @param options the options of the search
   * @param training labeled images, at least 2, all of which are held in memory
   * @param validation labeled images of the same classes, at least 1
   * @param runtime precision, device and threads
   */
  public SupervisedSearch(
      SearchOptions options, ImageSource training, ImageSource validation, RuntimeOptions runtime) {
    requireNonNull(options, "options");
    requireNonNull(training, "training");
    requireNonNull(validation, "validation");
    requireNonNull(runtime, "runtime");

    this.options = options;
    this.training = training;
    this.validation = validation;
    this.runtime = runtime;
    checkArgument(
        training.size() >= 2 && validation.size() >= 1,
        "a search needs at least 2 training images and 1 validation image, got %s and %s",
        training.size(),
        validation.size());
    check(training);
    check(validation);
    checkArgument(
        training.classNames().equals(validation.classNames()),
        "training and validation images must have the same classes, got %s and %s",
        printable(training.classNames()),
        printable(validation.classNames()));
  }

  private void check(ImageSource source) {
    ImageShapes.require("the architecture", options.architecture().image(), source);
    checkArgument(
        source.classNames().size() >= 2,
        "supervised training needs images of at least 2 classes, but %s has the classes %s",
        printable(source.description()),
        printable(source.classNames()));
    for (int i = 0; i < source.size(); i++) {
      int label = source.label(i);
      checkArgument(
          label >= 0 && label < source.classNames().size(),
          "image %s of %s has no label; choose a source with labels",
          printable(source.name(i)),
          printable(source.description()));
    }
  }

  /**
   * Runs all trials that no other process has finished or is running.
   *
   * @param folder the folder of trials; created if it is missing
   * @param progress receives epochs
   * @return all finished trials, including those of other processes; missing ones are still being
   *     run by others
   * @throws IllegalStateException if the folder has trials of another search
   * @throws IOException if images cannot be read, or the folder cannot be read or written
   */
  public List<Trial> run(Path folder, ProgressListener progress) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(progress, "progress");

    TrialFolder trials = new TrialFolder(folder, options.staleAfter());
    trials.agreeOn(
        new SearchSettings(options, training.description(), validation.description()).encode());
    List<Pixels> images = new ArrayList<>();
    for (int number = 0; number < options.trials(); number++) {
      Optional<TrialFolder.Claim> claimed = trials.claim(number);
      if (claimed.isEmpty()) {
        continue;
      }
      try (TrialFolder.Claim claim = claimed.get()) {
        if (images.isEmpty()) {
          images = images();
        }
        Optional<Trial> trial = run(claim, images, progress);
        if (trial.isPresent()) {
          claim.finish(trial.get());
        }
      }
    }
    return trials.finished(options.trials());
  }

  /**
   * The trial with the lowest validation error, the first of equal ones.
   *
   * @param trials at least one
   * @return the best
   */
  public static Trial best(List<Trial> trials) {
    requireNonNull(trials, "trials");

    return trials.stream()
        .min(Comparator.comparingDouble(Trial::validationError))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the best trial needs at least one trial, got none; run the search first"));
  }

  /**
   * Repeats the training of a trial up to its best epoch and evaluates it on test images, which
   * must not have been used in the search.
   *
   * @param trial the trial, normally the best one
   * @param test labeled images of the same classes
   * @param progress receives epochs
   * @return the share of images that are classified wrongly, in [0, 1]
   * @throws IllegalArgumentException if the trial has no best epoch, or the test images have
   *     another shape, other classes or no labels
   * @throws IOException if an image cannot be read
   */
  public double testError(Trial trial, ImageSource test, ProgressListener progress)
      throws IOException {
    requireNonNull(trial, "trial");
    requireNonNull(test, "test");
    requireNonNull(progress, "progress");

    checkArgument(
        trial.bestEpoch() >= 1,
        "trial %s diverged before its first evaluation and cannot be repeated; choose another"
            + " trial",
        trial.number());
    check(test);
    checkArgument(
        training.classNames().equals(test.classNames()),
        "test images must have the classes of the training images, %s, got %s",
        printable(training.classNames()),
        printable(test.classNames()));
    List<Pixels> images = images();
    try (Classifier classifier = classifier(trial.number(), trial.hyperParameters());
        ProgressListener.Task task =
            progress.start("training the best trial again", trial.bestEpoch(), "epochs")) {
      for (int epoch = 1; epoch <= trial.bestEpoch(); epoch++) {
        double unused = epoch(classifier, trial.number(), trial.hyperParameters(), images, epoch);
        task.advance(1);
      }
      return error(classifier, test);
    }
  }

  /** Empty if another process has taken the trial over. */
  private Optional<Trial> run(
      TrialFolder.Claim claim, List<Pixels> images, ProgressListener progress) throws IOException {
    long began = System.nanoTime();
    int number = claim.trial();
    HyperParameters chosen = options.space().sample(options.seed(), number);
    double best = 1;
    int bestEpoch = 0;
    int evaluationsSince = 0;
    double loss = Double.NaN;
    int epoch = 0;
    Trial.Outcome outcome = Trial.Outcome.COMPLETED;
    String name = String.format(Locale.ROOT, "trial %d of %d", number + 1, options.trials());
    try (Classifier classifier = classifier(number, chosen);
        ProgressListener.Task task = progress.start(name, options.epochs(), "epochs")) {
      while (epoch < options.epochs() && outcome == Trial.Outcome.COMPLETED) {
        epoch++;
        loss = epoch(classifier, number, chosen, images, epoch);
        if (!Double.isFinite(loss)) {
          outcome = Trial.Outcome.DIVERGED;
        } else if (epoch % options.evaluateEvery() == 0 || epoch == options.epochs()) {
          double error = error(classifier, validation);
          evaluationsSince++;
          if (bestEpoch == 0 || error < best) {
            best = error;
            bestEpoch = epoch;
            evaluationsSince = 0;
          } else if (evaluationsSince >= options.patience() && epoch < options.epochs()) {
            outcome = Trial.Outcome.STOPPED_EARLY;
          }
          task.note(String.format(Locale.ROOT, "loss %.3f, error %.2f %%", loss, 100 * error));
        }
        task.advance(1);
        if (!claim.renew()) {
          return Optional.empty();
        }
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return Optional.of(new Trial(number, chosen, outcome, epoch, bestEpoch, best, loss, seconds));
  }

  private Classifier classifier(int number, HyperParameters chosen) {
    AdamOptions adam =
        new AdamOptions(
            chosen.learningRate(),
            chosen.beta1(),
            AdamOptions.DEFAULT.beta2(),
            AdamOptions.DEFAULT.epsilon(),
            chosen.l2());
    return new Classifier(
        new ClassifierOptions(
            options.architecture(),
            training.classNames().size(),
            batchSize(chosen),
            adam,
            chosen.dropout(),
            chosen.weightDeviation(),
            SeededRandom.hash(options.seed(), WEIGHTS, number)),
        runtime);
  }

  private int batchSize(HyperParameters chosen) {
    return Math.min(chosen.batchSize(), training.size());
  }

  /** One epoch in a random order, without the images of an incomplete last batch. */
  private double epoch(
      Classifier classifier, int number, HyperParameters chosen, List<Pixels> images, int epoch) {
    int batchSize = batchSize(chosen);
    int steps = images.size() / batchSize;
    int size = options.architecture().image().size();
    Permutation order = Permutation.of(images.size(), options.seed(), ORDER, number, epoch);
    byte[] batch = new byte[batchSize * size];
    int[] labels = new int[batchSize];
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      for (int i = 0; i < batchSize; i++) {
        int index = order.at(step * batchSize + i);
        System.arraycopy(images.get(index).data(), 0, batch, i * size, size);
        labels[i] = training.label(index);
      }
      double loss = classifier.train(batch, labels, 1);
      if (!Double.isFinite(loss)) {
        return loss;
      }
      sum += loss;
    }
    return sum / steps;
  }

  private static double error(Classifier classifier, ImageSource source) throws IOException {
    AtomicInteger wrong = new AtomicInteger();
    ImageBatches.forEach(
        source,
        EVALUATION_BATCH_SIZE,
        (first, images) -> {
          int[] found = classifier.classify(images);
          for (int i = 0; i < found.length; i++) {
            wrong.addAndGet(found[i] == source.label(first + i) ? 0 : 1);
          }
        });
    return wrong.get() / (double) source.size();
  }

  private List<Pixels> images() throws IOException {
    List<Pixels> images = new ArrayList<>();
    for (int i = 0; i < training.size(); i++) {
      images.add(training.read(i));
    }
    return images;
  }
}
