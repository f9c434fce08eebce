/**
 * Extraction of faces from photographs, as the paper created its third dataset (section 4.2): a
 * detector finds faces, and those of sufficient resolution are cropped and packed.
 *
 * <p>Central type: {@link org.dcgan.datasets.faces.Faces}. Then {@link
 * org.dcgan.datasets.faces.FaceOptions}, {@link org.dcgan.datasets.faces.FaceDetector} and its
 * implementation with OpenCV, {@link org.dcgan.datasets.faces.OpenCvFaceDetector}, which needs
 * {@code org.bytedeco:opencv-platform} on the class path.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.faces;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
