/**
 * Generation and rendering of rooms; not exported.
 *
 * <p>Central type: {@link org.dcgan.datasets.rooms.Room}, the model of a room. {@link
 * org.dcgan.datasets.rooms.Camera} projects it, {@link org.dcgan.datasets.rooms.RoomRenderer}
 * renders it.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.rooms;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
