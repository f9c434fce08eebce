package org.dcgan.tensorflow.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.tensorflow.sentinel.Finding;
import org.dcgan.training.SentinelPolicy.Trouble;

/** The encoding of findings in messages between workers of the same version. */
final class FindingsMessage {

  private FindingsMessage() {}

  static byte[] encode(List<Finding> findings) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(findings.size());
      for (Finding finding : findings) {
        out.writeUTF(finding.trouble().name());
        out.writeLong(finding.since());
        out.writeDouble(finding.measured());
        out.writeDouble(finding.limit());
        out.writeUTF(finding.message());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static List<Finding> decode(byte[] message) {
    List<Finding> findings = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        findings.add(
            new Finding(
                Trouble.valueOf(in.readUTF()),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readUTF()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return findings;
  }
}
