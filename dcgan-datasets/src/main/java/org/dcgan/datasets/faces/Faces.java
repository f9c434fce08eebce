package org.dcgan.datasets.faces;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.datasets.internal.FileLocks;
import org.dcgan.datasets.internal.Journal;
import org.dcgan.datasets.internal.ParallelChunks;
import org.dcgan.datasets.internal.RecordOutput;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.datasets.pack.PackReport;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.progress.ProgressListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extracts faces from photographs, as the paper extracted 350,000 faces from 3 million images of
 * people: "we run an OpenCV face detector on these images, keeping the detections that are
 * sufficiently high resolution" (section 4.2).
 *
 * <pre>{@code
 * try (FaceDetector detector = OpenCvFaceDetector.create()) {
 *   FaceReport report =
 *       Faces.extract(
 *           ImageFolder.open(Path.of("photographs")),
 *           detector,
 *           Path.of("faces"),
 *           FaceOptions.defaults(),
 *           listener);
 * }
 * Dataset faces = ImagePack.open(Path.of("faces/faces.pack"));
 * }</pre>
 *
 * <p>The folder receives {@code faces.pack} with the faces, {@code faces.csv} with every detection
 * and the reason if it was refused, the contact sheets {@code kept.png} and {@code refused.png},
 * and {@code faces.journal}, from which an interrupted run is resumed and a finished run is
 * recognized.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Faces {
  private static final Logger LOG = LoggerFactory.getLogger(Faces.class);

  /** The number of photographs per journal record. */
  private static final int CHUNK = 64;

  private final ImageSource photographs;
  private final FaceDetector detector;
  private final Path folder;
  private final FaceOptions options;
  private final ProgressListener listener;
  private final int smallest;

  private Faces(
      ImageSource photographs,
      FaceDetector detector,
      Path folder,
      FaceOptions options,
      ProgressListener listener) {
    checkArgument(
        photographs.size() > 0,
        "expected at least one photograph in %s, found none",
        printable(photographs.description()));
    this.photographs = photographs;
    this.detector = detector;
    this.folder = folder;
    this.options = options;
    this.listener = listener;
    // Smaller faces are detected, too, so that the list of refused faces shows the effect of a
    // lower bound.
    this.smallest = Math.max(1, options.minSide() / 2);
  }

  /**
   * Detects, crops and packs faces. Unreadable photographs are omitted, counted and listed. The
   * result depends on photographs, detector and options only.
   *
   * @param photographs upright images of any size, whose labels become those of their faces; not
   *     closed
   * @param detector detects the faces; not closed
   * @param folder the folder of the results; created if missing
   * @param options options for selecting and cropping faces
   * @param listener receives the progress: first detecting, in photographs, then packing, in images
   * @return the counts of faces and the files of the results
   * @throws IllegalArgumentException if there are no photographs
   * @throws IOException if the photographs as a whole cannot be read, no face is kept, the results
   *     cannot be written or are being written by another process, or the folder has results of
   *     other photographs or options that must not be replaced
   */
  public static FaceReport extract(
      ImageSource photographs,
      FaceDetector detector,
      Path folder,
      FaceOptions options,
      ProgressListener listener)
      throws IOException {
    requireNonNull(photographs, "photographs");
    requireNonNull(detector, "detector");
    requireNonNull(folder, "folder");
    requireNonNull(options, "options");
    requireNonNull(listener, "listener");

    return new Faces(photographs, detector, folder, options, listener).extract();
  }

  private String description() {
    return photographs.description()
        + " > faces("
        + options.description()
        + ", "
        + detector.description()
        + ")";
  }

  private FaceReport extract() throws IOException {
    AtomicFiles.createFolders(folder);
    try (WriterLock lock = FileLocks.lock(folder.resolve("faces"))) {
      LOG.debug("Locked {}: {}", printable(folder), lock);
      return extractLocked();
    } catch (ClosedByInterruptException e) {
      throw ParallelChunks.interrupted(e);
    }
  }

  private FaceReport extractLocked() throws IOException {
    Path file = folder.resolve("faces.journal");
    if (options.replace()) {
      Files.deleteIfExists(file);
    }
    int[] covered = {0};
    Tally tally = new Tally();
    String identity = "photographs " + photographs.size() + "\n" + description();
    try (Journal journal =
        Journal.open(
            file,
            identity,
            record -> {
              int first = record.readInt();
              int count = photos(record).size();
              if (first != covered[0] || count > photographs.size() - first) {
                return false;
              }
              covered[0] += count;
              return true;
            })) {
      detect(journal, covered[0]);
      AtomicFiles.write(
          folder.resolve("faces.csv"),
          out -> {
            CsvWriter csv = new CsvWriter(out);
            journal.read(record -> tally.addAll(record, csv));
          });
    }
    return pack(tally);
  }

  private void detect(Journal journal, int covered) throws IOException {
    try (ProgressListener.Task progress =
            listener.start("detecting faces", photographs.size(), "photographs");
        ParallelChunks<PhotoFaces> chunks =
            new ParallelChunks<>("faces", options.threads(), progress, this::detect)) {
      if (covered > 0) {
        LOG.debug("Going on after {} of {} photographs", covered, photographs.size());
        progress.advance(covered);
      }
      chunks.run(
          covered,
          photographs.size(),
          CHUNK,
          (first, photos) -> journal.append(out -> write(first, photos, out)));
    }
  }

  private static void write(int first, List<PhotoFaces> photos, RecordOutput out)
      throws IOException {
    out.writeInt(first);
    out.writeInt(photos.size());
    for (PhotoFaces photo : photos) {
      photo.writeTo(out);
    }
  }

  /** Reads the photographs of a record after their first index. */
  private static List<PhotoFaces> photos(DataInputStream record) throws IOException {
    int count = record.readInt();
    if (count < 0) {
      throw new EOFException("expected a number of photographs, found " + count);
    }
    List<PhotoFaces> photos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      photos.add(PhotoFaces.readFrom(record));
    }
    return photos;
  }

  private PhotoFaces detect(int index) throws IOException {
    String name = photographs.name(index);
    try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
      return hold.process(
          () -> name,
          () -> {
            Pixels photograph = photographs.read(index);
            return new PhotoFaces(
                name, photograph.shape(), detector.detect(photograph, smallest), "");
          });
    } catch (UnreadableImageException e) {
      return new PhotoFaces(name, null, List.of(), String.valueOf(e.getMessage()));
    }
  }

  private FaceReport pack(Tally tally) throws IOException {
    FaceCrops crops = tally.crops.build(photographs, options, description());
    Path keptSheet = folder.resolve("kept.png");
    Path refusedSheet = folder.resolve("refused.png");
    tally.sheets.write(photographs, crops, keptSheet, refusedSheet);
    if (crops.size() == 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "no face was kept of %d photographs of %s (%d detections refused, %d photographs"
                  + " unreadable); see faces.csv and refused.png in %s, and lower the least side or"
                  + " score",
              photographs.size(),
              printable(photographs.description()),
              tally.refused,
              tally.unreadable,
              printable(folder)));
    }
    PackReport pack =
        ImagePack.write(
            crops,
            folder.resolve("faces.pack"),
            new PackOptions(options.threads(), options.replace()),
            listener);
    return new FaceReport(
        photographs.size(),
        tally.unreadable,
        tally.withNone,
        tally.withOne,
        tally.withSeveral,
        crops.size(),
        tally.refused,
        pack,
        folder.resolve("faces.csv"),
        keptSheet,
        refusedSheet);
  }

  /** Counts and collects the records of the journal. */
  private final class Tally {
    private final FaceCrops.Builder crops = new FaceCrops.Builder();
    private final FaceSheets sheets = new FaceSheets();
    private int unreadable;
    private int withNone;
    private int withOne;
    private int withSeveral;
    private int refused;

    boolean addAll(DataInputStream record, CsvWriter csv) throws IOException {
      int first = record.readInt();
      List<PhotoFaces> photos = photos(record);
      for (int i = 0; i < photos.size(); i++) {
        add(first + i, photos.get(i), csv);
      }
      return true;
    }

    private void add(int index, PhotoFaces photo, CsvWriter csv) throws IOException {
      if (photo.shape() == null) {
        unreadable++;
        csv.nothing(photo.name(), "unreadable", photo.problem());
        return;
      }
      List<DetectionOutcome> outcomes =
          DetectionOutcome.of(photo.detections(), photo.shape(), options);
      if (outcomes.isEmpty()) {
        csv.nothing(photo.name(), "none", "no face found");
      }
      int good = 0;
      for (DetectionOutcome outcome : outcomes) {
        csv.detection(photo.name(), outcome);
        good += outcome.good() ? 1 : 0;
        if (outcome.kept()) {
          FaceCrop crop = FaceCrop.of(outcome.detection().box(), photo.shape(), options);
          crops.add(index, crop, photo.shape().channels());
        } else {
          refused++;
        }
      }
      sheets.add(index, photo, outcomes);
      if (good == 0) {
        withNone++;
      } else if (good == 1) {
        withOne++;
      } else {
        withSeveral++;
      }
    }
  }
}
