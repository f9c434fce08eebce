package org.dcgan.datasets.faces;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.dcgan.datasets.pack.PackReport;

/**
 * How many faces there were. A face counts as found where it is fit to be kept: of sufficient
 * resolution and score.
 *
 * @param photographs that were looked at
 * @param unreadable photographs that could not be
 * @param withNone photographs without a face
 * @param withOne photographs with exactly one
 * @param withSeveral photographs with more
 * @param kept faces that were cut out
 * @param refused detections that were not
 * @param pack how packing them went
 * @param csv a line for each detection and each photograph without any
 * @param keptSheet some of the faces, to look at
 * @param refusedSheet some photographs with refused boxes in red, or without a box; there if there
 *     was such a one
 */
public record FaceReport(
    int photographs,
    int unreadable,
    int withNone,
    int withOne,
    int withSeveral,
    int kept,
    int refused,
    PackReport pack,
    Path csv,
    Path keptSheet,
    Path refusedSheet) {
  /** Refuses null. */
  public FaceReport {
    requireNonNull(pack, "pack");
    requireNonNull(csv, "csv");
    requireNonNull(keptSheet, "keptSheet");
    requireNonNull(refusedSheet, "refusedSheet");
  }
}
