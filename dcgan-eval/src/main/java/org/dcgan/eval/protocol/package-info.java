/**
 * The paper's two experiments on representations (section 5) as plain objects that take features
 * and return records, so that any {@link org.dcgan.feature.FeatureExtractor} can be evaluated with
 * them; and its test of conditional generators (section 8.1).
 *
 * <p>Central types: {@link org.dcgan.eval.protocol.Cifar10Protocol} and {@link
 * org.dcgan.eval.protocol.SvhnProtocol}. Both share {@link org.dcgan.eval.protocol.MeanAndSpread};
 * {@link org.dcgan.eval.protocol.LabelCurve} is accuracy over the number of labels. {@link
 * org.dcgan.eval.protocol.NearestNeighborProtocol} and {@link
 * org.dcgan.eval.protocol.ClassAgreement} take a {@link org.dcgan.eval.protocol.LabeledImageStream}
 * of generated images.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.protocol;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
