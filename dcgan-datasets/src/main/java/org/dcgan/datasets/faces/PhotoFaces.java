package org.dcgan.datasets.faces;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.internal.RecordOutput;
import org.dcgan.image.ImageShape;
import org.jspecify.annotations.Nullable;

/**
 * The detections of a photograph.
 *
 * @param name the name of the photograph
 * @param shape the shape of the photograph, or null if it could not be read
 * @param detections the detections in the order of the detector
 * @param problem the reason why it could not be read; empty if it could be read
 */
record PhotoFaces(
    String name, @Nullable ImageShape shape, List<Detection> detections, String problem) {

  void writeTo(RecordOutput out) throws IOException {
    out.writeString(name);
    out.writeString(problem);
    out.writeInt(shape == null ? 0 : shape.height());
    out.writeInt(shape == null ? 0 : shape.width());
    out.writeInt(shape == null ? 0 : shape.channels());
    out.writeInt(detections.size());
    for (Detection detection : detections) {
      out.writeInt(detection.box().x());
      out.writeInt(detection.box().y());
      out.writeInt(detection.box().width());
      out.writeInt(detection.box().height());
      out.writeDouble(detection.score());
    }
  }

  static PhotoFaces readFrom(DataInputStream in) throws IOException {
    String name = RecordOutput.readString(in);
    String problem = RecordOutput.readString(in);
    int height = in.readInt();
    int width = in.readInt();
    int channels = in.readInt();
    ImageShape shape = height == 0 ? null : new ImageShape(height, width, channels);
    List<Detection> detections = new ArrayList<>();
    int count = in.readInt();
    if (count < 0) {
      throw new EOFException("expected a number of detections, found " + count);
    }
    for (int i = 0; i < count; i++) {
      Box box = new Box(in.readInt(), in.readInt(), in.readInt(), in.readInt());
      detections.add(new Detection(box, in.readDouble()));
    }
    return new PhotoFaces(name, shape, detections, problem);
  }
}
