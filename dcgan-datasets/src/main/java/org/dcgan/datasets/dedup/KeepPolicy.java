package org.dcgan.datasets.dedup;

/** Which image of a group stays. */
public enum KeepPolicy {
  /** The first in the source's order. */
  FIRST,
  /** The one with the most pixels; of equal ones the first. Images of groups are read for it. */
  LARGEST
}
