package consumer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.TrainingHandle;
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
  private final Training training;

  Application(@Qualifier("served") Dcgan served, Training training) {
    this.served = served;
    this.training = training;
  }

  public static void main(String... args) {
    SpringApplication.run(Application.class, args);
  }

  @GetMapping(value = "/sample.png", produces = "image/png")
  byte[] sample() {
    return ImageGrid.of(served.sample(16)).toPng();
  }

  /** The steps made so far. */
  @GetMapping(value = "/progress", produces = "text/plain")
  String progress() {
    return training.handle().progress().step() + "";
  }

  /** A training that is stopped, and awaited, before its model and its executor are closed. */
  record Training(TrainingHandle handle) implements AutoCloseable {
    @Override
    public void close() throws IOException, InterruptedException {
      handle.stop();
      System.out.println("consumer: training stopped, " + handle.await().outcome());
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
      return open();
    }

    @Bean(destroyMethod = "shutdown")
    ExecutorService trainings() {
      return Executors.newSingleThreadExecutor();
    }

    @Bean(destroyMethod = "close")
    Training training(@Qualifier("trained") Dcgan trained, ExecutorService trainings) {
      TrainingPlan plan =
          TrainingPlan.builder()
              .epochs(1_000_000)
              .checkpoints(Path.of(System.getProperty("consumer.run")))
              .build();
      return new Training(trained.trainAsync(rooms(4096), plan, trainings));
    }
  }
}
