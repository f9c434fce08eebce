/**
 * How rooms are thought up and drawn; not exported.
 *
 * <p>Central type: {@link org.dcgan.datasets.rooms.Room}, what there is to draw. {@link
 * org.dcgan.datasets.rooms.Camera} knows where it lies in the image, {@link
 * org.dcgan.datasets.rooms.RoomPainter} draws it.
 */
@NullMarked
package org.dcgan.datasets.rooms;

import org.jspecify.annotations.NullMarked;
