package org.dcgan.datasets.faces;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.apiguardian.api.API;
import org.dcgan.datasets.pack.PackReport;

/**
 * The result of extracting faces. A face counts as found if its size and score are sufficient.
 *
 * @param photographs the number of photographs
 * @param unreadable the number of photographs that could not be read
 * @param withNone the number of photographs without a face
 * @param withOne the number of photographs with exactly one face
 * @param withSeveral the number of photographs with more than one face
 * @param kept the number of faces that were cropped
 * @param refused the number of detections that were refused
 * @param pack the report of packing the faces
 * @param csv the CSV file with a line for each detection and for each photograph without detections
 * @param keptSheet a contact sheet of some of the faces
 * @param refusedSheet a contact sheet of some photographs with refused detections as red boxes, or
 *     without detections; the file exists only if there are such photographs
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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
