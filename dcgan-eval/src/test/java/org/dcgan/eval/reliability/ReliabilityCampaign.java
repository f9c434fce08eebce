package org.dcgan.eval.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Everything at length that the tests of this package do in brief. Not part of the build; run by
 * hand, results in docs/results/reliability.md:
 *
 * <pre>ReliabilityCampaign FOLDER [PART...]</pre>
 *
 * <p>Parts: {@code killpoints}, {@code kills}, {@code training}, {@code writers}, {@code readers},
 * {@code disks}; all by default. Needs Linux and a C compiler; {@code disks} needs leave to mount.
 * Ends with exit code 1 if anything was lost, hung, or failed with an exception that is not
 * documented.
 */
public final class ReliabilityCampaign {
  private static final int KILLS = 200;
  private static final int TRAINING_KILLS = 30;

  /**
   * Of some thousand operations of a training, each one that is a multiple of this is looked at.
   */
  private static final int STRIDE = 41;

  private static final int SAVES = 100;
  private static final int READS = 10_000;

  private final Path folder;
  private final Path library;
  private int failures;

  private ReliabilityCampaign(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    this.library =
        Children.killpoint(Files.createTempDirectory(folder, "tools"))
            .orElseThrow(() -> new IllegalStateException("needs Linux and cc"));
  }

  public static void main(String[] arguments) throws Exception {
    ReliabilityCampaign campaign = new ReliabilityCampaign(Path.of(arguments[0]).toAbsolutePath());
    List<String> parts =
        arguments.length > 1
            ? List.of(arguments).subList(1, arguments.length)
            : List.of("killpoints", "kills", "training", "writers", "readers", "disks");
    for (String part : parts) {
      long start = System.nanoTime();
      System.out.println("## " + part);
      switch (part) {
        case "killpoints" -> campaign.killPoints();
        case "kills" -> campaign.kills();
        case "training" -> campaign.training();
        case "writers" -> campaign.writers();
        case "readers" -> campaign.readers();
        case "disks" -> campaign.disks();
        default -> throw new IllegalArgumentException("no part " + part);
      }
      System.out.printf(
          Locale.ROOT, "(%s took %.0f s)%n%n", part, (System.nanoTime() - start) / 1e9);
    }
    System.out.println(campaign.failures == 0 ? "nothing lost" : campaign.failures + " FAILURES");
    System.exit(campaign.failures == 0 ? 0 : 1);
  }

  private void fail(String what) {
    failures++;
    System.out.println("FAILED: " + what);
  }

  private Path fresh(String name) throws IOException {
    return Files.createTempDirectory(folder, name);
  }

  // Kill points

  /** Every point of each kind of save: the folder as a kill there would leave it. */
  private void killPoints() throws Exception {
    System.out.println("| save | points | old left | new left | lost | left over |");
    System.out.println("|---|---|---|---|---|---|");
    for (SaveKind kind : SaveKind.values()) {
      Path clean = prepared(kind, "clean");
      Path copies = fresh("copies");
      Map<String, String> environment = Children.killing(library, clean, 0, false);
      environment.put("KILL_COPIES", copies.toString());
      String outcome =
          Children.outcome(Children.start(environment, SaveChild.class, kind, clean, 3, 1));
      if (!outcome.startsWith("0 1 saved")) {
        fail(kind + ": " + outcome);
      }
      List<String> expected = SaveKind.names(clean);
      Tally tally = new Tally();
      int points = 0;
      while (Files.exists(copies.resolve(Integer.toString(points + 1)))) {
        points++;
        check(kind, "point " + points, copies.resolve(Integer.toString(points)), expected, tally);
      }
      System.out.printf(
          "| %s | %d | %d | %d | %d | %d |%n",
          kind, points, tally.old, points - tally.old - tally.lost, tally.lost, tally.dirty);
    }
  }

  /** The outcomes of the kills of one kind of save. */
  private static final class Tally {
    private int old;
    private int lost;
    private int dirty;
  }

  private void check(SaveKind kind, String point, Path place, List<String> expected, Tally tally)
      throws IOException {
    try {
      int number = kind.load(place);
      tally.old += number == 2 ? 1 : 0;
      kind.save(place, 3);
      if (number != 2 && number != 3 || kind.load(place) != 3) {
        tally.lost++;
        fail(kind + " killed at " + point + ": " + number);
      }
      List<String> names = SaveKind.names(place);
      if (!names.equals(expected)) {
        tally.dirty++;
        List<String> others = new ArrayList<>(names);
        others.removeAll(expected);
        fail(kind + " killed at " + point + ": left " + others);
      }
    } catch (IOException | RuntimeException e) {
      tally.lost++;
      fail(kind + " killed at " + point + ": " + e);
    }
    delete(place);
  }

