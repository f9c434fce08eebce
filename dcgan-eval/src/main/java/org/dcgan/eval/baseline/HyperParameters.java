package org.dcgan.eval.baseline;

import org.apiguardian.api.API;

/**
 * The hyperparameters of one trial.
 *
 * @param learningRate Adam's learning rate
 * @param beta1 Adam's decay rate of the first moment
 * @param l2 the factor of L2 regularization, added to the gradient
 * @param dropout the share of the last feature maps' values that is dropped in training
 * @param weightDeviation the standard deviation of the initial weights
 * @param batchSize the number of images in a step
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record HyperParameters(
    double learningRate,
    double beta1,
    double l2,
    double dropout,
    double weightDeviation,
    int batchSize) {}
