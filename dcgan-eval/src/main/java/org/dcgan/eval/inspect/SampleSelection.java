package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.datasets.overview.ContactSheet;
import org.dcgan.image.Images;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.latent.Latents;

/**
 * A selection of samples by name: chosen by a person from a numbered sheet, or by a classifier's
 * scores.
 *
 * <pre>{@code
 * SampleSelection.offer(dcgan, 200, 42, Path.of("out"));     // candidates.png and choices.json to fill in
 * SampleSelection choices = SampleSelection.read(Path.of("out/choices.json"));
 * Concept lamps = choices.concept(dcgan, "lamp");
 * }</pre>
 *
 * <p>The file is JSON: {@code {"seed": 42, "count": 200, "choices": {"lamp": [3, 17, 42]}}}. A
 * selection from samples of a conditional model also has the samples' class, for example {@code
 * "label": 3}, and is refused by a model that generates another one.
 *
 * @param seed the random seed of the candidates' latents
 * @param count the number of candidates, at least 1
 * @param label the class of all candidates, at least 0; empty for a model without classes, and
 *     where the class is not known or is a mixture of several, in which case no model is refused
 * @param samples the indices of selected candidates by name
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SampleSelection(
    long seed, int count, OptionalInt label, Map<String, List<Integer>> samples) {
  /** The name of the sheet of candidates. */
  public static final String SHEET = "candidates.png";

  /** The name of the file of selected samples. */
  public static final String FILE = "choices.json";

  private static final int TILE = 96;

  private static final EditedJson FORMAT =
      new EditedJson(
          "dcgan-choices",
          2,
          "{\"seed\": 42, \"count\": 200, \"choices\": {\"lamp\": [3, 17, 42]}}");

  /** Checks the numbers. */
  public SampleSelection {
    requireNonNull(label, "label");
    requireNonNull(samples, "samples");

    checkArgument(count >= 1, "there must be at least 1 candidate, got %s", count);
    SampleLabel.check(label);
    ImmutableMap.Builder<String, List<Integer>> copy = ImmutableMap.builder();
    for (Map.Entry<String, List<Integer>> choice : samples.entrySet()) {
      for (int sample : choice.getValue()) {
        checkArgument(
            sample >= 0 && sample < count,
            "candidates are numbered 0 to %s, but \"%s\" has %s",
            count - 1,
            printable(choice.getKey()),
            sample);
      }
      copy.put(choice.getKey(), List.copyOf(choice.getValue()));
    }
    samples = copy.buildOrThrow();
  }

  /**
   * A selection from samples of a model without classes.
   *
   * @param seed the random seed of the candidates' latents
   * @param count the number of candidates, at least 1
   * @param samples the indices of selected candidates by name
   */
  public SampleSelection(long seed, int count, Map<String, List<Integer>> samples) {
    this(seed, count, OptionalInt.empty(), samples);
  }

  /**
   * Writes a numbered sheet of candidates and a file for the selection, unless it exists.
   *
   * @param dcgan a trained model; a conditional one with a single label, which the file records if
   *     it is a class
   * @param count the number of candidates, at least 1
   * @param seed the random seed of the candidates' latents
   * @param folder the folder for {@value #SHEET} and {@value #FILE}
   * @return the file for the selection
   * @throws IllegalArgumentException if the folder has a selection from other samples: of another
   *     seed, number or class
   * @throws IOException if they cannot be written
   */
  public static Path offer(Dcgan dcgan, int count, long seed, Path folder) throws IOException {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(folder, "folder");

    SampleSelection none =
        new SampleSelection(seed, count, SampleLabel.of(dcgan), Map.of("name", List.of()));
    Path file = folder.resolve(FILE);
    SampleLabel.requireSame(file, existing -> read(existing).identity(), none.identity());
    Images images = dcgan.sample(count, seed);
    ContactSheet sheet = ContactSheet.ofTiles(Math.max(TILE, images.shape().height()));
    for (int i = 0; i < count; i++) {
      sheet.add(images.pixels(i), "" + i);
    }
    sheet.writePng(folder.resolve(SHEET));
    if (!Files.exists(file)) {
      none.write(file);
    }
    return file;
  }

  /**
   * Reads a selection.
   *
   * @param file a file that {@link #offer} or {@link #write} wrote, with indices filled in
   * @return the selection
   * @throws IOException if it cannot be read, or is not a selection; the message names the position
   */
  public static SampleSelection read(Path file) throws IOException {
    requireNonNull(file, "file");

    return FORMAT.read(file, SampleSelection::of);
  }

  /**
   * Parses the text of a file of samples, for example one that a user has uploaded.
   *
   * @param json the content of a file that {@link #write} wrote, or one written by hand in this
   *     format
   * @return the selection
   * @throws IllegalArgumentException if the text is not a selection; the message names the position
   */
  public static SampleSelection parse(String json) {
    requireNonNull(json, "json");

    return FORMAT.parse(json.getBytes(UTF_8), SampleSelection::of);
  }

  private static SampleSelection of(JsonFields fields) {
    JsonFields choices = fields.object("choices");
    Map<String, List<Integer>> samples = new LinkedHashMap<>();
    for (String name : choices.keys()) {
      samples.put(name, choices.integers(name, 0, Integer.MAX_VALUE));
    }
    return new SampleSelection(
        fields.longInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        fields.integer("count", 1, Integer.MAX_VALUE),
        SampleLabel.read(fields),
        samples);
  }

  /**
   * Writes the selection.
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
    JsonMap choices = new JsonMap();
    samples.forEach(choices::put);
    JsonMap content = new JsonMap().put("seed", seed).put("count", count);
    SampleLabel.put(content, label);
    return content.put("choices", choices);
  }

  /**
   * Checks that a model generates samples of the selection's label. All methods that take the model
   * do.
   *
   * @param dcgan the model that is to generate the samples; a conditional one with its label
   * @throws IllegalArgumentException if the selection has a label, and the model generates samples
   *     of another one or has no classes
   */
  public void requireLabelOf(Dcgan dcgan) {
    requireNonNull(dcgan, "dcgan");

    SampleLabel.require(label, dcgan, "choices");
  }

  /**
   * The concept of selected samples.
   *
   * @param dcgan the model that generated the candidates; a conditional one with their label
   * @param name one of the names in {@link #samples}
   * @return the concept with the latents of the selected samples
   * @throws IllegalArgumentException if there is no such name, nothing is selected for it, or the
   *     model generates samples of another label
   */
  public Concept concept(Dcgan dcgan, String name) {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(name, "name");

    List<Integer> chosen = samples.get(name);
    checkArgument(
        chosen != null,
        "there is no selection named \"%s\"; choose one of %s",
        printable(name),
        printable(samples.keySet()));
    return new Concept(name, candidates(dcgan).select(chosen.stream().mapToInt(i -> i).toArray()));
  }

  /**
   * The latents of all candidates.
   *
   * @param dcgan the model that generated the candidates; a conditional one with their label
   * @return the latents in the order of the candidates
   * @throws IllegalArgumentException if the model generates samples of another label
   */
  public Latents candidates(Dcgan dcgan) {
    requireLabelOf(dcgan);
    return dcgan.latents(count, seed);
  }

  /**
   * Selects the candidates with the highest scores, for example of a classifier.
   *
   * @param scores one score for each candidate; NaN excludes a candidate
   * @param most the largest number of candidates to select, at least 1
   * @return their indices, highest score first; of equal scores the lower index first
   */
  public static List<Integer> highest(double[] scores, int most) {
    requireNonNull(scores, "scores");

    checkArgument(most >= 1, "the number of candidates to select must be at least 1, got %s", most);
    double[] copy = Arrays.copyOf(scores, scores.length);
    return IntStream.range(0, copy.length)
        .filter(i -> !Double.isNaN(copy[i]))
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -copy[i]).thenComparing(i -> i))
        .limit(most)
        .toList();
  }

  /**
   * The same selection with another name added.
   *
   * @param name the name; an existing one is replaced
   * @param numbers the indices of candidates
   * @return the extended selection
   */
  public SampleSelection with(String name, List<Integer> numbers) {
    requireNonNull(name, "name");
    requireNonNull(numbers, "numbers");

    Map<String, List<Integer>> more = new LinkedHashMap<>(samples);
    more.put(name, numbers);
    return new SampleSelection(seed, count, label, more);
  }
}
