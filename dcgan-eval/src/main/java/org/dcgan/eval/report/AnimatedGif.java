package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apiguardian.api.API;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.JdkImageCodecs;

/** Writes animations as GIF files that repeat endlessly. */
@API(status = API.Status.STABLE, since = "0.1")
public final class AnimatedGif {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** 80 ms per frame: fast enough to appear as motion, slow enough to see single frames. */
  public static final Duration DEFAULT_FRAME = Duration.ofMillis(80);

  private AnimatedGif() {}

  /**
   * Writes frames atomically.
   *
   * @param file the GIF file; missing folders are created, an existing file is replaced
   * @param frames at least one image, all of one size; colors are reduced to 256 for each frame
   * @param frame the time for which each frame is shown, 10 ms to 10 minutes, rounded to hundredths
   *     of a second
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, List<BufferedImage> frames, Duration frame)
      throws IOException {
    requireNonNull(file, "file");

    check(frames, frame);
    AtomicFiles.write(file, out -> write(out, frames, frame));
  }

  /**
   * Encodes frames in memory.
   *
   * @param frames at least one image, all of one size; colors are reduced to 256 for each frame
   * @param frame the time for which each frame is shown, 10 ms to 10 minutes, rounded to hundredths
   *     of a second
   * @return the bytes of the GIF file, in a new array
   */
  public static byte[] encode(List<BufferedImage> frames, Duration frame) {
    check(frames, frame);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(bytes, frames, frame);
    } catch (IOException e) {
      throw new UncheckedIOException("encoding in memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void check(List<BufferedImage> frames, Duration frame) {
    requireNonNull(frames, "frames");
    requireNonNull(frame, "frame");

    checkArgument(!frames.isEmpty(), "an animation needs at least one frame, got none");
    checkArgument(
        frame.compareTo(SHORTEST) >= 0 && frame.compareTo(LONGEST) <= 0,
        "a frame is shown for 10 ms to 10 minutes, got %s",
        frame);
    BufferedImage first = frames.get(0);
    for (BufferedImage image : frames) {
      checkArgument(
          image.getWidth() == first.getWidth() && image.getHeight() == first.getHeight(),
          "all frames must have one size: the first is %sx%s, another %sx%s",
          first.getWidth(),
          first.getHeight(),
          image.getWidth(),
          image.getHeight());
    }
  }

  private static void write(OutputStream out, List<BufferedImage> frames, Duration frame)
      throws IOException {
    ImageWriter writer = JdkImageCodecs.writer("gif");
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (BufferedImage image : frames) {
        writer.writeToSequence(
            new IIOImage(image, null, metadata(writer, image, frame, image == frames.get(0))),
            writer.getDefaultWriteParam());
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }

  private static IIOMetadata metadata(
      ImageWriter writer, BufferedImage image, Duration frame, boolean first) throws IOException {
    ImageWriteParam param = writer.getDefaultWriteParam();
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("delayTime", "" + Math.round(frame.toMillis() / 10.0));
    control.setAttribute("transparentColorIndex", "0");
    if (first) {
      // The extension with the number of repetitions; 0 means endless.
      IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
      loop.setAttribute("applicationID", "NETSCAPE");
      loop.setAttribute("authenticationCode", "2.0");
      loop.setUserObject(new byte[] {1, 0, 0});
      child(root, "ApplicationExtensions").appendChild(loop);
    }
    metadata.setFromTree(format, root);
    return metadata;
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    for (int i = 0; i < root.getLength(); i++) {
      if (root.item(i).getNodeName().equalsIgnoreCase(name)) {
        return (IIOMetadataNode) root.item(i);
      }
    }
    IIOMetadataNode node = new IIOMetadataNode(name);
    root.appendChild(node);
    return node;
  }
}
