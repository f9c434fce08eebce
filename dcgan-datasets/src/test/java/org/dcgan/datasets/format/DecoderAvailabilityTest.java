package org.dcgan.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Preconditions;
import com.google.common.util.concurrent.internal.InternalFutures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.dcgan.image.MissingDecoderException;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whether decoders are found does not depend on ImageIO's plugins; a missing one is no damage. */
class DecoderAvailabilityTest {

  /** What the library needs whatever it decodes. */
  private static final List<Class<?>> ALWAYS =
      List.of(
          ImageDecoder.class,
          Pixels.class,
          Preconditions.class,
          InternalFutures.class,
          LoggerFactory.class);

  private static final List<Class<?>> TWELVE_MONKEYS =
      List.of(
          com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi.class,
          com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi.class,
          com.twelvemonkeys.imageio.ImageReaderBase.class,
          com.twelvemonkeys.imageio.metadata.Directory.class,
          com.twelvemonkeys.lang.Validate.class,
          com.twelvemonkeys.io.FastByteArrayOutputStream.class,
          com.twelvemonkeys.image.ImageUtil.class);

  private static final List<Class<?>> LIBWEBP =
      List.of(com.luciad.imageio.webp.WebPImageReaderSpi.class, kotlin.Unit.class);

  @ParameterizedTest
  @ValueSource(strings = {"JPEG", "PNG", "GIF", "BMP", "WebP"})
  void givenImageIoWithoutPluginsAndAForeignClassLoader_whenDecoded_thenTheImageIsRead(
      String format) throws Throwable {
    byte[] encoded = encoded(format);
    IIORegistry registry = IIORegistry.getDefaultInstance();
    List<ImageReaderSpi> plugins = new ArrayList<>();
    registry
        .getServiceProviders(ImageReaderSpi.class, false)
        .forEachRemaining(
            provider -> {
              if (provider.getClass().getName().startsWith("com.")
                  && !provider.getClass().getName().startsWith("com.sun.")) {
                plugins.add(provider);
              }
            });
    AtomicReference<Object> result = new AtomicReference<>();
    try {
      plugins.forEach(plugin -> registry.deregisterServiceProvider(plugin, ImageReaderSpi.class));
      Thread thread =
          new Thread(
              () -> {
                try {
                  result.set(ImageDecoder.create().decode(encoded, "test.img", 3));
                } catch (IOException e) {
                  result.set(e);
                }
              });
      thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
      thread.start();
      thread.join();
    } finally {
      plugins.forEach(plugin -> registry.registerServiceProvider(plugin, ImageReaderSpi.class));
    }
    assertThat(result.get()).isInstanceOf(Pixels.class);
  }

  @Test
  void
      givenNoDecoderOnTheClassPath_whenDecoded_thenTheDecoderIsReportedMissingAndNotTheImageDamaged()
          throws Throwable {
    try (URLClassLoader loader = loader(ALWAYS)) {
      for (String format : List.of("JPEG", "WebP")) {
        assertThatThrownBy(() -> decode(loader, encoded(format)))
            .satisfies(
                e ->
                    assertThat(e.getClass().getName())
                        .isEqualTo(MissingDecoderException.class.getName()))
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(UnreadableImageException.class)
            .hasMessageContaining("no decoder for " + format)
            .hasMessageContaining(
                "com.twelvemonkeys.imageio:imageio-" + format.toLowerCase(Locale.ROOT));
      }
      assertThat(decode(loader, encoded("PNG"))).as("needs nothing but the JDK").isNotNull();
      assertThat(decode(loader, encoded("GIF"))).isNotNull();
      assertThat(decode(loader, encoded("BMP"))).isNotNull();
    }
  }

  @Test
  void givenNoLibwebpOnTheClassPath_whenDecoded_thenTheFallbackReads() throws Throwable {
    try (URLClassLoader loader = loader(concat(ALWAYS, TWELVE_MONKEYS))) {
      assertThat(decode(loader, encoded("WebP"))).isNotNull();
      assertThat(decode(loader, encoded("JPEG"))).isNotNull();
    }
  }

  @Test
  void givenLibwebpOnly_whenDecoded_thenItReads() throws Throwable {
    try (URLClassLoader loader = loader(concat(ALWAYS, LIBWEBP))) {
      assertThat(decode(loader, encoded("WebP"))).isNotNull();
    }
  }

  private static byte[] encoded(String format) {
    try {
      return format.equals("WebP")
          ? Encoded.WEBP_LOSSY
          : Encoded.of(Encoded.gradient(9, 9), format.toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Class<?>> concat(List<Class<?>> some, List<Class<?>> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /** Classes from the same places as these, and no others. */
  private static URLClassLoader loader(List<Class<?>> classes) {
    Set<URL> locations = new LinkedHashSet<>();
    classes.forEach(c -> locations.add(c.getProtectionDomain().getCodeSource().getLocation()));
    return new URLClassLoader(locations.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static Object decode(ClassLoader loader, byte[] encoded) throws Throwable {
    Class<?> type = Class.forName(ImageDecoder.class.getName(), true, loader);
    Object decoder = type.getMethod("create").invoke(null);
    Method decode = type.getMethod("decode", byte[].class, String.class, int.class);
    try {
      return decode.invoke(decoder, encoded, "test.img", 3);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
