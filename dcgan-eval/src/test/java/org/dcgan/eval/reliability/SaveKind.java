package org.dcgan.eval.reliability;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.svm.TestClassifiers;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.AtomicFolders;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelArrays;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.testing.TestImages;
import org.dcgan.training.CheckpointPolicy;

/**
 * Each kind of save that the library has, of things that consist of one number, so that whatever is
 * read back can be told to be whole, and from which save it is.
 */
enum SaveKind {
  MODEL {
    @Override
    void save(Path folder, int number) throws IOException {
      saveModel(folder.resolve("model"), number);
    }

    @Override
    int load(Path folder) throws IOException {
      return loadModel(folder.resolve("model"));
    }
  },

  CHECKPOINT {
    @Override
    void save(Path folder, int number) throws IOException {
      Path run = folder.resolve("run");
      try (CheckpointFolder checkpoints = CheckpointFolder.open(CheckpointPolicy.in(run))) {
        Path written = checkpoints.write(number, place -> saveModel(place, number));
        if (!written.startsWith(run)) {
          throw new IllegalStateException(written + " is not in " + run);
        }
        checkpoints.scored(number, "descending", -number);
      }
    }

    @Override
    int load(Path folder) throws IOException {
      Path run = folder.resolve("run");
      int best = CheckpointFolder.read(run.resolve("best"), SaveKind::loadModel);
      int newest = CheckpointFolder.read(run, SaveKind::loadModel);
      if (best > newest) {
        throw new IllegalStateException("the best is " + best + ", the newest " + newest);
      }
      return newest;
    }
  },

