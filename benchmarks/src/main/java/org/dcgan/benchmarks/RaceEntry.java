package org.dcgan.benchmarks;

import java.util.Locale;

/** A side of a {@link SampleRace}: a library with a recipe. */
enum RaceEntry {
  /** This library with {@code TrainingPlan.recommended}. */
  RECOMMENDED("this library, recommended recipe", false, true),
  /** This library with the paper's values. */
  PAPER("this library, paper's recipe", false, false),
  /**
   * LibTorch with the paper's values. D is updated before G, as PyTorch's DCGAN example does it.
   */
  LIBTORCH_PAPER("LibTorch, paper's recipe", true, false),
  /** LibTorch with batch size, average and noise of this library's recommended recipe. */
  LIBTORCH_RECOMMENDED("LibTorch, recommended recipe", true, true);

  private final String label;
  private final boolean libTorch;
  private final boolean recommended;

  RaceEntry(String label, boolean libTorch, boolean recommended) {
    this.label = label;
    this.libTorch = libTorch;
    this.recommended = recommended;
  }

  /** The name in tables and charts. */
  String label() {
    return label;
  }

  boolean isLibTorch() {
    return libTorch;
  }

  boolean isRecommended() {
    return recommended;
  }

  /** The name of the folder with this entry's samples. */
  String folder() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
