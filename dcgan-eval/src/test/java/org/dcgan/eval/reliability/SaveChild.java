package org.dcgan.eval.reliability;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A child process that saves repeatedly: {@code KIND FOLDER FIRST COUNT}. Prints the number of
 * saves.
 */
final class SaveChild {

  private SaveChild() {}

  public static void main(String[] arguments) {
    SaveKind kind = SaveKind.valueOf(arguments[0]);
    int first = Integer.parseInt(arguments[2]);
    int saved = 0;
    int refused = 0;
    for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
      try {
        kind.save(Path.of(arguments[1]), first + i);
        saved++;
      } catch (IOException e) {
        // Another process is writing: a documented answer of runs and packs.
        refused++;
        System.err.println(e);
      }
    }
    System.out.println(saved + " saved, " + refused + " refused");
  }
}
