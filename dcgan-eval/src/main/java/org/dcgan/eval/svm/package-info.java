/**
 * The classifier of the paper's section 5: a linear SVM with squared hinge loss and L2
 * regularization, one against the rest, that minimizes what LIBLINEAR does, all classes at once.
 *
 * <p>Central type: {@link org.dcgan.eval.svm.L2Svm}, which learns from a {@link
 * org.dcgan.eval.features.FeatureTable}. Reading order: {@code L2Svm}, {@link
 * org.dcgan.eval.svm.SvmFit}, {@link org.dcgan.eval.svm.LinearClassifier}, {@link
 * org.dcgan.eval.svm.ConfusionMatrix}, {@link org.dcgan.eval.svm.RegularizationSearch}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.svm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
