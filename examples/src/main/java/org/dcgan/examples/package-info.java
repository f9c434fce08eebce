/**
 * Example programs to run and to copy from. Each prints a summary line at the end and writes a
 * {@code result.json} into its output folder.
 *
 * <p>Central type: {@link org.dcgan.examples.Quickstart}. Reading order: {@code Quickstart}, {@link
 * org.dcgan.examples.TrainDcgan}, {@link org.dcgan.examples.SampleModel}, {@link
 * org.dcgan.examples.Cifar10Features}, {@code ReadmeSnippets}.
 */
@NullMarked
package org.dcgan.examples;

import org.jspecify.annotations.NullMarked;
