/**
 * Benchmarks of the library, against LibTorch on the same machine in the same run.
 *
 * <p>Central type: {@link org.dcgan.benchmarks.TrainingStepBenchmark}. Reading order: {@link
 * org.dcgan.benchmarks.Contest}, {@link org.dcgan.benchmarks.Contestant} and its two
 * implementations, {@link org.dcgan.benchmarks.StepWork} for the arithmetic of a step, {@link
 * org.dcgan.benchmarks.StepProfile} for the time of its operations, {@link
 * org.dcgan.benchmarks.ListenerOverhead} for the cost of listeners, {@link
 * org.dcgan.benchmarks.Soak} for the resources of a long run, {@link org.dcgan.benchmarks.StartUp}
 * for the time until the first step, {@link org.dcgan.benchmarks.ImageReadingBenchmark} for reading
 * images. {@link org.dcgan.benchmarks.SvmBenchmark} compares the SVM with liblinear-java.
 */
@NullMarked
package org.dcgan.benchmarks;

import org.jspecify.annotations.NullMarked;
