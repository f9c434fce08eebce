package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.Mnist;
import org.dcgan.datasets.Svhn;

/** Labeled datasets with a training part and a test part. */
enum LabeledImages {
  /** CIFAR-10's binary files: 50,000 and 10,000 images of 32x32x3. */
  CIFAR10 {
    @Override
    Dataset train(Path folder) throws IOException {
      return Cifar10.train(folder);
    }

    @Override
    Dataset test(Path folder) throws IOException {
      return Cifar10.test(folder);
    }
  },
  /** SVHN's cropped digits: 73,257 and 26,032 images of 32x32x3. */
  SVHN {
    @Override
    Dataset train(Path folder) throws IOException {
      return Svhn.train(folder);
    }

    @Override
    Dataset test(Path folder) throws IOException {
      return Svhn.test(folder);
    }
  },
  /** MNIST's original files: 60,000 and 10,000 images of 28x28x1. */
  MNIST {
    @Override
    Dataset train(Path folder) throws IOException {
      return Mnist.train(folder);
    }

    @Override
    Dataset test(Path folder) throws IOException {
      return Mnist.test(folder);
    }
  };

  abstract Dataset train(Path folder) throws IOException;

  abstract Dataset test(Path folder) throws IOException;
}
