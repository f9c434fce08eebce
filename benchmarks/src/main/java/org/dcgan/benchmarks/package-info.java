/**
 * How fast the library is, held against LibTorch on the same machine in the same run.
 *
 * <p>Central type: {@link org.dcgan.benchmarks.TrainingStepBenchmark}. Reading order: {@link
 * org.dcgan.benchmarks.Contest}, {@link org.dcgan.benchmarks.Contestant} and its two
 * implementations, {@link org.dcgan.benchmarks.StepWork} for the arithmetic of a step, {@link
 * org.dcgan.benchmarks.StepProfile} for where its time goes, {@link
 * org.dcgan.benchmarks.ListenerOverhead} for what watching costs, {@link org.dcgan.benchmarks.Soak}
 * for what a long run holds of the machine, {@link org.dcgan.benchmarks.StartUp} for what it takes
 * until the first step. {@link org.dcgan.benchmarks.SvmBenchmark} holds the SVM against
 * liblinear-java.
 */
@NullMarked
package org.dcgan.benchmarks;

import org.jspecify.annotations.NullMarked;