  HASHER {
    @Override
    void save(Path folder, int number) throws IOException {
      Map<String, Npy> arrays = new LinkedHashMap<>();
      for (Map.Entry<String, List<Integer>> array : HASHER_ARRAYS.entrySet()) {
        int size = array.getValue().stream().reduce(1, (a, b) -> a * b);
        arrays.put(array.getKey(), new Npy(array.getValue(), filled(size, number)));
      }
      call(
          hasherFiles("save"),
          folder.resolve("hasher"),
          "engine",
          HasherOptions.DEFAULT,
          "dataset",
          1.0,
          arrays);
    }

    @Override
    int load(Path folder) throws IOException {
      Object loaded = call(hasherFiles("load"), folder.resolve("hasher"));
      try {
        Method arrays = loaded.getClass().getDeclaredMethod("arrays");
        arrays.setAccessible(true);
        int number = -1;
        for (Object array : ((Map<?, ?>) arrays.invoke(loaded)).values()) {
          number = same(number, ((Npy) array).values());
        }
        return number;
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  },

  CLASSIFIER {
    @Override
    void save(Path folder, int number) throws IOException {
      TestClassifiers.filled(3, 50, number).save(folder.resolve("classifier"));
    }

    @Override
    int load(Path folder) throws IOException {
      return TestClassifiers.numberOf(folder.resolve("classifier"));
    }
  },

  WEIGHTS {
    @Override
    void save(Path folder, int number) throws IOException {
      AtomicFolders.write(
          folder.resolve("weights"),
          "weights.json",
          place -> {
            for (int i = 0; i < FILES; i++) {
              AtomicFiles.writeString(place.resolve("array" + i), Integer.toString(number));
            }
            AtomicFiles.writeString(place.resolve("weights.json"), Integer.toString(number));
          });
    }

    @Override
    int load(Path folder) throws IOException {
      Path weights = folder.resolve("weights");
      return AtomicFolders.read(
          weights,
          "weights.json",
          () -> {
            String manifest = Files.readString(weights.resolve("weights.json"));
            for (int i = 0; i < FILES; i++) {
              if (!Files.readString(weights.resolve("array" + i)).equals(manifest)) {
                throw new IOException("mixed of two");
              }
            }
            return Integer.parseInt(manifest);
          });
    }
  },

  PACK {
    @Override
    void save(Path folder, int number) throws IOException {
      ImagePack.write(
          images(number),
          folder.resolve("images.pack"),
          new PackOptions(2, true),
          ProgressListener.none());
    }

    @Override
    int load(Path folder) throws IOException {
      try (ImagePack pack = ImagePack.open(folder.resolve("images.pack"))) {
        pack.verify(ProgressListener.none());
        int number = -1;
        for (int i = 0; i < pack.size(); i++) {
          for (byte value : pack.read(i).data()) {
            number = same(number, value & 0xff);
          }
        }
        return number;
      }
    }
  },

  FEATURES {
    @Override
    void save(Path folder, int number) throws IOException {
      FeatureExtractor extractor =
          new FeatureExtractor() {
            @Override
            public int dimension() {
              return 500;
            }

            @Override
            public ImageShape inputShape() {
              return SHAPE;
            }

            @Override
            public Features extract(Images images) {
              return Features.of(dimension(), filled(images.count() * dimension(), number));
            }
          };
      FeatureExtraction.by(extractor)
          .batch(8)
          .write(images(number), folder.resolve("train.features"))
          .close();
    }

    @Override
    int load(Path folder) throws IOException {
      try (FeatureMatrix matrix = FeatureMatrix.open(folder.resolve("train.features"))) {
        matrix.verify();
        java.nio.ByteBuffer row =
            java.nio.ByteBuffer.allocate(4 * matrix.columns())
                .order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int number = -1;
        for (int i = 0; i < matrix.rows(); i++) {
          row.clear();
          matrix.copyRow(i, row);
          row.flip();
          while (row.hasRemaining()) {
            number = same(number, row.getFloat());
          }
        }
        return number;
      }
    }
  };

  /** As many as a small model has arrays: a save of them makes some 100 operations on files. */
  private static final int FILES = 40;

  private static final Map<String, List<Integer>> HASHER_ARRAYS = hasherArrays();

  /** Saves a number, over whatever lies there. */
  abstract void save(Path folder, int number) throws IOException;

  /** The number that lies there; IOException unless it is whole. */
  abstract int load(Path folder) throws IOException;

  /** What lies in a folder, with random and step numbers made equal. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          // Single files have no lock; what a kill left of them is deleted when it is a day old.
          .filter(name -> !name.matches("train\\.features\\.[0-9a-f]{16}\\.part"))
          .map(name -> name.replaceAll("(?<=-)[0-9a-f]{8}(?=$|/|\\.npy)", "#"))
          .sorted()
          .toList();
    }
  }

  private static void saveModel(Path folder, int number) throws IOException {
    Architecture architecture = Architecture.builder().resolution(16).width(2).latentDim(3).build();
    Map<String, List<Integer>> shapes = ModelArrays.of(architecture, AveragedNetworks.NONE);
    ModelFiles.save(
        folder,
        "engine",
        "library",
        "dataset",
        new ModelSpec(architecture, 1),
        new Counters(number, number, number, number, number),
        null,
        List.copyOf(shapes.keySet()),
        name -> {
          List<Integer> shape = shapes.get(name);
          return new Npy(shape, filled(shape.stream().reduce(1, (a, b) -> a * b), number));
        });
  }

  private static int loadModel(Path folder) throws IOException {
    ModelFiles.Loaded loaded = ModelFiles.load(folder);
    int number = (int) loaded.manifest().counters().step();
    for (Npy array : loaded.arrays().values()) {
      number = same(number, array.values());
    }
    return number;
  }

  private static float[] filled(int size, int number) {
    float[] values = new float[size];
    Arrays.fill(values, number);
    return values;
  }

  private static int same(int number, float... values) {
    int same = number;
    for (float value : values) {
      if (same >= 0 && same != value) {
        throw new IllegalStateException("mixed of " + same + " and " + value);
      }
      same = (int) value;
    }
    return same;
  }

  /** The hasher's files belong to the engine alone; a hasher itself would take TensorFlow. */
  private static Method hasherFiles(String name) {
    try {
      for (Method method :
          Class.forName("org.dcgan.tensorflow.hashing.HasherFiles").getDeclaredMethods()) {
        if (method.getName().equals(name)) {
          method.setAccessible(true);
          return method;
        }
      }
      throw new IllegalStateException("no method " + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(Method method, Object... arguments) throws IOException {
    try {
      return Optional.ofNullable(method.invoke(null, arguments)).orElse("");
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      } else if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, List<Integer>> hasherArrays() {
    try {
      var field =
          Class.forName("org.dcgan.tensorflow.hashing.Autoencoder").getDeclaredField("PARAMETERS");
      field.setAccessible(true);
      Map<String, List<Integer>> arrays = new LinkedHashMap<>();
      for (Object parameter : (List<?>) field.get(null)) {
        var spec = (org.dcgan.architecture.ParameterSpec) parameter;
        arrays.put(spec.name(), spec.shape());
      }
      return arrays;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final ImageShape SHAPE = new ImageShape(16, 16, 3);

  /** Labeled images, every pixel of which is one number. */
  private static TestImages images(int number) {
    return TestImages.filled(32, SHAPE, index -> number)
        .withClasses("even", "odd")
        .withDescription("numbers(" + number + ")");
  }
}
