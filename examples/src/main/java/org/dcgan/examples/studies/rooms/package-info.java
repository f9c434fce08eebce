/** Inspections measured on procedurally drawn rooms, whose truth is known. */
@NullMarked
package org.dcgan.examples.studies.rooms;

import org.jspecify.annotations.NullMarked;
