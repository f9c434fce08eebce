package org.dcgan.examples.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes the screenshots of the gallery. Start {@code ExploreModel} with the model of faces first,
 * whose samples have the concepts that are selected here, and pass its address and an output
 * folder.
 */
final class ExploreScreenshots {
  private final Chromium browser;
  private final String address;
  private final Path out;

  private ExploreScreenshots(Chromium browser, String address, Path out) {
    this.browser = browser;
    this.address = address;
    this.out = out;
  }

  public static void main(String... arguments) throws IOException {
    Path out = Path.of(arguments[1]);
    try (Chromium browser =
        Chromium.start(
            Chromium.executable().orElseThrow(), Files.createTempDirectory("explore-profile"))) {
      ExploreScreenshots shots = new ExploreScreenshots(browser, arguments[0], out);
      shots.desktop();
      shots.phone();
    }
  }

  private void show(String view) {
    browser.open("about:blank");
    browser.open(address + "#" + view);
    browser.await("document.querySelector('#tab-" + view + "[aria-selected=true]')");
    browser.await("document.querySelectorAll('section:not([hidden]) .tile').length >= 24");
  }

  private void pick(String view, int... numbers) {
    for (int number : numbers) {
      browser.click("#" + view + "-grid li:nth-child(" + (number + 1) + ") .tile");
    }
  }

  private void top() {
    browser.evaluate("scrollTo(0, 0)");
  }

  private void desktop() throws IOException {
    browser.size(1100, 860, false);
    browser.dark(false);
    show("samples");
    browser.await("document.querySelectorAll('#samples-grid .tile').length >= 96");
    browser.screenshot(out.resolve("samples.jpg"));
    pick("samples", 3);
    browser.await("document.querySelector('#detail').open");
    browser.screenshot(out.resolve("sample.jpg"));

    show("walk");
    pick("walk", 1, 5, 9);
    browser.click("#walk-start");
    browser.await("!document.querySelector('#walk-player').hidden");
    top();
    browser.screenshot(out.resolve("walk.jpg"));

    show("arithmetic");
    concept("smile", 3, 4, 18);
    concept("serious", 0, 2, 16);
    concept("glasses", 5, 6, 9);
    browser.type("#expression", "smile - serious + glasses");
    browser.click("#arithmetic-form .primary");
    browser.await("document.querySelectorAll('#arithmetic-result .neighbors img').length === 9");
    top();
    browser.screenshot(out.resolve("arithmetic.jpg"));

    browser.click("#tab-turn");
    browser.await("document.querySelectorAll('#turn-images img').length === 6");
    browser.evaluate(
        "(() => { const s = document.querySelector('#turn-share'); s.value = 1;"
            + " s.dispatchEvent(new Event('input')); })()");
    top();
    browser.screenshot(out.resolve("turn.jpg"));

    browser.dark(true);
    show("forget");
    for (int sample = 0; sample < 6; sample++) {
      pick("forget", sample);
      browser.await("!document.querySelector('.stage').hidden");
      browser.drag(".stage", 0.25, 0.55, 0.75, 0.85);
      browser.await("document.querySelectorAll('#box-editor .list li').length === " + (sample + 1));
    }
    browser.click("#forget-fit");
    browser.await("document.querySelectorAll('#forget-pairs .pair').length === 8");
    top();
    browser.screenshot(out.resolve("forget-dark.jpg"));
  }

  private void concept(String name, int... samples) {
    browser.type("#arithmetic-concepts input[type=text]", name);
    browser.key("Enter");
    browser.await("document.querySelector('[aria-label=\"Concept " + name + "\"].active')");
    pick("arithmetic", samples);
    browser.await(
        "document.querySelectorAll('#arithmetic-concepts [aria-label=\"Concept "
            + name
            + "\"] li').length === "
            + samples.length);
  }

  private void phone() throws IOException {
    browser.size(390, 844, true);
    browser.dark(false);
    show("samples");
    browser.screenshot(out.resolve("samples-phone.jpg"));
    show("arithmetic");
    browser.screenshot(out.resolve("arithmetic-phone.jpg"));
    show("forget");
    pick("forget", 1);
    browser.await("!document.querySelector('.stage').hidden");
    browser.screenshot(out.resolve("forget-phone.jpg"));
    browser.dark(true);
    show("discriminator");
    browser.click("#dataset-list li:nth-child(2) .tile");
    browser.await("!document.querySelector('#discriminator-result').hidden");
    browser.click("#responses > div:last-child button");
    browser.await("!document.querySelector('#gradient-figure').hidden");
    browser.evaluate("document.querySelector('#discriminator-result').scrollIntoView()");
    browser.screenshot(out.resolve("discriminator-phone-dark.jpg"));
  }
}
