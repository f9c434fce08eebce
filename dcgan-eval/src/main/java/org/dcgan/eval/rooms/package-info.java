/**
 * Measuring on drawn rooms, whose truth is known, what the paper could only show: whether windows
 * are forgotten, whether arithmetic adds a lamp, whether a vector turns the room.
 *
 * <p>{@link org.dcgan.eval.rooms.RoomJudge} learns from the rooms' truth what is in a picture; the
 * studies {@link org.dcgan.eval.rooms.ForgettingStudy}, {@link
 * org.dcgan.eval.rooms.ArithmeticStudy} and {@link org.dcgan.eval.rooms.TurnStudy} ask it about
 * generated ones.
 */
@NullMarked
package org.dcgan.eval.rooms;

import org.jspecify.annotations.NullMarked;
