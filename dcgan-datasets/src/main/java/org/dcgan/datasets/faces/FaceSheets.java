package org.dcgan.datasets.faces;

import static org.dcgan.internal.PrintableText.printable;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.datasets.overview.ContactSheet;
import org.dcgan.image.ImageSource;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.SeededRandom;

/** Contact sheets of kept faces and of photographs with refused detections, selected at random. */
final class FaceSheets {
  private static final int SHOWN = 100;

  private final Sample kept = new Sample(1);
  private final Sample refused = new Sample(2);
  private int faces;

  /** A face or a photograph that is a candidate for a sheet. */
  private record Shown(
      int index, PhotoFaces photo, List<DetectionOutcome> outcomes, String caption) {}

  /** A uniform random sample of a stream (reservoir sampling, Vitter's algorithm R). */
  private static final class Sample {
    private final SeededRandom random;
    private final List<Shown> shown = new ArrayList<>();
    private int seen;

    Sample(long seed) {
      this.random = SeededRandom.of(seed);
    }

    void offer(Shown one) {
      seen++;
      if (shown.size() < SHOWN) {
        shown.add(one);
      } else {
        int position = random.nextInt(seen);
        if (position < SHOWN) {
          shown.set(position, one);
        }
      }
    }

    List<Shown> inOrder() {
      return shown.stream().sorted(Comparator.comparingInt(Shown::index)).toList();
    }
  }

  /** Adds a photograph that could be read. */
  void add(int index, PhotoFaces photo, List<DetectionOutcome> outcomes) {
    String reason = photo.detections().isEmpty() ? "no face found" : "";
    for (DetectionOutcome outcome : outcomes) {
      if (outcome.kept()) {
        String score = String.format(Locale.ROOT, "%.3g ", outcome.detection().score());
        kept.offer(new Shown(faces++, photo, outcomes, printable(score + photo.name())));
      } else if (reason.isEmpty()) {
        reason = outcome.refusal();
      }
    }
    if (!reason.isEmpty()) {
      refused.offer(new Shown(index, photo, outcomes, printable(reason + " " + photo.name())));
    }
  }

  void write(ImageSource photographs, FaceCrops crops, Path keptFile, Path refusedFile)
      throws IOException {
    ContactSheet sheet = ContactSheet.create();
    for (Shown shown : kept.inOrder()) {
      try {
        sheet.add(crops.read(shown.index()), shown.caption());
      } catch (UnreadableImageException e) {
        // Such a face is missing from the pack, too, and is listed there.
      }
    }
    write(sheet, keptFile);
    ContactSheet refusedSheet = ContactSheet.create();
    for (Shown shown : refused.inOrder()) {
      try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
        hold.process(shown::caption, () -> add(refusedSheet, photographs, shown));
      } catch (UnreadableImageException e) {
        // The photograph has become unreadable; the sheet omits it.
      }
    }
    write(refusedSheet, refusedFile);
  }

  private static void write(ContactSheet sheet, Path file) throws IOException {
    if (sheet.size() > 0) {
      sheet.writePng(file);
    } else {
      Files.deleteIfExists(file); // of an earlier run
    }
  }

  private static ContactSheet add(ContactSheet sheet, ImageSource photographs, Shown shown)
      throws IOException {
    BufferedImage image = photographs.read(shown.index()).toBufferedImage();
    draw(image, shown.outcomes());
    sheet.add(image, shown.caption());
    return sheet;
  }

  private static void draw(BufferedImage photograph, List<DetectionOutcome> outcomes) {
    Graphics2D graphics = photograph.createGraphics();
    int longer = Math.max(photograph.getWidth(), photograph.getHeight());
    graphics.setStroke(new BasicStroke(Math.max(1, longer / 100f)));
    for (DetectionOutcome outcome : outcomes) {
      Box box = outcome.detection().box();
      graphics.setColor(outcome.kept() ? Color.GREEN : Color.RED);
      graphics.drawRect(box.x(), box.y(), box.width(), box.height());
    }
    graphics.dispose();
  }
}
