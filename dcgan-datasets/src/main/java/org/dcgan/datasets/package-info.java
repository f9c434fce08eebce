/**
 * Images to train on: the paper's datasets from their publishers' files, folders of images, and
 * rooms drawn from a seed.
 *
 * <p>Central type: {@link org.dcgan.datasets.Dataset}, an {@link org.dcgan.image.ImageSource} that
 * can be cropped, resized, split and joined. Reading order: {@code Dataset}, {@link
 * org.dcgan.datasets.Cifar10} and {@link org.dcgan.datasets.Cifar100}, {@link
 * org.dcgan.datasets.Svhn}, {@link org.dcgan.datasets.Mnist}, {@link
 * org.dcgan.datasets.ImageFolder}, {@link org.dcgan.datasets.ImageNet} and {@link
 * org.dcgan.datasets.DownsampledImageNet}, {@link org.dcgan.datasets.Lsun}, {@link
 * org.dcgan.datasets.SyntheticRooms} with {@link org.dcgan.datasets.RoomTruth}.
 */
@NullMarked
package org.dcgan.datasets;

import org.jspecify.annotations.NullMarked;
