package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.tensorflow.SavedModels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type that a published module exports to applications says how stable it is. */
class StabilityTest {

  @ParameterizedTest
  @ValueSource(classes = {Dcgan.class, SavedModels.class, Dataset.class, L2Svm.class})
  void givenAModule_whenItsExportedTypesAreListed_thenEachHasAStatusAndAVersion(
      Class<?> typeOfModule) throws Exception {
    List<Class<?>> types = exportedTypes(typeOfModule);

    assertThat(types).contains(typeOfModule);
    assertThat(types)
        .allSatisfy(
            type -> {
              assertThat(type).hasAnnotation(API.class);
              API api = type.getAnnotation(API.class);
              assertThat(api.status())
                  .isIn(
                      API.Status.STABLE,
                      API.Status.MAINTAINED,
                      API.Status.EXPERIMENTAL,
                      API.Status.DEPRECATED);
              assertThat(api.since()).matches("\\d+\\.\\d+");
            });
  }

  /** The public top-level types of the packages that a module exports to every other one. */
  private static List<Class<?>> exportedTypes(Class<?> typeOfModule)
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path location =
        Path.of(typeOfModule.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(location)) {
      return exportedTypes(location);
    }
    try (FileSystem jar = FileSystems.newFileSystem(location)) {
      return exportedTypes(jar.getPath("/"));
    }
  }

  private static List<Class<?>> exportedTypes(Path root)
      throws IOException, ClassNotFoundException {
    ModuleDescriptor module;
    try (InputStream descriptor = Files.newInputStream(root.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(descriptor);
    }
    List<Class<?>> types = new ArrayList<>();
    for (ModuleDescriptor.Exports exported : module.exports()) {
      if (exported.isQualified()) {
        continue;
      }
      try (Stream<Path> files = Files.list(root.resolve(exported.source().replace('.', '/')))) {
        for (String file : files.map(path -> path.getFileName().toString()).toList()) {
          if (file.matches("\\w+\\.class")) {
            Class<?> type =
                Class.forName(
                    exported.source() + "." + file.substring(0, file.lastIndexOf('.')),
                    false,
                    StabilityTest.class.getClassLoader());
            if (Modifier.isPublic(type.getModifiers())) {
              types.add(type);
            }
          }
        }
      }
    }
    return types;
  }
}
