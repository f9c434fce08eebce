package org.dcgan.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
  @TempDir private Path folder;

  @Test
  void givenAProgramInALoaderOfItsOwn_whenAsked_thenTheClassPathIsThatOfTheLoader()
      throws Exception {
    Path classes =
        Path.of(ClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path other = Files.createDirectory(folder.resolve("a folder"));
    URL[] urls = {classes.toUri().toURL(), other.toUri().toURL()};

    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      Object current =
          loader.loadClass(ClassPath.class.getName()).getMethod("current").invoke(null);

      assertThat(current).isEqualTo(classes + File.pathSeparator + other);
    }
  }

  @Test
  void givenAProgramThatJavaStarted_whenAsked_thenTheClassPathIsThatOfTheProcess() {
    assertThat(ClassPath.current()).isEqualTo(System.getProperty("java.class.path"));
  }
}
