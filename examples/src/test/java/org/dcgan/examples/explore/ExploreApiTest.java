package org.dcgan.examples.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.dcgan.Dcgan;
import org.dcgan.ModelFormatException;
import org.dcgan.Precision;
import org.dcgan.SamplingOptions;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.inspect.Concept;
import org.dcgan.eval.inspect.Expression;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.GuidedBackprop;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.inspect.NearestImages;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.inspect.TurnVector;
import org.dcgan.eval.inspect.VectorArithmetic;
import org.dcgan.examples.ForgetWindows;
import org.dcgan.examples.LatentArithmetic;
import org.dcgan.examples.TurnSamples;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.Images;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each request of the page is answered by what a program gets from the library. */
class ExploreApiTest {
  private static final int TOLERANCE = 2;

  @TempDir private static Path folder;
  private static ExploredModel explored;
  private static Dcgan dcgan;

  @BeforeAll
  static void start() throws IOException {
    explored =
        new ExploredModel(ExploredModel.save(folder.resolve("model"), 5), ExploredModel.ROOMS);
    dcgan = Dcgan.load(folder.resolve("model"));
  }

  @AfterAll
  static void stop() throws IOException {
    explored.close();
    dcgan.close();
  }

  /** Images are equal but for the rounding of another batch size. */
  private static void assertImage(JsonElement base64, Images expected, int n) {
    try {
      var found = ImageIO.read(new ByteArrayInputStream(ExploredModel.png(base64.getAsString())));
      var wanted = expected.toBufferedImage(n);
      assertThat(found.getWidth()).isEqualTo(wanted.getWidth());
      assertThat(found.getHeight()).isEqualTo(wanted.getHeight());
      for (int y = 0; y < wanted.getHeight(); y++) {
        for (int x = 0; x < wanted.getWidth(); x++) {
          for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(found.getRGB(x, y) >> shift & 255)
                .isCloseTo(wanted.getRGB(x, y) >> shift & 255, within(TOLERANCE));
          }
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertImages(JsonArray base64, Images expected) {
    assertThat(base64.size()).isEqualTo(expected.count());
    for (int n = 0; n < expected.count(); n++) {
      assertImage(base64.get(n), expected, n);
    }
  }

  private static List<Integer> integers(JsonObject json, String array, String field) {
    return StreamSupport.stream(json.getAsJsonArray(array).spliterator(), false)
        .map(item -> item.getAsJsonObject().get(field).getAsInt())
        .toList();
  }

  // The model

  @Test
  void givenAModel_whenDescribed_thenThePageLearnsItsShapeLayersAndDataset() throws IOException {
    JsonObject model = explored.ask("/api/model", "{}");

    assertThat(model.get("name").getAsString()).isEqualTo("a <small> model");
    assertThat(model.get("width").getAsInt()).isEqualTo(16);
    assertThat(model.get("latentDim").getAsInt()).isEqualTo(8);
    assertThat(model.get("samplesPerSeed").getAsInt()).isEqualTo(50_000);
    assertThat(model.get("forgetLayer").getAsString())
        .isEqualTo(ForgetObjects.secondHighest(dcgan.architecture()).name());
    assertThat(model.getAsJsonArray("discriminatorLayers")).hasSize(2);
    assertThat(model.getAsJsonObject("dataset").get("size").getAsInt()).isEqualTo(80);
  }

  @Test
  void givenAModelThatIsReplaced_whenReloaded_thenSamplesAreTheNewModels() throws IOException {
    List<ThrowingSupplier<Dcgan>> versions =
        List.of(
            () -> model(1),
            () -> model(2),
            () -> {
              throw new ModelFormatException("model.json: is being replaced");
            },
            () -> untrained(2, 32));
    AtomicInteger opened = new AtomicInteger();
    try (ExploredModel other =
        new ExploredModel(() -> versions.get(opened.getAndIncrement()).get())) {
      String sample = "{'seed': 1, 'index': 0}";
      String before = other.ask("/api/sample", sample).get("png").getAsString();

      JsonObject reloaded = other.ask("/api/reload", "{}");

      assertThat(reloaded.has("dataset")).isFalse();
      String after = other.ask("/api/sample", sample).get("png").getAsString();
      assertThat(after).isNotEqualTo(before);

      HttpResponse<byte[]> damaged = other.post("/api/reload", "{}");
      assertThat(damaged.statusCode()).isEqualTo(500);
      assertThat(ExploredModel.error(damaged)).isEqualTo("model.json: is being replaced");
      HttpResponse<byte[]> larger = other.post("/api/reload", "{}");
      assertThat(larger.statusCode()).isEqualTo(409);
      assertThat(ExploredModel.error(larger)).contains("32x32x3 instead of 16x16x3");
      assertThat(other.ask("/api/sample", sample).get("png").getAsString()).isEqualTo(after);
    }
  }

  /** Like a supplier. */
  private interface ThrowingSupplier<T> {
    T get() throws IOException;
  }

  private static Dcgan model(long seed) throws IOException {
    Dcgan model = untrained(seed, 16);
    model.gatherStatistics(ExploredModel.ROOMS, 16);
    return model;
  }

  private static Dcgan untrained(long seed, int resolution) {
    return Dcgan.builder()
        .resolution(resolution)
        .width(2)
        .latentDim(8)
        .seed(seed)
        .precision(Precision.FLOAT32)
        .threads(2)
        .build();
  }

  @Test
  void givenAModelWithoutStatistics_whenSampled_thenTheMessageSaysWhatIsMissing()
      throws IOException {
    try (ExploredModel other = new ExploredModel(() -> untrained(1, 16))) {
      HttpResponse<byte[]> response = other.post("/api/sample", "{'seed': 1, 'index': 0}");

      assertThat(response.statusCode()).isEqualTo(409);
      assertThat(ExploredModel.error(response)).contains("no population statistics yet");
    }
  }

  // Samples

  @Test
  void givenASeed_whenSamplesAreAskedFor_thenTheyAreThoseOfTheLibrary() throws IOException {
    JsonObject page = explored.ask("/api/samples", "{'seed': 9, 'first': 3, 'count': 4}");

    assertThat(integers(page, "samples", "index")).containsExactly(3, 4, 5, 6);
    Images expected = dcgan.generator().generate(dcgan.latents(7, 9).slice(3, 7));
    float[] probabilities = dcgan.discriminator().probabilities(expected);
    for (int i = 0; i < 4; i++) {
      JsonObject sample = page.getAsJsonArray("samples").get(i).getAsJsonObject();
      assertThat(sample.get("seed").getAsLong()).isEqualTo(9);
      assertImage(sample.get("png"), expected, i);
      assertThat(sample.get("probability").getAsDouble()).isCloseTo(probabilities[i], within(1e-5));
    }
    assertThat(page.get("next").getAsInt()).isEqualTo(7);
    assertThat(page.get("end").getAsBoolean()).isFalse();
  }

  @Test
  void givenAFilterByScore_whenSamplesAreAskedFor_thenOnlyThoseInTheRangeAreReturned()
      throws IOException {
    float[] probabilities = dcgan.discriminator().probabilities(dcgan.sample(64, 9));
    float[] sorted = probabilities.clone();
    java.util.Arrays.sort(sorted);
    double limit = (sorted[47] + sorted[48]) / 2.0;
    List<Integer> expected =
        IntStream.range(0, 64).filter(i -> probabilities[i] >= limit).boxed().toList();
    assertThat(expected).hasSize(16);

    JsonObject page =
        explored.ask(
            "/api/samples", "{'seed': 9, 'first': 0, 'count': 16, 'minimum': " + limit + "}");

    assertThat(integers(page, "samples", "index")).isEqualTo(expected);
    assertThat(page.get("next").getAsInt()).isEqualTo(expected.get(15) + 1);

    JsonObject none =
        explored.ask("/api/samples", "{'seed': 9, 'first': 0, 'count': 4, 'minimum': 2}");
    assertThat(none.getAsJsonArray("samples")).isEmpty();
    assertThat(none.get("scanned").getAsInt()).isEqualTo(512);
  }

  @Test
  void givenTheLastSamplesOfASeed_whenAskedForMore_thenTheEndIsReported() throws IOException {
    JsonObject page = explored.ask("/api/samples", "{'seed': 9, 'first': 49998, 'count': 8}");

    assertThat(integers(page, "samples", "index")).containsExactly(49_998, 49_999);
    assertThat(page.get("end").getAsBoolean()).isTrue();
    Images expected = dcgan.generator().generate(dcgan.latents(50_000, 9).slice(49_998, 50_000));
    assertImage(page.getAsJsonArray("samples").get(1).getAsJsonObject().get("png"), expected, 1);
  }

  @Test
  void givenASample_whenAskedFor_thenItsLatentIsThatOfItsSeedAndIndex() throws IOException {
    JsonObject sample = explored.ask("/api/sample", "{'seed': -4, 'index': 17}");

    List<Float> latent = new ArrayList<>();
    sample.getAsJsonArray("latent").forEach(value -> latent.add(value.getAsFloat()));
    Latents expected = dcgan.latents(18, -4).select(17);
    assertThat(latent).hasSize(8);
    for (int i = 0; i < 8; i++) {
      assertThat(latent.get(i)).isEqualTo(expected.value(0, i));
    }
    assertImage(sample.get("png"), dcgan.generator().generate(expected), 0);
  }

  @Test
  void givenChosenSamples_whenDownloaded_thenLatentsAndGridAreThoseOfTheSamples()
      throws IOException {
    String chosen =
        "{'samples': [{'seed': 2, 'index': 5}, {'seed': 1, 'index': 0}, {'seed': 2, 'index': 1}]}";
    Latents expected =
        Latents.concat(
            List.of(
                dcgan.latents(6, 2).select(5), dcgan.latents(1, 1), dcgan.latents(2, 2).select(1)));

    byte[] file = explored.post("/api/latents.npy", chosen).body();
    int values = 3 * 8;
    String header = new String(file, 0, file.length - 4 * values, StandardCharsets.ISO_8859_1);
    assertThat(header).startsWith("\u0093NUMPY\u0001\u0000").contains("'descr': '<f4'", "(3, 8");
    float[] stored = new float[values];
    ByteBuffer.wrap(file, file.length - 4 * values, 4 * values)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(stored);
    assertThat(stored).isEqualTo(expected.toArray());

    var grid =
        ImageIO.read(new ByteArrayInputStream(explored.post("/api/grid.png", chosen).body()));
    var wanted = ImageGrid.of(dcgan.generator().generate(expected)).toBufferedImage();
    assertThat(grid.getWidth()).isEqualTo(wanted.getWidth());
    assertThat(grid.getHeight()).isEqualTo(wanted.getHeight());

    JsonArray samples = explored.ask("/api/chosen", chosen).getAsJsonArray("samples");
    assertThat(samples).hasSize(3);
    assertImage(
        samples.get(2).getAsJsonObject().get("png"), dcgan.generator().generate(expected), 2);
  }

  // Walks

  @Test
  void givenPoints_whenWalked_thenFramesAndAnimationAreThoseOfTheLibrary() throws IOException {
    String points = "'points': [{'seed': 2, 'index': 5}, {'seed': 1, 'index': 0}]";
    String walk = "{" + points + ", 'steps': 3, 'interpolation': 'spherical', 'closed': false}";
    LatentWalk.Walk expected =
        LatentWalk.through(
            dcgan,
            Latents.concat(List.of(dcgan.latents(6, 2).select(5), dcgan.latents(1, 1))),
            new LatentWalk.Options(
                2, 3, LatentWalk.Interpolation.SPHERICAL, false, 0, SamplingOptions.DEFAULT));

    JsonObject found = explored.ask("/api/walk", walk);
    assertImages(found.getAsJsonArray("frames"), expected.frames());
    assertThat(found.get("largestJumpToMean").getAsDouble())
        .isCloseTo(expected.smoothness().ratio(), within(1e-3));
    assertThat(explored.post("/api/walk.gif", walk).body())
        .startsWith("GIF89a".getBytes(StandardCharsets.US_ASCII));
  }

  // Arithmetic

  private static final SampleSelection CHOICES =
      new SampleSelection(
          7, 20, Map.of("lamp", List.of(3, 17, 4), "left", List.of(1), "right", List.of(2, 9)));

  private static JsonObject withChoices(JsonObject fields) {
    fields.addProperty("choices", CHOICES.toJson());
    return fields;
  }

  @Test
  void givenConcepts_whenCalculated_thenTheResultIsThatOfTheLibrary() throws IOException {
    JsonObject found =
        explored.ask(
            "/api/arithmetic",
            fields -> {
              fields.addProperty("expression", "lamp - left + right");
              fields.addProperty("seed", 11);
              return withChoices(fields);
            });

    VectorArithmetic.Options options = VectorArithmetic.Options.DEFAULT;
    VectorArithmetic.Result expected =
        VectorArithmetic.evaluate(
            dcgan,
            Expression.parse("lamp - left + right", name -> CHOICES.concept(dcgan, name)),
            new VectorArithmetic.Options(
                options.neighbors(), options.noise(), 11, options.sampling()));
    assertImages(found.getAsJsonArray("images"), expected.images());
    assertImages(found.getAsJsonArray("means"), expected.means());
    assertImage(found.get("pixelSpace"), expected.pixelSpace(), 0);
    assertThat(found.getAsJsonArray("images")).hasSize(9);
    assertThat(found.get("warnings").toString())
        .contains("\\\"left\\\" has 1 exemplar; the paper found fewer than three unstable");
  }

  @Test
  void givenAChoicesFile_whenCheckedAndSaved_thenTheProgramsReadTheSameConcepts()
      throws IOException {
    JsonObject found = explored.ask("/api/choices", ExploreApiTest::withChoices);

    Path file = Files.writeString(folder.resolve("choices.json"), found.get("file").getAsString());
    assertThat(SampleSelection.read(file)).isEqualTo(CHOICES);
    assertThat(run(new LatentArithmetic(), "--choices=" + file, "--expression=lamp - left"))
        .isZero();
    assertThat(folder.resolve("out/arithmetic.png")).isNotEmptyFile();
    assertThat(run(new TurnSamples(), "--choices=" + file, "--subjects=2", "--steps=2")).isZero();
    assertThat(folder.resolve("out/turn.png")).isNotEmptyFile();
    assertThat(found.get("seed").getAsLong()).isEqualTo(7);
    assertThat(found.getAsJsonObject("choices").get("lamp").toString()).isEqualTo("[3,17,4]");
  }

  /** Runs a program on the model. */
  private static int run(Callable<Integer> program, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--model=" + explored.folder, "--out=" + folder.resolve("out")));
    return new CommandLine(program).execute(arguments.toArray(String[]::new));
  }

  // Turning

  @Test
  void givenTwoGroups_whenTheSliderMoves_thenSamplesAreMovedByThatShare() throws IOException {
    JsonObject found =
        explored.ask(
            "/api/turn",
            fields -> {
              addSubjects(fields);
              fields.addProperty("share", -0.75);
              return withChoices(fields);
            });

    Concept left = CHOICES.concept(dcgan, "left");
    Concept right = CHOICES.concept(dcgan, "right");
    Latents vector = right.mean().minus(left.mean());
    Images expected =
        dcgan.generator().generate(dcgan.latents(5, 8).slice(2, 5).plus(vector.scaled(-0.75)));
    assertImages(found.getAsJsonArray("images"), expected);
    assertThat(found.getAsJsonArray("warnings").size())
        .isEqualTo(TurnVector.between(left, right).warnings().size());

    HttpResponse<byte[]> gif = explored.postText("/api/turn.gif", animation().toString());
    assertThat(gif.body()).startsWith("GIF89a".getBytes(StandardCharsets.US_ASCII));
  }

  private static JsonObject animation() {
    JsonObject fields = withChoices(new JsonObject());
    addSubjects(fields);
    fields.addProperty("reach", 1.5);
    return fields;
  }

  private static void addSubjects(JsonObject fields) {
    fields.addProperty("from", "left");
    fields.addProperty("to", "right");
    fields.addProperty("seed", 8);
    fields.addProperty("first", 2);
    fields.addProperty("count", 3);
  }

  // Forgetting

  private static final SampleBoxes BOXES =
      new SampleBoxes(
          7,
          20,
          List.of(
              new SampleBoxes.SampleBox(3, new Box(2, 2, 6, 5)),
              new SampleBoxes.SampleBox(4, new Box(8, 0, 4, 4))));

  @Test
  void givenBoxes_whenFitted_thenTheMapsAndTheSamplesWithoutThemAreThoseOfTheLibrary()
      throws IOException {
    String layer = dcgan.architecture().generatorFeatureLayers().get(1).name();
    JsonObject found =
        explored.ask(
            "/api/forget",
            fields -> {
              fields.addProperty("boxes", BOXES.toJson());
              fields.addProperty("layer", layer);
              fields.addProperty("seed", 42);
              return fields;
            });

    ForgetObjects.Options options = ForgetObjects.Options.DEFAULT;
    ForgetObjects.Forgetting expected =
        ForgetObjects.find(
            dcgan, BOXES, new ForgetObjects.Options(layer, options.regression(), 1, 42));
    assertThat(integers(found, "positive", "map")).isEqualTo(expected.removed());
    assertThat(found.get("accuracy").getAsDouble()).isEqualTo(expected.accuracy());
    assertThat(found.get("boxes").getAsInt()).isEqualTo(2);

    JsonObject pairs =
        explored.ask(
            "/api/forgotten",
            fields -> {
              fields.addProperty("layer", layer);
              fields.add("removed", JsonParser.parseString(expected.removed().toString()));
              fields.addProperty("seed", 8);
              fields.addProperty("first", 1);
              fields.addProperty("count", 2);
              return fields;
            });
    Latents latents = dcgan.latents(3, 8).slice(1, 3);
    assertImages(pairs.getAsJsonArray("with"), dcgan.generator().generate(latents));
    assertImages(
        pairs.getAsJsonArray("without"), dcgan.generator().generate(latents, expected.sampling()));
  }

  @Test
  void givenABoxesFile_whenCheckedAndSaved_thenTheProgramReadsTheSameBoxes() throws IOException {
    JsonObject found =
        explored.ask(
            "/api/boxes",
            fields -> {
              fields.addProperty("boxes", BOXES.toJson());
              return fields;
            });

    Path file = Files.writeString(folder.resolve("boxes.json"), found.get("file").getAsString());
    assertThat(SampleBoxes.read(file)).isEqualTo(BOXES);
    assertThat(run(new ForgetWindows(), "--boxes=" + file, "--layer=convolution1")).isZero();
    assertThat(folder.resolve("out/forgotten.png")).isNotEmptyFile();
    assertThat(integers(found, "boxes", "x")).containsExactly(2, 8);
  }

  // Conditional models

  @Test
  void givenAConditionalModel_whenExplored_thenThePageLearnsItsLabelAndFilesOfOthersAreRefused()
      throws IOException {
    try (ExploredModel other = new ExploredModel(() -> ExploredModel.conditional(3))) {
      JsonObject model = other.ask("/api/model", "{}");
      assertThat(model.get("label").getAsInt()).isEqualTo(3);
      assertThat(model.get("classes").getAsInt()).isEqualTo(8);
      assertThat(explored.ask("/api/model", "{}").has("label")).isFalse();

      String boxes = new SampleBoxes(7, 20, OptionalInt.of(5), BOXES.boxes()).toJson();
      String choices = new SampleSelection(7, 20, OptionalInt.of(5), CHOICES.samples()).toJson();
      for (String path : List.of("/api/boxes", "/api/choices")) {
        JsonObject fields = new JsonObject();
        fields.addProperty(path.substring("/api/".length()), path.contains("b") ? boxes : choices);
        HttpResponse<byte[]> refused = other.postText(path, fields.toString());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(ExploredModel.error(refused))
            .contains("of samples of label 5, but the model generates samples of label 3");
      }
      JsonObject own =
          other.ask(
              "/api/boxes",
              fields -> {
                fields.addProperty("boxes", boxes.replace("\"label\": 5", "\"label\": 3"));
                return fields;
              });
      assertThat(SampleBoxes.parse(own.get("file").getAsString()).label()).hasValue(3);
    }
  }

  // The discriminator

  @Test
  void givenAnUploadedImageOfAnotherSize_whenScored_thenItIsThatOfTheFittedImage()
      throws IOException {
    Dataset large =
        org.dcgan.datasets.InMemoryDataset.ofPixels(
            List.of(
                org.dcgan.datasets.SyntheticRooms.builder()
                    .count(1)
                    .resolution(32)
                    .build()
                    .read(0)));
    Images expected = Images.read(large.centerCropped(16), 0);

    JsonObject found =
        ExploredModel.json(explored.postImage("/api/discriminator", large.read(0).toPng()));

    assertImage(found.get("png"), expected, 0);
    assertThat(found.get("logit").getAsFloat())
        .isCloseTo(dcgan.discriminator().logits(expected)[0], within(1e-4f));
    JsonObject first = found.getAsJsonArray("layers").get(0).getAsJsonObject();
    String layer = first.get("name").getAsString();
    assertThat(layer).isEqualTo(dcgan.architecture().discriminatorFeatureLayers().get(0).name());
    var activations = dcgan.discriminator().activations(expected, layer);
    List<Integer> byStrength =
        IntStream.range(0, 4)
            .boxed()
            .sorted(
                (a, b) ->
                    Float.compare(
                        activations.strongest(0, b).value(), activations.strongest(0, a).value()))
            .toList();
    assertThat(integers(first, "strongest", "map")).isEqualTo(byStrength);
  }

  @Test
  void givenAnImageOfTheDataset_whenGuided_thenTheGradientIsThatOfTheLibrary() throws IOException {
    String layer = dcgan.architecture().discriminatorFeatureLayers().get(1).name();
    JsonObject found =
        ExploredModel.json(
            explored.postImage(
                "/api/guided?dataset=6&map=2&rule=keep_leak&layer=" + layer, new byte[0]));

    var expected =
        dcgan
            .discriminator()
            .guidedGradients(Images.read(ExploredModel.ROOMS, 6), layer, 2, GuidedRule.KEEP_LEAK);
    assertImage(found.get("png"), GuidedBackprop.scaled(expected.gradients()), 0);
    assertThat(found.get("value").getAsFloat())
        .isCloseTo(expected.responses().get(0).value(), within(1e-4f));
  }

  @Test
  void givenASample_whenNearestImagesAreSearched_thenTheyAreThoseOfTheLibrary() throws IOException {
    HttpResponse<byte[]> response = explored.postImage("/api/nearest?seed=7&index=3", new byte[0]);

    Images sample = dcgan.generator().generate(dcgan.latents(4, 7).select(3));
    NearestImages byPixels =
        NearestImages.byPixels(sample, ExploredModel.ROOMS, ProgressListener.none());
    NearestImages byFeatures =
        NearestImages.byFeatures(
            sample, ExploredModel.ROOMS, dcgan.discriminator().features(), ProgressListener.none());
    List<JsonObject> found =
        ExploredModel.text(response)
            .lines()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .filter(line -> line.has("png"))
            .toList();
    assertThat(found).hasSize(2);
    assertThat(found.get(0).get("index").getAsInt()).isEqualTo(byPixels.matches().get(0).index());
    assertThat(found.get(1).get("index").getAsInt()).isEqualTo(byFeatures.matches().get(0).index());
    assertThat(found.get(1).get("distance").getAsDouble())
        .isCloseTo(byFeatures.meanDistance(), within(1e-2));
  }

  @Test
  void givenTheDataset_whenListed_thenImagesHaveNamesAndLabels() throws IOException {
    JsonObject found = explored.ask("/api/dataset", "{'first': 78, 'count': 24}");

    assertThat(integers(found, "images", "index")).containsExactly(78, 79);
    JsonObject image = found.getAsJsonArray("images").get(0).getAsJsonObject();
    assertThat(image.get("label").getAsString())
        .isEqualTo(ExploredModel.ROOMS.classNames().get(ExploredModel.ROOMS.label(78)));
    assertThat(ExploredModel.png(image.get("png").getAsString()))
        .isEqualTo(ExploredModel.ROOMS.read(78).toPng());
  }

  // The server

  @Test
  void givenAPortInUse_whenStarted_thenTheErrorNamesTheOption() {
    ExploreServer.Settings taken =
        new ExploreServer.Settings(
            java.net.InetAddress.getLoopbackAddress(), explored.port(), "m", 1);

    assertThatThrownBy(() -> ExploreServer.start(taken, new NoSource()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen at 127.0.0.1, port " + explored.port())
        .hasMessageContaining("choose another --port");
  }

  /** A source that must not be opened. */
  private static final class NoSource implements ExploreSource {
    @Override
    public Dcgan openModel() {
      throw new AssertionError("the port is checked first");
    }

    @Override
    public Dataset openImages(org.dcgan.image.ImageShape shape) {
      throw new AssertionError("the port is checked first");
    }

    @Override
    public Dataset fit(Dataset uploaded, org.dcgan.image.ImageShape shape) {
      return uploaded;
    }
  }
}