  /** A kill before an operation on files, or after it (after half of a write). */
  private record Kill(int operation, boolean after) {}

  /**
   * Processes that are killed indeed: at {@value #KILLS} of these points, chosen at random, or at
   * all of them where there are fewer.
   */
  private void kills() throws Exception {
    System.out.println("| save | kills | old left | new left | lost | left over |");
    System.out.println("|---|---|---|---|---|---|");
    for (SaveKind kind : SaveKind.values()) {
      Path clean = prepared(kind, "clean");
      int operations =
          Children.operations(
              library, clean, folder.resolve("count"), SaveChild.class, kind, clean, 3, 1);
      List<String> expected = SaveKind.names(clean);
      List<Kill> kills = new ArrayList<>();
      for (int operation = 1; operation <= operations; operation++) {
        kills.add(new Kill(operation, false));
        kills.add(new Kill(operation, true));
      }
      Collections.shuffle(kills, new Random(5));
      kills = kills.subList(0, Math.min(KILLS, kills.size()));
      Tally tally = new Tally();
      for (Kill kill : kills) {
        Path place = prepared(kind, "kill");
        String outcome =
            Children.outcome(
                Children.start(
                    Children.killing(library, place, kill.operation, kill.after),
                    SaveChild.class,
                    kind,
                    place,
                    3,
                    1));
        if (!outcome.equals(Integer.toString(Children.KILLED))) {
          fail(kind + " not killed at " + kill + ": " + outcome);
        }
        check(kind, kill.toString(), place, expected, tally);
      }
      System.out.printf(
          "| %s | %d of %d | %d | %d | %d | %d |%n",
          kind,
          kills.size(),
          2 * operations,
          tally.old,
          kills.size() - tally.old - tally.lost,
          tally.lost,
          tally.dirty);
    }
  }

  private Path prepared(SaveKind kind, String name) throws IOException {
    Path place = fresh(name);
    kind.save(place, 1);
    kind.save(place, 2);
    return place;
  }

  // Training

  /** A training, and what it comes to from where a kill at some of its operations leaves it. */
  private void training() throws Exception {
    Path run = fresh("run");
    Path copies = fresh("copies");
    Map<String, String> environment = Children.killing(library, run, 0, false);
    environment.put("KILL_COPIES", copies.toString());
    environment.put("KILL_STRIDE", Integer.toString(STRIDE));
    String expected = Children.outcome(Children.start(environment, TrainingChild.class, run));
    System.out.println("uninterrupted: " + expected);
    int points;
    try (var all = Files.list(copies)) {
      points = (int) all.count();
    }
    Random random = new Random(7);
    int same = 0;
    for (int i = 0; i < TRAINING_KILLS; i++) {
      // One of each thirtieth of the training.
      int first = points * i / TRAINING_KILLS;
      int width = Math.max(1, points * (i + 1) / TRAINING_KILLS - first);
      int point = 1 + first + random.nextInt(width);
      String resumed;
      try {
        resumed = "0 " + TrainingChild.run(copies.resolve(Integer.toString(point)));
      } catch (IOException | RuntimeException e) {
        resumed = e.toString();
      }
      if (resumed.equals(expected)) {
        same++;
      } else {
        fail("killed at point " + point * STRIDE + ": " + resumed);
      }
    }
    System.out.printf(
        "killed at %d of some %d points and resumed: %d the same as uninterrupted%n",
        TRAINING_KILLS, points * STRIDE, same);
  }

  // Several processes

  private void writers() throws Exception {
    System.out.println("| save | first process | second process | reads beside them | lost |");
    System.out.println("|---|---|---|---|---|");
    for (SaveKind kind : SaveKind.values()) {
      Path place = prepared(kind, "writers");
      List<Process> children =
          List.of(
              Children.start(Map.of(), SaveChild.class, kind, place, 10, SAVES),
              Children.start(Map.of(), SaveChild.class, kind, place, 110, SAVES));
      int reads = 0;
      int before = failures;
      while (children.stream().anyMatch(Process::isAlive)) {
        reads += read(kind, place);
      }
      String first = Children.outcome(children.get(0));
      String second = Children.outcome(children.get(1));
      reads += read(kind, place);
      kind.save(place, 250);
      if (kind.load(place) != 250) {
        fail(kind + ": cannot be saved after two processes");
      }
      System.out.printf(
          "| %s | %s | %s | %d | %d |%n", kind, first, second, reads, failures - before);
    }
  }

