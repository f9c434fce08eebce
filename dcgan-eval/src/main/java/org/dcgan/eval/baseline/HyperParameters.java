package org.dcgan.eval.baseline;

/**
 * One trial's choice.
 *
 * @param learningRate Adam's
 * @param beta1 Adam's decay of the first moment
 * @param l2 weight decay in the gradient
 * @param dropout the share of the last maps' values that is left out in training
 * @param weightDeviation deviation of the weights at the start
 * @param batchSize images a step
 */
public record HyperParameters(
    double learningRate,
    double beta1,
    double l2,
    double dropout,
    double weightDeviation,
    int batchSize) {}
