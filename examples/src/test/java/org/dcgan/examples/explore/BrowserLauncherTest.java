package org.dcgan.examples.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BrowserLauncherTest {
  private static final String ADDRESS = "http://127.0.0.1:8080/";

  @Test
  void givenADesktop_whenAnAddressIsOpened_thenTheCommandIsThatOfTheSystem() {
    assertThat(BrowserLauncher.command("Linux", Map.of("DISPLAY", ":0"), ADDRESS))
        .containsExactly("xdg-open", ADDRESS);
    assertThat(BrowserLauncher.command("Linux", Map.of("WAYLAND_DISPLAY", "w"), ADDRESS))
        .containsExactly("xdg-open", ADDRESS);
    assertThat(BrowserLauncher.command("Mac OS X", Map.of(), ADDRESS))
        .containsExactly("open", ADDRESS);
    assertThat(BrowserLauncher.command("Windows 11", Map.of(), ADDRESS))
        .containsExactly("rundll32", "url.dll,FileProtocolHandler", ADDRESS);
  }

  @Test
  void givenNoDesktop_whenAnAddressIsOpened_thenThereIsNoCommand() {
    assertThat(BrowserLauncher.command("Linux", Map.of("PATH", "/bin"), ADDRESS)).isEmpty();
  }
}