  private int read(SaveKind kind, Path place) {
    try {
      return kind.load(place) >= 0 ? 1 : 0;
    } catch (IOException | RuntimeException e) {
      fail(kind + " beside writers: " + e);
      return 0;
    }
  }

  private void readers() throws Exception {
    System.out.println("| save | reads | of different saves | failed |");
    System.out.println("|---|---|---|---|");
    for (SaveKind kind : SaveKind.values()) {
      Path place = prepared(kind, "readers");
      int reads = kind == SaveKind.MODEL ? READS : READS / 10;
      Process writer = Children.start(Map.of(), SaveChild.class, kind, place, 3, 120);
      int before = failures;
      Map<Integer, Integer> seen = new TreeMap<>();
      int done = 0;
      // Also until it has seen the writer at work, which takes a while to start.
      for (; done < reads || seen.size() < 10 && done < 100 * reads; done++) {
        if (!writer.isAlive()) {
          writer = Children.start(Map.of(), SaveChild.class, kind, place, 3, 120);
        }
        try {
          seen.merge(kind.load(place), 1, Integer::sum);
        } catch (IOException | RuntimeException e) {
          fail(kind + " beside a writer: " + e);
        }
      }
      writer.destroyForcibly();
      writer.waitFor(20, TimeUnit.SECONDS);
      System.out.printf("| %s | %d | %d | %d |%n", kind, done, seen.size(), failures - before);
    }
  }

  // Disks

  private void disks() throws Exception {
    System.out.println("| save | full at | no inodes at | refused | saved | lost |");
    System.out.println("|---|---|---|---|---|---|");
    for (SaveKind kind : SaveKind.values()) {
      int before = failures;
      int[] counts = new int[2];
      Path disk = Files.createDirectory(folder.resolve("disk-" + kind));
      run("mount", "-t", "tmpfs", "-o", "size=24m,nr_inodes=600", "tmpfs", disk.toString());
      try {
        int full = 0;
        for (int kilobytes = 0; kilobytes <= 4096; kilobytes = kilobytes * 2 + (full < 8 ? 4 : 0)) {
          Path place = disk.resolve("full" + full++);
          kind.save(Files.createDirectory(place), 2);
          Path ballast = disk.resolve("ballast");
          try (var out = Files.newOutputStream(ballast)) {
            fill(out, disk, kilobytes);
          }
          attempt(kind, place, ballast, counts);
          delete(place);
        }
        int inodes = 0;
        for (int free = 0; free < 48; free += free < 6 ? 1 : 7) {
          Path place = disk.resolve("inodes" + inodes++);
          kind.save(Files.createDirectory(place), 2);
          Path ballast = Files.createDirectory(disk.resolve("many"));
          List<Path> files = new ArrayList<>();
          try {
            while (files.size() < 700) {
              files.add(Files.createFile(ballast.resolve("f" + files.size())));
            }
          } catch (IOException e) {
            for (int i = 0; i < Math.min(free, files.size()); i++) {
              Files.delete(files.get(i));
            }
          }
          attempt(kind, place, ballast, counts);
          delete(place);
        }
        System.out.printf(
            "| %s | %d sizes | %d counts | %d | %d | %d |%n",
            kind, full, inodes, counts[0], counts[1], failures - before);
      } finally {
        run("umount", "-l", disk.toString());
      }
    }
  }

  private static void fill(java.io.OutputStream out, Path disk, int leave) throws IOException {
    byte[] block = new byte[4096];
    while (Files.getFileStore(disk).getUsableSpace() > leave * 1024L + block.length) {
      out.write(block);
    }
  }

  private void attempt(SaveKind kind, Path place, Path ballast, int[] counts) throws IOException {
    try {
      kind.save(place, 3);
      counts[1]++;
    } catch (IOException e) {
      counts[0]++;
      String message = String.valueOf(e.getMessage());
      if (!message.contains("No space left on device")) {
        fail(kind + ": refused without the reason: " + e);
      }
    } catch (RuntimeException e) {
      fail(kind + " on a full disk: " + e);
    }
    try {
      int number = kind.load(place);
      if (number != 2 && number != 3) {
        fail(kind + " on a full disk: " + number);
      }
    } catch (IOException | RuntimeException e) {
      fail(kind + " lost on a full disk: " + e);
    }
    delete(ballast);
    kind.save(place, 4);
    if (kind.load(place) != 4) {
      fail(kind + ": not saved with room");
    }
  }

  private static void run(String... command) throws Exception {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed; are you root?");
    }
  }

  private static void delete(Path path) throws IOException {
    try (var files = Files.walk(path)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
