package org.dcgan.examples;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * The trend of a classification error over the number of updates, as the power law {@code error = a
 * * updates^b}: a line through the logarithms by least squares. Learning curves of networks often
 * follow such a law for a while, but not for ever, so that everything beyond the last measurement
 * is an extrapolation.
 *
 * @param intercept ln a
 * @param slope b; negative if the error falls
 * @param deviation the standard deviation of the residuals in ln(error)
 * @param mean the mean of ln(updates)
 * @param squares the sum of squared deviations of ln(updates) from its mean
 * @param count the number of points
 */
record ErrorTrend(
    double intercept, double slope, double deviation, double mean, double squares, int count) {
  /**
   * A number of updates and the error that was measured after it.
   *
   * @param updates at least 1
   * @param error above 0
   */
  record Point(long updates, double error) {}

  /**
   * A predicted error with the 95 % prediction interval of a single measurement.
   *
   * @param updates the number of updates
   * @param error the predicted error
   * @param low the lower end of the interval
   * @param high the upper end of the interval
   */
  record Prediction(long updates, double error, double low, double high) {}

  /** Fits the law to at least three points with different numbers of updates. */
  static ErrorTrend through(List<Point> points) {
    checkArgument(points.size() >= 3, "a trend needs at least 3 points, got %s", points.size());
    double meanX = points.stream().mapToDouble(p -> Math.log(p.updates())).average().orElseThrow();
    double meanY = points.stream().mapToDouble(p -> Math.log(p.error())).average().orElseThrow();
    double squares = 0;
    double products = 0;
    for (Point point : points) {
      double x = Math.log(point.updates()) - meanX;
      squares += x * x;
      products += x * (Math.log(point.error()) - meanY);
    }
    checkArgument(squares > 0, "a trend needs different numbers of updates, got only one");
    double slope = products / squares;
    double intercept = meanY - slope * meanX;
    double residuals = 0;
    for (Point point : points) {
      double residual = Math.log(point.error()) - intercept - slope * Math.log(point.updates());
      residuals += residual * residual;
    }
    double deviation = Math.sqrt(residuals / (points.size() - 2));
    return new ErrorTrend(intercept, slope, deviation, meanX, squares, points.size());
  }

  /** Predicts the error after a number of updates. */
  Prediction at(long updates) {
    double x = Math.log(updates);
    double predicted = intercept + slope * x;
    double margin =
        StudentT.quantile95(count - 2)
            * deviation
            * Math.sqrt(1 + 1.0 / count + (x - mean) * (x - mean) / squares);
    return new Prediction(
        updates, Math.exp(predicted), Math.exp(predicted - margin), Math.exp(predicted + margin));
  }
}
