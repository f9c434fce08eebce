package org.dcgan.benchmarks;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.SvmFit;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.FeatureLayout;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.tensorflow.AuthorsRelease;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the SVM with liblinear-java on the same features: 7,168 features of CIFAR-10 images from
 * the authors' SVHN discriminator. The two run one after the other.
 */
@Command(name = "SvmBenchmark", mixinStandardHelpOptions = true)
public final class SvmBenchmark implements Callable<Integer> {
  @Option(
      names = "--authors",
      required = true,
      description = "folder with the authors' released SVHN model")
  private Path authors = Path.of("");

  @Option(
      names = "--cifar10",
      required = true,
      description = "folder with the binary version of CIFAR-10")
  private Path cifar10 = Path.of("");

  @Option(names = "--rows", description = "number of images (default: ${DEFAULT-VALUE})")
  private int rows = 10_000;

  @Option(names = "--c", description = "the SVM's C (default: ${DEFAULT-VALUE})")
  private double c = 1e-3;

  @Option(
      names = "--solvers",
      split = ",",
      description =
          "liblinear's solvers: 1 is the dual, as in scikit-learn, 2 the primal (default:"
              + " ${DEFAULT-VALUE})")
  private int[] solvers = {2, 1};

  @Option(
      names = "--tolerances",
      split = ",",
      description = "liblinear's tolerances, one for each solver (default: ${DEFAULT-VALUE})")
  private double[] tolerances = {1e-3, 1e-2};

  /** Each is measured so often, and the best time of each is compared. */
  private static final int ROUNDS = 3;

  /** Creates the benchmark with its defaults. */
  public SvmBenchmark() {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    System.exit(new CommandLine(new SvmBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    System.out.println(Machine.here().describe() + ", load " + Machine.load());
    FeatureTable table = features();
    double ours = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      SvmFit fit = L2Svm.train(table, c, SvmOptions.DEFAULT);
      double seconds = fit.duration().toNanos() / 1e9;
      ours = Math.min(ours, seconds);
      System.out.printf(
          Locale.ROOT,
          "ours, C %s: %.2f s, objective %.6f, gap %.1e, %d steps, %d passes%n",
          c,
          seconds,
          fit.objective(),
          fit.gap(),
          fit.newtonSteps(),
          fit.passes());
    }
    Problem problem = problem(table);
    Linear.disableDebugOutput();
    for (int i = 0; i < solvers.length; i++) {
      double theirs = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        long began = System.nanoTime();
        Model model =
            Linear.train(
                problem,
                new Parameter(SolverType.getById(solvers[i]), c, tolerances[i], 1000, 0.1));
        double seconds = (System.nanoTime() - began) / 1e9;
        theirs = Math.min(theirs, seconds);
        System.out.printf(
            Locale.ROOT,
            "liblinear, solver %d, tolerance %s: %.2f s, objective %.6f%n",
            solvers[i],
            tolerances[i],
            seconds,
            objective(problem, model));
      }
      System.out.printf(
          Locale.ROOT, "the best of %d takes %.1f times as long as ours%n", ROUNDS, theirs / ours);
    }
    return 0;
  }

  private FeatureTable features() throws IOException {
    FeatureOptions options = new FeatureOptions(BatchNormMode.POPULATION, FeatureLayout.CHW);
    try (Dataset images = Cifar10.train(cifar10).take(rows);
        Dcgan dcgan = AuthorsRelease.svhn(authors, RuntimeOptions.DEFAULT)) {
      dcgan.gatherStatistics(images, 128);
      return FeatureExtraction.by(dcgan.discriminator().features(options)).read(images);
    }
  }

  private static Problem problem(FeatureTable table) throws IOException {
    Problem problem = new Problem();
    problem.l = table.rows();
    problem.n = table.columns() + 1;
    problem.bias = 1;
    problem.x = new Feature[problem.l][];
    problem.y = Arrays.stream(table.labels()).asDoubleStream().toArray();
    for (int i = 0; i < problem.l; i++) {
      float[] row = table.row(i);
      Feature[] nodes = new Feature[row.length + 1];
      for (int j = 0; j < row.length; j++) {
        nodes[j] = new FeatureNode(j + 1, row[j]);
      }
      nodes[row.length] = new FeatureNode(row.length + 1, 1);
      problem.x[i] = nodes;
    }
    return problem;
  }

  private double objective(Problem problem, Model model) {
    double[] w = model.getFeatureWeights();
    int classes = model.getNrClass();
    double sum = Arrays.stream(w).map(weight -> weight * weight / 2).sum();
    double[] scores = new double[classes];
    for (int i = 0; i < problem.l; i++) {
      Arrays.fill(scores, 0);
      for (Feature node : problem.x[i]) {
        for (int k = 0; k < classes; k++) {
          scores[k] += w[(node.getIndex() - 1) * classes + k] * node.getValue();
        }
      }
      for (int k = 0; k < classes; k++) {
        double y = problem.y[i] == model.getLabels()[k] ? 1 : -1;
        double loss = Math.max(0, 1 - y * scores[k]);
        sum += c * loss * loss;
      }
    }
    return sum;
  }
}
