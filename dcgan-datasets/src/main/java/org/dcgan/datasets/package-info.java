/**
 * Datasets of training images: the paper's datasets read from their published files, folders of
 * images, procedurally generated rooms, and images that an application has in memory.
 *
 * <p>Central type: {@link org.dcgan.datasets.Dataset}, an {@link org.dcgan.image.ImageSource} with
 * operations to crop, resize, split and concatenate. Reading order: {@code Dataset}, {@link
 * org.dcgan.datasets.Cifar10} and {@link org.dcgan.datasets.Cifar100}, {@link
 * org.dcgan.datasets.Svhn}, {@link org.dcgan.datasets.Mnist}, {@link
 * org.dcgan.datasets.ImageFolder}, {@link org.dcgan.datasets.ImageNet} and {@link
 * org.dcgan.datasets.DownsampledImageNet}, {@link org.dcgan.datasets.Lsun}, {@link
 * org.dcgan.datasets.SyntheticRooms} with {@link org.dcgan.datasets.RoomTruth}, {@link
 * org.dcgan.datasets.InMemoryDataset}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
