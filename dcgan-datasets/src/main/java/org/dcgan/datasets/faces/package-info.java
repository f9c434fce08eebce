/**
 * Faces out of photographs, as the paper made its third dataset (section 4.2): a detector looks
 * through a tree of photographs, what is of sufficient resolution is cut out and packed.
 *
 * <p>Central type: {@link org.dcgan.datasets.faces.Faces}. Then {@link
 * org.dcgan.datasets.faces.FaceOptions}, {@link org.dcgan.datasets.faces.FaceDetector} and its
 * implementation with OpenCV, {@link org.dcgan.datasets.faces.OpenCvFaceDetector}, which needs
 * {@code org.bytedeco:opencv-platform} on the class path.
 */
@NullMarked
package org.dcgan.datasets.faces;

import org.jspecify.annotations.NullMarked;
