package consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.image.ImageGrid;
import org.dcgan.training.TrainingPlan;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves samples of one model while another is trained; both are closed when the context is. */
@SpringBootApplication
@RestController
public class Application {
  private final Dcgan served;

  Application(@Qualifier("served") Dcgan served) {
    this.served = served;
  }

  public static void main(String... args) {
    SpringApplication.run(Application.class, args);
  }

  @GetMapping(value = "/sample.png", produces = "image/png")
  byte[] sample() throws IOException {
    Path file = Files.createTempFile("sample", ".png");
    try {
      ImageGrid.of(served.sample(16)).writePng(file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  /** The beans, which the container closes. */
  @org.springframework.context.annotation.Configuration
  static class Models {
    private static SyntheticRooms rooms(int count) {
      return SyntheticRooms.builder().count(count).resolution(16).build();
    }

    private static Dcgan open() {
      return Dcgan.builder().resolution(16).width(8).precision(Precision.FLOAT32).build();
    }

    @Bean(destroyMethod = "close")
    Dcgan served() throws IOException {
      Dcgan dcgan = open();
      dcgan.train(rooms(256), TrainingPlan.builder().epochs(1).build());
      return dcgan;
    }

    @Bean(destroyMethod = "close")
    Dcgan trained() {
      Dcgan dcgan = open();
      TrainingPlan plan =
          TrainingPlan.builder()
              .epochs(1_000_000)
              .checkpoints(Path.of(System.getProperty("consumer.run")))
              .build();
      Thread training =
          new Thread(
              () -> {
                try {
                  dcgan.train(rooms(4096), plan);
                  System.out.println("consumer: training stopped");
                } catch (IOException exception) {
                  exception.printStackTrace();
                }
              });
      training.setDaemon(true);
      training.start();
      return dcgan;
    }
  }
}
