package org.dcgan.examples;

import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;

/** The conditional form of an architecture for the classes of a dataset. */
final class ConditionalArchitecture {

  private ConditionalArchitecture() {}

  /**
   * Makes an architecture conditional.
   *
   * @param asked what the user asked for, such as {@code --conditional}, for messages
   * @param architecture an architecture without classes
   * @param dataset the training images
   * @return the architecture with the dataset's classes
   * @throws IllegalArgumentException if the dataset has fewer than two classes
   */
  static Architecture of(String asked, Architecture architecture, Dataset dataset) {
    int classes = dataset.classNames().size();
    if (classes < 2) {
      throw new IllegalArgumentException(
          asked
              + " needs images of at least two classes, but "
              + dataset.description()
              + " has "
              + (classes == 0 ? "no labels" : "one class")
              + "; give a folder with one subfolder for each class, or leave out "
              + asked);
    }
    return architecture.withClasses(classes);
  }
}
