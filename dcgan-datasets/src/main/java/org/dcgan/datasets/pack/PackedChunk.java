package org.dcgan.datasets.pack;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.datasets.internal.RecordOutput;
import org.dcgan.datasets.pack.PackReport.Skipped;

/**
 * The metadata of a chunk of images.
 *
 * @param first the index in the source of the first image of the chunk
 * @param labels the labels of the readable images
 * @param names the names of the readable images
 * @param skipped the unreadable images
 * @param checksum the CRC-32C of the bytes of the readable images, 0 if there are none
 */
record PackedChunk(
    int first, List<Integer> labels, List<String> names, List<Skipped> skipped, int checksum) {

  /** How many images of the source it covers. */
  int covered() {
    return labels.size() + skipped.size();
  }

  void writeTo(RecordOutput out) throws IOException {
    out.writeInt(first);
    out.writeInt(checksum);
    out.writeInt(labels.size());
    out.writeInt(skipped.size());
    for (int i = 0; i < labels.size(); i++) {
      out.writeInt(labels.get(i));
      out.writeString(names.get(i));
    }
    for (Skipped image : skipped) {
      out.writeInt(image.index());
      out.writeString(image.name());
      out.writeString(image.reason());
    }
  }

  static PackedChunk decode(DataInputStream in) throws IOException {
    int first = in.readInt();
    int checksum = in.readInt();
    int kept = in.readInt();
    int left = in.readInt();
    if (kept < 0 || left < 0) {
      throw new EOFException("expected numbers of images, found " + kept + " and " + left);
    }
    List<Integer> labels = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < kept; i++) {
      labels.add(in.readInt());
      names.add(RecordOutput.readString(in));
    }
    List<Skipped> skipped = new ArrayList<>();
    for (int i = 0; i < left; i++) {
      skipped.add(
          new Skipped(in.readInt(), RecordOutput.readString(in), RecordOutput.readString(in)));
    }
    return new PackedChunk(first, labels, names, skipped, checksum);
  }
}
