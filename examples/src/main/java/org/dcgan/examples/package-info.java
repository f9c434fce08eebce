/**
 * Programs to run and to copy from. Each prints one summary line last and leaves a {@code
 * result.json} in its output folder.
 *
 * <p>Central type: {@link org.dcgan.examples.Quickstart}. Reading order: {@code Quickstart}, {@link
 * org.dcgan.examples.TrainDcgan}, {@link org.dcgan.examples.SampleModel}, {@link
 * org.dcgan.examples.Cifar10Features}, {@code ReadmeSnippets}.
 */
@NullMarked
package org.dcgan.examples;

import org.jspecify.annotations.NullMarked;
