package org.dcgan.examples.studies.rooms;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.Discriminator;
import org.dcgan.Generator;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.RoomTruth;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.RemovedMaps;
import org.dcgan.inspect.UnitGradients;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;

/**
 * A generator that has understood rooms perfectly: the signs of the first three coordinates say
 * whether there is a window, a lamp, a bed, and the fourth is the viewing angle. Feature map 0 of
 * its second-highest layer draws windows, feature map 1 lamps, and the others do nothing.
 */
final class DrawnRooms implements Dcgan {
  private static final int SIDE = 32;

  private final Architecture architecture =
      Architecture.builder().resolution(SIDE).width(2).latentDim(4).build();
  private final SyntheticRooms rooms =
      SyntheticRooms.builder().count(4000).resolution(SIDE).seed(77).duplicateShare(0).build();
  private final List<RoomTruth> truths = new ArrayList<>();

  DrawnRooms() {
    for (int i = 0; i < rooms.size(); i++) {
      truths.add(rooms.truth(i));
    }
  }

  /** The room that has what is asked for, and the nearest angle. */
  private int room(Latents latents, int n, SamplingOptions options) {
    boolean noWindows = false;
    boolean noLamps = false;
    for (RemovedMaps removed : options.removed()) {
      noWindows |= removed.maps().contains(0);
      noLamps |= removed.maps().contains(1);
    }
    boolean window = latents.value(n, 0) > 0 && !noWindows;
    boolean lamp = latents.value(n, 1) > 0 && !noLamps;
    boolean bed = latents.value(n, 2) > 0;
    double angle = Math.max(-1, Math.min(1, latents.value(n, 3))) * 22;
    int best = -1;
    for (int i = 0; i < truths.size(); i++) {
      RoomTruth truth = truths.get(i);
      if (truth.window().isPresent() == window
          && truth.lamp().isPresent() == lamp
          && truth.bed().isPresent() == bed
          && (best < 0
              || Math.abs(truth.viewingAngle() - angle)
                  < Math.abs(truths.get(best).viewingAngle() - angle))) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public Generator generator() {
    return new Generator() {
      @Override
      public Generator withLabels(Labels labels) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Images generate(Latents latents, SamplingOptions options) {
        List<Pixels> pixels = new ArrayList<>();
        for (int n = 0; n < latents.count(); n++) {
          pixels.add(rooms.read(room(latents, n, options)));
        }
        return Images.of(pixels);
      }

      @Override
      public Activations activations(Latents latents, String layer, SamplingOptions options) {
        LayerSpec spec = architecture.generatorFeatureLayer(layer);
        int side = spec.side();
        float[] values = new float[latents.count() * side * side * spec.maps()];
        for (int n = 0; n < latents.count(); n++) {
          RoomTruth truth = truths.get(room(latents, n, options));
          for (int place = 0; place < side * side; place++) {
            int row = (2 * (place / side) + 1) * SIDE / (2 * side);
            int column = (2 * (place % side) + 1) * SIDE / (2 * side);
            int at = (n * side * side + place) * spec.maps();
            values[at] = in(truth.window(), row, column);
            values[at + 1] = in(truth.lamp(), row, column);
          }
        }
        return Activations.of(spec, values);
      }

      private float in(java.util.Optional<Box> box, int row, int column) {
        return box.isPresent() && box.get().contains(row, column) ? 1 : 0;
      }
    };
  }

  /** Takes everything for equally real. */
  @Override
  public Discriminator discriminator() {
    return new Discriminator() {
      @Override
      public Discriminator withLabels(Labels labels) {
        throw new UnsupportedOperationException();
      }

      @Override
      public float[] logits(Images images, BatchNormMode batchNorm) {
        return new float[images.count()];
      }

      @Override
      public FeatureExtractor features(FeatureOptions options) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Activations activations(Images images, String layer, BatchNormMode batchNorm) {
        throw new UnsupportedOperationException();
      }

      @Override
      public UnitGradients guidedGradients(Images images, String layer, int map, GuidedRule rule) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public long step() {
    return 1;
  }

  @Override
  public TrainingSummary train(
      ImageSource source, TrainingPlan plan, StopSignal stop, TrainingListener... listeners) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Images sample(int count) {
    return sample(count, 0);
  }

  @Override
  public Images sample(Labels labels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void gatherStatistics(ImageSource source, int batchSize) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void gatherStatistics(ImageSource source, int batchSize, Labels labels)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void save(Path directory) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public float[] parameter(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
