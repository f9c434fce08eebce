package org.dcgan.examples.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;

class PageAddressTest {

  @Test
  void givenAnAddress_whenWritten_thenItIsAUrlWithPortAndToken() throws IOException {
    assertThat(PageAddress.url(InetAddress.getByName("127.0.0.1"), 81, null))
        .isEqualTo("http://127.0.0.1:81/");
    assertThat(PageAddress.url(InetAddress.getByName("fe80::1"), 81, "abc"))
        .isEqualTo("http://[fe80:0:0:0:0:0:0:1]:81/?token=abc");
  }

  @Test
  void givenTheAddressOfAllInterfaces_whenShown_thenItIsOneOfThisMachine() throws IOException {
    InetAddress shown = PageAddress.of(InetAddress.getByName("0.0.0.0"));

    assertThat(shown.isAnyLocalAddress()).isFalse();
    assertThat(NetworkInterface.getByInetAddress(shown)).isNotNull();
    InetAddress given = InetAddress.getByName("10.1.2.3");
    assertThat(PageAddress.of(given)).isEqualTo(given);
  }
}
