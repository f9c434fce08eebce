package org.dcgan.examples.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.SampleSelection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Uses the page in a real browser, where Chromium is installed. */
class ExploreBrowserTest {
  private static final String TILE = "#%s-grid li:nth-child(%d) .tile";

  // The browser may still write into its profile when it is told to end.
  @TempDir(cleanup = CleanupMode.NEVER)
  private static Path folder;

  private static ExploredModel explored;
  private static Chromium browser;

  @BeforeAll
  static void start() throws IOException {
    Optional<Path> executable = Chromium.executable();
    assumeTrue(
        executable.isPresent(),
        "skipped: the tests of the explorer's page need chromium (apt-get install chromium)");
    explored =
        new ExploredModel(ExploredModel.save(folder.resolve("model"), 5), ExploredModel.ROOMS);
    browser = Chromium.start(executable.get(), folder.resolve("profile"));
    browser.downloadTo(folder);
    browser.size(1200, 900, false);
    // Scrolling and playing would only make tests slower.
    browser.command(
        "Page.addScriptToEvaluateOnNewDocument",
        java.util.Map.of("source", "window.alerts = []; window.alert = (t) => alerts.push(t);"));
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
      explored.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          // Left to the system, which clears its temporary folder.
        }
      }
    }
  }

  @BeforeEach
  void forgetErrors() {
    browser.errors.clear();
  }

  private static void show(String view) {
    browser.open("about:blank");
    browser.open(explored.server.address() + "#" + view);
    browser.await("document.querySelector('#tab-" + view + "[aria-selected=true]')");
  }

  private static void awaitTiles(String view) {
    browser.await("document.querySelectorAll('#" + view + "-grid .tile').length >= 24");
  }

  private static String tile(String view, int number) {
    return String.format(java.util.Locale.ROOT, TILE, view, number);
  }

  private static String content(String selector) {
    return browser.text("document.querySelector('" + selector + "').textContent");
  }

  @Test
  void givenSamples_whenOneIsOpened_thenItCanBePinnedSavedAndLinkedTo() throws IOException {
    show("samples");
    awaitTiles("samples");
    assertThat(content("#model-name")).isEqualTo("a <small> model");

    browser.click(tile("samples", 4));
    browser.await("document.querySelector('#detail').open");
    assertThat(content("#detail-title")).isEqualTo("Sample 3 of seed 42");
    browser.key("ArrowRight");
    browser.await("document.querySelector('#detail-title').textContent.startsWith('Sample 4 ')");
    browser.click("#detail-pin");
    browser.await("document.querySelectorAll('#pin-list .tile').length === 1");
    browser.click("#detail-npy");
    Path latent = Chromium.downloaded(folder, "sample-42-4.npy");
    assertThat(Files.size(latent) % 64).as("header and eight floats").isEqualTo(32);
    browser.click("#detail-png");
    assertThat(Chromium.downloaded(folder, "sample-42-4.png")).isNotEmptyFile();
    String link = browser.text("location.hash");
    assertThat(link).isEqualTo("#samples?seed=42&index=4");
    browser.key("Escape");
    browser.await("!document.querySelector('#detail').open");

    browser.open("about:blank");
    browser.open(explored.server.address() + link);
    browser.await("document.querySelector('#detail').open");
    assertThat(content("#detail-title")).isEqualTo("Sample 4 of seed 42");
    assertThat(browser.text("document.querySelectorAll('#pin-list .tile').length")).isEqualTo("1");
    assertThat(browser.errors).isEmpty();
  }

  @Test
  void givenAConditionalModel_whenLinksAndFavoritesAreOfOtherLabels_thenNoOtherImagesAreShown()
      throws IOException {
    try (ExploredModel three = new ExploredModel(() -> ExploredModel.conditional(3))) {
      browser.open(three.server.address());
      browser.evaluate(
          "localStorage.setItem('dcgan-favorites', JSON.stringify(["
              + "{seed: 1, index: 2, label: 3}, {seed: 1, index: 3, label: 5}, {seed: 1, index: 4}"
              + "]));0");
      browser.open("about:blank");
      browser.open(three.server.address() + "#samples?seed=42&index=4&label=5");
      browser.await("document.querySelector('#message.error')");
      assertThat(content("#message")).contains("a sample of label 5", "shown with label 3");
      assertThat(browser.text("document.querySelector('#detail').open")).isEqualTo("false");
      assertThat(content("#model-info")).contains("all samples of label 3 of 0 to 7");
      browser.await("document.querySelectorAll('#pin-list .tile').length === 1");

      browser.open("about:blank");
      browser.open(three.server.address() + "#samples?seed=42&index=4&label=3");
      browser.await("document.querySelector('#detail').open");
      assertThat(content("#detail-title")).isEqualTo("Sample 4 of seed 42, label 3");
      browser.click("#detail-pin");
      browser.await("document.querySelectorAll('#pin-list .tile').length === 2");
      browser.click("#detail-npy");
      assertThat(Chromium.downloaded(folder, "sample-42-4-label-3.npy")).isNotEmptyFile();
      browser.click("#detail-next");
      browser.await("location.hash === '#samples?seed=42&index=5&label=3'");
      assertThat(browser.text("localStorage.getItem('dcgan-favorites')"))
          .contains("{\"seed\":1,\"index\":3,\"label\":5}", "{\"seed\":1,\"index\":4}")
          .contains("{\"seed\":42,\"index\":4,\"label\":3}");
    }
  }

  @Test
  void givenPointsThatWereClicked_whenWalked_thenFramesAreShownAndSavedAsAGif() throws IOException {
    show("walk");
    awaitTiles("walk");
    browser.click(tile("walk", 1));
    browser.click(tile("walk", 3));
    browser.click(tile("walk", 5));
    browser.await("document.querySelectorAll('#walk-points li').length === 3");
    browser.click("#walk-points li:nth-child(2) .remove");
    browser.click("#walk-start");
    browser.await("document.querySelector('#walk-info').textContent.startsWith('11 frames')");
    browser.evaluate(
        "(() => { const p = document.querySelector('#walk-position'); p.value = 10;"
            + " p.dispatchEvent(new Event('input')); })()");
    assertThat(browser.text("document.querySelector('#walk-frame').src"))
        .isEqualTo(browser.text("document.querySelector('#walk-points li:nth-child(2) img').src"));

    browser.click("#walk-gif");
    assertThat(Chromium.downloaded(folder, "walk.gif")).isNotEmptyFile();
    assertThat(browser.errors).isEmpty();
  }

  @Test
  void givenConceptsByClickAndDrag_whenCalculatedSavedAndLoaded_thenTheProgramsReadTheFile()
      throws IOException {
    show("arithmetic");
    awaitTiles("arithmetic");
    addConcept("lamp");
    browser.click(tile("arithmetic", 1));
    browser.click(tile("arithmetic", 2));
    browser.await("document.querySelector('.warning').textContent.startsWith('2 of 3 samples')");
    browser.evaluate("document.querySelector('" + tile("arithmetic", 3) + "').focus()");
    browser.key("Enter");
    addConcept("bed");
    browser.evaluate(
        "(() => { const data = new DataTransfer();"
            + " const from = document.querySelector('"
            + tile("arithmetic", 6)
            + "'); const to = document.querySelector('#arithmetic-concepts [aria-label=\"Concept bed\"]');"
            + " from.dispatchEvent(new DragEvent('dragstart', {dataTransfer: data, bubbles: true}));"
            + " to.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true})); })()");
    browser.await(
        "document.querySelectorAll('#arithmetic-concepts [aria-label=\"Concept bed\"] li').length === 1");

    browser.type("#expression", "lamp - bed");
    browser.click("#arithmetic-form .primary");
    browser.await("document.querySelectorAll('#arithmetic-result .neighbors img').length === 9");
    assertThat(content("#arithmetic-result h3")).isEqualTo("lamp - bed");
    assertThat(content("#arithmetic-result .warning")).contains("\"bed\" has 1 exemplar");

    browser.evaluate(
        "[...document.querySelectorAll('#arithmetic-concepts button')]"
            + ".find((b) => b.textContent === 'Save choices').click()");
    Path file = Chromium.downloaded(folder, "choices.json");
    SampleSelection saved = SampleSelection.read(file);
    assertThat(saved.samples().get("lamp")).containsExactly(0, 1, 2);
    assertThat(saved.samples().get("bed")).containsExactly(5);
    try (Dcgan dcgan = Dcgan.load(explored.folder)) {
      assertThat(saved.concept(dcgan, "bed").exemplars()).isEqualTo(dcgan.latents(6, 42).select(5));
    }

    show("arithmetic");
    awaitTiles("arithmetic");
    browser.choose("#arithmetic-concepts input[type=file]", file);
    browser.await(
        "document.querySelectorAll('#arithmetic-concepts [aria-label=\"Concept lamp\"] li').length === 3");
    Files.writeString(file, saved.toJson().replace("\"seed\": 42", "\"seed\": 7"));
    browser.choose("#arithmetic-concepts input[type=file]", file);
    browser.await(
        "document.querySelector('#arithmetic-grid .tile').getAttribute('aria-label')"
            + ".startsWith('Sample 0 of seed 7,')");
    Files.delete(file);

    browser.click("#tab-turn");
    browser.await("document.querySelectorAll('#turn-images img').length === 6");
    String before = browser.text("document.querySelector('#turn-images img').src");
    browser.evaluate(
        "(() => { const s = document.querySelector('#turn-share'); s.value = 1.5;"
            + " s.dispatchEvent(new Event('input')); })()");
    browser.await("document.querySelector('#turn-images img').src !== '" + before + "'");
    assertThat(content("#turn-warnings")).contains("the paper averages four");
    assertThat(browser.errors).isEmpty();
  }

  private static void addConcept(String name) {
    browser.type("#arithmetic-concepts input[type=text]", name);
    browser.key("Enter");
    browser.await("document.querySelector('[aria-label=\"Concept " + name + "\"].active')");
  }

  @Test
  void givenBoxesThatWereDrawn_whenFittedSavedAndLoaded_thenMapsCanBeSwitchedOnAndOff()
      throws IOException {
    show("forget");
    awaitTiles("forget");
    browser.click(tile("forget", 2));
    browser.await("!document.querySelector('.stage').hidden");
    browser.drag(".stage", 0.13, 0.13, 0.49, 0.42);
    browser.await("document.querySelectorAll('#box-editor .list li').length === 1");
    assertThat(content("#box-editor .list span")).isEqualTo("Sample 1: 6 x 5 at (2, 2)");
    browser.click(tile("forget", 4));
    browser.click("#box-editor form button");
    browser.await("document.querySelectorAll('#box-editor .list li').length === 2");

    browser.click("#forget-fit");
    browser.await("document.querySelectorAll('#forget-pairs .pair').length === 8");
    SampleBoxes expected =
        new SampleBoxes(
            42,
            150,
            List.of(
                new SampleBoxes.SampleBox(1, new org.dcgan.datasets.Box(2, 2, 6, 5)),
                new SampleBoxes.SampleBox(3, new org.dcgan.datasets.Box(0, 0, 8, 8))));
    try (Dcgan dcgan = Dcgan.load(explored.folder)) {
      List<Integer> maps =
          ForgetObjects.find(dcgan, expected, ForgetObjects.Options.DEFAULT).removed();
      assertThat(
              browser.text(
                  "[...document.querySelectorAll('#forget-maps input')].map((i) => i.value)"))
          .isEqualTo(String.join(",", maps.stream().map(String::valueOf).toList()));
    }
    browser.click("#maps-none");
    String pair = "document.querySelector('#forget-pairs .pair')";
    browser.await(pair + ".children[0].src === " + pair + ".children[1].src");
    browser.click("#forget-maps input");
    browser.await(pair + ".children[0].src !== " + pair + ".children[1].src");

    browser.click("#boxes-save");
    Path file = Chromium.downloaded(folder, "boxes.json");
    assertThat(SampleBoxes.read(file)).isEqualTo(expected);
    show("forget");
    awaitTiles("forget");
    browser.choose("#boxes-load", file);
    browser.await("document.querySelectorAll('#box-editor .list li').length === 2");
    assertThat(browser.errors).isEmpty();
  }

  @Test
  void givenAnUploadAndTheDataset_whenInspected_thenScoresGradientsAndNeighborsAreShown()
      throws IOException {
    Path image = folder.resolve("<img src=x onerror=alert(1)>.png");
    Files.write(image, ExploredModel.ROOMS.read(7).toPng());
    show("discriminator");
    browser.await("document.querySelectorAll('#dataset-list .tile').length === 24");
    browser.choose("#upload", image);
    browser.await("document.querySelectorAll('#responses button').length === 12");
    assertThat(content("#discriminator-caption"))
        .startsWith("<img src=x onerror=alert(1)>.png: D's probability");
    browser.click("#responses button");
    browser.await("!document.querySelector('#gradient-figure').hidden");
    browser.click("#nearest");
    browser.await("document.querySelectorAll('#nearest-result figure').length === 2");
    assertThat(content("#nearest-result figcaption")).contains("distance 0.00");

    browser.choose("#upload", Files.writeString(folder.resolve("text.png"), "not an image"));
    browser.await("document.querySelector('#message.error')");
    assertThat(content("#message")).contains("the uploaded file");
    assertThat(browser.text("alerts.length")).isEqualTo("0");

    browser.click("#dataset-list li:nth-child(3) .tile");
    browser.await(
        "document.querySelector('#discriminator-caption').textContent.startsWith('#2')"
            + " || document.querySelector('#discriminator-image').alt !== ''");
  }

  @Test
  void givenThePage_whenTabsAreMovedByKeys_thenEachViewIsShown() {
    show("samples");
    awaitTiles("samples");
    browser.evaluate("document.querySelector('#tab-samples').focus()");
    for (String view : List.of("walk", "arithmetic", "turn", "forget", "discriminator")) {
      browser.key("ArrowRight");
      browser.await("!document.querySelector('#" + view + "').hidden");
      assertThat(browser.text("document.activeElement.id")).isEqualTo("tab-" + view);
    }
    assertThat(browser.errors).isEmpty();
  }

  @Test
  void givenEveryView_whenCheckedByAxe_thenThereIsNoViolationAndNothingIsCutOnAPhone()
      throws IOException {
    show("samples");
    browser.evaluate(axe() + ";0");
    for (String view :
        List.of("samples", "walk", "arithmetic", "turn", "forget", "discriminator")) {
      browser.click("#tab-" + view);
      browser.await("document.querySelectorAll('#" + view + " .tile').length >= 24");
      assertThat(violations("document")).as(view + ", light").isEmpty();
      browser.dark(true);
      browser.size(390, 844, true);
      assertThat(violations("document, {runOnly: ['color-contrast']}"))
          .as(view + ", dark, on a phone")
          .isEmpty();
      assertThat(
              browser.text(
                  "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
          .as("pixels beyond the width of a phone, " + view)
          .isEqualTo("0");
      browser.dark(false);
      browser.size(1200, 900, false);
    }
  }

  private static List<JsonElement> violations(String options) {
    JsonElement found =
        browser.evaluate(
            "axe.run("
                + options
                + ").then((r) => r.violations.map((v) => v.id + ': '"
                + " + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join('; ')))");
    return found == null ? List.of() : found.getAsJsonArray().asList();
  }

  private static String axe() throws IOException {
    Properties jar = new Properties();
    try (InputStream in =
        ExploreBrowserTest.class.getResourceAsStream(
            "/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
      assertThat(in).as("axe-core on the class path").isNotNull();
      jar.load(in);
    }
    String file =
        "/META-INF/resources/webjars/axe-core/" + jar.getProperty("version") + "/axe.min.js";
    try (InputStream in = ExploreBrowserTest.class.getResourceAsStream(file)) {
      assertThat(in).as("axe-core on the class path, " + file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
