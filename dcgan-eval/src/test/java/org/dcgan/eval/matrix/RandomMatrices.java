package org.dcgan.eval.matrix;

import org.dcgan.random.SeededRandom;

/** Symmetric matrices without negative eigenvalues. */
public final class RandomMatrices {

  private RandomMatrices() {}

  public static double[][] ofRank(int n, int rank) {
    SeededRandom random = SeededRandom.of(n, rank);
    double[][] matrix = new double[n][n];
    for (int r = 0; r < rank; r++) {
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = random.nextGaussian();
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          matrix[i][j] += x[i] * x[j] / n;
        }
      }
    }
    return matrix;
  }
}
