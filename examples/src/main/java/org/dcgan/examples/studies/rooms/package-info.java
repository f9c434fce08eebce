/** Measures inspections on procedural rooms, whose ground truth is known. */
@NullMarked
package org.dcgan.examples.studies.rooms;

import org.jspecify.annotations.NullMarked;
