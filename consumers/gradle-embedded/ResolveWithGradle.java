import java.io.File;
import java.util.Map;
import java.util.stream.Collectors;
import org.gradle.api.Project;
import org.gradle.testfixtures.ProjectBuilder;

/**
 * Evaluates a build.gradle and prints two class paths, as Gradle resolves them from the published
 * POMs: that to compile with, and that to run with. Arguments: the project, Gradle's user home.
 */
final class ResolveWithGradle {
  public static void main(String... args) {
    Project project =
        ProjectBuilder.builder()
            .withProjectDir(new File(args[0]))
            .withGradleUserHomeDir(new File(args[1]))
            .build();
    project.apply(Map.of("from", "build.gradle"));
    for (String name : new String[] {"compileClasspath", "runtimeClasspath"}) {
      System.out.println(
          name
              + "="
              + project.getConfigurations().getByName(name).resolve().stream()
                  .map(File::getPath)
                  .collect(Collectors.joining(File.pathSeparator)));
    }
    System.exit(0); // Gradle leaves threads behind.
  }
}
