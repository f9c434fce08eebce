package org.dcgan.datasets.faces;

import static org.dcgan.internal.PrintableText.printable;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.dcgan.datasets.Box;
import org.dcgan.image.Pixels;

/** The only class that uses OpenCV, so that the other classes can be loaded without it. */
final class OpenCvCascade {
  private final String file;
  private final Queue<CascadeClassifier> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Throws LinkageError if OpenCV or its native libraries are missing. */
  OpenCvCascade(String model) {
    Loader.load(CascadeClassifier.class);
    // Each of our threads processes one photograph.
    opencv_core.setNumThreads(1);
    String resource =
        "/org/bytedeco/opencv/"
            + Loader.getPlatform()
            + "/share/opencv4/haarcascades/"
            + model
            + ".xml";
    try {
      File cached = Loader.cacheResource(CascadeClassifier.class, resource);
      if (cached == null) {
        throw new UnsatisfiedLinkError("the natives of OpenCV do not contain " + resource);
      }
      this.file = cached.getPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + resource + " from OpenCV's natives", e);
    }
    idle.add(load());
  }

  private CascadeClassifier load() {
    CascadeClassifier classifier = new CascadeClassifier(file);
    if (classifier.empty()) {
      throw new IllegalStateException(
          "OpenCV cannot read its model "
              + printable(file)
              + "; delete this file, and it will be unpacked again");
    }
    return classifier;
  }

  /**
   * Detects faces.
   *
   * @param reduction the factor by which the image is reduced first, at least 1
   * @param smallest the minimum side of a face, in pixels of the reduced image
   * @return boxes in pixels of the original image, from top to bottom
   */
  @SuppressWarnings("try") // The scope is not named: it frees what is made while it is open.
  List<Detection> detect(
      Pixels gray, double reduction, double scaleFactor, int neighbors, int smallest) {
    CascadeClassifier classifier = idle.poll();
    if (classifier == null) {
      classifier = load();
    }
    try (PointerScope scope = new PointerScope()) {
      int height = gray.shape().height();
      int width = gray.shape().width();
      Mat image = new Mat(height, width, opencv_core.CV_8UC1);
      image.data().put(gray.data());
      if (reduction > 1) {
        Mat reduced = new Mat();
        Size size =
            new Size(
                Math.max(1, (int) Math.round(width / reduction)),
                Math.max(1, (int) Math.round(height / reduction)));
        opencv_imgproc.resize(image, reduced, size, 0, 0, opencv_imgproc.INTER_AREA);
        image = reduced;
      }
      RectVector boxes = new RectVector();
      IntPointer counts = new IntPointer();
      classifier.detectMultiScale2(
          image,
          boxes,
          counts,
          scaleFactor,
          neighbors,
          0,
          new Size(smallest, smallest),
          new Size());
      List<Detection> found = new ArrayList<>();
      for (long i = 0; i < boxes.size(); i++) {
        Rect box = boxes.get(i);
        int x = (int) Math.round(box.x() * reduction);
        int y = (int) Math.round(box.y() * reduction);
        found.add(
            new Detection(
                new Box(
                    x,
                    y,
                    Math.min(width - x, (int) Math.round(box.width() * reduction)),
                    Math.min(height - y, (int) Math.round(box.height() * reduction))),
                counts.get(i)));
      }
      found.sort(
          Comparator.comparingInt((Detection d) -> d.box().y())
              .thenComparingInt(d -> d.box().x())
              .thenComparingInt(d -> d.box().width()));
      return found;
    } finally {
      idle.add(classifier);
      if (closed) {
        close();
      }
    }
  }

  void close() {
    closed = true;
    for (CascadeClassifier next = idle.poll(); next != null; next = idle.poll()) {
      next.close();
    }
  }
}
