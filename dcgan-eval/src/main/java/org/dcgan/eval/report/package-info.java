/**
 * Reports of a training during and after it: progress, images, charts, a machine-readable log, and
 * the result of an experiment as a file.
 *
 * <p>Central type: {@link org.dcgan.eval.report.TrainingReport}, the usual listeners in one.
 * Reading order: {@code TrainingReport}, {@link org.dcgan.eval.report.Progress}, {@link
 * org.dcgan.eval.report.SampleGrids}, {@link org.dcgan.eval.report.LossChart}, {@link
 * org.dcgan.eval.report.EventLog}, {@link org.dcgan.eval.report.TensorBoard}, {@link
 * org.dcgan.eval.report.ResultFile}.
 *
 * <p>A report that cannot be started ends a new training at its start. A report that fails later,
 * for example because a disk is full, logs one warning, and the training continues.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
