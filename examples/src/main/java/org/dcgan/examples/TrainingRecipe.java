package org.dcgan.examples;

import org.dcgan.image.ImageSource;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;

/** Where the hyperparameters come from that no option sets. */
enum TrainingRecipe {
  /** {@link TrainingPlan#recommended}. */
  RECOMMENDED {
    @Override
    TrainingPlan plan(ImageSource source, @Nullable TrainingBudget budget) {
      return budget == null
          ? TrainingPlan.recommended(source)
          : TrainingPlan.recommended(source, budget);
    }
  },
  /** The paper's values. */
  PAPER {
    @Override
    TrainingPlan plan(ImageSource source, @Nullable TrainingBudget budget) {
      return budget == null ? TrainingPlan.DEFAULT : TrainingPlan.builder().budget(budget).build();
    }
  };

  /**
   * Returns the plan of this recipe.
   *
   * @param source the training images
   * @param budget the length of the training, or null for that of the recipe
   */
  abstract TrainingPlan plan(ImageSource source, @Nullable TrainingBudget budget);
}
