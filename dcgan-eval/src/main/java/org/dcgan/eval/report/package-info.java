/**
 * What can be seen of a training while it runs and afterwards: progress, images, charts, a log for
 * programs to read, and the result of an experiment as a file.
 *
 * <p>Central type: {@link org.dcgan.eval.report.TrainingReport}, the usual listeners in one.
 * Reading order: {@code TrainingReport}, {@link org.dcgan.eval.report.Progress}, {@link
 * org.dcgan.eval.report.SampleGrids}, {@link org.dcgan.eval.report.LossChart}, {@link
 * org.dcgan.eval.report.EventLog}, {@link org.dcgan.eval.report.TensorBoard}, {@link
 * org.dcgan.eval.report.ResultFile}.
 *
 * <p>A report that cannot begin ends the training before it has cost anything. One that fails later
 * (a disk that is full) says so once in the log and does not take the training with it.
 */
@NullMarked
package org.dcgan.eval.report;

import org.jspecify.annotations.NullMarked;
