/**
 * Evaluation of models and of folders of generated images: all metrics over several random seeds,
 * with the value of real images as the floor, as a table and as an HTML page.
 *
 * <p>Central type: {@link org.dcgan.eval.comparison.ImageEvaluation}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.comparison;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
