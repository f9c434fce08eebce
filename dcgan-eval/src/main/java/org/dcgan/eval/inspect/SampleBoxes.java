package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.overview.ContactSheet;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.Images;
import org.dcgan.internal.Problems;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.latent.Latents;

/**
 * Boxes around objects in samples, drawn by a person or found by a detector. The paper uses 52
 * boxes around windows on 150 samples (section 6.3.1).
 *
 * <pre>{@code
 * SampleBoxes.offer(dcgan, 150, 42, Path.of("out")); // samples and boxes.json to fill in
 * SampleBoxes boxes = SampleBoxes.read(Path.of("out/boxes.json"));
 * boxes.writeSheet(dcgan, Path.of("out/check.png"));
 * }</pre>
 *
 * <p>The file is JSON, coordinates in pixels of the samples from the top left: {@code {"seed": 42,
 * "count": 150, "boxes": [{"sample": 3, "x": 10, "y": 8, "width": 12, "height": 9}]}}. Boxes on
 * samples of a conditional model also have the samples' class, for example {@code "label": 3}, and
 * are refused by a model that generates another one.
 *
 * @param seed the random seed of the samples' latents
 * @param count the number of samples, at least 1
 * @param label the class of all samples, at least 0; empty for a model without classes, and where
 *     the class is not known or is a mixture of several, in which case no model is refused
 * @param boxes any number of boxes, several on a sample if it has several objects
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SampleBoxes(long seed, int count, OptionalInt label, List<SampleBox> boxes) {
  /** 150 samples, as in the paper. */
  public static final int DEFAULT_COUNT = 150;

  /** The name of the file of boxes. */
  public static final String FILE = "boxes.json";

  /** Samples are enlarged to about this side, in pixels, for drawing boxes on them. */
  private static final int DRAWING_SIDE = 512;

  private static final EditedJson FORMAT =
      new EditedJson(
          "dcgan-sample-boxes",
          2,
          "{\"seed\": 42, \"count\": 150, \"boxes\": [{\"sample\": 3, \"x\": 10, \"y\": 8,"
              + " \"width\": 12, \"height\": 9}]}");

  /** Checks the samples' numbers. */
  public SampleBoxes {
    requireNonNull(label, "label");
    requireNonNull(boxes, "boxes");

    checkArgument(count >= 1, "there must be at least 1 sample, got %s", count);
    SampleLabel.check(label);
    boxes = ImmutableList.copyOf(boxes);
    Problems problems = new Problems();
    for (SampleBox box : boxes) {
      problems.require(
          box.sample() >= 0 && box.sample() < count,
          "samples are numbered 0 to %d, but a box is on sample %d",
          count - 1,
          box.sample());
    }
    problems.throwIfAny("boxes must lie on existing samples");
  }

  /**
   * Boxes on samples of a model without classes.
   *
   * @param seed the random seed of the samples' latents
   * @param count the number of samples, at least 1
   * @param boxes any number of boxes
   */
  public SampleBoxes(long seed, int count, List<SampleBox> boxes) {
    this(seed, count, OptionalInt.empty(), boxes);
  }

  /**
   * A box on a sample.
   *
   * @param sample the index of the sample, from 0
   * @param box the box in pixels of the sample
   */
  public record SampleBox(int sample, Box box) {
    /** Checks that no component is null. */
    public SampleBox {
      requireNonNull(box, "box");
    }
  }

  /**
   * Writes samples to draw boxes on, each enlarged by a whole factor that is part of its name, a
   * numbered sheet of all samples, and a file for the boxes unless it exists.
   *
   * @param dcgan a trained model; a conditional one with a single label, which the file records if
   *     it is a class
   * @param count the number of samples, at least 1
   * @param seed the random seed of the samples' latents
   * @param folder the folder for {@code samples.png}, {@code sample-0000-x8.png} and so on, and
   *     {@value #FILE}
   * @return the file of boxes
   * @throws IllegalArgumentException if the folder has a file of boxes on other samples: of another
   *     seed, number or class
   * @throws IOException if they cannot be written
   */
  public static Path offer(Dcgan dcgan, int count, long seed, Path folder) throws IOException {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(folder, "folder");

    SampleBoxes none = new SampleBoxes(seed, count, SampleLabel.of(dcgan), List.of());
    Path file = folder.resolve(FILE);
    SampleLabel.requireSame(file, existing -> read(existing).identity(), none.identity());
    Images images = dcgan.sample(count, seed);
    int scale = Math.max(1, DRAWING_SIDE / images.shape().height());
    ContactSheet sheet = ContactSheet.create();
    for (int i = 0; i < count; i++) {
      sheet.add(images.pixels(i), "" + i);
      String name = String.format(Locale.ROOT, "sample-%04d-x%d.png", i, scale);
      ImageGrid.of(images.slice(i, i + 1)).withScale(scale).writePng(folder.resolve(name));
    }
    sheet.writePng(folder.resolve("samples.png"));
    if (!Files.exists(file)) {
      none.write(file);
    }
    return file;
  }

  /**
   * Reads a file of boxes.
   *
   * @param file a file that {@link #offer} or {@link #write} wrote, with boxes filled in
   * @return the boxes
   * @throws IOException if it cannot be read, or is not a file of boxes; the message names the
   *     position
   */
  public static SampleBoxes read(Path file) throws IOException {
    requireNonNull(file, "file");

    return FORMAT.read(file, SampleBoxes::of);
  }

  /**
   * Parses the text of a file of boxes, for example one that a user has uploaded.
   *
   * @param json the content of a file that {@link #write} wrote, or one written by hand in this
   *     format
   * @return the boxes
   * @throws IllegalArgumentException if the text is not a file of boxes; the message names the
   *     position
   */
  public static SampleBoxes parse(String json) {
    requireNonNull(json, "json");

    return FORMAT.parse(json.getBytes(UTF_8), SampleBoxes::of);
  }

  private static SampleBoxes of(JsonFields fields) {
    return new SampleBoxes(
        fields.longInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        fields.integer("count", 1, Integer.MAX_VALUE),
        SampleLabel.read(fields),
        fields.objects("boxes", SampleBoxes::box));
  }

  private static SampleBox box(JsonFields fields) {
    return new SampleBox(
        fields.integer("sample", 0, Integer.MAX_VALUE),
        new Box(
            fields.integer("x", Integer.MIN_VALUE, Integer.MAX_VALUE),
            fields.integer("y", Integer.MIN_VALUE, Integer.MAX_VALUE),
            fields.integer("width", 1, Integer.MAX_VALUE),
            fields.integer("height", 1, Integer.MAX_VALUE)));
  }

  /**
   * Writes the boxes.
   *
   * @param file the file; missing folders are created, an existing file is replaced
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    requireNonNull(file, "file");

    FORMAT.write(file, SampleLabel.version(label), content());
  }

  /**
   * The text of the file that {@link #write} writes.
   *
   * @return JSON, which {@link #parse} reads
   */
  public String toJson() {
    return FORMAT.text(SampleLabel.version(label), content());
  }

  private SampleLabel.Samples identity() {
    return new SampleLabel.Samples(seed, count, label);
  }

  private JsonMap content() {
    JsonMap content = new JsonMap().put("seed", seed).put("count", count);
    SampleLabel.put(content, label);
    return content.put(
        "boxes",
        boxes.stream()
            .map(
                box ->
                    new JsonMap()
                        .put("sample", box.sample())
                        .put("x", box.box().x())
                        .put("y", box.box().y())
                        .put("width", box.box().width())
                        .put("height", box.box().height()))
            .toList());
  }

  /**
   * Checks that a model generates samples of the boxes' label. All methods that take the model do.
   *
   * @param dcgan the model that is to generate the samples; a conditional one with its label
   * @throws IllegalArgumentException if the boxes have a label, and the model generates samples of
   *     another one or has no classes
   */
  public void requireLabelOf(Dcgan dcgan) {
    requireNonNull(dcgan, "dcgan");

    SampleLabel.require(label, dcgan, "boxes");
  }

  /**
   * The latents of all samples.
   *
   * @param dcgan the model that generated the samples; a conditional one with their label
   * @return the latents in the order of the samples
   * @throws IllegalArgumentException if the model generates samples of another label
   */
  public Latents latents(Dcgan dcgan) {
    requireLabelOf(dcgan);
    return dcgan.latents(count, seed);
  }

  /**
   * Writes the samples that have boxes, with the boxes drawn on them, for a visual check.
   *
   * @param dcgan the model that generated the samples
   * @param file a PNG file; missing folders are made
   * @throws IllegalArgumentException if there is no box, or the model generates samples of another
   *     label
   * @throws IOException if it cannot be written
   */
  public void writeSheet(Dcgan dcgan, Path file) throws IOException {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(file, "file");

    checkArgument(!boxes.isEmpty(), "a sheet needs at least 1 box, got none; draw some");
    Figure.writePng(sheet(dcgan), file);
  }

  /** Draws the samples that have boxes, with their boxes. */
  BufferedImage sheet(Dcgan dcgan) {
    Images images = dcgan.generator().generate(latents(dcgan));
    int scale = Math.max(1, ContactSheet.DEFAULT_TILE / images.shape().height());
    ContactSheet sheet = ContactSheet.ofTiles(scale * images.shape().height());
    boxes.stream()
        .map(SampleBox::sample)
        .distinct()
        .sorted()
        .forEach(
            sample -> {
              BufferedImage image =
                  ImageGrid.of(images.slice(sample, sample + 1)).withScale(scale).toBufferedImage();
              Graphics2D graphics = image.createGraphics();
              graphics.setColor(Color.RED);
              graphics.setStroke(new BasicStroke(2));
              for (SampleBox box : boxes) {
                if (box.sample() == sample) {
                  Box b = box.box();
                  graphics.drawRect(
                      b.x() * scale, b.y() * scale, b.width() * scale - 1, b.height() * scale - 1);
                }
              }
              graphics.dispose();
              sheet.add(image, "" + sample);
            });
    return sheet.toBufferedImage();
  }
}
